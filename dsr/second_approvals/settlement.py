"""A second approval is given, refused, withdrawn, or replaced by the password and reason of one person."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal
from dsr.clock import now, today
from dsr.errors import BadInput, Changed, NotAllowed
from dsr.journal import MACHINE, Actor, EntryName, Line
from dsr.models import Account, Case, SecondApproval
from dsr.models.due_work import DAILY
from dsr.models.second_approval import ApprovalState
from dsr.reasons import Reason
from dsr.second_approvals.requirement import is_left_to_one, why_may_not_settle, write_down

_NEAR = timedelta(days=2)  # before the day to send by


@transaction.atomic
def give(
    approval_id: int, actor: Actor, *, seen: int | None = None, changes: dict[str, Any] | None = None
) -> SecondApproval:
    """The second person approves. `changes` are what that changes in the case, such as when its decision leaves.

    Raises NotAllowed for who decided it and for who lacks the right, Changed when it waits no more.
    """
    row = _locked(approval_id)
    _must_be_second(row, actor)
    return _settle(row, actor, _End(ApprovalState.GIVEN, EntryName.SECOND_APPROVAL_GIVEN), seen=seen, changes=changes)


@transaction.atomic
def give_alone(
    approval_id: int, actor: Actor, *, seen: int | None = None, changes: dict[str, Any] | None = None
) -> SecondApproval:
    """Where it is left to one person by now: the password and ground of whoever decides.

    Raises NotAllowed while a second person can still approve it, BadInput without a ground.
    """
    journal.must_decide(actor)
    row = _locked(approval_id)
    if not is_left_to_one(row.what, row.by):
        raise NotAllowed(_("A second person can still approve this. Ask one of them."))
    if not actor.ground.strip():
        raise BadInput(_("Give your password, and write why it is right without a second person."))
    end = _End(ApprovalState.ALONE, EntryName.ONE_PAIR_OF_EYES, actor.ground.strip())
    return _settle(row, actor, end, seen=seen, changes=changes)


def agree(row: SecondApproval, actor: Actor, *, seen: int | None = None) -> SecondApproval:
    """Give it as the second person, or alone with the ground, where it is left to one person by now."""
    is_alone = bool(actor.ground) and is_left_to_one(row.what, row.by)
    return (give_alone if is_alone else give)(row.pk, actor, seen=seen)


@transaction.atomic
def refuse(approval_id: int, actor: Actor, why: str, *, seen: int | None = None) -> SecondApproval:
    """The second person does not approve, and writes why. What becomes of the act is the caller's.

    Raises NotAllowed for who decided it and for who lacks the right, BadInput without a reason.
    """
    row = _locked(approval_id)
    _must_be_second(row, actor)
    if not why.strip():
        raise BadInput(_("Write why you do not approve it."))
    end = _End(ApprovalState.REFUSED, EntryName.SECOND_APPROVAL_REFUSED, why.strip())
    return _settle(row, actor, end, seen=seen, changes=None)


@transaction.atomic
def take_back_proposal(approval_id: int, actor: Actor, *, seen: int | None = None) -> SecondApproval:
    """Who proposed it does not any more. Raises NotAllowed for anybody else, Changed when it waits no more."""
    row = _locked(approval_id)
    if row.asked_by_id != actor.account_id:
        raise NotAllowed(_("Who proposed it can take it back. Do not agree, if you do not."))
    return _settle(row, actor, _End(ApprovalState.WITHDRAWN, EntryName.PROPOSAL_TAKEN_BACK), seen=seen, changes=None)


def withdraw(approval_id: int) -> None:
    """What it was asked for stands no more; a case's own decision withdraws its approval by itself."""
    asked = SecondApproval.objects.asked().filter(pk=approval_id)
    asked.update(state=ApprovalState.WITHDRAWN, settled_at=now())


def _locked(approval_id: int) -> SecondApproval:
    """The row, its case locked first as by every change of a case. Raises Changed when it waits no more."""
    case_id = SecondApproval.objects.values_list("case_id", flat=True).get(pk=approval_id)
    Case.objects.select_for_update(no_key=True).filter(pk=case_id).first()
    row = SecondApproval.objects.select_for_update().get(pk=approval_id)
    if row.state != ApprovalState.ASKED:
        raise Changed(_("This waits for no second approval any more. Look at it again."))
    return row


def _must_be_second(row: SecondApproval, actor: Actor) -> None:
    account = Account.objects.filter(pk=actor.account_id or 0).first()
    if account is None:
        raise NotAllowed(_("A member of staff gives the second approval."))
    if why := why_may_not_settle(row, account):
        raise NotAllowed(why)


@dataclass(frozen=True)
class _End:
    """How it ends, and what the journal says of it; `words` are sealed there."""

    state: ApprovalState
    name: EntryName
    words: str = ""


def _settle(
    row: SecondApproval, actor: Actor, end: _End, *, seen: int | None, changes: dict[str, Any] | None
) -> SecondApproval:
    changes = {**(changes or {})}
    if row.case is not None and row.case.stuck == Reason.SECOND_APPROVAL_LATE:
        changes["stuck"] = ""
    write_down(row, actor, end.name, end.words, seen=seen, changes=changes)
    row.state, row.settled_by_id, row.settled_at = end.state, actor.account_id, now()
    row.save(update_fields=["state", "settled_by", "settled_at"])
    return row


def near_approvals() -> list[int]:
    """Those that wait while the day to send by is near, and of which nobody was told so yet."""
    rows = SecondApproval.objects.asked().filter(escalated_at=None, by__lte=today() + _NEAR)
    return list(rows.order_by("by", "pk").values_list("pk", flat=True))


@transaction.atomic
def escalate(approval_id: int) -> None:
    """The case is shown as stuck, and everybody who may approve gets the daily email, also who does not want it."""
    try:
        row = _locked(approval_id)
    except Changed:
        return
    SecondApproval.objects.filter(pk=row.pk).update(escalated_at=now())
    if row.case_id is not None and not Case.objects.get(pk=row.case_id).stuck:
        line = Line(EntryName.STUCK, {"work": DAILY, "reason": Reason.SECOND_APPROVAL_LATE})
        journal.record(row.case_id, line, MACHINE, changes={"stuck": Reason.SECOND_APPROVAL_LATE})
