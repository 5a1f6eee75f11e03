"""Asked where two may, given by another, never by the same person, and left to one where nobody else can."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from dsr import second_approvals
from dsr.clock import now, today
from dsr.errors import BadInput, Blocked, CannotOpen, Changed, NotAllowed
from dsr.journal import Actor
from dsr.kinds.base import TwoPersonAct
from dsr.lifecycle import Who
from dsr.models import Account, SecondApproval
from dsr.models.second_approval import ApprovalState
from tests.given import GROUND, a_case, an_account, drain

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def holder(role=Who.APPROVER) -> Actor:
    """Who holds the right, and has given no password."""
    return Actor(role, an_account(role).pk)


@pytest.fixture
def two():
    return holder(), holder()


def asked(actor, by=None):
    return second_approvals.require(TwoPersonAct.BULK, actor, by=by)


def test_it_is_asked_where_two_hold_the_right_and_given_by_the_other(two):
    first, second = two
    row = asked(first)
    assert row.state == ApprovalState.ASKED
    with pytest.raises(NotAllowed):
        second_approvals.give(row.pk, first)
    assert second_approvals.give(row.pk, second).settled_by_id == second.account_id
    with pytest.raises(Changed):
        second_approvals.refuse(row.pk, second, "Too late.")


def test_the_database_itself_refuses_one_person_twice(two):
    row = asked(two[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        SecondApproval.objects.filter(pk=row.pk).update(state="given", settled_by=row.asked_by)


@pytest.mark.parametrize(
    ("role", "is_active", "may"),
    [
        (Who.ADMINISTRATOR, True, True),
        (Who.APPROVER, True, True),
        (Who.REVIEWER, True, False),
        (Who.AUDITOR, True, False),
        (Who.VIEWER, True, False),
        (Who.ADMINISTRATOR, False, False),
        (Who.APPROVER, False, False),
    ],
)
def test_who_holds_the_right(role, is_active, may):
    account = an_account(role)
    Account.objects.filter(pk=account.pk).update(is_active=is_active)
    account.refresh_from_db()
    assert account.may_approve_second is may
    assert Account.objects.second_approvers().filter(pk=account.pk).exists() is may


def test_who_does_not_hold_the_right_neither_gives_nor_refuses(two):
    row, other = asked(two[0]), an_account()
    with pytest.raises(NotAllowed):
        second_approvals.give(row.pk, Actor(Who.REVIEWER, other.pk))
    with pytest.raises(NotAllowed):
        second_approvals.refuse(row.pk, Actor(Who.REVIEWER, other.pk), "No.")
    assert not second_approvals.waiting_for(other).exists()
    assert second_approvals.waiting_for(Account.objects.get(pk=two[1].account_id)).get() == row


def test_who_works_alone_gives_a_ground_or_decides_nothing():
    alone = holder()
    with pytest.raises(Blocked):
        asked(alone)
    assert SecondApproval.objects.count() == 0
    row = asked(Actor(alone.who, alone.account_id, GROUND))
    assert (row.state, row.settled_by_id) == (ApprovalState.ALONE, alone.account_id)
    assert GROUND not in row.ground  # sealed, for this row alone
    assert second_approvals.ground_of(row) == second_approvals.ground_of(SecondApproval.objects.get()) == GROUND
    with pytest.raises(CannotOpen):
        second_approvals.ground_of(SecondApproval(pk=row.pk + 1, ground=row.ground))


def test_a_ground_does_not_stand_in_for_a_person_who_is_there(two):
    first = Actor(two[0].who, two[0].account_id, GROUND)
    row = asked(first, by=today() + timedelta(days=1))
    assert row.state == ApprovalState.ASKED
    with pytest.raises(NotAllowed):
        second_approvals.give_alone(row.pk, first)


def test_on_the_day_to_send_by_one_person_does(two, frozen):
    row = asked(two[0], by=today() + timedelta(days=1))
    frozen(now() + timedelta(days=1))
    with pytest.raises(BadInput):
        second_approvals.give_alone(row.pk, two[0])
    assert second_approvals.give_alone(row.pk, Actor(two[0].who, two[0].account_id, GROUND)).state == "alone"


@pytest.mark.parametrize("act", [TwoPersonAct.LATER_RECEIPT, TwoPersonAct.NOT_A_REQUEST])
def test_what_sends_nothing_is_never_left_to_one_by_the_day(two, act):
    first = Actor(two[0].who, two[0].account_id, GROUND)
    row = second_approvals.require(act, first, by=today())
    assert row.state == ApprovalState.ASKED
    with pytest.raises(NotAllowed):
        second_approvals.give_alone(row.pk, first)
    Account.objects.filter(pk=two[1].account_id).update(is_active=False)
    assert second_approvals.give_alone(row.pk, first).state == ApprovalState.ALONE


def test_why_it_is_left_to_one_is_said_as_it_is(two):
    with pytest.raises(Blocked, match="day to send by is here"):
        asked(two[0], by=today())
    Account.objects.filter(pk=two[1].account_id).update(is_active=False)
    with pytest.raises(Blocked, match="Nobody else can approve"):
        asked(two[0])


def test_when_the_other_has_left_one_person_does(two):
    row = asked(two[0])
    Account.objects.filter(pk=two[1].account_id).update(is_active=False)
    assert second_approvals.give_alone(row.pk, Actor(two[0].who, two[0].account_id, GROUND)).state == "alone"


def test_a_refusal_needs_its_reason(two):
    row = asked(two[0])
    with pytest.raises(BadInput):
        second_approvals.refuse(row.pk, two[1], " ")
    assert second_approvals.refuse(row.pk, two[1], "The rows are of her son.").state == ApprovalState.REFUSED


def test_what_is_withdrawn_is_given_by_nobody(two):
    row = asked(two[0])
    second_approvals.withdraw(row.pk)
    with pytest.raises(Changed):
        second_approvals.give(row.pk, two[1])


def test_an_approval_of_many_covers_each_case(two):
    whole = second_approvals.give(asked(two[0]).pk, two[1])
    case = a_case()
    drain()
    row = second_approvals.require(TwoPersonAct.ERASURE, two[0], case=case, given=whole)
    assert (row.state, row.settled_by_id) == (ApprovalState.GIVEN, two[1].account_id)
    assert case.entries.get(name="second-approval-given").account_id == two[1].account_id


def test_one_that_still_waits_covers_nothing(two):
    whole, case = asked(two[0]), a_case()
    drain()
    assert second_approvals.require(TwoPersonAct.ERASURE, two[0], case=case, given=whole).state == "asked"


def test_a_bulk_is_more_than_the_setting_says(settings):
    settings.BULK_SECOND_APPROVAL_ABOVE = 10
    assert [count for count in (9, 10, 11) if second_approvals.is_bulk(count)] == [11]


def test_what_one_may_give_is_counted_a_decision_a_proposal_and_bulk_work_each_as_one(two):
    first, second = two
    decided, proposed = a_case(), a_case()
    second_approvals.require(TwoPersonAct.ERASURE, first, case=decided)
    row = second_approvals.require(TwoPersonAct.NOT_A_REQUEST, first, case=proposed)
    second_approvals.propose(row, {}, {"reason": "A vendor offers pens."})
    asked(first)
    accounts = [Account.objects.get(pk=one) for one in (first.account_id, second.account_id, an_account().pk)]
    assert [second_approvals.count_waiting(one) for one in accounts] == [0, 3, 0]
    assert [{*second_approvals.cases_waiting(one)} for one in accounts] == [set(), {decided, proposed}, set()]
    second_approvals.give(row.pk, second)
    assert second_approvals.count_waiting(accounts[1]) == 2 and {*second_approvals.cases_waiting(accounts[1])} == {
        decided
    }
