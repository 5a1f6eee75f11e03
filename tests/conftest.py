"""Fixtures for every test: the guard, the frozen clock, the broker of this run, a flush that knows the triggers."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from django.test import TransactionTestCase

from dsr import clock, triggers
from tests.environment import SCRATCH
from tests.guard import loopback
from tests.servers import Broker

loopback.start(SCRATCH / "network")

# What the migrations leave in every database. To make it anew takes longer than all else of a flush.
_OF_MIGRATIONS = {"django_content_type", "auth_permission"}


def _flush(_self: TransactionTestCase) -> None:
    """Every other table is empty afterwards, as Django's own flush would leave it."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    deletions = connection.ops.sql_flush(no_style(), sorted(set(tables) - _OF_MIGRATIONS))
    # Among what is deleted are entries, which the triggers refuse: they are lifted around it and put back.
    with triggers.lifted(connection):
        connection.ops.execute_sql_flush(deletions)


TransactionTestCase._fixture_teardown = _flush


@pytest.fixture(autouse=True)
def only_loopback() -> Iterator[None]:
    """A connection that was refused fails the test, also where the code or a child swallowed the refusal."""
    before = len(loopback.refusals())
    yield
    assert loopback.refusals()[before:] == [], "The test reached for what this run did not open."


@pytest.fixture(scope="session", autouse=True)
def broker() -> Iterator[Broker | None]:
    """The broker of the whole run; None when REDIS_URL names a server that is not ours."""
    url = os.environ["REDIS_URL"]
    if not url.startswith("unix://"):
        yield None
        return
    server = Broker(SCRATCH / "broker", Path(url.removeprefix("unix://"))).start()
    yield server
    server.kill()


@pytest.fixture(scope="session", autouse=True)
def collected() -> None:
    """Style sheets and pictures as in production: collected, hashed, compressed."""
    call_command("collectstatic", interactive=False, verbosity=0, skip_checks=True)


@pytest.fixture
def frozen() -> Iterator[Callable[[datetime], None]]:
    """Hold the clock: frozen(datetime) sets it. It starts on Tuesday 10 March 2026, 9:00 in California."""
    clock.freeze(datetime(2026, 3, 10, 16, 0, tzinfo=UTC))
    yield clock.freeze
    clock.freeze(None)
