"""Whom the law covers: only the request, or a record with its ground, says that it does not. Silence never does."""

from datetime import date
from typing import Any

import pytest

from dsr import eligibility, engine, letters, parties, review
from dsr.eligibility import Statement
from dsr.errors import BadInput, Blocked, Changed, NotAllowed
from dsr.kinds import base
from dsr.lifecycle import State, Who
from dsr.models import Case, EligibilityRecord, Entry, Letter
from dsr.models.case import Channel, Delivery
from tests.given import a_business, approved, at, declined, drain, in_review, staff, told

pytestmark = pytest.mark.django_db
MARCH_10 = date(2026, 3, 10)
# Every condition of every kind that has one.
CONDITIONS = [(kind.code, one) for kind in base.every() for one in kind.eligibility]


@pytest.fixture(autouse=True)
def day(frozen):
    frozen(at("2026-03-10T09:00:00-07:00"))
    business = a_business()
    business.is_ccpa_business = True
    business.save()


def entered(kind: str = "shine-the-light", **changes: Any) -> Case:
    """What came in a letter that says nothing of the person; staff left it open."""
    wrong = [{"field": "phone", "should": "(559) 555-0199"}] if base.get(kind).items else []
    came = {"channel": Channel.MAIL, "came_to": None, "answers": {}, "items": wrong}
    return in_review(kind=kind, **{**came, **changes})


def open_reasons(case: Case) -> set[str]:
    return {outcome.code for outcome in review.decline_reasons(Case.objects.get(pk=case.pk))}


def recorded(case: Case, about: str, **changes: Any) -> Case:
    said = {"about": about, "says": "no", "rests_on": "phone", "day": MARCH_10, "note": "On the phone, to Robin."}
    count = Case.objects.get(pk=case.pk).entry_count
    eligibility.record_eligibility(case.pk, staff(), Statement(**{**said, **changes}), seen=count)
    return Case.objects.get(pk=case.pk)


@pytest.mark.parametrize(("kind", "condition"), CONDITIONS)
def test_silence_is_never_read_as_a_no(kind, condition):
    case = entered(kind)
    assert condition.outcome not in open_reasons(case)
    barred = {one.outcome.code: one for one in review.sort_declines(case)[1]}
    assert "Not on record" in barred[condition.outcome].why and barred[condition.outcome].is_of_person
    with pytest.raises(Blocked, match="Not on record"):
        review.decline(case.pk, staff(), seen=case.entry_count, reasons=[condition.outcome])


@pytest.mark.parametrize(("kind", "condition"), [one for one in CONDITIONS if one[1].answer])
@pytest.mark.parametrize(("answer", "is_open"), [("yes", False), ("no", True), ("unsure", False), ("", False)])
def test_what_the_request_answers_opens_the_reason_only_where_it_is_no(kind, condition, answer, is_open):
    case = entered(kind, answers={condition.answer: answer})
    assert (condition.outcome in open_reasons(case)) is is_open


@pytest.mark.parametrize(("kind", "condition"), CONDITIONS)
def test_a_record_opens_the_reason_and_a_later_one_closes_it_again(kind, condition):
    case = entered(kind)
    for rests_on in condition.rests_on:
        day = {"request": None, "contract": None, "last-purchase": date(2023, 5, 2)}.get(rests_on, MARCH_10)
        if rests_on == "answer":
            letters.ask_eligibility(case.pk, staff(), [condition.about], seen=Case.objects.get(pk=case.pk).entry_count)
        recorded(case, condition.about, rests_on=rests_on, day=day)
        assert condition.outcome in open_reasons(case)
        recorded(case, condition.about, says="open", rests_on="", day=None)
        assert condition.outcome not in open_reasons(case)
    if condition.question:
        recorded(case, condition.about)
        recorded(case, condition.about, says="yes")
        assert condition.outcome not in open_reasons(case)


@pytest.mark.parametrize(
    ("about", "changes", "why"),
    [
        ("residence", {"rests_on": ""}, "billing address, or a search that found nothing, is no ground"),
        ("residence", {"rests_on": "billing-address"}, "is no ground"),
        ("residence", {"rests_on": "contract", "day": None}, "is no ground"),
        ("relationship", {"rests_on": "contract", "day": None}, "is no ground"),
        ("relationship", {"rests_on": "last-purchase"}, "is no ground"),
        ("household", {"says": "yes", "rests_on": "contract", "day": None}, "is no ground"),
        ("residence", {"rests_on": "answer"}, "Nobody was asked"),
        ("residence", {"day": None}, "Give the day"),
        ("residence", {"day": date(2026, 3, 9)}, "not before the request came"),
        ("residence", {"day": date(2026, 3, 11)}, "not after today"),
        ("residence", {"note": " "}, "Write what you saw"),
        ("residence", {"says": "maybe"}, "Choose what you record"),
        ("own-data", {}, "does not ask this"),
        ("recent", {"rests_on": "last-purchase", "day": None}, "Give the day of the last purchase"),
        ("recent", {"rests_on": "last-purchase", "day": date(2024, 9, 10)}, "is recent enough"),
        ("residence", {"says": "open"}, "rests on nothing"),
    ],
)
def test_what_rests_on_nothing_is_not_recorded(about, changes, why):
    case = entered()
    with pytest.raises(BadInput, match=why):
        recorded(case, about, **changes)
    assert not EligibilityRecord.objects.exists()


