"""What is counted: once, in the month in which it happened in California, of who pressed it."""

from datetime import date, timedelta

import pytest
from django.db.models import Lookup

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


def entry(case, number, name, moment):
    row = {"number": number, "at": at(moment), "who": "reviewer", "name": name, "to_state": "closed", "facts": "{}"}
    Entry.objects.create(case=case, previous="", digest=f"x{number}", **row)


@pytest.mark.parametrize("again", [None, "2026-03-20T09:00:00-07:00"])
def test_what_was_opened_again_was_late_if_its_first_answer_was_and_nobody_pressed_that(again):
    on_time, late, day = a_case(), a_case(), date(2026, 3, 10)
    for case, moment in ((on_time, "2026-03-09T09:00:00-07:00"), (late, "2026-03-11T09:00:00-07:00")):
        entry(case, 98, "respond", moment)
        Case.objects.filter(pk=case.pk).update(due_safe=day, due_latest=day, responded_at=at(again) if again else None)
    found = cases_behind(MEASURES["late"], MONTHS, 9)[0]
    assert found == [(at("2026-03-11T09:00:00-07:00"), late)]
    assert by_person(MEASURES["late"], MONTHS) == []


def test_paper_that_was_mailed_in_time_is_not_late_because_that_was_recorded_later():
    case, day = a_case(), date(2026, 3, 10)
    entry(case, 98, "respond", "2026-03-14T09:00:00-07:00")
    mailed = at("2026-03-09T09:00:00-07:00")
    Case.objects.filter(pk=case.pk).update(due_safe=day, due_latest=day, responded_at=mailed)
    assert by_month(MEASURES["late"], MONTHS) == [0, 0]


def test_of_a_request_that_was_closed_twice_only_the_newest_closing_counts():
    case = a_case()
    entry(case, 98, "close", "2026-02-09T09:00:00-08:00")
    entry(case, 99, "close", "2026-03-09T09:00:00-07:00")
    Case.objects.filter(pk=case.pk).update(state="closed", closure="withdrawn")
    assert by_month(MEASURES["withdrawn"], MONTHS) == [0, 1]


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


def stop(case, made, wait, digest, **changes):
    own = {"purpose": "direct-marketing", "digest": digest, "source": "page", **changes}
    Suppression.objects.create(business=case.business, case=case, since=made - wait, made_at=made, **own)


STOPS = ("stopped-in-a-day", "stopped-in-a-fortnight", "stopped-later")


def test_a_stop_is_counted_by_how_long_it_took_to_be_on_the_list():
    made = at("2026-03-09T09:00:00-07:00")
    waits = (timedelta(0), timedelta(days=1), timedelta(days=14), timedelta(days=14, seconds=1))
    for number, wait in enumerate(waits):
        stop(a_case(), made, wait, f"d{number}")
    assert [by_month(MEASURES[code], MONTHS)[1] for code in STOPS] == [2, 1, 1]
    assert by_person(MEASURES["stopped-later"], MONTHS) == []


def test_a_request_stops_once_however_many_rows_it_has_and_a_lock_stops_nothing():
    case, made = a_case(), at("2026-03-09T09:00:00-07:00")
    stop(case, made, timedelta(0), "l", purpose="locked")
    stop(case, made, timedelta(0), "k", field="lookalike")
    assert [by_month(MEASURES[code], MONTHS)[1] for code in STOPS] == [0, 0, 0]
    stop(case, made, timedelta(0), "a")
    stop(case, made, timedelta(days=20), "b", field="phone")
    stop(a_case(), made, timedelta(days=-1), "c")
    assert [by_month(MEASURES[code], MONTHS)[1] for code in STOPS] == [1, 0, 0]
    assert [one for _at, one in cases_behind(MEASURES[STOPS[0]], MONTHS, 9)[0]] == [case]


def test_the_index_holds_just_the_entries_that_are_counted():
    asked = {str(name) for one in MEASURES.values() for name in _names(one)}
    assert asked == set(COUNTED)


def _names(measure: oversight.Measure):
    rows = measure.rows()
    if rows.model is not Entry:
        return []
    return [
        child.rhs
        for child in rows.query.where.children
        if isinstance(child, Lookup) and getattr(getattr(child.lhs, "target", None), "name", "") == "name"
    ]
