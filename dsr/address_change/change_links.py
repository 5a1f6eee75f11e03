"""The links of both letters: the new address answers, the earlier one stops it. Only a press acts."""

from dataclasses import dataclass

from django.db import transaction

from dsr import correspondence, journal, verification, work_queue
from dsr.address_change.change_rows import rows_together
from dsr.address_change.stop_change import end_change
from dsr.clock import now
from dsr.journal import REQUESTER, EntryName, Line
from dsr.models import AddressChange, Case, Secret
from dsr.models.address_change import WAITING, ChangeState
from dsr.models.due_work import WorkName
from dsr.models.message import About
from dsr.verification import FOR_ADDRESS, FOR_ADDRESS_STOP


@dataclass(frozen=True)
class Change:
    """What a link opens, whether its button may be pressed now, and whether what it asks for is done already."""

    change: AddressChange
    secret: Secret
    is_open: bool
    is_done: bool


def change_by_token(token: str) -> Change | None:
    """What the link to the new address opens; None for one that never was."""
    return _found(FOR_ADDRESS, token)


def stop_by_token(token: str) -> Change | None:
    """What the link to the earlier address opens; None for one that never was."""
    return _found(FOR_ADDRESS_STOP, token)


def _found(purpose: str, token: str) -> Change | None:
    found = verification.find_secret(purpose, token)
    related = AddressChange.objects.select_related("case__brand__business")
    change = related.filter(pk=found.secret.target).first() if found else None
    if found is None or change is None:
        return None
    able = (ChangeState.ASKED,) if purpose == FOR_ADDRESS else WAITING
    done = (ChangeState.PROVED, ChangeState.DONE) if purpose == FOR_ADDRESS else (ChangeState.STOPPED,)
    is_open = found.is_live and change.state in able and change.case.is_open
    is_over = change.state in WAITING and not change.case.is_open  # nothing is written there, whatever was confirmed
    return Change(change, found.secret, is_open, change.state in done and not is_over)


def enter_code(case: Case, typed: str) -> bool:
    """The code of the letter to the new address, typed on the page of the request, where the tries are counted."""
    change = AddressChange.objects.waiting().filter(case=case).first()
    first = (change.leads or change) if change else None
    found = verification.find_code(FOR_ADDRESS, first.pk, typed) if first else None
    return found is not None and found.is_live and prove_address(found.secret)


@transaction.atomic
def prove_address(secret: Secret) -> bool:
    """The new address answered. False when it was late, stopped, pressed before, or the request is over."""
    change = AddressChange.objects.filter(pk=secret.target).first()
    if change is None:
        return False
    rows = rows_together(change)
    going_on = [one.pk for one in rows if journal.hold_case(one.case_id).case.is_open]
    at = now()
    ids = list(AddressChange.objects.filter(pk__in=going_on, state=ChangeState.ASKED).values_list("pk", flat=True))
    if change.pk not in ids or not verification.use_secret(secret):
        return False
    AddressChange.objects.filter(pk__in=ids).update(state=ChangeState.PROVED, proved_at=at)
    for one in AddressChange.objects.filter(pk__in=ids).order_by("pk"):
        journal.record(
            one.case_id, Line(EntryName.ADDRESS_CHANGE_PROVED, {"leaves_at": one.leaves_at.isoformat()}), REQUESTER
        )
        key = f"address:{one.pk}:proved"
        work_queue.add(WorkName.ADDRESS, one.pk, key, case_id=one.case_id, not_before=max(at, one.leaves_at))
    return True


@transaction.atomic
def stop_from_link(secret: Secret) -> bool:
    """Who reads the earlier address says that it was not them: all stays as it was, and people at the desk look."""
    change = AddressChange.objects.filter(pk=secret.target).first()
    if change is None:
        return False
    rows = rows_together(change)
    for one in rows:
        journal.hold_case(one.case_id)
    waiting = [one for one in rows if AddressChange.objects.waiting().filter(pk=one.pk).exists()]
    if not waiting or not verification.use_secret(secret):
        return False
    for one in waiting:
        end_change(one, ChangeState.STOPPED, Line(EntryName.ADDRESS_CHANGE_STOPPED), REQUESTER)
        case = Case.objects.get(pk=one.case_id)
        correspondence.note_for_desk(case, About.NOT_MINE, key=f"address-stopped:{one.pk}")
    return True
