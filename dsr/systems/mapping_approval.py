"""Approving a mapping: by a second pair of eyes where two accounts may, else by the same person once more."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal, work_queue
from dsr.clock import now
from dsr.errors import BadInput, Blocked, Changed, DeskError, NotAllowed
from dsr.journal import Actor, EntryName, Line
from dsr.lifecycle import DECIDES, OPEN
from dsr.models import Account, Case, Step, System
from dsr.models import way as ways
from dsr.models.due_work import WorkName
from dsr.models.system import StepState


@dataclass(frozen=True)
class Eyes:
    """Whether this person may approve the mapping as it stands, and whether nobody else can."""

    may_approve: bool
    is_alone: bool


def approval_eyes(system: System, actor: Actor) -> Eyes:
    """Who changed a mapping approves it only when no other active account holds the right."""
    if actor.who not in DECIDES:
        return Eyes(may_approve=False, is_alone=False)
    others = Account.objects.who_decide().exclude(pk=actor.account_id or 0)
    is_alone = not others.exists()
    return Eyes(is_alone or system.mapping_by_id != actor.account_id, is_alone)


def systems_awaiting_approval() -> list[System]:
    """The systems in which nothing is done until somebody approves how."""
    systems = System.objects.active().select_related("business", "mapping_by")
    return [system for system in systems if not system.is_approved]


def approve_mapping(system_id: int, actor: Actor, *, digest: str, reason: str) -> System:
    """Approve the mapping that the page showed; what waited for it goes on.

    Raises Changed when it is another by now, NotAllowed for who changed it while somebody else could approve, Blocked
    when the system itself says that something must be mended first, or does not answer.
    The door asks for the password again when the approver is alone.
    """
    journal.must_decide(actor)
    system = System.objects.get(pk=system_id)
    _must_be_approvable(system, actor, digest, reason)
    _ask(system)  # outside our own transaction
    return _approve(system_id, actor, digest=digest, reason=reason)


def _must_be_approvable(system: System, actor: Actor, digest: str, reason: str) -> Eyes:
    who = approval_eyes(system, actor)
    if not who.may_approve:
        raise NotAllowed(_("You changed these fields. Somebody else must approve them."))
    if digest != system.mapping_digest:
        raise Changed(_("The fields changed since you opened the page. Read them again first."))
    if not reason.strip():
        raise BadInput(_("Write what you checked."))
    system.how.check(system)
    return who


def _ask(system: System) -> None:
    try:
        found = system.how.findings(system)
    except DeskError as error:
        raise Blocked(_("The system must be asked first: %(why)s") % {"why": error}) from error
    if faults := [one.words for one in found if one.tone == "bad"]:
        raise Blocked(_("The system says that something must be mended first. Read below what it is."), [*faults])


@transaction.atomic
def _approve(system_id: int, actor: Actor, *, digest: str, reason: str) -> System:
    system = System.objects.select_for_update().get(pk=system_id)
    who = _must_be_approvable(system, actor, digest, reason)
    System.objects.filter(pk=system.pk).update(
        approved_digest=digest,
        approved_by_id=actor.account_id,
        approved_at=now(),
        approval_reason=reason.strip(),
        one_pair_of_eyes=who.is_alone,
    )
    _go_on(system, actor, is_alone=who.is_alone)
    system.refresh_from_db()
    return system


def _go_on(system: System, actor: Actor, *, is_alone: bool) -> None:
    """Every case that waited for this approval goes on, and its journal says who approved."""
    waits = Step.objects.filter(system=system, state=StepState.DRY)
    waited_for = {way.approval.reason for way in ways.every() if way.approval}
    for step in waits.filter(found_at=None):  # a webhook is told of nobody before: now it may count
        key = f"preview:{step.pk}:{system.mapping_digest[:16]}"
        work_queue.add(WorkName.PREVIEW, step.pk, key, case_id=step.case_id)
    for case in Case.objects.filter(pk__in=waits.values("case_id"), state__in=sorted(OPEN)).order_by("pk"):
        facts = {"system": system.name, "one_pair_of_eyes": is_alone, "mapping": system.mapping_digest[:16]}
        changes = {"stuck": ""} if case.stuck in waited_for else {}
        told = journal.record(case.pk, Line(EntryName.MAPPING_APPROVED, facts), actor, changes=changes)
        work_queue.add(WorkName.ADVANCE, told.pk, f"advance:{told.pk}:{told.entry_count}", case_id=told.pk)
