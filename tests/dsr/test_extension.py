"""More time: once, in writing, before the first day has passed, and never beyond the last."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dsr import extension, journal, outbox, parties
from dsr.errors import BadInput, Blocked, Changed, NotAllowed
from dsr.lifecycle import State, Who
from dsr.models import Letter
from tests import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

WHY = "Three systems of a reseller must be searched by hand."


def a_deletion():
    """Received on Tuesday 10 March 2026; it waits for proof."""
    return given.in_review(kind="deletion", answers={"ca_resident": "yes", "extent": "all"})


def extend(case, actor=None, reason=WHY):
    return extension.extend(case.pk, actor or given.staff(), seen=case.entry_count, reason=reason)


def test_the_letter_the_record_and_the_dates_are_one():
    case = a_deletion()
    first = case.due_safe
    assert (State(case.state), first) == (State.VERIFYING, date(2026, 4, 24))
    case = extend(case)
    assert (case.due_safe, State(case.state)) == (date(2026, 6, 8), State.VERIFYING)  # day 90
    entry = case.entries.get(name="extend")
    facts = journal.facts_of(entry)
    assert facts["clock"]["due_safe"] == "2026-06-08"
    assert facts["first_due"] == first.isoformat()
    assert WHY not in entry.facts
    assert parties.opened(case)[f"words:{entry.number}"] == WHY
    letter = Letter.objects.get(pk=facts["letter"])
    text = outbox.body_of(letter)["text"]
    assert WHY in text
    assert "June 8, 2026" in text
    assert not letter.is_response


def test_it_is_taken_once():
    case = extend(a_deletion())
    assert extension.offer(case) is None
    with pytest.raises(Blocked, match="extended already"):
        extend(case)
    assert Letter.objects.filter(case=case, name__endswith="/extension").count() == 1


def test_the_last_day_is_the_first_date(frozen):
    case = a_deletion()
    frozen(datetime(2026, 4, 24, 20, tzinfo=UTC))
    assert extension.offer(case).send_by == date(2026, 4, 24)
    frozen(datetime(2026, 4, 25, 20, tzinfo=UTC))
    assert extension.offer(case) is None
    with pytest.raises(Blocked, match="too late"):
        extend(case)
    case.refresh_from_db()
    assert case.extended_at is None


def test_it_never_goes_beyond_day_90():
    case = a_deletion()
    offer = extension.offer(case)
    assert offer.deadline.due_safe - case.received_at.date() == timedelta(days=90)


def test_a_reason_and_a_right_are_needed():
    case = a_deletion()
    with pytest.raises(BadInput, match="why more time"):
        extend(case, reason="  ")
    with pytest.raises(NotAllowed):
        extend(case, given.staff(Who.VIEWER))
    assert not Letter.objects.filter(case=case, name__endswith="/extension").exists()


def test_what_came_between_takes_all_of_it_back():
    case = a_deletion()
    journal.record(case.pk, journal.Line("note", {}, "Wait."), given.staff())
    with pytest.raises(Changed):
        extend(case)
    case.refresh_from_db()
    assert case.extended_at is None
    assert not Letter.objects.filter(case=case, name__endswith="/extension").exists()


def test_a_kind_without_more_time_says_so():
    case = given.in_review()
    assert extension.offer(case) is None
    with pytest.raises(Blocked, match="no more time"):
        extend(case)
