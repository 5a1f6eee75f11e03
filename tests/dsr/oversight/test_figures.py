"""What is counted: once, in the month in which it happened in California, of who pressed it."""

from datetime import date, timedelta

import pytest

from dsr import oversight
from dsr.clock import now
from dsr.journal import Actor, EntryName, Line, record
from dsr.lifecycle import Who
from dsr.models import Case, Entry, Suppression
from dsr.models.entry import COUNTED
from dsr.oversight import MEASURES, by_month, by_person, cases_behind, months_until
from tests.given import a_case, an_account, at

pytestmark = pytest.mark.django_db
MONTHS = [date(2026, 2, 1), date(2026, 3, 1)]


def test_twelve_months_end_with_this_one():
    months = months_until(date(2026, 3, 31))
    assert (len(months), months[0], months[-1]) == (12, date(2025, 4, 1), date(2026, 3, 1))


def alone(case, account, moment, frozen):
    frozen(at(moment))
    record(case.pk, Line(EntryName.ONE_PAIR_OF_EYES, {"what": "approve"}), Actor(Who.REVIEWER, account.pk))


def test_a_month_ends_at_midnight_in_california_and_each_is_counted_for_who_pressed(frozen):
    case, one, other = a_case(), an_account(), an_account()
    measure = MEASURES["second-approvals-left-out"]
    for account, moment in (
        (one, "2026-02-28T23:59:00-08:00"),
        (one, "2026-03-01T00:00:00-08:00"),
        (other, "2026-03-09T09:00:00-07:00"),
    ):
        alone(case, account, moment, frozen)
    assert by_month(measure, MONTHS) == [1, 2]
    assert by_month(measure, MONTHS, who=one.pk) == [1, 1]
    assert by_person(measure, MONTHS) == [(one, 2), (other, 1)]
    assert by_person(measure, MONTHS[1:]) == [(one, 1), (other, 1)] or by_person(measure, MONTHS[1:])[0][1] == 1


def test_the_requests_behind_a_number_come_a_page_at_a_time_each_once(frozen):
    case, account = a_case(), an_account()
    for minute in range(5):
        alone(case, account, f"2026-03-09T09:0{minute // 2}:00-07:00", frozen)
    measure, seen, mark = MEASURES["second-approvals-left-out"], [], ""
    while True:
        found, mark = cases_behind(measure, MONTHS, 2, before=mark)
        seen += [moment for moment, one in found if one == case]
        if not mark:
            break
    assert len(seen) == 5 and seen == sorted(seen, reverse=True)
    assert len(cases_behind(measure, MONTHS, 9, before="nonsense/7")[0]) == 5


def test_late_is_after_the_date_for_the_person_in_days_of_california():
    on_time, late = a_case(), a_case()
    day = date(2026, 3, 10)
    for case, moment in ((on_time, "2026-03-10T23:59:00-07:00"), (late, "2026-03-11T00:00:00-07:00")):
        Case.objects.filter(pk=case.pk).update(due_safe=day, due_latest=day, responded_at=at(moment))
    assert [case.pk for _at, case in cases_behind(MEASURES["late"], MONTHS, 9)[0]] == [late.pk]


@pytest.mark.parametrize(
    ("closure", "code"),
    [("mistake", "voided"), ("test", "voided"), ("no-request", "put-aside"), ("withdrawn", "withdrawn")],
)
def test_an_ending_is_counted_by_its_sort_while_it_stands(frozen, closure, code):
    case = a_case()
    frozen(at("2026-03-09T09:00:00-07:00"))
    closing = {"number": 99, "at": now(), "who": "reviewer", "name": "close", "to_state": "closed", "facts": "{}"}
    Entry.objects.create(case=case, previous="", digest="x", **closing)
    Case.objects.filter(pk=case.pk).update(state="closed", closure=closure)
    ending = ("voided", "put-aside", "withdrawn")
    assert {one: by_month(MEASURES[one], MONTHS) for one in ending} == {one: [0, int(one == code)] for one in ending}
    Case.objects.filter(pk=case.pk).update(state="review", closure="")
    assert by_month(MEASURES[code], MONTHS) == [0, 0]


def test_a_stop_is_counted_by_how_long_it_took_to_be_in_effect():
    case, made = a_case(), at("2026-03-09T09:00:00-07:00")
    waits = (timedelta(0), timedelta(days=1), timedelta(days=14), timedelta(days=14, seconds=1))
    for number, wait in enumerate(waits):
        own = {"purpose": "direct-marketing", "digest": f"d{number}", "source": "page"}
        Suppression.objects.create(business=case.business, case=case, since=made - wait, made_at=made, **own)
    codes = ("stopped-in-a-day", "stopped-in-a-fortnight", "stopped-later")
    assert [by_month(MEASURES[code], MONTHS)[1] for code in codes] == [2, 1, 1]
    assert by_person(MEASURES["stopped-later"], MONTHS) == []


def test_the_index_holds_just_the_entries_that_are_counted():
    asked = {str(name) for one in MEASURES.values() for name in _names(one)}
    assert asked == set(COUNTED)


def _names(measure: oversight.Measure):
    rows = measure.rows()
    if rows.model is not Entry:
        return []
    return [child.rhs for child in rows.query.where.children if child.lhs.target.name == "name"]
