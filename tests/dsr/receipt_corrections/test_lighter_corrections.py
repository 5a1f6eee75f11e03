"""What gives less, of each fact of a receipt, and of one of many: with source and second person, and not before."""

from datetime import timedelta

import pytest

from dsr import agents, closures, journal, letters, receipt_corrections, second_approvals, verification
from dsr.clock import now
from dsr.errors import Blocked, NotAllowed
from dsr.lifecycle import State
from dsr.models import Bundle, Case
from tests.dsr.agents.test_bundles import a_roll
from tests.dsr.receipt_corrections.test_correct_receipt import address, corrected, entered, two, with_envelope
from tests.given import a_business, at, drain, in_review, staff
from tests.given_agents import a_ccpa_business, by_agent
from tests.given_joins import again, letters_to, names
from tests.given_proof import drawn, matches

__all__ = ["drawn", "matches"]

pytestmark = pytest.mark.django_db
OLD_YEAR = at("2025-12-30T12:00:00-08:00")  # lighter, as another year is reported, and earlier


@pytest.fixture(autouse=True)
def march(frozen) -> None:
    frozen(at("2026-03-10T09:00:00-07:00"))


def one_of_many(**changes) -> Case:
    """The second line of a bundle that came by email on the 9th."""
    people = agents.read_people("Ines Okafor, ines@example.com, CA\nLee Tran, lee@example.com, CA")[0]
    came = {"channel": "email", "received_at": at("2026-03-09T12:00:00-07:00")}
    a_business()
    roll = a_roll(business=a_business(), kind="shine-the-light", subjects=people, came_to=address(), **came)
    agents.enter_bundle(roll, staff())
    drain()
    return Case.objects.order_by("pk")[1]


def proposed(case: Case, actor, **changes) -> Case:
    with_envelope(case)
    return corrected(case, actor=actor, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"received_at": at("2026-03-10T08:00:00-07:00")},
        {"came_to": None},
        {"is_for_another": False},
        {"channel": "phone", "came_to": None},
        {"received_at": OLD_YEAR},
    ],
)
def test_of_one_of_many_what_gives_less_needs_the_source_and_a_second_person(changes):
    case = one_of_many()
    with pytest.raises(Blocked, match="envelope"):
        corrected(case, **changes)
    first, second = two()
    proposed(case, first, **changes)
    waits = again(case)
    assert (waits.is_designated, waits.received_at, waits.is_for_another) == (True, case.received_at, True)
    assert waits.due_safe <= case.due_safe, "the earlier date rules until then"
    with pytest.raises(NotAllowed):
        receipt_corrections.agree_correction(case.pk, first, seen=waits.entry_count)
    receipt_corrections.agree_correction(case.pk, second, seen=waits.entry_count)
    stands = receipt_corrections.as_it_stands(again(case))
    assert all(getattr(stands, name) == value for name, value in changes.items())
    assert again(case).due_safe <= case.due_safe, "the covering letter told the date"
    drain()
    other = Case.objects.exclude(pk=case.pk).get()
    assert (other.received_at, other.is_designated) == (case.received_at, True), "nothing of one stands in another"
    assert Bundle.objects.get().received_at == case.received_at


def test_an_own_request_in_place_of_an_agents_asks_nobody_for_a_permission_and_so_two_decide():
    a_ccpa_business()
    case = by_agent(channel="email", came_to=None, actor=staff())
    with pytest.raises(Blocked, match="permission"):
        corrected(case, is_for_another=False)


@pytest.mark.usefixtures("matches")
def test_another_name_than_the_one_that_was_proved_needs_two_people(drawn):
    a_ccpa_business()
    case = in_review(kind="deletion", answers={"ca_resident": "yes", "extent": "all"}, channel="email", came_to=None)
    found = verification.find_secret(verification.FOR_PROOF, drawn[-1].token)
    assert found and verification.prove(found.secret, {})
    drain()
    row = case.verification
    type(row).objects.filter(pk=row.pk).update(points_matched=["email"])
    corrected(case, subject_name="Dana Witlow")
    type(row).objects.filter(pk=row.pk).update(points_matched=["email", "name"])
    with pytest.raises(Blocked, match="proved by the name"):
        corrected(case, subject_name="Lee Tran")


@pytest.mark.parametrize("gives_up", ["refused", "taken back"])
def test_the_earlier_date_rules_only_while_it_is_proposed(gives_up):
    case = entered()
    first, second = two()
    proposed(case, first, received_at=OLD_YEAR)
    assert again(case).due_safe < case.due_safe
    seen = again(case).entry_count
    if gives_up == "refused":
        with pytest.raises(NotAllowed):
            receipt_corrections.refuse_correction(case.pk, first, "No.", seen=seen)
        receipt_corrections.refuse_correction(case.pk, second, "The stamp says March.", seen=seen)
    else:
        with pytest.raises(NotAllowed):
            receipt_corrections.take_back_proposed(case.pk, second, seen=seen)
        receipt_corrections.take_back_proposed(case.pk, first, seen=seen)
    now_is = again(case)
    assert (now_is.due_safe, now_is.received_at) == (case.due_safe, case.received_at)
    assert second_approvals.proposal_of(now_is) is None
    drain()
    assert letters_to(case) == ["acknowledgement"], "nobody is told what one person alone said"
    assert [one.fault for one in journal.verify_chain()] == [""]


def test_what_a_letter_told_while_it_was_proposed_rules_on(frozen):
    case = entered()
    first, second = two()
    proposed(case, first, received_at=OLD_YEAR)
    told = again(case).due_safe
    frozen(now() + timedelta(minutes=1))
    letter = letters.compose(again(case), "shine-the-light/acknowledgement")
    letters.write_letter(again(case), letter, key="meanwhile", is_response=False)
    drain()
    receipt_corrections.refuse_correction(case.pk, second, "It says March.", seen=again(case).entry_count)
    assert again(case).due_safe == told


def test_what_our_form_told_is_a_promise_whatever_way_it_is_corrected_to():
    case = in_review()
    corrected(case, channel="email", came_to=address())
    first, second = two()
    proposed(again(case), first, came_to=None)
    receipt_corrections.agree_correction(case.pk, second, seen=again(case).entry_count)
    assert not again(case).is_designated
    assert again(case).due_safe == case.due_safe, "the page told it"


def test_any_proposal_is_taken_back_by_who_made_it_alone():
    first, second = two()
    case = entered()
    closures.close(case.pk, first, "mistake", seen=case.entry_count, note="Entered twice.")
    row = second_approvals.proposal_of(again(case)).approval
    with pytest.raises(NotAllowed):
        second_approvals.take_back_proposal(row.pk, second)
    second_approvals.take_back_proposal(row.pk, first)
    assert second_approvals.proposal_of(again(case)) is None
    assert (again(case).state, names(case)[-1]) == (State.REVIEW, "proposal-taken-back")
