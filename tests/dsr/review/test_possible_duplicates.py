"""Who may have asked before: matched on the subject, suggested to staff."""

import pytest

from dsr import letters, review
from dsr.models import Case
from tests.given import (
    a_business,
    a_case,
    a_ledger,
    approved,
    at,
    declined,
    drain,
    in_review,
    joined,
    responded,
    staff,
)

pytestmark = pytest.mark.django_db
FEBRUARY, MAY = at("2026-02-03T10:00:00-08:00"), at("2026-05-05T10:00:00-07:00")


@pytest.fixture(autouse=True)
def ledger(frozen) -> None:
    frozen(at("2026-05-06T09:00:00-07:00"))
    a_ledger()


def by(subject: str, email: str, requester: str = "") -> dict:
    return {"subject": {"name": subject}, "requester": {"name": requester or subject, "email": email}}


def shown(case: Case) -> list[tuple[int, bool, bool]]:
    return [(one.case.pk, one.same_email, one.is_open) for one in review.suggest_duplicates(case)]


def test_an_open_request_of_the_same_subject_is_suggested(frozen):
    first, second = a_case(received_at=FEBRUARY), a_case(received_at=MAY)
    assert shown(second) == [(first.pk, True, True)]
    assert shown(first) == [(second.pk, True, True)]


def test_two_spellings_of_a_mailbox_are_one_and_a_lookalike_is_not(frozen):
    emails = ("anna@bücher.example", "Anna@xn--bcher-kva.example", "ﬁa@example.com", "fia@example.com")
    one, same, other, lookalike = (
        a_case(received_at=FEBRUARY, parties=by("Anna B." if "anna" in email.lower() else "Fia", email))
        for email in emails
    )
    assert shown(one) == [(same.pk, True, True)]
    assert shown(other) == [(lookalike.pk, False, True)]


def test_a_law_firm_writes_for_many(frozen):
    firm = "intake@marsh-lowe.example"
    cases = [
        a_case(parties=by(name, firm, "Ira Marsh"), is_for_another=True)
        for name in ("Dana Whitlow", "Ana Prior", "Bo Quist")
    ]
    assert [shown(case) for case in cases] == [[], [], []]
    again = a_case(parties=by("ana  PRIOR", firm, "Ira Marsh"), is_for_another=True)
    assert shown(again) == [(cases[1].pk, True, True)]


def test_who_wrote_for_others_may_ask_for_himself(frozen):
    firm = "intake@marsh-lowe.example"
    a_case(parties=by("Dana Whitlow", firm, "Ira Marsh"), is_for_another=True)
    assert shown(a_case(parties=by("Ira Marsh", firm))) == []


def test_the_same_name_at_another_address_is_suggested_behind_the_likelier_one(frozen):
    other = a_case(parties=by("Dana Whitlow", "dana@work.example"), received_at=FEBRUARY)
    likely = a_case(received_at=MAY)
    assert shown(a_case(received_at=MAY)) == [(likely.pk, True, True), (other.pk, False, True)]


def test_the_address_of_an_agent_makes_nobody_likelier(frozen):
    one = a_case(parties=by("Dana Whitlow", "dana@example.com"))
    other = a_case(
        parties={
            **by("Dana Whitlow", "dana@work.example"),
            "agent": {"name": "Marsh & Lowe LLP", "email": "dana@example.com"},
        }
    )
    assert shown(other) == [(one.pk, False, True)]


def test_a_delivered_list_uses_the_year_up(frozen):
    first = responded(received_at=FEBRUARY)
    second = a_case(received_at=MAY)
    assert shown(second) == [(first.pk, True, False)]


def test_a_decline_does_not(frozen):
    first = declined(in_review(received_at=FEBRUARY))
    drain()
    assert Case.objects.get(pk=first.pk).state == "responded"
    assert shown(a_case(received_at=MAY)) == []


def test_what_was_not_delivered_does_not_but_is_still_open(frozen):
    first = responded(received_at=FEBRUARY)
    letters.record_returned(first.pk, staff(), seen=first.entry_count)
    assert shown(a_case(received_at=MAY)) == [(first.pk, True, True)]


def test_what_is_decided_but_not_out_is_open(frozen):
    first = approved(in_review(received_at=FEBRUARY))
    assert shown(a_case(received_at=MAY)) == [(first.pk, True, True)]


@pytest.mark.parametrize(
    ("first", "second", "used"),
    [
        ("2025-12-31T23:59:59-08:00", "2026-01-01T00:00:00-08:00", False),
        ("2026-01-01T00:00:00-08:00", "2026-05-01T12:00:00-07:00", True),
        # In UTC these two fall into other years than in California.
        ("2025-12-31T16:01:00-08:00", "2026-02-01T12:00:00-08:00", False),
        ("2026-01-01T00:30:00-08:00", "2026-02-01T12:00:00-08:00", True),
    ],
)
def test_the_year_is_a_calendar_year_in_california(frozen, first, second, used):
    one = responded(received_at=at(first))
    assert shown(a_case(received_at=at(second))) == ([(one.pk, True, False)] if used else [])


def test_the_year_of_the_response_does_not_matter(frozen):
    frozen(at("2025-12-30T09:00:00-08:00"))
    case = in_review()
    frozen(at("2026-01-05T09:00:00-08:00"))
    declined_then = approved(case)
    drain()
    assert Case.objects.get(pk=declined_then.pk).responded_at.year == 2026
    assert shown(a_case()) == []


def test_a_later_request_does_not_use_up_an_earlier_ones_year(frozen):
    late_entry = a_case(received_at=FEBRUARY)
    responded(received_at=MAY)
    assert shown(late_entry) == []


def test_a_joined_duplicate_is_not_suggested_beside_its_first(frozen):
    first = in_review(received_at=FEBRUARY)
    second = in_review(received_at=MAY)
    joined(second, first)
    assert shown(a_case(received_at=MAY)) == [(first.pk, True, True)]


def test_another_business_is_another_desk(frozen):
    a_case(business=a_business("Larch Radio, LLC"))
    assert shown(a_case()) == []


def test_it_is_a_suggestion_and_changes_nothing(frozen):
    first, second = responded(received_at=FEBRUARY), in_review(received_at=MAY)
    review.suggest_duplicates(second)
    assert Case.objects.get(pk=second.pk).entry_count == second.entry_count
    approved(second)  # a person may still answer
    drain()
    assert {Case.objects.get(pk=case.pk).state for case in (first, second)} == {"responded"}
