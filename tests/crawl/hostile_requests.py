"""Requests that nobody means well by: one for each number of a seed, always the same."""

import json
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, quote_from_bytes

from dsr.lifecycle import Who
from tests.crawl.desk_of_canaries import Desk, Visitor
from tests.portal import hostile

# What the crawler itself types. It may stand in the answer to the very request, and nowhere else.
TYPED = "canary-typed"
TEXTS = (
    *(text for text in hostile.TEXTS if "dana" not in text),
    *(f"{TYPED}@example.com", f"{TYPED} Person", f"<script>{TYPED}</script>", f"{TYPED}\r\nX-Planted: 1"),
    *("../../etc/passwd", "{{7*7}}", "' OR 1=1 --", "on", "yes", "1", "deletion", "email", "2026-03-01"),
)
# What an address may hold: no page of ours puts anything of a person there, so a log may quote it.
_IN_PATHS = tuple(text for text in TEXTS if TYPED not in text)
_METHODS = ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "X" * 60, "G~T")
_CHARSETS = ("utf-8", "UTF8", "latin-1", "utf-7", "utf-16", "idna", "rot13", "hex", "zlib", '"', "x" * 300, "\xe9", "")
_TYPES = (
    *("application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "application/json", "text/plain", ""),
    *("multipart/form-data", "multipart/form-data; boundary=" + "y" * 200, "application/xml", "a/b/c", ";;;"),
    *("multipart/mixed; boundary=b", "application/csp-report", "\xff", "application/json; charset=utf-7"),
)
_HEADERS = (
    *(("HTTP_HOST", text) for text in ("evil.example", "testserver:99999", "a b", "", "[::1")),
    *(("HTTP_X_FORWARDED_FOR", text) for text in ("junk", "1.2.3.4, ::1", "9" * 500)),
    *(("HTTP_X_REQUESTED_WITH", "XMLHttpRequest"), ("HTTP_ACCEPT", "application/json"), ("HTTP_SEC_GPC", "1")),
    *(("CONTENT_LENGTH", text) for text in ("", "0", "9")),
    *(("HTTP_TRANSFER_ENCODING", "chunked"), ("HTTP_RANGE", "bytes=0-0,-1"), ("HTTP_IF_MODIFIED_SINCE", "\xe9")),
    *(("HTTP_REFERER", text) for text in ("", "http://[", "https://evil.example/")),
    *(("HTTP_ORIGIN", "null"), ("HTTP_ACCEPT_LANGUAGE", ";q=,*;q=9,\xff"), ("HTTP_AUTHORIZATION", "Bearer \xff")),
    *(("HTTP_COOKIE", text) for text in ("__Host-session=%00; a", "__Host-csrf=\xff", "messages=W1tdXQ:x", "=;=;")),
    *(("QUERY_STRING", text) for text in ("%", "a=%ff&%00=1", "&&&=", "next=https://evil.example/", "a[]=1" * 90)),
)
_USUAL = (
    "by",
    "do",
    "what",
    "email",
    "seen",
    "note",
    "reference",
    "after",
    "keep",
    "next",
    "login",
    "password",
    "code",
)
# What the lists of the set-up are asked, and what is chosen in them.
OF_LISTS = ("action", "index", "_selected_action", "q", "o", "p", "all", "id__exact", "id__in", "_to_field", "_popup")
_PLACE = re.compile(r"<[^>]+>")


@dataclass
class HostileRequest:
    """One request, and what the rules must know of it."""

    visitor: Visitor
    address: str  # the pattern
    path: str
    method: str = "GET"
    content_type: str = ""
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    checks_csrf: bool = False
    has_own_token: bool = False  # the link in it is good


NamesOf = Callable[[HostileRequest], Sequence[str]]


def drawn(seed: int, number: int, addresses: list[str], desk: Desk, names_of: NamesOf) -> HostileRequest:
    """The request of this number. `names_of` gives the fields of the form at an address, as a visitor meets it."""
    dice = random.Random(f"{seed}:{number}")
    address = dice.choice(addresses)
    visitor = dice.choices(desk.visitors, [_weight(address, visitor) for visitor in desk.visitors])[0]
    path, is_own = _path(dice, address, desk)
    made = HostileRequest(visitor, address, path, has_own_token=is_own)
    made.method = dice.choices(("GET", "POST", dice.choice(_METHODS)), (4, 4, 2))[0]
    made.checks_csrf = dice.random() < 0.2
    if dice.random() < 0.3:
        name, value = dice.choice(_HEADERS)
        made.headers[name] = value
    if dice.random() < 0.3:
        asked = OF_LISTS if address.startswith("admin/") else _USUAL
        made.path += (
            "?" + hostile.as_form(_fields(dice, [dice.choice(asked)] if dice.random() < 0.5 else asked)).decode()
        )
    if made.method != "GET" or dice.random() < 0.1:
        made.content_type, made.body = _body(dice, names_of(made))
    return made


def _weight(address: str, visitor: Visitor) -> int:
    """Who comes furthest there comes more often."""
    if address.startswith("admin/"):
        return 10 if visitor.role is Who.ADMINISTRATOR else 1
    if address.startswith(("desk/", "accounts/")):
        return 4 if visitor.role is Who.ADMINISTRATOR else 1
    return 5 if visitor.name == ("program" if address.startswith("api/") else "stranger") else 1


def _path(dice: random.Random, address: str, desk: Desk) -> tuple[str, bool]:
    """An address with its places filled; whether the token in it is that of a link of this desk."""
    token, is_own = desk.tokens.get(address.partition("/")[0], "x.y"), True
    if dice.random() < 0.4:
        token, is_own = dice.choice((token[:-1] + "A", token.swapcase(), token + "A", "x.y", "²", "%00", "..")), False

    def fill(place: re.Match[str]) -> str:
        if "token" in place[0]:
            return token
        if dice.random() < 0.1:
            return quote(dice.choice(_IN_PATHS).encode(errors="surrogatepass"), safe="")[:600]
        return dice.choice(desk.values.get(place[0], desk.values[""]))

    return "/" + _PLACE.sub(fill, address), is_own


def _fields(dice: random.Random, names: Sequence[str]) -> hostile.Fields:
    known = names if names and dice.random() < 0.9 else _USUAL
    return [(name, dice.choice(TEXTS)) for name in dice.sample(known, min(len(known), dice.randint(1, 25)))]


def _body(dice: random.Random, names: Sequence[str]) -> tuple[str, bytes]:
    kind, fields = dice.choice((*_TYPES[:3] * 3, *_TYPES)), _fields(dice, names)
    if dice.random() < 0.25:
        kind += f"; charset={dice.choice(_CHARSETS)}"
    if dice.random() < 0.1:
        return kind, dice.choice((b"", b"\xff\xfe\x00", b"[" * 30_000, b"--b\r\n", b"%" * 50, b"a=1" * 2_000))
    if "json" in kind:
        return kind, json.dumps(dict(fields)).encode()
    return kind, hostile.as_parts(fields) if "multipart" in kind else hostile.as_form(fields)


def of_one_line(made: HostileRequest) -> str:
    """What was sent, to be read; long bodies are cut."""
    head = " ".join(f"{name}={value[:40]!r}" for name, value in made.headers.items())
    body = quote_from_bytes(made.body[:200], safe=' =&{}":,@<>')
    return f"{made.visitor.name}: {made.method} {ascii(made.path)[:300]} {made.content_type[:60]!r} {head} {body}"
