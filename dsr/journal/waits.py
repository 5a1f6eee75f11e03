"""When what staff decide now leaves: a while later, so that it can be taken back until then."""

from collections.abc import Collection
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext as _

from dsr.clock import by_database, today
from dsr.errors import Blocked
from dsr.journal.entry_names import EntryName
from dsr.journal.seals import unseal_one
from dsr.lifecycle import Transition
from dsr.models import Case, Sealed
from dsr.models.sealed_value import RECEIPT_WAITS

# What rests on how it came, and so comes after a correction that waits.
_ON_RECEIPT = frozenset(
    {
        *(Transition.APPROVE, Transition.DECLINE, Transition.JOIN, Transition.CORRECT),
        *(Transition.ASK_PROOF, Transition.FAIL_VERIFICATION, EntryName.EXTEND),
    }
)


def wait_from_now(send_by: date) -> dict[str, datetime | None]:
    """What is written into the case, by the clock that ends it. On the day to send by, and after it, nothing waits."""
    waits = settings.DECISION_WAIT and today() < send_by
    return {"leaves_at": by_database() + settings.DECISION_WAIT if waits else None}


def has_waiting_receipt(case: Case) -> bool:
    """Whether a correction of how it came waits: until it took effect, or was taken back, whatever the hour."""
    return Sealed.objects.filter(case=case, name=RECEIPT_WAITS).exists()


def waiting_receipts(case_ids: Collection[int]) -> set[int]:
    """Those of these cases of which a correction waits."""
    if not case_ids:
        return set()
    return set(Sealed.objects.filter(case__in=case_ids, name=RECEIPT_WAITS).values_list("case_id", flat=True))


def mind_waiting_receipt(case: Case, name: Transition | EntryName) -> None:
    """Nothing passes a correction that waits, and it ends with the case, in the caller's transaction.

    Raises Blocked for what rests on how the request came.
    """
    if name is Transition.CLOSE:
        unseal_one(case.pk, RECEIPT_WAITS)
    elif name in _ON_RECEIPT and has_waiting_receipt(case):
        raise Blocked(_("A correction of how it came waits. Let it take effect now, or take it back, first."))
