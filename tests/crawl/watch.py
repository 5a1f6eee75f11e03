"""What a request did: the rows it wrote, the lines it logged, the bytes it left in Redis, and what it was answered."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import redis
from django.conf import settings
from django.core import signing
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, TestCase
from django.test.client import ClientHandler

from portal.web.content_types import plain_content_type
from portal.web.log_filters import WithoutWords
from portal.web.session_store import SessionStore
from tests.crawl.hostile_requests import HostileRequest

_SESSIONS = "dsr_session"
_WRITES = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)


@dataclass
class Seen:
    """`rows`: each table that was written, with what was put there as text; `lines`: the log."""

    answer: HttpResponse
    body: bytes = b""
    rows: list[tuple[str, str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    fault: str = ""  # what was raised, and where

    @property
    def head(self) -> str:
        """The status line's headers and cookies."""
        cookies = [morsel.OutputString() for morsel in self.answer.cookies.values()]
        return "\n".join([*(f"{name}: {value}" for name, value in self.answer.items()), *cookies])


class _Lines(logging.Handler):
    """Keeps each line as production would write it."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(WithoutWords(settings.LOGGING["formatters"]["line"]["format"]))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def text_of(value: Any) -> str:
    """What stands in a column, as who reads the database sees it."""
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview | bytearray) else str(value)


def _read_by_anybody(value: str) -> Any:
    """What a session says that is signed and not sealed. Django's own way logs each text that is no session."""
    store = SessionStore()
    try:
        return signing.loads(value, salt=store.key_salt, serializer=store.serializer)
    except signing.BadSignature:
        return {}


@contextmanager
def _noting(seen: dict[str, Any]) -> Iterator[None]:
    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if written := _WRITES.match(sql):
            put = [value for row in (params if many else [params]) for value in (row or ())]
            if written[1] == _SESSIONS:  # what is only signed is read by anybody
                put += [_read_by_anybody(value) for value in put if isinstance(value, str)]
            seen["rows"].append((written[1], "\n".join(map(text_of, put))))
        return execute(sql, params, many, context)

    def raised(**_signal: Any) -> None:
        import traceback

        seen["fault"] = traceback.format_exc(limit=-3)

    handler, root = _Lines(), logging.getLogger()
    root.addHandler(handler)
    got_request_exception.connect(raised)
    try:
        with connection.execute_wrapper(note):
            yield
    finally:
        root.removeHandler(handler)
        got_request_exception.disconnect(raised)
        seen["lines"] = handler.lines


@cache
def _handler(checks_csrf: bool) -> ClientHandler:
    """The middleware is made once, as by a server."""
    handler: ClientHandler = Client(enforce_csrf_checks=checks_csrf).handler
    return handler


def ask(made: HostileRequest, address_of_client: str) -> Seen:
    """Send it as a proxy would pass it on, by https; what it wrote is undone again, what it rang for is rung."""
    client = Client(raise_request_exception=False)
    client.handler = _handler(made.checks_csrf)
    client.cookies.load(made.visitor.cookies)
    extra = {"REMOTE_ADDR": address_of_client, **made.visitor.headers, **made.headers}
    if made.checks_csrf:
        client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
        extra.setdefault("HTTP_REFERER", "https://testserver/")
    noted: dict[str, Any] = {"rows": [], "lines": [], "fault": ""}
    with transaction.atomic():
        with _noting(noted), TestCase.captureOnCommitCallbacks(execute=True):
            # What stands around the web application in portal/wsgi.py.
            kind = plain_content_type(made.content_type or "application/octet-stream")
            # Whoever says that more comes sends it: the client of the tests has no connection that could be cut.
            sent = made.body.ljust(int(made.headers.get("CONTENT_LENGTH") or 0))
            answer = client.generic(made.method, made.path, sent, kind, secure=True, **extra)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    return Seen(answer, body, **noted)


def bytes_of_redis() -> bytes:
    """All that is kept there: the queue of work, limits, what is cached."""
    kept = []
    for url in {settings.BROKER_URL.replace("redis+socket", "unix"), settings.CACHES["default"]["LOCATION"]}:
        with redis.Redis.from_url(re.sub(r"\?virtual_host=", "?db=", url)) as server:
            kept += [name + (server.dump(name) or b"") for name in server.scan_iter(count=1_000)]
            kept += [b"\n".join(server.lrange(name, 0, -1)) for name in server.scan_iter(_type="list")]
    return b"\n".join(kept)
