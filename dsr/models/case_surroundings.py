"""What may stand beside a case, seen in the statement that reads it: what is not there need not be asked for."""

from functools import cache
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from dsr.lifecycle import Transition
from dsr.models.bundle import Bundled
from dsr.models.case import Case
from dsr.models.earlier_response import EarlierResponse
from dsr.models.entry import Entry
from dsr.models.letter import Letter
from dsr.models.sealed_value import RECEIPT_WAITS, Sealed
from dsr.models.second_approval import SecondApproval

if TYPE_CHECKING:
    from dsr.models.case import CaseRows


@cache
def _beside() -> dict[str, Exists]:
    own = {"case": OuterRef("pk")}
    return {
        "beside_bundle": Exists(Bundled.objects.filter(**own)),
        "beside_earlier_response": Exists(EarlierResponse.objects.filter(**own)),
        "beside_finish": Exists(Entry.objects.filter(**own, name=Transition.FINISH)),
        "beside_undone_join": Exists(Entry.objects.filter(**own, name=Transition.UNDO_JOIN)),
        "beside_part": Exists(Letter.objects.filter(**own, compilation__as_of__isnull=False)),
        "beside_joined": Exists(Case.objects.filter(joined_to=OuterRef("pk"))),
        "beside_opened": Exists(Case.objects.filter(opened_by=OuterRef("pk"))),
        "beside_waiting_receipt": Exists(Sealed.objects.filter(**own, name=RECEIPT_WAITS)),
        "beside_second_approval": Exists(SecondApproval.objects.asked().filter(**own)),
    }


def with_beside(cases: "CaseRows") -> "CaseRows":
    """The cases, each of which knows what stands beside it at that moment: read it to act on it at once."""
    return cases.annotate(**_beside())


def may_have(case: Case, name: str) -> bool:
    """False only where the statement that read the case found nothing of this name; else it is to be asked for.

    Raises KeyError for a name that none of them has.
    """
    key = f"beside_{name}"
    _beside()[key]
    return bool(vars(case).get(key, True))
