"""The same processes in production settings: no demo, somebody else's broker, and plain words when it is away."""

import base64
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from portal.up import prepare
from portal.up.errors import CannotStart
from portal.up.terminal import Terminal
from tests.portal.up.desk import Desk, environment, free_port, manage, of_run
from tests.servers import Broker


def _key(fill: bytes) -> str:
    return base64.urlsafe_b64encode(fill * 32).decode()


def production(folder: Path, redis_url: str) -> dict[str, str]:
    return {
        "SECRET_KEY": "only-for-tests-" + "x" * 40,
        "SEALING_KEYS": f"t1:{_key(b'1')}",
        "INDEX_KEY": _key(b"2"),
        "NAME_KEY": _key(b"6"),
        "SUPPRESSION_KEY": _key(b"3"),
        "LINK_KEYS": f"t1:{_key(b'4')}",
        "JOURNAL_KEYS": f"t1:{_key(b'5')}",
        "INSTALLATION_ID": "production",
        "ALLOWED_HOSTS": "privacy.example.com",
        "PUBLIC_URL": "https://privacy.example.com",
        "DATABASE_URL": f"sqlite:///{folder}/production.sqlite3",
        "REDIS_URL": redis_url,
        "MAIL_FROM": "Fernwood Privacy <privacy@fernwood.example>",
        "EMAIL_HOST": "127.0.0.1",
        "WEB_WORKERS": "1",
        "WORKER_CONCURRENCY": "1",
    }


@pytest.fixture
def tables(tmp_path: Path, django_db_setup: None) -> None:
    """The tables of the run's own database, when it is a file: the demo's start has shown that they can be made."""
    if connection.vendor == "sqlite":
        places = (connection.settings_dict["NAME"], tmp_path / "production.sqlite3")
        with closing(sqlite3.connect(places[0])) as ours, closing(sqlite3.connect(places[1])) as copy:
            ours.backup(copy)


@pytest.fixture
def own_broker(tmp_path: Path) -> Iterator[Broker]:
    """A broker of this test alone: the worker started here must not take the tasks of other tests."""
    server = Broker(tmp_path / "broker", tmp_path / "broker.sock").start()
    yield server
    server.kill()


@pytest.mark.usefixtures("tables")
def test_production_runs_without_anything_of_the_demo(tmp_path: Path, own_broker: Broker) -> None:
    desk = Desk(tmp_path / "var", **production(tmp_path, f"unix://{own_broker.socket}"))
    try:
        desk.ready()
        assert "https://privacy.example.com/desk/" in desk.output
        assert "sign in as" not in desk.output
        assert "mailbox" not in desk.output
        assert not (desk.var / "demo.env").exists()
        assert not (desk.var / "valkey").exists()
        assert desk.stopped(signal.SIGTERM) == 0
        assert of_run(desk.var) == []
        assert own_broker.process is not None
        assert own_broker.process.poll() is None
    finally:
        desk.end()


def test_a_broker_that_is_away_is_named_without_its_password(
    settings: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    port = free_port()
    settings.REDIS_URL = f"redis://desk:quite-secret@127.0.0.1:{port}/0"
    monkeypatch.setenv("BROKER_PATIENCE_SECONDS", "1")
    with pytest.raises(CannotStart) as refused:
        prepare.await_broker(Terminal(sys.stdout))
    said = f"{capsys.readouterr().out}{refused.value}"
    assert f"broker    does not answer yet at 127.0.0.1:{port}; waiting" in said
    assert f"The broker of REDIS_URL does not answer: 127.0.0.1:{port}" in said
    assert "quite-secret" not in said


def test_a_database_that_is_away_is_said_plainly(tmp_path: Path, own_broker: Broker) -> None:
    more = production(tmp_path, f"unix://{own_broker.socket}")
    more["DATABASE_URL"] = f"postgres://desk:quite-secret@127.0.0.1:{free_port()}/desk"
    done = manage("up", env=environment(tmp_path / "var", **more))
    assert done.returncode == 2
    assert "The database of DATABASE_URL cannot be used" in done.stdout
    assert "Traceback" not in done.stdout
    assert "quite-secret" not in done.stdout
