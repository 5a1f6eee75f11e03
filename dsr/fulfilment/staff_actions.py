"""What staff do with a step: try it again, ask its owner again, or settle it by hand and say why."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal, retention, work_queue
from dsr.clock import now
from dsr.errors import BadInput, Changed, NotAllowed
from dsr.journal import Actor, EntryName, Line
from dsr.kinds import base
from dsr.lifecycle import State
from dsr.models import Step
from dsr.models.due_work import WorkName
from dsr.models.system import StepState
from dsr.reasons import Reason
from dsr.steps import OWNER_ANSWERS, Settlement, portions_of, settle_step
from dsr.systems import want_lookup


def _open_step(case_id: int, step_id: int, actor: Actor) -> Step:
    journal.must_decide(actor)
    rows = Step.objects.unsettled().filter(pk=step_id, case_id=case_id)
    step = rows.select_related("case__business", "system").first()
    if step is None or not step.case.is_open:
        raise NotAllowed(_("This step is settled already."))
    return step


@transaction.atomic
def retry_step(case_id: int, step_id: int, actor: Actor) -> None:
    """Somebody mended what was wrong. While a person decides, the rows are looked up anew; after, it is done again."""
    step = _open_step(case_id, step_id, actor)
    if step.system.how.asks_owner:
        raise BadInput(_("A person acts there. Ask the owner again."))
    if step.begun_at is not None and step.case.state != State.WORKING:
        raise BadInput(
            _("It may have been done there already. Record what you did, or approve again: then it goes on.")
        )
    work_queue.try_again(case_id)
    step.system.how.renew(step)
    line = Line(EntryName.STEP_RETRY, {"step": step.pk, "system": step.system.name})
    told = journal.record(case_id, line, actor, changes={"stuck": ""})
    if step.case.state != State.WORKING:
        want_lookup(step)
        return
    # What was looked up and perhaps done already is proved by its sealed identifiers, so they are kept.
    was_doing = step.state in {StepState.DOING, StepState.FAILED}
    state = StepState.DOING if was_doing else StepState.PREVIEWED
    state = state if step.found_at else StepState.PLANNED
    Step.objects.unsettled().filter(pk=step.pk).update(state=state, reason="")
    work_queue.add(WorkName.STEP, step.pk, f"step:{step.pk}:retry:{told.entry_count}", case_id=case_id)


@transaction.atomic
def confirm_same_person(case_id: int, step_id: int, actor: Actor, *, found: str, note: str) -> None:
    """The rows that the page showed are all one person's, and how that is known: the step goes on.

    Raises Changed when other rows were found since.
    """
    step = _open_step(case_id, step_id, actor)
    if step.reason != Reason.MORE_THAN_ONE_PERSON:
        raise BadInput(_("There is nothing to confirm there."))
    if not note.strip():
        raise BadInput(_("Write how you know that it is one person."))
    if found != step.found_digest:
        raise Changed(_("Other rows were found since you opened the page. Look at the counts first."))
    people, digest = step.system.how.people(step)
    facts = {"step": step.pk, "system": step.system.name, "people": people, "found": step.found}
    changes = {"stuck": ""} if step.case.stuck == Reason.MORE_THAN_ONE_PERSON else {}
    told = journal.record(case_id, Line(EntryName.STEP_CONFIRM, facts, note.strip()), actor, changes=changes)
    Step.objects.unsettled().filter(pk=step.pk).update(state=StepState.PREVIEWED, reason="", one_person=digest)
    if told.state == State.WORKING:
        work_queue.add(WorkName.STEP, step.pk, f"step:{step.pk}:confirm:{told.entry_count}", case_id=case_id)


@transaction.atomic
def ask_owner_again(case_id: int, step_id: int, actor: Actor) -> None:
    """Ask the owner again, with a fresh link."""
    step = _open_step(case_id, step_id, actor)
    if step.state != StepState.ASKED or not step.system.how.asks_owner:
        raise BadInput(_("The owner is not asked yet."))
    Step.objects.filter(pk=step.pk).update(reason="", reminded_at=now())
    told = journal.record(case_id, Line(EntryName.STEP_CHASE, {"step": step.pk, "system": step.system.name}), actor)
    step.system.how.chase(step, f"chase-{told.entry_count}")


@dataclass(frozen=True)
class SeenByHand:
    """What a person says beside the state. Of what is kept: the exception, the reason for the letter (empty: the
    system's own), and when to look again. Of a request for some portions: which were there (none: nobody says).
    """

    code: str = ""
    why: str = ""
    look_on: date | None = None
    parts: Collection[str] = ()


_NO_MORE = SeenByHand()


@transaction.atomic
def settle_step_by_hand(
    case_id: int,
    step_id: int,
    actor: Actor,
    *,
    state: str,
    note: str = "",
    saw: SeenByHand = _NO_MORE,
) -> None:
    """A person did it, or found nothing, or keeps it: what was seen is written down and sealed."""
    step = _open_step(case_id, step_id, actor)
    if state not in set(OWNER_ANSWERS):
        raise BadInput(_("Choose what became of it."))
    if not note.strip():
        raise BadInput(_("Write what was done there and how you know."))
    values: dict[str, Any] = {}
    if state == StepState.KEPT:
        keep = base.get(step.case.kind).keep_code(saw.code)
        step.review_on = retention.decide_kept(step, keep, saw.why, saw.look_on)
        values = {"keep_code": keep.code}
    if was_there := sorted(portions_of(step.case) & {*saw.parts}):
        values |= {"done_parts": was_there} if state == StepState.DONE else {}
    if not settle_step(
        step, Settlement(StepState(state), facts={"by": "hand"}, words=note.strip(), changes=values), actor
    ):
        raise NotAllowed(_("This step is settled already."))
