"""The facts that letters state of the work: done, all done, not done, looked everywhere, decided item by item."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr import corrections, letters, parties, steps
from dsr.kinds import base
from dsr.kinds.asked_facts import NOTHING_ASKED
from dsr.kinds.base import Fact, Words
from dsr.lifecycle import State
from dsr.models import Step, System
from dsr.models.item import Decision
from dsr.models.system import SETTLED, StepState

# Before these the decision is not carried out yet; a draft shows what its letter will say.
UNDECIDED = frozenset({State.RECEIVED, State.VERIFYING, State.REVIEW})


def _something_done(case: Any) -> Words:
    effects = steps.effects_of(letters.deciding(case))
    if not effects.are_some:
        return ""
    return _("No letter may say that nothing was done. %(what)s") % {"what": effects.in_words}


def _something_uncertain(case: Any) -> Words:
    effects = steps.effects_of(letters.deciding(case))
    return effects.in_words if effects.uncertain else ""


def nothing_done(case: Any) -> Words:
    """Bars the answer to a request of which a part was done, while none was."""
    if not steps.effects_of(case).are_some:
        return _("Nothing was done yet. Choose the reason that holds.")
    return ""


def _action(case: Any) -> str:
    work = base.get(case.kind).work
    return work.action if work is not None else ""


def _rows(case: Any) -> list[Step]:
    """The steps of what answers the case, of its kind's own action."""
    return list(Step.objects.filter(case=letters.deciding(case), action=_action(case)).select_related("system"))


def _unsettled(rows: list[Step]) -> Words:
    names = [step.system.name for step in rows if step.state not in SETTLED]
    return _("Not settled yet: %(systems)s.") % {"systems": ", ".join(names)} if names else ""


def _kept(case: Any, rows: list[Step]) -> Words:
    """What is kept under a ground of ours; what the person did not ask for is none."""
    kind = base.get(case.kind)
    kept = [step for step in rows if step.state == StepState.KEPT and not kind.keep_code(step.keep_code).is_not_asked]
    return _("Kept in: %(systems)s.") % {"systems": ", ".join(step.system.name for step in kept)} if kept else ""


def _not_all_done(case: Any) -> Words:
    if case.state in UNDECIDED:
        return ""
    rows = _rows(case)
    if unsettled := _unsettled(rows):  # of what is under way nobody knows yet whether it was done
        return unsettled
    if not any(step.state == StepState.DONE for step in rows):
        return _("Nothing was done in any system. Choose the reason that holds.")
    return _kept(case, rows)


def _not_looked_everywhere(case: Any) -> Words:
    if case.state in UNDECIDED:
        return ""
    rows, action = _rows(case), _action(case)
    planned = {step.system_id for step in rows}
    active = System.objects.active().filter(business_id=case.business_id)
    left = [system.name for system in active if action in system.actions and system.pk not in planned]
    if left:
        return _("Not looked up: %(systems)s.") % {"systems": ", ".join(left)}
    if not rows:
        return _("No place was looked at.")
    return _unsettled(rows) or _kept(case, rows)


def _undecided_item(case: Any) -> Words:
    if case.state in UNDECIDED:
        return ""
    left = [item for item in corrections.items_of(letters.deciding(case)) if not item.decision]
    fields = ", ".join(corrections.field_words(item.field) for item in left)
    return _("Not decided yet: %(fields)s.") % {"fields": fields} if left else ""


NOTHING_DONE = Fact(
    name="nothing-done",
    words=_("Nothing was deleted, closed or changed in any system, and no company was told to"),
    record="Step.state and Step.begun_at: none is done or begun; ThirdPartyNotice: none is out",
    lacks=_something_done,
)
PART_DONE = Fact(
    name="part-done",
    words=_("Something was done on the request before it stopped"),
    record="Step.state and Step.begun_at: one is done or begun; ThirdPartyNotice: one is out",
    lacks=nothing_done,
)
ALL_KNOWN = Fact(
    name="all-known",
    words=_("The letter tells all that was done before the work stopped"),
    record="Step.state and Step.begun_at: each that was begun is settled",
    lacks=_something_uncertain,
)
ALL_DONE = Fact(
    name="all-done",
    words=_("All that was asked is done"),
    record="Step.state: each is settled, one is done, and none keeps what was asked for",
    lacks=_not_all_done,
)
LOOKED_EVERYWHERE = Fact(
    name="looked-everywhere",
    words=_("Every place that takes part was looked at, and nothing that could be acted on was there"),
    record="Step of each System that takes part: settled, and none keeps what was asked for",
    lacks=_not_looked_everywhere,
)
CORRECTED_EVERYWHERE = Fact(
    name="corrected-everywhere",
    words=_("It is corrected in every system in which it was found"),
    record="Step.state: each is settled, one is done, and none kept its copy as it was",
    lacks=_not_all_done,
)
ITEMS_DECIDED = Fact(
    name="items-decided",
    words=_("Each item that the person named was looked at"),
    record="Item.decision of each",
    lacks=_undecided_item,
)


