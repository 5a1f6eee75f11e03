"""Answered already: only what the same person got in this calendar year; sending it once more is the first offer."""

from typing import Any

import pytest

from dsr import engine, letters, repeats, review
from dsr.errors import BadInput, Blocked, Changed, NotAllowed
from dsr.lifecycle import State, Who
from dsr.models import Case, Compilation, EarlierResponse, Entry, LedgerVersion, Letter
from dsr.models.case import Delivery
from dsr.models.letter import LetterState
from tests.given import a_ledger, at, declined, drain, in_review, responded, staff

pytestmark = pytest.mark.django_db
FEBRUARY, MAY = at("2026-02-03T10:00:00-08:00"), at("2026-05-05T10:00:00-07:00")
ALREADY, AGAIN = "ALREADY_ANSWERED_THIS_CALENDAR_YEAR", "STL_SENT_AGAIN"


@pytest.fixture(autouse=True)
def ledger(frozen) -> None:
    frozen(at("2026-05-06T09:00:00-07:00"))
    a_ledger()


def fresh(case: Case) -> Case:
    return Case.objects.select_related("business", "brand").get(pk=case.pk)


def linked(case: Case, earlier: Case, note: str = "", **changes: Any) -> Case:
    choice = repeats.Choice(earlier.reference, note, **changes)
    repeats.choose_earlier(case.pk, staff(), choice, seen=fresh(case).entry_count)
    return fresh(case)


def offers(case: Case) -> tuple[bool, bool]:
    """Whether the earlier response may be sent once more, and whether the request may be declined as answered."""
    case = fresh(case)
    return (
        AGAIN in {one.code for one in review.offered_outcomes(case)},
        ALREADY in {one.code for one in review.decline_reasons(case)},
    )


def declined_letter(case: Case) -> str:
    review.decline(case.pk, staff(), seen=fresh(case).entry_count, reasons=[ALREADY])
    drain()
    return letters.body_of(Letter.objects.get(case=case, is_response=True))["text"]


def test_a_first_request_was_never_answered_before():
    case = in_review(received_at=MAY)
    assert offers(case) == (False, False)
    with pytest.raises(Blocked, match="No earlier response of the same person is chosen"):
        review.decline(case.pk, staff(), seen=case.entry_count, reasons=[ALREADY])


def test_an_answered_one_opens_nothing_before_a_person_chose_it():
    first, case = responded(received_at=FEBRUARY), in_review(received_at=MAY)
    assert [one.case.pk for one in repeats.find_earlier_responses(case)] == [first.pk]
    assert offers(case) == (False, False)
    assert offers(linked(case, first)) == (True, True)
    outcomes = review.offered_outcomes(fresh(case))
    assert outcomes[0].code == AGAIN, "it is the first offer"


def test_what_was_declined_undelivered_or_is_decided_again_answers_nothing():
    assert repeats.find_earlier_responses(in_review(received_at=MAY)) == []
    other = declined(in_review(received_at=FEBRUARY))
    drain()
    case = in_review(received_at=MAY)
    assert fresh(other).state == State.RESPONDED
    assert repeats.find_earlier_responses(case) == []
    first = responded(received_at=FEBRUARY)
    linked(case, first)
    letters.record_returned(first.pk, staff(), seen=fresh(first).entry_count)
    assert offers(case) == (False, False)


def test_a_choice_ends_when_the_earlier_one_is_opened_again():
    first, case = responded(received_at=FEBRUARY), in_review(received_at=MAY)
    linked(case, first)
    review.decline(case.pk, staff(), seen=fresh(case).entry_count, reasons=[ALREADY])
    review.reopen(first.pk, staff(), seen=fresh(first).entry_count, note="A company was missing.")
    engine.advance(case.pk)
    assert fresh(case).state == State.REVIEW, "a decision that lost its record comes back to a person"
    assert offers(case) == (False, False)


def test_what_turned_out_to_be_wrong_answers_nothing():
    first, case = responded(received_at=FEBRUARY), in_review(received_at=MAY)
    linked(case, first)
    assert offers(case) == (True, True)
    business = first.business
    LedgerVersion.objects.create(business=business, number=2, started_at=MAY, published_at=MAY)
    business.disclosures.filter(key="d1").update(until_version=2)
    assert offers(case) == (False, False)
    assert "turned out to be wrong" in repeats.why_not_repeated(fresh(case))


def test_what_told_all_though_nobody_had_said_it_answers_nothing_and_is_not_sent_again():
    """As an earlier release sent it."""
    earlier = responded(received_at=FEBRUARY)
    case = in_review(received_at=MAY)
    linked(case, earlier)
    Compilation.objects.filter(pk=fresh(earlier).compilation_id).update(statement=None)
    assert offers(case) == (False, False)
    assert repeats.find_earlier_responses(fresh(case)) == []
    assert "Nobody had said that its year is complete" in repeats.why_not_repeated(fresh(case))


@pytest.mark.parametrize(
    ("first", "second", "is_answered"),
    [
        ("2025-12-31T23:59:59-08:00", "2026-01-01T00:00:00-08:00", False),
        ("2026-01-01T00:00:00-08:00", "2026-05-01T12:00:00-07:00", True),
        ("2025-12-31T16:01:00-08:00", "2026-02-01T12:00:00-08:00", False),
    ],
)
def test_the_year_is_that_of_both_receipts_in_california(first, second, is_answered):
    one, case = responded(received_at=at(first)), in_review(received_at=at(second))
    assert [found.case.pk for found in repeats.find_earlier_responses(case)] == ([one.pk] if is_answered else [])


