"""Fixtures for every test: the guard, the frozen clock, the broker of this run, a flush that knows the triggers."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models.expressions import BaseExpression
from django.test import TransactionTestCase
from whitenoise.base import WhiteNoise

from dsr import clock, key_marks, triggers
from dsr.models import KeyMark
from tests import blank_desk, replay
from tests.business_database import (  # noqa: F401  # fixtures
    _mariadb_of_business,
    _postgresql_of_business,
    business_database,
)
from tests.environment import SCRATCH
from tests.given_forms import Asker
from tests.guard import loopback
from tests.patience import PATIENCE
from tests.servers import Broker

loopback.start(SCRATCH / "network")

# No example is wrong because the machine is slow.
hypothesis.settings.register_profile("patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("patient")
# A broker that answers late is no broker that is away, nor is a row that another thread holds lost.
settings.CACHES["default"]["OPTIONS"].update(socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE)
if connection.vendor == "sqlite":
    connection.settings_dict["OPTIONS"]["timeout"] = PATIENCE

# The hash of production takes a quarter of a second, for each password that is set or tried. It is the same one, with
# the least of its costs.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1

# What the migrations leave in every database. To make it anew takes longer than all else of a flush.
_OF_MIGRATIONS = {"django_content_type", "auth_permission"}


_marks: list[KeyMark] = []


def _flush(_self: TransactionTestCase) -> None:
    """Every other table is empty afterwards, as Django's own flush would leave it; the keys have left their marks.

    Most are empty anyway: one query says which are not, and only those are touched.
    """
    tables = sorted(set(connection.introspection.django_table_names()) - _OF_MIGRATIONS)
    quoted = {table: connection.ops.quote_name(table) for table in tables}
    asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quoted[name]})" for name in tables)
    # Among what is deleted are entries, which the triggers refuse: they are lifted around it and put back. References
    # are looked at when all is deleted.
    with (
        connection.constraint_checks_disabled(),
        triggers.lifted(connection),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(asked)
        for (name,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {quoted[name]}")
    KeyMark.objects.bulk_create(_marks)


TransactionTestCase._fixture_teardown = _flush

_scan = WhiteNoise.update_files_dictionary
_scanned: dict[tuple[str, str], dict[str, object]] = {}


def _scan_once(self: WhiteNoise, root: str, prefix: str) -> None:
    """Every Client builds the middleware anew; to look through the collected files takes longer than most pages."""
    if (root, prefix) not in _scanned:
        _scan(self, root, prefix)
        _scanned[root, prefix] = dict(self.files)
    self.files.update(_scanned[root, prefix])


WhiteNoise.update_files_dictionary = _scan_once


def _copied(self: BaseExpression) -> BaseExpression:
    """What copy.copy() makes of it by way of pickle's protocol, for each part of each query that a test builds."""
    copied = object.__new__(type(self))
    copied.__dict__.update(self.__getstate__())
    return copied


BaseExpression.copy = _copied


@pytest.fixture(scope="session", autouse=True)
def _no_marker_of_django() -> None:
    """Stands for what looks for a marker or a cache of sites before each test; tests/test_markers.py: none is here."""


# By these names pytest-django has them. Ten thousand tests have them made and taken down again.
_django_set_urlconf = _django_isolate_apps = _no_marker_of_django
_template_string_if_invalid_marker = _django_clear_site_cache = _no_marker_of_django


@pytest.fixture(autouse=True)
def only_loopback() -> Iterator[None]:
    """A connection that was refused fails the test, also where the code or a child swallowed the refusal."""
    before = len(loopback.refusals())
    yield
    assert loopback.refusals()[before:] == [], "The test reached for what this run did not open."


@pytest.fixture(autouse=True)
def no_anchor_files() -> None:
    """What the day's work of another test left stands for a journal that is not there any more."""
    shutil.rmtree(settings.ANCHOR_DIR, ignore_errors=True)


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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Iterator[None]:
    with replay.watched():
        return (yield)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: nobody need look through it for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """A worker's database is a copy of the run's blank one; without that it is migrated here."""
    creation = connection.creation
    migrated = creation._create_test_db

    def copied(*arguments: object, **options: object) -> object:
        kept = blank_desk.folder()
        if kept is None:
            return migrated(*arguments, **options)
        name = creation._get_test_db_name()
        blank_desk.copy_database(kept, connection.vendor, name)
        return name

    creation._create_test_db = copied


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """The keys of the run have left their marks, as on a desk that works: each test need not try them anew."""
    with django_db_blocker.unblock():
        key_marks.leave_key_marks()
        _marks.extend(KeyMark.objects.all())


@pytest.fixture
def no_key_marks(db: None) -> None:
    """As before any key was used."""
    KeyMark.objects.all().delete()


@pytest.fixture(scope="session", autouse=True)
def collected() -> None:
    """Style sheets and pictures as in production: collected, hashed, compressed."""
    if kept := blank_desk.folder():
        blank_desk.copy_files(kept, settings.STATIC_ROOT)
    else:
        call_command("collectstatic", interactive=False, verbosity=0, skip_checks=True)


@pytest.fixture
def frozen() -> Iterator[Callable[[datetime], None]]:
    """Hold the clock: frozen(datetime) sets it. It starts on Tuesday 10 March 2026, 9:00 in California."""
    clock.freeze(datetime(2026, 3, 10, 16, 0, tzinfo=UTC))
    yield clock.freeze
    clock.freeze(None)


@pytest.fixture
def client() -> Asker:
    """A browser whose person checks what a form shows and sends it."""
    return Asker()