def _no_statement(case: Any) -> Words:
    if any(item.statement_at for item in corrections.items_of(case)):
        return ""
    return _("The person filed no statement.")


def _not_agreed(case: Any) -> Words:
    if letters.deciding(case).answers.get("delete_instead") == "yes":
        return ""
    return _("The request does not say that we may delete what we cannot correct.")


def _no_ground_to_delete(case: Any) -> Words:
    """Each was agreed to in the request, or staff wrote when it was agreed to, or why it does no harm."""
    first = letters.deciding(case)
    if not _not_agreed(first):
        return ""
    deleted = [item for item in corrections.items_of(first) if item.decision == Decision.DELETE]
    sealed = parties.sealed_values(first) if deleted else {}
    left = [item for item in deleted if not (sealed.get(f"decision:{item.number}") or {}).get("reason")]
    fields = ", ".join(corrections.field_words(item.field) for item in left)
    return _("Nothing on record says why it may be deleted: %(fields)s.") % {"fields": fields} if left else ""


DELETION_AGREED = Fact(
    name="deletion-agreed",
    words=_("The person said in the request that we may delete what we cannot correct"),
    record="Case.answers",
    lacks=_not_agreed,
)
DELETION_GROUNDED = Fact(
    name="deletion-grounded",
    words=_("What is deleted in place of correcting it was agreed to, or it does no harm"),
    record="Case.answers; else the sealed reason of each Item that is deleted: when it was agreed to, or why no harm",
    lacks=_no_ground_to_delete,
)
STATEMENT_FILED = Fact(
    name="statement-filed",
    words=_("A statement of the person stands with the record"),
    record="Item.statement_at, and the sealed statement",
    lacks=_no_statement,
)

# Letters of these names say, in whatever kind, that nothing was deleted, closed or changed.
_SAY_NOTHING_DONE = frozenset(
    {
        *("account-in-doubt", "agent-no-proof", "defective", "denied", "denied-statement", "excessive"),
        *("excessive-fee", "kept", "no-action", "no-method", "not-a-business", "not-ca-consumer", "not-confirmed"),
        *("not-found", "not-verified", "nothing-held", "service-provider", "wrong-door"),
    }
)
# What else they say of the work.
_OF_LETTER: dict[str, tuple[Fact, ...]] = {
    "stopped": (PART_DONE, ALL_KNOWN),
    "stopped-unproved": (PART_DONE, ALL_KNOWN),
    "closed": (ALL_DONE,),
    "completed": (ALL_DONE,),
    "not-found": (LOOKED_EVERYWHERE,),
    "nothing-held": (LOOKED_EVERYWHERE,),
}
# What letters of a kind that is decided item by item say beside.
OF_ITEMS: dict[str, tuple[Fact, ...]] = {
    **dict.fromkeys(("denied", "denied-statement"), (ITEMS_DECIDED,)),
    "corrected": (ITEMS_DECIDED, DELETION_GROUNDED),
    "deleted": (DELETION_GROUNDED,),
}
# And what they say where it is recorded.
IF_RECORDED: dict[str, tuple[Fact, ...]] = {
    "corrected": (CORRECTED_EVERYWHERE, DELETION_AGREED),
    "deleted": (DELETION_AGREED,),
    "statement-filed": (STATEMENT_FILED,),
    "extension": (NOTHING_ASKED,),
}


def of_letter(name: str) -> tuple[Fact, ...]:
    """The facts about the work that a letter states, by its name in the folder of a kind that works in systems."""
    return (*((NOTHING_DONE,) if name in _SAY_NOTHING_DONE else ()), *_OF_LETTER.get(name, ()))