def test_the_day_is_told_to_the_same_address_only():
    first = responded(received_at=FEBRUARY)
    assert "We responded on May 6, 2026 to an earlier request about you" in declined_letter(
        linked(in_review(received_at=MAY), first)
    )
    elsewhere = {"subject": {"name": "Dana Whitlow"}, "requester": {"name": "Dana Whitlow", "email": "d@work.example"}}
    case = linked(in_review(received_at=MAY, parties=elsewhere), first, "She called from the number of the first.")
    assert offers(case) == (False, True), "it went to another address"
    text = declined_letter(case)
    assert "We have responded to an earlier request about you that came in 2026, too." in text
    assert "May 6" not in text


def test_the_address_is_compared_as_the_desk_compares_addresses():
    first = responded(received_at=FEBRUARY)
    spelled = {
        "subject": {"name": "dana  WHITLOW"},
        "requester": {"name": "Dana Whitlow", "email": " Dana@Example.com"},
    }
    assert offers(linked(in_review(received_at=MAY, parties=spelled), first)) == (True, True)


def test_an_agent_is_told_once_somebody_saw_the_permission():
    first = responded(received_at=FEBRUARY)
    parties = {"subject": {"name": "Dana Whitlow"}, "requester": {"name": "Ira Marsh", "email": "ira@marsh.example"}}
    case = in_review(received_at=MAY, parties=parties, is_for_another=True)
    assert offers(linked(case, first, "Her agent says so.")) == (False, True)
    assert offers(linked(case, first, "Signed on May 2.", is_permission_seen=True)) == (True, True)
    with pytest.raises(BadInput, match="Nobody acts for another"):
        linked(in_review(received_at=MAY), first, is_permission_seen=True)


def test_the_earlier_response_goes_out_once_more_word_for_word_with_its_report():
    first = responded(received_at=FEBRUARY)
    case = linked(in_review(received_at=MAY), first)
    offered = [one.code for one in review.offered_outcomes(case, first.compilation)]
    assert offered[0] == AGAIN and "STL_DISCLOSED" in offered, "to send it again is the first offer"
    review.approve(case.pk, staff(), review.Approval(AGAIN), seen=case.entry_count)
    drain()
    old, new = (Letter.objects.get(case=one, is_response=True) for one in (first, case))
    assert (fresh(case).state, fresh(case).outcome, new.state) == (State.RESPONDED, AGAIN, LetterState.ACCEPTED)
    assert letters.body_of(old)["text"].strip() in letters.body_of(new)["text"]
    assert "Alder Catalog Company 1" in letters.body_of(new)["html"]
    assert "On May 6, 2026 we responded to an earlier request" in letters.body_of(new)["text"]
    assert new.compilation_id == old.compilation_id is not None
    assert fresh(case).compilation_id == first.compilation_id
    third = in_review(received_at=MAY)
    assert [one.case.pk for one in repeats.find_earlier_responses(third)] == [first.pk], "never the copy of a copy"


def test_what_went_on_paper_is_not_sent_again_by_email():
    first, case = responded(received_at=FEBRUARY), None
    address = {"name": "Dana Whitlow", "postal": "9 Elm Court\nChico, CA 95926"}
    paper = {"parties": {"subject": {"name": "Dana Whitlow"}, "requester": address}, "delivery": Delivery.MAIL}
    case = linked(in_review(received_at=MAY, **paper), first, "Same handwriting.")
    assert offers(case) == (False, True)


@pytest.mark.parametrize(
    ("composed", "says", "not_so"),
    [
        ("2026-12-30T09:00:00-08:00", "You may ask again from January 1, 2027.", "today"),
        ("2027-01-02T09:00:00-08:00", "The right is open now: you may ask again today.", "January 1"),
    ],
)
def test_in_january_the_right_is_open_about_a_request_of_december(frozen, composed, says, not_so):
    first = responded(received_at=FEBRUARY)
    frozen(at("2026-12-29T09:00:00-08:00"))
    case = linked(in_review(), first)
    frozen(at(composed))
    text = declined_letter(case)
    assert says in text
    assert not_so not in text
    assert ("/ask/" in text) is ("today" in says), "the form to ask again"


def test_the_choice_is_journalled_and_made_by_who_decides_on_the_page_they_saw():
    first, case = responded(received_at=FEBRUARY), in_review(received_at=MAY)
    choice = repeats.Choice(first.reference)
    with pytest.raises(NotAllowed):
        repeats.choose_earlier(case.pk, staff(Who.VIEWER), choice, seen=case.entry_count)
    review.add_note(case.pk, staff(), "A colleague writes something.")
    with pytest.raises(Changed):
        repeats.choose_earlier(case.pk, staff(), choice, seen=case.entry_count)
    with pytest.raises(BadInput, match="no response that this one could repeat"):
        repeats.choose_earlier(case.pk, staff(), repeats.Choice("NOSUCHCASE2"), seen=fresh(case).entry_count)
    linked(case, first)
    entry = Entry.objects.filter(case=case).latest("number")
    assert (entry.name, first.reference in entry.facts) == ("earlier-chosen", True)
    repeats.choose_earlier(case.pk, staff(), repeats.Choice(""), seen=fresh(case).entry_count)
    assert not EarlierResponse.objects.exists()
    assert offers(case) == (False, False)


def test_another_address_needs_words_on_why_it_is_the_same_person():
    first = responded(received_at=FEBRUARY)
    elsewhere = {"subject": {"name": "Dana Whitlow"}, "requester": {"name": "Dana Whitlow", "email": "d@work.example"}}
    case = in_review(received_at=MAY, parties=elsewhere)
    with pytest.raises(BadInput, match="why it is the same person"):
        linked(case, first)
