"""The guard over connections, in this process and in children."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.guard import loopback
from tests.patience import PATIENCE

# Documentation addresses (RFC 5737, RFC 3849) answer nowhere.
_ABROAD = [(socket.AF_INET, ("192.0.2.1", 80)), (socket.AF_INET6, ("2001:db8::1", 80))]
_DISCARD = 9  # a loopback port that no test opens


@pytest.fixture
def refused() -> Iterator[Path]:
    """The record of refusals, cleared again: what is refused here is meant to be."""
    kept = loopback.folder() / "refused"
    yield kept
    kept.unlink(missing_ok=True)


def _child(code: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", f"import socket\n{code}"]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)


@pytest.mark.parametrize(("family", "address"), _ABROAD)
def test_the_world_is_refused(refused: Path, family: int, address: tuple[str, int]) -> None:
    with socket.socket(family) as reaching, pytest.raises(loopback.Refused):
        reaching.connect(address)
    assert f"{address[0]}:{address[1]}" in refused.read_text()


def test_a_foreign_port_of_this_machine_is_refused(refused: Path) -> None:
    with socket.socket() as reaching, pytest.raises(loopback.Refused):
        reaching.connect_ex(("127.0.0.1", _DISCARD))
    with socket.socket(type=socket.SOCK_DGRAM) as reaching, pytest.raises(loopback.Refused):
        reaching.sendto(b"x", ("127.0.0.1", _DISCARD))
    assert len(refused.read_text().splitlines()) == 2


def test_a_name_of_the_world_is_not_looked_up(refused: Path) -> None:
    with pytest.raises(loopback.Refused):
        socket.getaddrinfo("example.com", 80)
    assert "example.com" in refused.read_text()


def test_a_port_of_the_run_is_open_to_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=PATIENCE).close()


def test_a_child_is_guarded_too(refused: Path) -> None:
    abroad = _child("socket.create_connection(('192.0.2.1', 80), timeout=1)")
    assert "Refused" in abroad.stderr and abroad.returncode
    foreign = _child(f"socket.socket().connect(('127.0.0.1', {_DISCARD}))")
    assert "Refused" in foreign.stderr and foreign.returncode
    assert loopback.refusals() == ["192.0.2.1:80", f"127.0.0.1:{_DISCARD}"]


def test_ports_are_shared_between_the_processes_of_a_run() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert _child(f"socket.create_connection(('127.0.0.1', {port}), timeout=300)").returncode == 0
    opened = _child("s = socket.create_server(('127.0.0.1', 0)); print(s.getsockname()[1])").stdout.strip()
    assert loopback._is_ours("127.0.0.1", int(opened))


def test_named_servers_are_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAYLIGHT_TEST_REDIS_URL", "redis://127.0.0.1:7001/9")
    monkeypatch.setenv("DAYLIGHT_TEST_DATABASE_URL", "postgres://root@database.example:7002/x")
    monkeypatch.setenv("DAYLIGHT_TEST_MARIADB_URL", "mysql://root@maria.example/mysql")
    assert loopback._is_ours("127.0.0.1", 7001) and loopback._is_ours("localhost", 7001)
    assert loopback._is_ours("maria.example", 3306) and not loopback._is_ours("maria.example", 5432)
    assert loopback._is_ours("database.example", 7002)
    assert not loopback._is_ours("database.example", 7001)


def test_a_swallowed_refusal_is_still_recorded(refused: Path) -> None:
    code = f"try:\n  socket.socket().connect(('127.0.0.1', {_DISCARD}))\nexcept BaseException:\n  pass"
    assert _child(code).returncode == 0
    assert refused.exists()


def test_the_guard_is_in_the_environment() -> None:
    assert os.environ["PYTHONPATH"].split(os.pathsep)[0] == str(Path(loopback.__file__).parent)
