"""The day to send by follows the closed days of the business, an extension and a join; the law's day follows none."""

from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from dsr import engine, journal, letters, migrations
from dsr.law.spans import last_open_day
from dsr.models import Case, ClosedDay
from tests import given
from tests.given import at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


_MIGRATION = next(Path(migrations.__path__[0]).glob("*_send_by.py")).stem


def _received(day: str, **changes) -> Case:
    return given.a_case(given.staff(), received_at=at(f"{day}T09:00:00-08:00"), **changes)


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def close(*days: date) -> None:
    ClosedDay.objects.bulk_create(ClosedDay(business=given.a_business(), day=day, why="Inventory") for day in days)


def test_it_is_the_last_open_day_before_the_case_is_due():
    close(date(2026, 4, 3), date(2026, 4, 2))
    case = _received("2026-03-06")  # due on Sunday, 5 April
    assert (case.due_safe, case.send_by) == (date(2026, 4, 5), date(2026, 4, 1))
    facts = journal.facts_of(case.entries.get())["clock"]
    assert (facts["send_by"], facts["due_safe"]) == ("2026-04-01", "2026-04-05")


def test_open_cases_follow_when_closed_days_change_and_answered_ones_do_not():
    case, other, done = _received("2026-03-06"), _received("2026-03-09"), _received("2026-03-06")
    Case.objects.filter(pk=done.pk).update(state="responded")
    assert journal.follow_closed_days() == 0
    close(date(2026, 4, 3))
    assert journal.follow_closed_days() == 1
    assert (again(case).send_by, again(done).send_by) == (date(2026, 4, 2), date(2026, 4, 3))
    assert (again(other).send_by, again(case).due_safe) == (date(2026, 4, 8), date(2026, 4, 5))
    ClosedDay.objects.all().delete()
    engine.run_daily_jobs()
    assert again(case).send_by == date(2026, 4, 3)


def test_what_came_after_the_last_open_day_keeps_its_own_due_day():
    case = _received("2026-03-06")
    early = _received("2026-02-27", kind="unsubscribe", answers={"scope": "all"})  # due on Sunday, 1 March
    assert early.send_by == early.due_safe
    close(*(date(2026, 3, 7) + timedelta(days=number) for number in range(30)))
    journal.follow_closed_days()
    assert again(case).send_by == case.due_safe
    assert journal.follow_closed_days() == 0


def test_an_extension_gives_another_day_to_send_by(frozen):
    case = given.in_review(kind="deletion", answers={"ca_resident": "yes", "extent": "all"})
    close(*(date(2026, 6, day) for day in (5, 8)))
    extended = letters.extend_deadline(case.pk, given.staff(), seen=case.entry_count, reason="Tapes.")
    assert (extended.due_safe, extended.send_by) == (date(2026, 6, 8), date(2026, 6, 4))
    notice = letters.extension_notice_of(extended)
    assert (notice.send_by, notice.first_due) == (case.send_by, case.due_safe)


def test_a_join_keeps_the_earlier_day(frozen):
    first = given.in_review()
    frozen(at("2026-03-12T09:00:00-07:00"))
    second = given.in_review()
    given.joined(second, first)
    assert again(first).send_by == first.send_by


def test_the_check_of_the_journal_finds_a_day_to_send_by_after_the_due_day():
    case = given.in_review()
    Case.objects.filter(pk=case.pk).update(send_by=case.due_safe + timedelta(days=1))
    assert "later than its journal says" in journal.check_chain(case).fault
    Case.objects.filter(pk=case.pk).update(send_by=case.due_safe - timedelta(days=1))
    assert journal.check_chain(case).fault == ""


def test_the_upgrade_fills_the_day_of_every_case_that_is_there():
    close(date(2026, 4, 3))
    cases = [_received(f"2026-03-{day:02}") for day in range(1, 10)]
    early = _received("2026-02-27", kind="unsubscribe", answers={"scope": "all"})
    wanted = {case.pk: case.send_by for case in (*cases, early)}
    assert {wanted[case.pk] == last_open_day(case.due_safe, frozenset({date(2026, 4, 3)})) for case in cases} == {True}
    Case.objects.update(send_by=date(1970, 1, 1))
    import_module(f"dsr.migrations.{_MIGRATION}").fill(apps, None)
    assert dict(Case.objects.values_list("pk", "send_by")) == wanted


@pytest.mark.parametrize("of", ["open", "overdue"])
def test_the_queue_is_read_by_its_index(of):
    for number in range(5):
        _received(f"2026-03-0{number + 1}")
    rows = Case.objects.open() if of == "open" else Case.objects.overdue(date(2026, 4, 2))
    page = rows.most_urgent_first()[:25]
    if connection.vendor == "sqlite":  # it sees no partial index behind the parameters of a statement
        assert "USING INDEX case_by_state (state=?" in page.explain()
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # a table of five rows is rather read whole
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    plan = page.explain()
    assert "case_queue" in plan
    assert "Sort" not in plan
