"""The permissions of a bundle that come later, many in one envelope: kept once, and recorded for whom they hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal, parties
from dsr.agents.bundle_covering import hold_bundle
from dsr.agents.bundle_documents import add_documents
from dsr.agents.bundle_progress import Stand, stands_of
from dsr.agents.permission_answer import ShownAuthority, record_permission
from dsr.documents import Document
from dsr.errors import BadInput, DeskError
from dsr.journal import Actor
from dsr.law.agents import Authority
from dsr.lifecycle import State
from dsr.models import BundlePurpose, Case


@dataclass(frozen=True)
class LatePermission:
    """One document with the permissions of several. `who` is an Authority: an agent's, or a power of attorney.

    `note` says what was seen and how; it stands in the record of each request, so it names none of the people.
    """

    who: str
    note: str
    document: Document


@dataclass(frozen=True)
class Unrecorded:
    """A request that was chosen and for which it was not recorded, with why."""

    case: Case
    why: str


def without_permission(stands: Sequence[Stand]) -> list[Stand]:
    """Those of which no permission was seen yet, and for which one can be recorded; what one opened goes with it."""
    return [
        stand
        for stand in stands
        if State(stand.case.state) in parties.UNDECIDED
        and stand.case.is_for_another
        and parties.authority_carrier_of(stand.case).pk == stand.case.pk
        and not stand.authority.is_shown
    ]


@transaction.atomic
def add_permission(bundle_id: int, actor: Actor, late: LatePermission, chosen: Mapping[int, int]) -> list[Unrecorded]:
    """Keep the document once, under the key of the bundle, and record the permission in each chosen request.

    `chosen`: by case, the entry count that its page showed. Returns what was left out. Raises BadInput where nobody is
    chosen, where the note names one of the people, and where it could be recorded for none; nothing is kept then.
    """
    journal.must_decide(actor)
    bundle = hold_bundle(bundle_id)
    stands = stands_of(bundle)
    cases = {stand.case.pk: stand.case for stand in stands}
    if not chosen or set(chosen) - set(cases):
        raise BadInput(_("Choose the people whose permission you saw."))
    if late.who not in {Authority.AGENT, Authority.ATTORNEY}:
        raise BadInput(_("Choose what you saw."))
    refuse_names(late.note, list(cases.values()))
    able = {stand.case.pk for stand in without_permission(stands)}
    [row] = add_documents(bundle, [replace(late.document, purpose=BundlePurpose.LATE_PERMISSION)], actor)
    shown = ShownAuthority(late.who, late.note, document=row.pk)
    left = []
    for case_id in sorted(chosen):
        try:
            if case_id not in able:
                raise BadInput(_("A permission is on record, or the request is decided."))
            with transaction.atomic():
                record_permission(case_id, actor, shown, seen=chosen[case_id])
        except DeskError as error:
            left.append(Unrecorded(cases[case_id], str(error)))
    if len(left) == len(chosen):
        raise BadInput(left[0].why)
    return left


def refuse_names(note: str, cases: Sequence[Case]) -> None:
    """What stands in the record of one must tell nothing of another."""
    said = " ".join(note.split()).casefold()
    for subject in parties.subjects_of(cases).values():
        for known in (subject.get("name", ""), subject.get("email", "")):
            if known and " ".join(known.split()).casefold() in said:
                raise BadInput(_("Name none of the people: these words stand in the record of each of them."))
