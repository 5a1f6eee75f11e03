"""A change of address ends before it takes effect: stopped, or come to nothing. All stays as it was."""

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal, verification, work_queue
from dsr.address_change.change_rows import rows_together, waiting_change
from dsr.clock import now
from dsr.errors import BadInput, Changed
from dsr.journal import Actor, EntryName, Line
from dsr.models import AddressChange, Case
from dsr.models.address_change import ChangeState
from dsr.models.due_work import WorkName
from dsr.verification import FOR_ADDRESS, FOR_ADDRESS_STOP


def end_change(change: AddressChange, state: ChangeState, line: Line, actor: Actor, seen: int | None = None) -> None:
    """In the caller's transaction, with the case held: the new address is removed, and what waited for it goes on."""
    AddressChange.objects.filter(pk=change.pk).update(state=state, ended_at=now())
    case = journal.record(change.case_id, line, actor, seen=seen)
    journal.unseal_one(change.case_id, change.sealed_as)
    if change.leads_id is None:
        verification.end_secrets(FOR_ADDRESS, change.pk)
        verification.end_secrets(FOR_ADDRESS_STOP, change.pk)
    key = f"advance:{change.case_id}:address:{case.entry_count}"
    work_queue.add(WorkName.ADVANCE, change.case_id, key, case_id=change.case_id)


@transaction.atomic
def stop_at_desk(case_id: int, actor: Actor, *, seen: int, note: str) -> Case:
    """Staff stop it, for this request and those that came with it. Raises BadInput without why, Changed for none."""
    journal.must_decide(actor)
    if not note.strip():
        raise BadInput(_("Write why the address stays."))
    case = journal.hold_case(case_id).case
    change = waiting_change(case)
    if change is None:
        raise Changed(_("No change of the address waits any more: it took effect, or was stopped."))
    for one in rows_together(change):
        journal.hold_case(one.case_id)
        if not AddressChange.objects.waiting().filter(pk=one.pk).exists():
            continue
        own = one.case_id == case_id
        line = Line(EntryName.ADDRESS_CHANGE_STOPPED, words=note.strip() if own else "")
        end_change(one, ChangeState.STOPPED_BY_DESK, line, actor, seen if own else None)
    return Case.objects.get(pk=case_id)
