"""A system that answers by webhook on a loopback port of this process, in one of several moods."""

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any

from django.db import connections

Mood = Callable[[dict[str, Any]], "Said"]


@dataclass(frozen=True)
class Said:
    """What is answered, byte for byte."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    is_silent: bool = False  # the connection ends without a word


@dataclass
class Receiver:
    """Where it stands, how it answers, and everything it was sent: headers and body."""

    address: str
    mood: Mood
    sent: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def data(self) -> list[dict[str, Any]]:
        return [json.loads(body)["data"] for _headers, body in self.sent]

    @property
    def phases(self) -> list[str]:
        return [data["phase"] for data in self.data]

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _body in self.sent]


def told(**answer: Any) -> Said:
    return Said(body=json.dumps(answer).encode())


def done(members: int = 1) -> Mood:
    """A club that really forgets: it counts, deletes, and counts nothing any more."""
    left = {"members": members}

    def answer(data: dict[str, Any]) -> Said:
        if data["phase"] == "preview":
            return told(found=dict(left))
        if data["phase"] == "do":
            did, left["members"] = left["members"], 0
            return told(state="done" if did else "not-held", did={"members": did})
        return told(state="kept") if data["phase"] == "keep" else told(left=dict(left))

    return answer


def always(said: Said) -> Mood:
    return lambda _data: said


def in_turn(*said: Said) -> Mood:
    """One answer after another; the last one stays."""
    rest = list(said)
    return lambda _data: rest.pop(0) if len(rest) > 1 else rest[0]


def by_phase(**said: Said) -> Mood:
    return lambda data: said[data["phase"]]


LATER = Said(202)
BROKEN = Said(500)
SILENT = Said(is_silent=True)
NOT_JSON = Said(body=b"<p>done</p>")
ELSEWHERE = Said(302, headers={"Location": "http://127.0.0.1:1/"})


class _Server(ThreadingHTTPServer):
    """Without the look-up of its own name, which asks a name server that may not answer."""

    def server_bind(self) -> None:
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "localhost", self.server_address[1]


@contextmanager
def receiving(mood: Mood | None = None, tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """Listen for the time of the block."""
    receiver = Receiver("", mood or done())

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.sent.append(({name.lower(): value for name, value in self.headers.items()}, body))
            try:
                said = receiver.mood(json.loads(body)["data"])
            finally:
                connections.close_all()  # a mood that looks at rows does so in a thread with a connection of its own
            if said.is_silent:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response(said.status)
            for name, value in {"Content-Length": str(len(said.body)), **said.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.body)

        def log_message(self, *_words: object) -> None:
            """Nothing is printed."""

    server = _Server(("127.0.0.1", 0), Answers)
    server.handle_error = lambda *_who: None  # type: ignore[method-assign]  # who hangs up early is no news
    receiver.address = f"http://127.0.0.1:{server.server_port}/hook"
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        receiver.address = f"https://localhost:{server.server_port}/hook"
    listening = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    listening.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        listening.join()
        server.server_close()
