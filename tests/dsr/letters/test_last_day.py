"""A letter promises a date only where the law or our policy gives one; late, it states dates, and no fault."""

from datetime import date, timedelta

import pytest

from dsr import letters
from dsr.clock import now, today
from dsr.kinds import base
from dsr.letters import last_day
from dsr.models import Business, Case
from dsr.models.case import Channel
from tests import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
FAULT = ("sorry", "apolog", "regret", "our fault", "late")


def _received(days: int, kind: str = "shine-the-light", **changes) -> Case:
    """Entered by staff so many days after it came."""
    answers = {"ca_resident": "yes", "extent": "all"} if kind != "shine-the-light" else {"ca_resident": "yes"}
    return given.a_case(
        given.staff(), kind=kind, received_at=now() - timedelta(days=days), **{"answers": answers, **changes}
    )


def elsewhere(days: int) -> Case:
    """At an address that was never designated."""
    return _received(days, channel=Channel.EMAIL, came_to=None)


def test_elsewhere_nothing_is_late_to_the_person_before_the_outer_limit_of_the_law():
    for days in (0, 29, 31, 42, 100, 150):
        case = elsewhere(days)
        assert last_day.promise(case) == "We will respond within a reasonable time."
        assert not letters.last_day_of(case).has_passed


def test_elsewhere_the_outer_limit_is_named_only_once_it_passed(frozen):
    case = elsewhere(150)
    frozen(now() + (case.due_latest - today()) + timedelta(days=1))
    said = last_day.promise(case)
    assert f"{case.due_latest:%B %-d, %Y}" in said
    assert "within a reasonable time" in said


@pytest.mark.parametrize(
    ("kind", "days", "who"),
    [
        ("shine-the-light", 31, "The law gave us until February 6, 2026"),
        ("deletion", 46, "The law gave us until March 9, 2026"),
        ("account-deletion", 31, "Our own policy gave us until March 9, 2026"),
    ],
)
def test_a_late_letter_says_who_set_which_day_and_no_fault(kind, days, who):
    changes = {"shine-the-light": 32}
    case = _received(changes.get(kind, days), kind)
    who = f"{who.partition(' until ')[0]} until {case.due_safe:%B %-d, %Y}"
    text = " ".join(letters.compose(case, base.get(kind).letters.acknowledgement, extra=_EXTRA).text.split())
    assert f"{who} to respond. That day has passed." in text
    came = f"{case.received_at:%B %-d, %Y}"
    assert f"received your request on {came}" in text or f"On {came} {case.business.name} received your" in text
    assert not any(word in text.casefold() for word in FAULT)
    assert "before that day" not in text, "no more time can be taken any more"


_EXTRA = {"how_verify": "By a link.", "link": "http://localhost/prove/x/", "code": "A", "code_page": "p"}


def test_on_the_last_day_itself_nothing_is_late():
    assert last_day.promise(_received(30)) == "We will respond by March 10, 2026."
    assert "passed" in last_day.promise(_received(31))


def test_what_the_business_adds_is_its_own_choice():
    case = _received(31)
    Business.objects.update(late_words="We moved our office in May. We are sorry.")
    case.refresh_from_db()
    case = Case.objects.select_related("business").get(pk=case.pk)
    assert last_day.promise(case).endswith(
        "We will respond as soon as we can. We moved our office in May. We are sorry."
    )
    assert "office" not in last_day.promise(_received(3))


def test_more_time_is_spoken_of_only_while_the_law_gives_it(frozen):
    case = _received(10, "deletion")
    assert last_day.may_take_more_time(case)
    Case.objects.filter(pk=case.pk).update(extended_at=now())
    assert not last_day.may_take_more_time(Case.objects.get(pk=case.pk))
    assert not last_day.may_take_more_time(_received(10))
    assert not last_day.may_take_more_time(_received(46, "deletion"))


def test_the_law_s_day_of_an_unsubscription_is_not_that_of_the_mailbox_providers(frozen):
    case = _received(3, "unsubscribe")
    assert case.due_safe < today()
    last = letters.last_day_of(case)
    assert (last.has_passed, last.day) == (False, date(2026, 3, 19))
    assert last_day.promise(case) == "We will respond by March 19, 2026."


def test_before_its_notice_is_out_more_time_is_neither_promised_nor_waited_for(frozen):
    case = given.in_review(kind="deletion", answers={"ca_resident": "yes", "extent": "all"})
    first = case.due_safe
    case = letters.extend_deadline(case.pk, given.staff(), seen=case.entry_count, reason="Two archives are read.")
    assert case.due_safe > first
    words = f"{first:%B %-d, %Y}"
    assert (last_day.promised_on(case), last_day.promise(case)) == (words, f"We will respond by {words}.")
    frozen(now() + (first - today()) + timedelta(days=1))
    assert last_day.promised_on(case) == ""
    assert last_day.promise(case).startswith(f"The law gave us until {words} to respond. That day has passed.")
