"""A request as bytes on a line, read by the parser of the web server and answered by the web application."""

from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_started
from django.db import close_old_connections
from gunicorn.config import Config
from gunicorn.http import wsgi
from gunicorn.http.parser import RequestParser

from portal.web.chunked_bodies import ChunkedBodies
from portal.web.content_types import PlainContentTypes


def chunked(*pieces: bytes) -> bytes:
    """The body in chunks, as a program sends it that does not know its length."""
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (*pieces, b""))


def answered(path: str, body: bytes, *headers: str) -> tuple[int, bytes]:
    """POST the bytes as they are, with these header lines: the status and the body of the answer."""
    settings = Config()
    head = "\r\n".join([f"POST {path} HTTP/1.1", "Host: localhost", *headers, "", ""]).encode()
    request = next(RequestParser(settings, iter([head, body]), ("127.0.0.1", 1)))
    _response, sent = wsgi.create(request, None, ("127.0.0.1", 1), ("127.0.0.1", 80), settings)
    status: list[int] = []

    def start(line: str, *_more: Any) -> None:
        status.append(int(line.split(maxsplit=1)[0]))

    # As Django's test client: the connection of the test stays open.
    request_started.disconnect(close_old_connections)
    try:
        answer = ChunkedBodies(PlainContentTypes(WSGIHandler()))(sent, start)
        return status[0], b"".join(answer)
    finally:
        request_started.connect(close_old_connections)
