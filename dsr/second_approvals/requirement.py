"""Whether an act needs a second person, asking for one, and who may be that person."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal, sealing
from dsr.clock import now, today
from dsr.errors import Blocked, NotAllowed
from dsr.journal import Actor, EntryName, Line
from dsr.kinds.base import TwoPersonAct
from dsr.models import Account, Case, Proposal, SecondApproval
from dsr.models.case import CaseRows
from dsr.models.case_surroundings import may_have
from dsr.models.second_approval import OF_DECISION, ApprovalState, SecondApprovalRows

_ENOUGH = 2  # accounts that hold the right: fewer, and nobody can be the second
_SEAL = "second-approval"
# A response that is late is worse than one pair of eyes; a receipt or an ending that waits makes nothing late.
_SENDS = frozenset({TwoPersonAct.ERASURE, TwoPersonAct.RELEASE, TwoPersonAct.BULK})


def is_bulk(count: int) -> bool:
    """Whether one decision for so many requests is a BULK act."""
    return count > settings.BULK_SECOND_APPROVAL_ABOVE


def is_left_to_one(what: str, by: date | None) -> bool:
    """True where one person decides with password and reason: nobody else may, or what is sent is due by now.

    `what` is a TwoPersonAct. What sends nothing is never left to one because of the day.
    """
    return _is_day_here(what, by) or Account.objects.second_approvers().count() < _ENOUGH


def _is_day_here(what: str, by: date | None) -> bool:
    return what in _SENDS and by is not None and today() >= by


@transaction.atomic
def require(
    what: TwoPersonAct,
    actor: Actor,
    *,
    case: Case | None = None,
    by: date | None = None,
    given: SecondApproval | None = None,
    seen: int | None = None,
) -> SecondApproval:
    """Ask for the second approval of what `actor` decides now, or note on what ground one person decides it.

    `seen` is the entry count of the page that a person decided on. `by` is the day to send by, of a case its own.
    `given` is an approval that was settled for many cases at once and covers this one. Raises Blocked where one person
    decides and gave no password and ground.
    """
    if given is not None and given.state in {ApprovalState.GIVEN, ApprovalState.ALONE}:
        return _follow(what, given, case)
    if actor.account_id is None:
        raise NotAllowed(_("A member of staff decides this."))
    day = case.send_by if case is not None else by
    row = SecondApproval(what=what, case=case, by=day, asked_by_id=actor.account_id, asked_at=now())
    if not is_left_to_one(what, day):
        row.state = ApprovalState.ASKED
        row.save()
        # A decision waits for its time after the approval; what waits beside what is proposed waits on.
        changes: dict[str, object] = {"leaves_at": None} if what in OF_DECISION else {}
        write_down(row, actor, EntryName.SECOND_APPROVAL_ASKED, seen=seen, changes=changes)
        return row
    if not actor.ground.strip():
        raise Blocked(_why_left(what, day))
    row.state, row.settled_by_id, row.settled_at = ApprovalState.ALONE, actor.account_id, row.asked_at
    row.save()
    write_down(row, actor, EntryName.ONE_PAIR_OF_EYES, actor.ground.strip(), seen=seen)
    return row


def _why_left(what: TwoPersonAct, by: date | None) -> str:
    if _is_day_here(what, by):
        return _("The day to send by is here: one person decides. Give your password, and write why it is right.")
    return _("Nobody else can approve this. Give your password, and write why it is right.")


def _follow(what: TwoPersonAct, given: SecondApproval, case: Case | None) -> SecondApproval:
    """One approval of many cases stands in the record of each."""
    row = SecondApproval.objects.create(
        what=what,
        case=case,
        state=given.state,
        by=given.by,
        asked_by_id=given.asked_by_id,
        asked_at=given.asked_at,
        settled_by_id=given.settled_by_id,
        settled_at=given.settled_at,
    )
    is_alone = given.state == ApprovalState.ALONE
    name = EntryName.ONE_PAIR_OF_EYES if is_alone else EntryName.SECOND_APPROVAL_GIVEN
    if case is not None and given.settled_by is not None:
        journal.record(
            case.pk, Line(name, {**_facts(row), "with": given.pk}, ground_of(given)), _actor(given.settled_by)
        )
    return row


def _actor(account: Account) -> Actor:
    return Actor(account.who, account.pk)


def _facts(row: SecondApproval) -> dict[str, str | int]:
    return {"what": row.what, "approval": row.pk}


def write_down(
    row: SecondApproval,
    actor: Actor,
    name: EntryName,
    words: str = "",
    *,
    seen: int | None = None,
    changes: dict[str, object] | None = None,
) -> None:
    """In the journal of the case; of an act on no single case, the ground is sealed in the row."""
    if row.case_id is not None:
        journal.record(row.case_id, Line(name, _facts(row), words), actor, seen=seen, changes=changes)
    elif words:
        sealed = sealing.seal_secret(_SEAL, words, sealing.row_of(row, "ground"))
        SecondApproval.objects.filter(pk=row.pk).update(ground=sealed)
        row.ground = sealed


def ground_of(row: SecondApproval) -> str:
    """What who decided alone, or refused, wrote of an act on no single case; empty where nothing."""
    return sealing.open_secret(_SEAL, row.ground, sealing.row_of(row, "ground")) if row.ground else ""


def asked_of(case: Case) -> SecondApproval | None:
    """What the case's decision waits for: until it is given nothing of the decision is done."""
    if not may_have(case, "second_approval"):
        return None
    return SecondApproval.objects.asked().of_decision().filter(case=case).select_related("asked_by").first()


def proposal_of(case: Case) -> Proposal | None:
    """What is proposed for the case and not done before a second person approves it."""
    if not may_have(case, "second_approval"):
        return None
    rows = Proposal.objects.filter(approval__case=case, approval__state=ApprovalState.ASKED)
    return rows.select_related("approval__asked_by", "approval__case").first()


def propose(row: SecondApproval, content: Mapping[str, Any], sealed: Mapping[str, str]) -> Proposal:
    """Keep what waits for this approval, in the caller's transaction; `sealed` is personal, or in words."""
    made = Proposal.objects.create(approval=row, content=dict(content))
    if row.case_id is not None:
        journal.reseal(row.case_id, made.sealed_as, dict(sealed))
    return made


def why_may_not_settle(row: SecondApproval, account: Account) -> str:
    """Why this person may not be the second of this act; empty where they may."""
    if row.state != ApprovalState.ASKED:
        return _("This waits for no second approval any more. Look at it again.")
    if row.asked_by_id == account.pk:
        return _("You decided it. Another person gives the second approval.")
    if not account.may_approve_second:
        return _("Your account does not give second approvals. An administrator can change that.")
    return ""


def waiting_for(account: Account) -> SecondApprovalRows:
    """All that waits for a second approval which this person may give, the nearest day first."""
    if not account.may_approve_second:
        return SecondApproval.objects.none()
    rows = SecondApproval.objects.asked().exclude(asked_by=account)
    return rows.select_related("case", "asked_by").order_by("by", "pk")


def count_waiting(account: Account) -> int:
    """How many second approvals this person may give now: decisions, proposals, and bulk work, each as one."""
    return waiting_for(account).count()


def cases_waiting(account: Account) -> CaseRows:
    """The cases among them, for a list that shows these alone; bulk work is no case."""
    return Case.objects.filter(pk__in=waiting_for(account).exclude(case=None).order_by().values("case_id"))
