"""A database that takes the connection and never answers, or whose table is locked, holds no page of health."""

import socket
import threading

import pytest
from django.db import connection, connections

from portal.web import database_limits, database_probe
from tests.patience import until

pytestmark = pytest.mark.django_db


@pytest.fixture
def silent():
    """A server that takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield {"host": "127.0.0.1", "port": server.getsockname()[1], "user": "x", "password": "y", "dbname": "z"}


def test_a_server_that_never_answers_is_given_up_and_not_asked_by_ever_more(silent):
    before = threading.active_count()
    assert [database_probe.has_answered(silent) for _turn in range(6)] == [False] * 6
    assert threading.active_count() - before <= 4
    until(lambda: threading.active_count() <= before, "the questions that hung to end")


def test_a_page_is_answered_while_the_server_is_silent(client, monkeypatch, silent):
    asked = lambda: database_probe.has_answered(silent)  # noqa: E731
    monkeypatch.setattr("portal.public.site_endpoints.has_probe_answered", asked)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["database"]) == (503, "away")


@pytest.mark.django_db(transaction=True)
def test_a_locked_table_is_told_in_time(client):
    if connection.vendor != "postgresql":  # SQLite reads while others write
        assert client.get("/healthz").status_code == 200
        return
    held, go = threading.Event(), threading.Event()

    def hold() -> None:
        own = connections["default"].copy()
        own.set_autocommit(False)
        with own.cursor() as cursor:
            cursor.execute("LOCK TABLE dsr_keymark IN ACCESS EXCLUSIVE MODE")
            held.set()
            go.wait()
        own.rollback()
        own.close()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    try:
        answer = client.get("/healthz")
    finally:
        go.set()
        thread.join()
    assert (answer.status_code, answer.json()["database"]) == (503, "away")
    assert client.get("/healthz").status_code == 200


def test_statements_of_pages_and_of_work_have_a_limit(settings):
    mine = {"ENGINE": "django.db.backends.postgresql", "OPTIONS": {"options": "-c jit=off"}}
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(connections.settings, "default", mine)
        patch.setattr(connections, "close_all", lambda: None)
        database_limits.limit_statements(database_limits.of_page())
    assert mine["OPTIONS"]["options"] == "-c jit=off -c statement_timeout=30000"
    assert database_limits.of_work() == 600
