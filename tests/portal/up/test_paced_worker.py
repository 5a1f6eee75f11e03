"""A client that sends too slowly is let go, and one that sends on is waited for."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from gunicorn.config import Config
from gunicorn.http.parser import RequestParser

from portal.up import paced_worker
from portal.up.paced_worker import PacedSocket
from tests.patience import PATIENCE, until
from tests.portal.up.desk import free_port

HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000\r\n\r\n"
APP = """
from portal.up import paced_worker
paced_worker.FIRST_SECONDS = 0.5
def app(environ, start):
    body = environ["wsgi.input"].read()
    start("200 OK", [("Content-Length", str(len(str(len(body)))))])
    return [str(len(body)).encode()]
"""


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    client, server = socket.socketpair()
    yield client, server
    client.close()
    server.close()


def parsed(server: socket.socket):
    return RequestParser(Config(), PacedSocket(server), ("127.0.0.1", 1))


def test_a_request_in_time_is_read_whole(ends):
    client, server = ends
    client.sendall(HEAD + b"x" * 2000)
    assert len(next(parsed(server)).body.read()) == 2000


@pytest.mark.parametrize("sent", [b"", HEAD[:20], HEAD[:-2]])
def test_a_head_that_does_not_come_to_its_end_is_let_go(ends, monkeypatch, sent):
    monkeypatch.setattr(paced_worker, "FIRST_SECONDS", 0.05)
    client, server = ends
    client.sendall(sent)
    with pytest.raises(ConnectionResetError):
        next(parsed(server))


def test_so_is_a_body_and_what_came_gives_more_time(ends, monkeypatch):
    monkeypatch.setattr(paced_worker, "FIRST_SECONDS", 0.05)
    monkeypatch.setattr(paced_worker, "BYTES_A_SECOND", 10_000)
    client, server = ends
    client.sendall(HEAD + b"x" * 900)
    request = next(parsed(server))
    with pytest.raises(ConnectionResetError):
        request.body.read()
    paced = PacedSocket(server)
    before = paced._ends
    client.sendall(b"x" * 1000)
    assert len(paced.recv(1000)) == 1000 and paced._ends == pytest.approx(before + 0.1)


def test_a_shorter_time_of_the_caller_holds_and_stays_set(ends, monkeypatch):
    monkeypatch.setattr(paced_worker, "FIRST_SECONDS", PATIENCE)
    client, server = ends
    paced = PacedSocket(server)
    paced.settimeout(PATIENCE / 1000)
    with pytest.raises(TimeoutError):
        paced.recv(10)
    client.sendall(b"x")
    assert paced.recv(10) == b"x" and server.gettimeout() == PATIENCE / 1000
    paced.setblocking(False)  # asks only what is there
    with pytest.raises(BlockingIOError):
        paced.recv(10)


def answers(port: int, *sizes: int) -> list[bytes]:
    """What is answered to bodies of these sizes on one connection; nothing where it was let go, or nobody listens."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as link:
        try:
            found = []
            for size in sizes:
                link.request("POST", "/", b"x" * size)
                found.append(link.getresponse().read())
        except (OSError, http.client.HTTPException):
            return []
    return found


def test_the_web_server_reads_so_and_keeps_connections(tmp_path):
    (tmp_path / "paced_app.py").write_text(APP)
    port = free_port()
    options = ("--worker-class", "portal.up.paced_worker.PacedWorker", "--threads", "1", "--bind", f"127.0.0.1:{port}")
    command = [sys.executable, "-m", "gunicorn", "--no-control-socket", *options, "paced_app:app"]
    path = os.pathsep.join([str(tmp_path), str(Path.cwd())])
    server = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": path}, stderr=subprocess.DEVNULL)
    try:
        until(lambda: answers(port, 5, 7) == [b"5", b"7"], "gunicorn")
        with socket.create_connection(("127.0.0.1", port)) as slow:
            slow.sendall(HEAD[:20])  # and holds the only thread
            until(lambda: answers(port, 9) == [b"9"], "the thread")
            slow.settimeout(PATIENCE)
            assert slow.recv(10) == b"", "it was let go"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()
