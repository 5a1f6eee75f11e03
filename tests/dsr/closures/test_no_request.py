"""What came is no request: two people say so, and never of what names a right."""

from dataclasses import replace

import pytest

from dsr import closures, receipt_corrections, review, second_approvals
from dsr.errors import Blocked, Changed, NotAllowed
from dsr.journal import Actor
from dsr.lifecycle import State, Who
from dsr.models import Account, Case, SecondApproval
from tests.given import a_case, at, drain, in_review, staff
from tests.given_joins import again, names

pytestmark = pytest.mark.django_db
WHY = "A printer offers calendars."


@pytest.fixture(autouse=True)
def march(frozen) -> None:
    frozen(at("2026-03-10T09:00:00-07:00"))


def _alone() -> Actor:
    """Who gave no password and ground."""
    return Actor(Who.REVIEWER, staff().account_id)


@pytest.fixture
def two() -> tuple[Actor, Actor]:
    """Two people who may give second approvals."""
    found = _alone(), _alone()
    Account.objects.filter(pk__in=[one.account_id for one in found]).update(role="approver")
    return found


def message(text: str = "We print calendars at half the price.", **changes) -> Case:
    return in_review(kind="complaint", sealed={"text": text}, answers={}, **changes)


def proposed(case: Case, actor: Actor) -> Case:
    return closures.end_as_no_request(case.pk, actor, seen=again(case).entry_count, note=WHY)


def agreed(case: Case, actor: Actor) -> Case:
    return closures.agree_end(case.pk, actor, seen=again(case).entry_count)


def test_it_ends_once_another_person_agrees_and_not_before(two):
    case = message()
    proposed(case, two[0])
    assert again(case).state == State.REVIEW
    with pytest.raises(NotAllowed):
        agreed(case, two[0])
    with pytest.raises(Changed):
        proposed(case, two[1])
    ended = agreed(case, two[1])
    assert (ended.state, ended.closure) == (State.CLOSED, "no-request")
    assert names(case)[-3:] == ["second-approval-asked", "second-approval-given", "close"]
    drain()
    told = [letter.name for letter in case.letters.order_by("pk")]
    assert told == ["complaint/acknowledgement", "closure/no-request"], "who was promised an answer waits for none"
    with pytest.raises(Changed):
        agreed(case, two[1])


def test_who_heard_nothing_is_not_written_to(two):
    case = a_case(kind="complaint", sealed={"text": "We print calendars."}, answers={}, actor=staff())
    proposed(case, two[0])
    agreed(case, two[1])
    drain()
    assert not case.letters.exists()


def test_who_works_alone_gives_password_and_ground():
    actor = _alone()
    case = message()
    with pytest.raises(Blocked, match="password"):
        proposed(case, actor)
    ended = proposed(case, Actor(Who.REVIEWER, actor.account_id, "I called the printer."))
    assert (ended.state, ended.closure) == (State.CLOSED, "no-request")
    assert "one-pair-of-eyes" in names(case)


def test_what_names_a_right_is_a_request(two):
    case = message("Please delete all that you have about me.")
    assert "Delete my personal information" in closures.why_a_request(case)
    with pytest.raises(Blocked, match="may name a right"):
        proposed(case, two[0])
    with pytest.raises(Blocked, match="names a right"):
        proposed(in_review(), two[0])


def test_what_came_by_the_form_of_a_right_is_a_request_whatever_way_it_is_corrected_to(two):
    case = in_review()
    paper = case.business.designated_addresses.get(medium="mail")
    one = replace(receipt_corrections.as_it_stands(case), channel="mail", came_to=paper)
    receipt_corrections.correct_receipt(case.pk, two[0], one, seen=case.entry_count, reason="It was a letter, too.")
    assert again(case).channel == "mail"
    with pytest.raises(Blocked, match="names a right"):
        proposed(again(case), two[0])


def test_what_was_opened_from_a_text_that_names_a_right_is_a_request(two):
    first = message("Which companies got my data? Please delete all.")
    case = in_review(channel="email", came_to=None, actor=staff(), opened_by=first)
    with pytest.raises(Blocked, match="may name a right"):
        proposed(case, two[0])


def test_what_is_decided_meanwhile_waits_for_no_approval(two):
    case = message()
    proposed(case, two[0])
    review.approve(
        case.pk, two[1], review.Approval("COMPLAINT_ANSWERED", reason="No, thank you."), seen=again(case).entry_count
    )
    assert SecondApproval.objects.get().state == "withdrawn"
    with pytest.raises(Changed):
        agreed(case, two[1])


def test_refused_it_goes_on(two):
    case = message()
    proposed(case, two[0])
    found = second_approvals.proposal_of(case)
    assert found
    second_approvals.refuse(found.approval_id, two[1], "She asks where we got her address.")
    assert second_approvals.proposal_of(case) is None
    assert again(case).state == State.REVIEW
    proposed(case, two[0])
