"""How a whole bundle came, looked at to be corrected in one go: each request by its own rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dsr import journal
from dsr.errors import DeskError
from dsr.kinds.base import TwoPersonAct
from dsr.models import Bundle, Case, DesignatedAddress, Proposal
from dsr.models.second_approval import ApprovalState
from dsr.receipt_corrections.correction_record import refuse_standing
from dsr.receipt_corrections.correction_rules import Correction, Weighed, as_it_stands, weigh

_READ = ("case__business", "case__brand", "case__came_to", "case__joined_to")


@dataclass(frozen=True)
class BundleReceipt:
    """What holds for the whole letter."""

    channel: str
    came_to: DesignatedAddress | None
    received_at: datetime


@dataclass(frozen=True)
class LineLook:
    """One request: what the correction comes to, or `why` it is left as it is."""

    case: Case
    weighed: Weighed | None = None
    why: str = ""


@dataclass(frozen=True)
class BundleResult:
    """What became of each: done, or it waits to take effect; proposed to a second person; or left out, with why."""

    done: list[Case] = field(default_factory=list)
    proposed: list[Case] = field(default_factory=list)
    left: list[LineLook] = field(default_factory=list)


def receipt_of_bundle(bundle: Bundle) -> BundleReceipt:
    """As it stands; of one whose requests differ, as those stand that came on its day."""
    cases = _cases(bundle)
    first = next((case for case in cases if case.received_at == bundle.received_at), cases[0])
    return BundleReceipt(first.channel, first.came_to, bundle.received_at)


def look_at_bundle(bundle: Bundle, receipt: BundleReceipt) -> list[LineLook]:
    """What it comes to for each, in the order of the list. Reads only."""
    stands = receipt_of_bundle(bundle)
    return [_look(case, stands, receipt) for case in _cases(bundle)]


def look_at_line(case: Case, stands: BundleReceipt, receipt: BundleReceipt) -> LineLook:
    """The same of one. `stands`: how the bundle came as it was recorded before any of it was corrected."""
    return _look(case, stands, receipt)


def receipt_content(receipt: BundleReceipt) -> dict[str, Any]:
    """Codes, ids and days: kept while it is carried out."""
    return {
        "channel": str(receipt.channel),
        "came_to": receipt.came_to.pk if receipt.came_to else None,
        "received_at": receipt.received_at.isoformat(),
    }


def receipt_of_content(content: Mapping[str, Any]) -> BundleReceipt:
    """The same read back."""
    came_to = DesignatedAddress.objects.filter(pk=content["came_to"]).first()
    return BundleReceipt(content["channel"], came_to, datetime.fromisoformat(content["received_at"]))


def proposed_in_bundle(bundle: Bundle) -> list[Proposal]:
    """The corrections that wait for a second person, in the order of the list."""
    return list(_proposals(bundle).order_by("approval__case__bundled__number", "pk"))


def waiting_in_bundle(bundle: Bundle) -> list[Case]:
    """The requests of which a correction waits to take effect, in the order of the list."""
    cases = _cases(bundle)
    waits = journal.waiting_receipts([case.pk for case in cases])
    return [case for case in cases if case.pk in waits]


def _cases(bundle: Bundle) -> list[Case]:
    return [line.case for line in bundle.lines.select_related(*_READ)]


def _proposals(bundle: Bundle) -> Any:
    rows = Proposal.objects.filter(approval__case__bundled__bundle=bundle, approval__state=ApprovalState.ASKED)
    return rows.filter(approval__what=TwoPersonAct.LATER_RECEIPT).select_related(
        "approval__asked_by", "approval__case"
    )


def _look(case: Case, stands: BundleReceipt, receipt: BundleReceipt) -> LineLook:
    try:
        refuse_standing(case)
        correction = _correction(case, stands, receipt)
        if correction is None:
            return LineLook(case, why=_("It came otherwise than the rest, as its own record says. Correct it there."))
        weighed = weigh(case, correction)
    except DeskError as error:
        return LineLook(case, why=str(error))
    if not weighed.changed:
        return LineLook(case, why=_("Nothing is different. Change what is wrong."))
    return LineLook(case, weighed)


def _correction(case: Case, stands: BundleReceipt, receipt: BundleReceipt) -> Correction | None:
    """What differs from how the bundle stands is corrected where the request stands so, too; else None."""
    names = ("channel", "came_to", "received_at")
    wanted = {name: getattr(receipt, name) for name in names if getattr(receipt, name) != getattr(stands, name)}
    own = as_it_stands(case)
    if any(getattr(own, name) != getattr(stands, name) for name in wanted):
        return None
    return replace(own, **wanted)