def test_a_purchase_of_more_than_eighteen_calendar_months_before_is_too_old():
    case = recorded(entered(), "recent", rests_on="last-purchase", day=date(2024, 9, 9))
    assert "EBR_OLDER_THAN_18_MONTHS" in open_reasons(case)


def test_our_own_records_do_not_stand_against_what_the_person_says():
    case = entered(answers={"household": "yes"})
    with pytest.raises(Blocked, match="Ask the person"):
        recorded(case, "household", rests_on="contract", day=None)
    recorded(case, "household")  # since, they told us so
    assert "NOT_PERSONAL_FAMILY_HOUSEHOLD" in open_reasons(case)


def test_what_the_request_answers_is_not_recorded_as_the_opposite():
    with pytest.raises(BadInput, match="answers the opposite"):
        recorded(entered(answers={"ca_resident": "yes"}), "residence", rests_on="request", day=None)


def test_a_record_is_journalled_with_its_note_sealed_and_made_by_who_decides():
    case = recorded(entered(), "residence")
    entry = Entry.objects.filter(case=case).latest("number")
    assert (entry.name, '"rests_on":"phone"' in entry.facts) == ("eligibility-recorded", True)
    assert "Robin" not in entry.facts
    assert parties.sealed_value(case, f"words:{entry.number}") == "On the phone, to Robin."
    said = Statement("residence", "no", "phone", MARCH_10, "Said so.")
    with pytest.raises(NotAllowed):
        eligibility.record_eligibility(case.pk, staff(Who.VIEWER), said, seen=case.entry_count)
    with pytest.raises(Changed):
        eligibility.record_eligibility(case.pk, staff(), said, seen=case.entry_count - 1)


def test_nothing_is_recorded_of_what_is_decided():
    case = declined(entered())
    with pytest.raises(BadInput, match="decided already"):
        recorded(case, "residence")


def letter_of(case: Case, outcome: str) -> str:
    """The letter that the machine writes of this decline."""
    review.decline(case.pk, staff(), seen=Case.objects.get(pk=case.pk).entry_count, reasons=[outcome])
    drain()
    return letters.body_of(Letter.objects.get(case=case, is_response=True))["text"]


def test_the_letter_says_that_the_request_says_so():
    for kind, outcome in (("shine-the-light", "NOT_CA_RESIDENT"), ("deletion", "N_NOT_CA_CONSUMER")):
        text = letter_of(entered(kind, answers={"ca_resident": "no"}), outcome)
        assert "The request says that you do not live there." in text
        assert "told" not in text
        assert "please reply and tell us so. We ask for no proof of it, and we will look again." in text


def test_the_letter_says_on_which_day_the_reader_told_us_so():
    text = letter_of(recorded(entered(), "residence"), "NOT_CA_RESIDENT")
    assert "You told us on March 10, 2026 that you do not live there." in text
    assert "The request says" not in text


def test_who_writes_for_another_is_not_told_to_have_said_it():
    text = letter_of(recorded(entered(is_for_another=True), "residence"), "NOT_CA_RESIDENT")
    assert "We were told on March 10, 2026 that Dana Whitlow does not live there." in text


def test_the_letter_says_what_our_own_records_show():
    case = recorded(entered(), "recent", rests_on="last-purchase", day=date(2023, 5, 2))
    assert "last bought, rented or leased something from us on May 2, 2023" in letter_of(
        case, "EBR_OLDER_THAN_18_MONTHS"
    )
    case = recorded(entered(), "household", rests_on="contract", day=None)
    assert "Our contract shows that your dealings with us" in letter_of(case, "NOT_PERSONAL_FAMILY_HOUSEHOLD")


@pytest.mark.parametrize("outcome", [one.outcome for _kind, one in CONDITIONS if _kind == "shine-the-light"])
def test_no_letter_says_that_a_request_says_what_it_does_not(outcome):
    """Each sentence rests on its own record: a decision that lost it comes back to a person."""
    case = declined(entered(), outcome)
    EligibilityRecord.objects.all().delete()
    engine.advance(case.pk)
    assert Case.objects.get(pk=case.pk).current is State.REVIEW
    assert not Letter.objects.filter(case=case, is_response=True).exists()


def test_an_answer_that_is_left_open_stays_open_and_the_request_is_answered():
    from tests.given import a_ledger

    a_ledger()
    case = approved(entered())
    drain()
    assert Case.objects.get(pk=case.pk).state == "responded"
    assert Case.objects.get(pk=case.pk).answers == {}


def test_on_paper_and_for_an_agent_it_is_the_same(frozen):
    address = {"name": "Kim Agent", "postal": "9 Elm Court\nChico, CA 95926"}
    case = entered(
        delivery=Delivery.MAIL, is_for_another=True, parties={"subject": {"name": "Ana Prior"}, "requester": address}
    )
    assert "NOT_CA_RESIDENT" not in open_reasons(case)
    case = declined(told(case, "NOT_CA_RESIDENT"), "NOT_CA_RESIDENT")
    drain()
    text = letters.body_of(Letter.objects.get(case=case, is_response=True))["text"]
    assert "We were told on March 10, 2026 that Ana Prior does not live there." in text
