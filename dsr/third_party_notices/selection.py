"""Where only categories are known, staff choose which recipients are told, and say of the others why not."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal, recipients
from dsr.errors import BadInput, NotAllowed
from dsr.journal import Actor, EntryName, Line
from dsr.kinds import base
from dsr.law import third_party_notices as law
from dsr.lifecycle import State
from dsr.models import Case, ThirdPartyNotice
from dsr.models.case_surroundings import rows_beside
from dsr.models.third_party_notice import ThirdPartyNoticeState
from dsr.third_party_notices import rows

# Before these the choice waits for the decision; in them it is carried out, or was.
_CARRIED_OUT = frozenset({State.RESPONDING, State.RESPONDED, State.UNDELIVERED})


def selectable_recipients(case: Case, also: Iterable[tuple[str, str]] = ()) -> dict[str, str]:
    """Name by key of who may still be chosen: not told yet, in this or another way.

    `also` are recipients, key and name, that the ledger gives for this case by another rule than sale and sharing.
    """
    if base.get(case.kind).notices is None:
        return {}
    known = {**{row.key: row.name for row in recipients.recipients_of_sale(case)}, **dict(also)}
    known |= recipients.confirmed_by_systems(case)
    notices: list[ThirdPartyNotice] = rows_beside(case, "third_party_notices")
    gone = {*recipients.notified_by_other_means(case), *(row.recipient_key for row in notices if _is_due(row))}
    return {key: name for key, name in known.items() if key not in gone}


def _is_due(row: ThirdPartyNotice) -> bool:
    """A recipient is told by it, or was."""
    return row.provider_id is None and row.due_on is not None and row.state != ThirdPartyNoticeState.NOT_TOLD


@dataclass(frozen=True)
class Selection:
    """Of the recipients in `may` (name by key): those in `tell` are told, the others not.

    `code` is the ground (of law.NOT_TOLD) on which the others are not told, and `facts` say in own words why.
    """

    tell: Collection[str]
    may: Mapping[str, str]
    code: str = ""
    facts: str = ""


@transaction.atomic
def select_recipients(case_id: int, actor: Actor, selection: Selection, *, seen: int | None = None) -> Case:
    """Of those that may be chosen: these are told once the decision is carried out; the others not, for this reason.

    The facts are sealed and stand in the response. Raises BadInput for others without a reason, or without facts, and
    NotAllowed where the request is closed without an answer: what waits for its decision would wait for ever.
    """
    journal.must_decide(actor)
    case = Case.objects.select_related("business").get(pk=case_id)
    if State(case.state) is State.CLOSED:
        raise NotAllowed(_("It is closed without an answer: nobody is told of it. Open it again first."))
    may, code, facts = selection.may, selection.code, selection.facts.strip()
    chosen = [key for key in may if key in selection.tell]
    others = [key for key in may if key not in chosen]
    if code and code not in {ground.code for ground in law.NOT_TOLD}:
        raise BadInput(_("Choose why they are not told."))
    if code and not facts:
        raise BadInput(_("Write the facts: the response states them."))
    if facts and not code:
        raise BadInput(_("Choose why they are not told."))
    if not chosen and not code:
        raise BadInput(_("Choose whom to tell, or why nobody is told."))
    if others and not code and base.get(case.kind).automatic_grant is None:
        raise BadInput(_("Say of those that you leave out why they are not told."))
    for key in chosen:
        _set(case, key, may[key], state=ThirdPartyNoticeState.WANTED, reason="")
    for key in others if code else ():
        row = _set(case, key, may[key], state=ThirdPartyNoticeState.NOT_TOLD, reason=code)
        journal.reseal(case.pk, f"not-told:{row.pk}", facts)
    told = {"told": chosen, "not_told": others if code else [], "reason": code}
    case = journal.record(case.pk, Line(EntryName.TELLINGS_CHOSEN, told, facts), actor, seen=seen)
    if State(case.state) in _CARRIED_OUT and not _is_declined(case):
        for row in ThirdPartyNotice.objects.filter(case=case, recipient_key__in=chosen, due_on=None):
            rows.release(row)
    return case


def _set(case: Case, key: str, name: str, *, state: str, reason: str) -> ThirdPartyNotice:
    notices = base.get(case.kind).notices
    if notices is None:
        raise BadInput(_("Nobody is told of a request of this kind."))
    is_confirmed = key in recipients.confirmed_by_systems(case)
    row = rows.to_recipient(case, notices.instruction, 0, rows.Addressee(key, name, is_confirmed))
    ThirdPartyNotice.objects.filter(pk=row.pk, due_on=None).update(state=state, reason=reason)
    return row


def _is_declined(case: Case) -> bool:
    return bool(case.outcome) and base.get(case.kind).outcome(case.outcome).is_decline
