"""A decision that deletes waits for a second person: nothing of it is done before, and a refusal brings it back."""

from datetime import timedelta

import pytest

from dsr import engine, letters, review
from dsr.clock import now
from dsr.errors import BadInput, Blocked, Changed, NotAllowed
from dsr.journal import Actor
from dsr.kinds import base
from dsr.lifecycle import Who
from dsr.models import Account, Case, DueWork, SecondApproval, Step
from dsr.models.second_approval import ApprovalState
from tests.given import GROUND, an_account, drain
from tests.given_systems import TAX_LAW, a_deletion, an_owner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
WAIT = timedelta(minutes=10)


def member(role=Who.ADMINISTRATOR) -> Actor:
    """Signed in, and has not given the password anew."""
    return Actor(role, an_account(role).pk)


@pytest.fixture
def two():
    return member(), member()


@pytest.fixture
def case():
    an_owner()
    return a_deletion()


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def approve(case, actor, keeps=None):
    keeps = keeps or {}
    approval = review.Approval("DELETE_COMPLETED", keeps=keeps, whys=dict.fromkeys(keeps, TAX_LAW))
    return review.approve(case.pk, actor, approval, seen=again(case).entry_count)


def begun(case) -> bool:
    return Step.objects.filter(case=case).exclude(begun_at=None).exists() or case.due_work.filter(name="step").exists()


def asks_owner(case) -> bool:
    return Step.objects.filter(case=case, state__in=["asked", "done"]).exists()


def test_nothing_is_done_before_another_person_approves(case, two):
    case = approve(case, two[0])
    drain()
    for _wake in range(2):
        engine.advance(case.pk)
    assert (again(case).state, begun(case), asks_owner(case)) == ("working", False, False)
    review.approve_second(case.pk, two[1], seen=again(case).entry_count)
    drain()
    assert asks_owner(case)
    names = list(case.entries.values_list("name", flat=True))
    assert names.index("approve") < names.index("second-approval-asked") < names.index("second-approval-given")


def test_who_decided_it_never_approves_it(case, two):
    approve(case, two[0])
    with pytest.raises(NotAllowed):
        review.approve_second(case.pk, two[0], seen=again(case).entry_count)
    with pytest.raises(NotAllowed):  # nor with a password, while the other is there
        review.approve_second(case.pk, Actor(two[0].who, two[0].account_id, GROUND), seen=again(case).entry_count)
    with pytest.raises(NotAllowed):
        review.refuse_second(case.pk, two[0], seen=again(case).entry_count, why="Second thoughts.")


def test_the_wait_starts_after_the_second_approval(case, two, settings, frozen):
    settings.DECISION_WAIT = WAIT
    assert approve(case, two[0]).leaves_at is None
    frozen(now() + timedelta(hours=3))
    assert review.approve_second(case.pk, two[1], seen=again(case).entry_count).leaves_at == now() + WAIT
    drain()
    assert not asks_owner(case)
    frozen(now() + WAIT)
    drain()
    assert asks_owner(case)


def test_a_refusal_brings_it_back_with_the_reason(case, two):
    approve(case, two[0])
    with pytest.raises(BadInput):
        review.refuse_second(case.pk, two[1], seen=again(case).entry_count, why="")
    back = review.refuse_second(case.pk, two[1], seen=again(case).entry_count, why="It is her son's account.")
    assert (back.state, back.outcome, back.decided_at) == ("review", "", None)
    drain()
    assert not begun(case)
    approve(case, two[1])  # decided anew: the other may be the second now
    review.approve_second(case.pk, two[0], seen=again(case).entry_count)


def test_what_is_taken_back_asks_nobody_any_more(case, two):
    approve(case, two[0])
    review.take_back(case.pk, two[0], seen=again(case).entry_count)
    assert SecondApproval.objects.get().state == ApprovalState.WITHDRAWN
    with pytest.raises(Changed):
        review.approve_second(case.pk, two[1], seen=again(case).entry_count)


def test_what_keeps_all_asks_nobody(case, two):
    kept = dict.fromkeys(Step.objects.filter(case=case).values_list("pk", flat=True), "E8_LEGAL_OBLIGATION")
    approve(case, two[0], kept)
    assert not SecondApproval.objects.exists()


def test_who_works_alone_writes_why_and_the_journal_says_so(case):
    officer = member()
    with pytest.raises(Blocked):
        approve(case, officer)
    assert again(case).state == "review"
    approve(case, Actor(officer.who, officer.account_id, GROUND))
    assert case.entries.filter(name="one-pair-of-eyes").exists()
    drain()
    assert asks_owner(case)


def test_on_the_day_to_send_by_password_and_reason_suffice(case, two, frozen):
    approve(case, two[0])
    frozen(now() + timedelta(days=(again(case).send_by - now().date()).days))
    review.approve_second(case.pk, Actor(two[0].who, two[0].account_id, GROUND), seen=again(case).entry_count)
    assert SecondApproval.objects.get().state == ApprovalState.ALONE


def test_a_decline_asks_nobody(case, two):
    review.decline(case.pk, two[0], seen=again(case).entry_count, reasons=["N_NO_ACTION"], reason="As we found.")
    assert not SecondApproval.objects.exists()


def test_it_escalates_two_days_before_the_day_to_send_by(case, two, frozen):
    Account.objects.filter(pk=two[1].account_id).update(daily_email=False)
    approve(case, two[0])
    second, first = (Account.objects.get(pk=actor.account_id) for actor in reversed(two))
    days = (again(case).send_by - now().date()).days
    frozen(now() + timedelta(days=days - 3))
    engine.run_daily_jobs()
    assert again(case).stuck == ""
    assert "Waits for your second approval" in letters.compose_daily_email(second).body
    assert letters.compose_daily_email(first) is None, "who decided it can do nothing for it"
    frozen(now() + timedelta(days=1))
    engine.run_daily_jobs()
    engine.run_daily_jobs()
    assert again(case).stuck == "second-approval-late"
    assert case.entries.filter(name="stuck").count() == 1
    assert DueWork.objects.filter(name="digest", target=second.pk).exists()  # also to who does not want it
    review.approve_second(case.pk, two[1], seen=again(case).entry_count)
    assert again(case).stuck == ""


@pytest.mark.parametrize("kind", ["opt-out", "unsubscribe", "child", "shine-the-light", "complaint"])
def test_what_stops_something_or_tells_of_the_business_alone_asks_nobody(kind):
    assert [one.code for one in base.get(kind).outcomes if one.two_person_act] == []


def test_what_ends_in_a_deletion_asks():
    found = {kind.code: {one.code for one in kind.outcomes if one.two_person_act} for kind in base.every()}
    assert {code: codes for code, codes in found.items() if codes} == {
        "deletion": {"DELETE_COMPLETED", "DELETE_PARTIAL"},
        "account-deletion": {"ACCOUNT_CLOSED", "ACCOUNT_CLOSED_IN_PART"},
    }
