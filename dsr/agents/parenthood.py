"""Recording that a requester showed to be the parent, and what was done for one: how, when, and what it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal
from dsr.clock import now, today
from dsr.errors import BadInput, NotAllowed
from dsr.journal import Actor, EntryName, Line
from dsr.kinds import base
from dsr.law.spans import local_date
from dsr.models import Case, Entry

_LEVEL = "shown"


def record_parenthood(
    case_id: int, actor: Actor, *, seen: int, method: str, is_paper_deleted: bool = False, note: str
) -> Case:
    """Write down how it was shown. From now on the letters may tell this requester what was held.

    Raises BadInput for a way that the kind does not know, and while a copy of a paper still lies somewhere.
    """
    journal.must_decide(actor)
    case = Case.objects.get(pk=case_id)
    entitlement = base.get(case.kind).entitlement
    if entitlement is None or method not in {choice.value for choice in entitlement.methods}:
        raise BadInput(_("Choose how it was shown."))
    if method == entitlement.paper and not is_paper_deleted:
        raise BadInput(_("Delete the copy of the paper first, then record it: it may not be kept."))
    if not note.strip():
        raise BadInput(_("Write what you saw, and how."))
    if not case.is_open:
        raise NotAllowed(_("The response is out already. Open the request again first."))
    facts = {"method": method, **({"paper_deleted": True} if method == entitlement.paper else {})}
    changes = {"verified_at": now(), "verified_level": _LEVEL}
    line = Line(EntryName.SHOWN_ENTITLED, facts, note.strip())
    return journal.record(case_id, line, actor, seen=seen, changes=changes)


@dataclass(frozen=True)
class ParentAct:
    """What staff record: which act of the kind, its day, how, and in words what it rests on.

    `is_mistake`: what was recorded before was not so; it has no day and no way.
    """

    act: str
    note: str
    on: date | None = None
    how: str = ""
    is_mistake: bool = False


@transaction.atomic
def record_parent_act(case_id: int, actor: Actor, said: ParentAct, *, seen: int) -> Case:
    """Write down what was done for the parent, or heard from one; the note is sealed. The newest record counts.

    Raises BadInput for what lacks something, NotAllowed before parenthood is shown or once the response is out.
    """
    journal.must_decide(actor)
    case = Case.objects.get(pk=case_id)
    entitlement = base.get(case.kind).entitlement
    if entitlement is None or said.act not in {choice.value for choice in entitlement.acts}:
        raise BadInput(_("Choose what you record."))
    if not said.note.strip():
        raise BadInput(_("Write what you showed or heard, and where that is kept."))
    if case.verified_at is None:
        raise NotAllowed(_("Record first how parenthood was shown. Nothing is told before."))
    if not case.is_open:
        raise NotAllowed(_("The response is out already. Open the request again first."))
    facts = {"act": said.act, **(_of_mistake(case, said) if said.is_mistake else _of_act(case, entitlement, said))}
    return journal.record(case_id, Line(EntryName.ENTITLED_ACT, facts, said.note.strip()), actor, seen=seen)


def _of_act(case: Case, entitlement: base.Entitlement, said: ParentAct) -> dict[str, str]:
    if said.on is None or not local_date(case.received_at) <= said.on <= today():
        raise BadInput(_("Give its day, not before the report came and not after today."))
    if said.how not in {choice.value for choice in entitlement.ways}:
        raise BadInput(_("Choose how."))
    return {"on": said.on.isoformat(), "how": said.how}


def _of_mistake(case: Case, said: ParentAct) -> dict[str, bool]:
    if said.on or said.how:
        raise BadInput(_("What was a mistake has no day and no way: leave both empty."))
    if parent_act_on(case, said.act) is None:
        raise BadInput(_("Nothing of this is recorded."))
    return {"mistake": True}


def parent_act_on(case: Case, act: str) -> date | None:
    """The day of this act, as the newest record of it has it; None where there is none, or it was a mistake."""
    return newest_parent_act(Entry.objects.filter(case=case, name=EntryName.ENTITLED_ACT).order_by("number"), act)


def newest_parent_act(entries: Iterable[Entry], act: str) -> date | None:
    """The same, from entries of the case in their order."""
    records = [journal.facts_of(entry) for entry in entries if entry.name == EntryName.ENTITLED_ACT]
    newest: dict[str, str] = next((facts for facts in reversed(records) if facts["act"] == act), {})
    return date.fromisoformat(newest["on"]) if "on" in newest else None
