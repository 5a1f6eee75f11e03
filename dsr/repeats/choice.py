"""Choosing the earlier response that a request repeats: which, why it is the same person, and who saw a permission."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal
from dsr.clock import now
from dsr.errors import BadInput
from dsr.journal import Actor, EntryName, Line
from dsr.lifecycle import State
from dsr.models import Case, EarlierResponse
from dsr.repeats.earlier_responses import find_earlier_responses

UNDECIDED = frozenset({State.RECEIVED, State.VERIFYING, State.REVIEW})


@dataclass(frozen=True)
class Choice:
    """`reference` of the earlier request; empty: none is by the same person. `note`: why it is the same person."""

    reference: str
    note: str = ""
    is_permission_seen: bool = False


@transaction.atomic
def choose_earlier(case_id: int, actor: Actor, choice: Choice, *, seen: int) -> Case:
    """Link the earlier request, with the note sealed in the journal; the newest choice counts.

    Raises BadInput for one that does not bear it out, and where nothing says why it is the same person.
    """
    journal.must_decide(actor)
    case = Case.objects.select_related("business").get(pk=case_id)
    if State(case.state) not in UNDECIDED:
        raise BadInput(_("This request is decided already."))
    if not choice.reference:
        return _unlink(case, actor, choice, seen)
    found = next((one for one in find_earlier_responses(case) if one.case.reference == choice.reference), None)
    if found is None:
        raise BadInput(_("That request has no response that this one could repeat."))
    if not found.same_address and not choice.note.strip():
        raise BadInput(_("The address is another one. Write why it is the same person."))
    if choice.is_permission_seen and not case.is_for_another:
        raise BadInput(_("Nobody acts for another here, so no permission can have been seen."))
    facts = {"reference": choice.reference, "same_address": found.same_address}
    facts |= {"permission_seen": True} if choice.is_permission_seen else {}
    line = Line(EntryName.EARLIER_CHOSEN, facts, choice.note.strip())
    case = journal.record(case_id, line, actor, seen=seen)
    EarlierResponse.objects.update_or_create(
        case=case,
        defaults={
            "earlier": found.case,
            "is_permission_seen": choice.is_permission_seen,
            "account_id": actor.account_id or 0,
            "chosen_at": now(),
        },
    )
    return case


def _unlink(case: Case, actor: Actor, choice: Choice, seen: int) -> Case:
    if not EarlierResponse.objects.filter(case=case).delete()[0]:
        raise BadInput(_("Choose the earlier request."))
    return journal.record(case.pk, Line(EntryName.EARLIER_CHOSEN, {}, choice.note.strip()), actor, seen=seen)
