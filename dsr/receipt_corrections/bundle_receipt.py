"""How a whole bundle came is corrected in one go: each request by its own rules, in a transaction of its own."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dsr import journal
from dsr.errors import BadInput, DeskError
from dsr.journal import Actor
from dsr.kinds.base import TwoPersonAct
from dsr.models import Bundle, Case, DesignatedAddress, Proposal
from dsr.models.second_approval import ApprovalState
from dsr.receipt_corrections.correction_record import (
    agree_correction,
    correct_receipt,
    refuse_correction,
    refuse_standing,
    take_back_proposed,
)
from dsr.receipt_corrections.correction_rules import Correction, Weighed, as_it_stands, weigh
from dsr.receipt_corrections.correction_wait import correct_now, take_back_correction

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


def correct_bundle(
    bundle_id: int, actor: Actor, looked: Sequence[LineLook], *, reason: str, is_sure: bool = False
) -> BundleResult:
    """Correct each as it was looked at. What stops in the middle goes on when it is pressed again.

    Raises BadInput, and whatever the first says where none can be corrected.
    """
    journal.must_decide(actor)
    bundle = Bundle.objects.get(pk=bundle_id)
    wanted = {line.case.pk: line for line in looked}

    def correct(pk: int) -> Case:
        line = wanted[pk]
        if line.weighed is None:
            raise BadInput(line.why)
        one = line.weighed.correction
        return correct_receipt(pk, actor, one, seen=line.case.entry_count, reason=reason, is_sure=is_sure)

    result = _each(wanted, correct)
    waits = set(_proposals(bundle).values_list("approval__case_id", flat=True))
    done = [case for case in result.done if case.pk not in waits]
    return BundleResult(done, [case for case in result.done if case.pk in waits], result.left)


def proposed_in_bundle(bundle: Bundle) -> list[Proposal]:
    """The corrections that wait for a second person, in the order of the list."""
    return list(_proposals(bundle).order_by("approval__case__bundled__number", "pk"))


def waiting_in_bundle(bundle: Bundle) -> list[Case]:
    """The requests of which a correction waits to take effect, in the order of the list."""
    cases = _cases(bundle)
    waits = journal.waiting_receipts([case.pk for case in cases])
    return [case for case in cases if case.pk in waits]


def agree_in_bundle(actor: Actor, seen: Mapping[int, int]) -> BundleResult:
    """The second person agrees to all of these. `seen`: by case, the entry count that the page showed."""
    return _each(seen, lambda pk: agree_correction(pk, actor, seen=seen[pk]))


def refuse_in_bundle(actor: Actor, seen: Mapping[int, int], why: str) -> BundleResult:
    """The second person agrees to none of these."""
    return _each(seen, lambda pk: refuse_correction(pk, actor, why, seen=seen[pk]))


def withdraw_in_bundle(actor: Actor, seen: Mapping[int, int]) -> BundleResult:
    """Who proposed them does not any more."""
    return _each(seen, lambda pk: take_back_proposed(pk, actor, seen=seen[pk]))


def take_back_in_bundle(actor: Actor, seen: Mapping[int, int]) -> BundleResult:
    """What waits to take effect is taken back, of all of these."""
    return _each(seen, lambda pk: take_back_correction(pk, actor, seen=seen[pk]))


def correct_now_in_bundle(actor: Actor, seen: Mapping[int, int]) -> BundleResult:
    """What waits takes effect at once, of all of these."""
    return _each(seen, lambda pk: correct_now(pk, actor, seen=seen[pk]))


def _each(case_ids: Iterable[int], verb: Callable[[int], Case]) -> BundleResult:
    """One after the other, each by itself. Raises what the first says where none can be done."""
    result, first = BundleResult(), None
    for pk in case_ids:
        try:
            result.done.append(verb(pk))
        except DeskError as error:
            first = first or error
            result.left.append(LineLook(Case.objects.get(pk=pk), None, str(error)))
    if first is not None and not result.done:
        raise first
    return result


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
