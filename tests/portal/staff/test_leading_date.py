"""One date leads everywhere: the day to send by, in queue, case, bundle and daily email, with the law's beside it."""

import re
from datetime import date, timedelta

import pytest

from dsr import agents, journal, letters
from dsr.clock import now, today
from dsr.formats.references import spell
from dsr.lifecycle import Who
from dsr.models import Bundle, Case, ClosedDay
from dsr.models.case import Channel
from portal.staff.wording import states
from tests import given
from tests.bare_days import without_times
from tests.dsr.agents.test_bundles import a_roll
from tests.given_agents import a_ccpa_business
from tests.portal.staff.desk import at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def _leading(page: str, reference: str = "") -> str:
    """The day that leads on a page, or in the row of a case where one is named: the first that is marked as one."""
    row = next((part for part in page.split("<tr")[1:] if reference in part), "") if reference else page
    return re.findall(r'<time datetime="(\d{4}-\d\d-\d\d)"', row)[0]


def _due_when_closed() -> Case:
    """Received on Friday, 6 March; due on Sunday, 5 April; the Thursday and Friday before it are closed."""
    case = given.in_review(received_at=given.at("2026-03-06T09:00:00-08:00"))
    for day in (2, 3):
        ClosedDay.objects.create(business=case.business, day=date(2026, 4, day), why="Spring cleaning")
    journal.follow_closed_days()
    return Case.objects.get(pk=case.pk)


def test_queue_case_and_daily_email_show_the_same_day_and_the_law_s_beside_it(reviewer, frozen):
    case = _due_when_closed()
    assert (case.send_by, case.due_safe) == (date(2026, 4, 1), date(2026, 4, 5))
    queue = reviewer.get("/desk/").content.decode()
    assert _leading(queue, spell(case.reference)) == "2026-04-01"
    assert "Send by" in queue
    page = reviewer.get(at(case)).content.decode()
    assert _leading(page.partition("send-by")[2]) == "2026-04-01"
    page = without_times(page)
    assert "Wed, Apr 1" in page and "as they are known now" in page and "the law&#x27;s day is Sun, Apr 5" in page
    frozen(given.at("2026-03-30T09:00:00-07:00"))
    told = letters.compose_daily_email(given.an_account()).body
    assert "send by April 1, 2026 (in 2 days; the law's day is Sun, Apr 5)" in told
    frozen(given.at("2026-04-02T09:00:00-07:00"))
    assert "1 day overdue" in reviewer.get("/desk/?group=due").content.decode()
    told = letters.compose_daily_email(given.an_account())
    assert "1 overdue" in told.subject
    assert "send by April 1, 2026 (1 day past our own day; the law's day is Sun, Apr 5)" in told.body
    frozen(given.at("2026-04-06T09:00:00-07:00"))
    page = without_times(reviewer.get(at(case)).content.decode())
    assert "5 days overdue" in page and "past the law&#x27;s day, Sun, Apr 5" in page


def test_a_bundle_shows_the_day_that_the_queue_shows(reviewer):
    business = a_ccpa_business()
    ClosedDay.objects.create(business=business, day=date(2026, 4, 24), why="Inventory")
    agents.enter_bundle(a_roll(business=business), given.staff())
    queue = reviewer.get("/desk/?view=all").content.decode()
    reference = spell(Bundle.objects.get().reference)
    bundle = reviewer.get(f"/desk/bundle/{reference}/").content.decode()
    assert _leading(queue, reference) == "2026-04-23"
    for case in Case.objects.all():
        assert (case.send_by, case.due_safe) == (date(2026, 4, 23), date(2026, 4, 24))
        assert _leading(bundle, spell(case.reference)) == "2026-04-23"


def test_elsewhere_the_outer_limit_of_the_law_is_shown_to_counsel_alone(reviewer, frozen):
    business = given.a_ledger()
    case = given.in_review(business=business, channel=Channel.EMAIL, came_to=None)
    for days in (0, 35):
        frozen(now() + timedelta(days=days))
        limit = f"{case.due_latest:%B} {case.due_latest.day}"
        page = reviewer.get(at(case)).content.decode()
        before, _counsel, after = page.partition("For counsel")
        assert limit not in before and limit in after
        assert limit not in reviewer.get("/desk/").content.decode()
        assert "our own aim: no day is promised" in page
    page = reviewer.get("/desk/").content.decode()
    assert "days overdue" in page
    frozen(now() + (case.due_latest - today()) + timedelta(days=1))
    assert "past the law&#x27;s outer limit" in reviewer.get(at(case)).content.decode()


@pytest.mark.parametrize(
    ("kind", "answers", "words"),
    [
        ("account-deletion", {}, "our policy's day is Thu, Apr 9"),
        ("deletion", {"ca_resident": "yes", "extent": "all"}, "the law's day is Fri, Apr 24"),
    ],
)
def test_it_says_who_set_the_day(kind, answers, words):
    for day in (9, 24):
        ClosedDay.objects.create(business=given.a_business(), day=date(2026, 4, day), why="Inventory")
    assert states.due(given.in_review(kind=kind, answers=answers), today()).beside == words


def test_closed_days_that_are_entered_in_the_set_up_move_open_requests_at_once(browse):
    case = given.in_review(received_at=given.at("2026-03-06T09:00:00-08:00"))
    administrator = browse(Who.ADMINISTRATOR)
    values = {"business": case.business_id, "day": "2026-04-03", "why": "Inventory"}
    assert administrator.post("/admin/dsr/closedday/add/", values).status_code == 302
    assert Case.objects.get(pk=case.pk).send_by == date(2026, 4, 2)
    row = ClosedDay.objects.get()
    assert administrator.post(f"/admin/dsr/closedday/{row.pk}/delete/", {"post": "yes"}).status_code == 302
    assert Case.objects.get(pk=case.pk).send_by == date(2026, 4, 3)
