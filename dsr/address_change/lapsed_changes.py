"""A change of address that came to nothing: never confirmed, the request over, or its address put right meanwhile."""

from django.db import transaction
from django.db.models import Q

from dsr import correspondence, journal
from dsr.address_change.change_letters import LIFETIME
from dsr.address_change.change_rows import TAKES_ADDRESS, is_work_begun, rests_on, row_that_leads
from dsr.address_change.stop_change import end_change
from dsr.clock import now
from dsr.journal import MACHINE, EntryName, Line
from dsr.lifecycle import OPEN, State
from dsr.models import AddressChange, Case, Secret
from dsr.models.address_change import WAITING, ChangeState
from dsr.models.message import About
from dsr.verification import FOR_ADDRESS


def changes_to_end() -> list[int]:
    """Those that wait and may be over: once a day each is looked at."""
    is_late = Q(state=ChangeState.ASKED, asked_at__lte=now() - LIFETIME)
    is_left = Q(state=ChangeState.ASKED, leads__isnull=False) & ~Q(leads__state__in=WAITING)
    rows = AddressChange.objects.waiting().filter(is_late | is_left | ~Q(case__state__in=OPEN))
    return list(rows.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def lapse_if_over(change_id: int) -> bool:
    """End a change that can come to nothing more, so that another may be asked for. Whether it is over."""
    known = AddressChange.objects.get(pk=change_id)
    case = journal.hold_case(known.case_id).case
    change = AddressChange.objects.select_related("case", "leads").get(pk=change_id)
    if change.state not in WAITING:
        return False
    why = why_over(case, change)
    if why:
        lapse(change, why)
    return bool(why)


def why_over(case: Case, change: AddressChange, *, takes_effect: bool = False) -> str:
    """A word for the journal; empty while it may still come about.

    `takes_effect`: asked at the moment at which it would. What bars it only then may pass, as of an answer that came
    back.
    """
    if not case.is_open:
        return "ended"
    if rests_on(case) != change.rests_on:
        return "address-corrected"
    if not takes_effect:
        return "not-confirmed" if change.state == ChangeState.ASKED and _is_late(change) else ""
    if State(case.state) not in TAKES_ADDRESS:
        return "answer-leaves"
    return "work-begun" if is_work_begun(case) else ""


def _is_late(change: AddressChange) -> bool:
    """No link or code that confirms it is good any more, and none follows."""
    first = row_that_leads(change)
    if change.asked_at > now() - LIFETIME and first.state in WAITING:
        return False
    secrets = Secret.objects.filter(purpose=FOR_ADDRESS, target=first.pk, used_at=None, ended_at=None)
    return not secrets.filter(expires_at__gt=now()).exists()


def lapse(change: AddressChange, why: str) -> None:
    """In the caller's transaction, with the case held. The desk is told of one that was confirmed."""
    end_change(change, ChangeState.LAPSED, Line(EntryName.ADDRESS_CHANGE_LAPSED, {"why": why}), MACHINE)
    if change.state == ChangeState.PROVED and why != "ended":
        case = Case.objects.get(pk=change.case_id)
        correspondence.note_for_desk(case, About.LAPSED, key=f"address-lapsed:{change.pk}")
