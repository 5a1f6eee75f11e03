"""A decision that a second person approves or refuses before anything of it is done."""

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import disclosures, journal, second_approvals, suppression, systems, work_queue
from dsr.errors import Changed
from dsr.journal import Actor
from dsr.kinds import base
from dsr.lifecycle import State, Transition
from dsr.models import Case, SecondApproval
from dsr.models.due_work import WorkName
from dsr.reasons import Reason
from dsr.review.follow_ups import undo_follow_up, waiting_follow_up


def two_person_act(kind: base.Kind, ends_as: base.Outcome) -> base.TwoPersonAct | None:
    """What two people do where a case ends so; None where one does. To give out what is about a person is such an act.

    That follows from the report itself, so that no kind can leave it out.
    """
    carries = ends_as.needs_report or ends_as.owes_rest or ends_as.sends_again
    if kind.report is not None and carries and disclosures.report_of(kind.report.name).is_about_person:
        return ends_as.two_person_act or base.TwoPersonAct.RELEASE
    return ends_as.two_person_act


def require(case: Case, ends_as: base.Outcome, actor: Actor, given: SecondApproval | None = None) -> Case:
    """In the transaction of a decision: ask for the second approval of what it comes to, where that needs one."""
    # What was asked for with what was decided before covers this, too.
    act = two_person_act(base.get(case.kind), ends_as)
    if act is not None and second_approvals.asked_of(case) is None:
        second_approvals.require(act, actor, case=case, given=given)
        case.refresh_from_db()
    return case


def will_be_asked(case: Case, ends_as: base.Outcome, given: SecondApproval | None) -> bool:
    """Whether that decision waits for a second person."""
    act = two_person_act(base.get(case.kind), ends_as)
    return act is not None and given is None and not second_approvals.is_left_to_one(act, case.send_by)


@transaction.atomic
def approve_second(case_id: int, actor: Actor, *, seen: int) -> Case:
    """The second person approves; then the decision waits to leave as any other.

    Where it is left to one person by now, the ground of whoever decides does. Raises Changed when nothing waits,
    NotAllowed for who may not.
    """
    case = Case.objects.get(pk=case_id)
    row = _asked(case)
    is_alone = bool(actor.ground) and second_approvals.is_left_to_one(row.what, row.by)
    settle = second_approvals.give_alone if is_alone else second_approvals.give
    settle(row.pk, actor, seen=seen, changes=journal.wait_from_now(case.send_by))
    case.refresh_from_db()
    work_queue.add(WorkName.ADVANCE, case.pk, f"advance:{case.pk}:{case.entry_count}", case_id=case.pk)
    return case


@transaction.atomic
def refuse_second(case_id: int, actor: Actor, *, seen: int, why: str) -> Case:
    """The second person does not approve: the case is decided anew, and why stands in the journal."""
    case = Case.objects.get(pk=case_id)
    row, follow_up = _asked(case), waiting_follow_up(case)
    second_approvals.refuse(row.pk, actor, why, seen=seen)
    if follow_up is not None:  # the response that is out stands
        return undo_follow_up(follow_up, actor, seen=None, facts={"reason": Reason.SECOND_APPROVAL_REFUSED})
    move = journal.Move(Transition.RETURN, {"reason": Reason.SECOND_APPROVAL_REFUSED})
    case = journal.transition(case_id, move, actor, changes={"stuck": ""})
    systems.reopen_steps(case)
    suppression.follow_decision(case, is_declined=False)
    return case


def _asked(case: Case) -> SecondApproval:
    row = second_approvals.asked_of(case)
    if row is None or case.state != State.WORKING:
        raise Changed(_("This decision waits for no second approval. Look at the request."))
    return row
