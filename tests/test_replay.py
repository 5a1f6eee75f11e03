"""What is replayed is what was made, row by row; and nothing is replayed that may have come out otherwise."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from dsr import clock
from dsr.kinds import base
from dsr.models import Business, Case
from tests import given, replay
from tests.replay import replayed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@contextmanager
def a_test() -> Iterator[None]:
    """As another test would begin, and end: with nothing written."""
    with replay.watched(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def everything() -> dict[str, list[tuple[Any, ...]]]:
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")
            found[table] = cursor.fetchall()
    return found


def whole_life() -> tuple[Any, ...]:
    """What several verbs leave, each of which begins where another ended."""
    outbox, waits = len(mail.outbox), len(connection.run_on_commit)
    business = given.a_ledger(given.a_business(), recipients=3)
    case = given.approved(given.in_review(business=business), given.staff())
    declined = given.declined(given.in_review(business=business))
    given.drain()
    state = [{**vars(one), "_state": vars(one._state).keys()} for one in (business, case, declined)]
    for one in state:
        one.pop("_django_version", None)  # with which a row was kept: Django's own mark, which nothing reads
    sent = [(one.to, one.subject, one.body, one.extra_headers) for one in mail.outbox[outbox:]]
    after = [(function.args, robust) for _ids, function, robust in connection.run_on_commit[waits:]]
    return everything(), state, sent, after


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def makes(asked) -> Callable[..., Business]:
    """Notes each time that it is made indeed."""

    @replayed
    def a_name(*_given: object) -> Business:
        asked.append("made")
        return given.a_business()

    return a_name


def test_a_life_is_replayed_to_the_same_rows_letters_and_bells():
    with a_test():
        first = whole_life()
    with a_test():
        second = whole_life()
    if connection.vendor == "sqlite":
        assert first == second
    else:
        assert first != second, "another database is never replayed"
    assert len(first[0]["dsr_entry"]) > 8 and len(first[2]) >= 2 and first[3]


def test_what_is_the_same_is_made_once(makes, asked):
    for _time in range(3):
        with a_test():
            made = makes()
            assert made == Business.objects.get() and made.brands.count() == 1
    assert asked == ["made"] * (1 if connection.vendor == "sqlite" else 3)


def test_what_was_given_is_changed_as_it_was_when_it_was_made():
    for _time in range(2):
        with a_test():
            business = given.a_business()
            assert given.a_ledger(business) is business and business.ledger_version == 1


def _changes() -> dict[str, Callable[[], Any]]:
    return {
        "setting": lambda: override_settings(RETAIN_MONTHS=25),
        "language": lambda: translation.override("es"),
        "clock": lambda: _clock(given.at("2026-03-11T09:00:00-07:00")),
        "clock that goes": lambda: _clock(None),
        "demo's clock": _ahead,
        "patch": _patched,
        "kind": _other_kind,
        "rows before": lambda: nullcontext(Business.objects.create(name="Birch, Inc.")),
        "who counts statements": lambda: CaptureQueriesContext(connection),
    }


@contextmanager
def _clock(at: datetime | None) -> Iterator[None]:
    before = clock._frozen
    clock.freeze(at)
    yield
    clock.freeze(before)


@contextmanager
def _ahead() -> Iterator[None]:
    clock.offset = lambda: timedelta(days=1)
    with _clock(None):
        yield
    clock.offset = clock._no_offset


@contextmanager
def _patched() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(given, "GROUND", "Another one.")
        yield


@contextmanager
def _other_kind() -> Iterator[None]:
    kept = dict(base._kinds)
    del base._kinds["complaint"]
    yield
    base._kinds.update(kept)


@pytest.mark.parametrize("change", _changes())
def test_what_may_come_out_otherwise_is_made_anew(makes, asked, change):
    with a_test():
        makes()
    with a_test(), _changes()[change]():
        makes()
    assert asked == ["made", "made"]


def test_who_signed_in_before_changes_nothing(makes, asked):
    account = given.an_account()
    for _time in range(2):
        with a_test():
            Client().force_login(account)
            makes()
    assert asked == ["made"] * (1 if connection.vendor == "sqlite" else 2)


def test_other_arguments_and_what_cannot_be_compared_are_made_anew(makes, asked):
    for argument in ("a", "b", 1, True, ("a",), ["a"], {"a": 1}, object(), lambda: None):
        with a_test():
            makes(argument)
    with a_test():
        makes(given.a_business())
    assert asked == ["made"] * 10


def test_what_is_refused_is_refused_each_time():
    @replayed
    def refuses() -> None:
        given.a_business()
        raise ValueError("refused")

    for _time in range(2):
        with a_test():
            with pytest.raises(ValueError, match="refused"):
                refuses()
            assert Case.objects.count() == 0 and Business.objects.count() == 1
