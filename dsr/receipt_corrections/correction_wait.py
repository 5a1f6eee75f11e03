"""A correction waits a while before it takes effect: until then it is taken back as if it had never been.

Nothing of the case changes before, and nobody is written to; what waits to be sent and states how it came stays here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from dsr import agents, journal, parties, work_queue
from dsr.clock import by_database
from dsr.errors import Changed, DeskError
from dsr.journal import MACHINE, Actor, EntryName, Line
from dsr.kinds import base
from dsr.lifecycle import State, Who
from dsr.models import Brand, Case, DesignatedAddress
from dsr.models.due_work import WorkName
from dsr.models.sealed_value import RECEIPT_WAITS
from dsr.reasons import Reason
from dsr.receipt_corrections.corrected_word import take_back, write_corrected
from dsr.receipt_corrections.correction_effect import Ordered, apply_correction, ask_for_letters, words_of
from dsr.receipt_corrections.correction_rules import Correction, Weighed, weigh

# While nothing is decided. A decision that rests on the old facts is taken back, or opened again, first.
CORRECTABLE = frozenset({State.RECEIVED, State.VERIFYING, State.REVIEW, State.JOINED})


@dataclass(frozen=True)
class WaitingCorrection:
    """A correction that takes effect at `leaves_at`."""

    correction: Correction
    leaves_at: datetime


def content_of(correction: Correction) -> dict[str, Any]:
    """How it came as it should stand, without the names: kept while it waits."""
    return {
        "brand": correction.brand.pk,
        "channel": str(correction.channel),
        "came_to": correction.came_to.pk if correction.came_to else None,
        "received_at": correction.received_at.isoformat(),
        "is_for_another": correction.is_for_another,
    }


def correction_of(content: Mapping[str, Any], names: Mapping[str, str]) -> Correction:
    """The same read back; `names` holds subject_name and requester_name."""
    return Correction(
        brand=Brand.objects.get(pk=content["brand"]),
        channel=content["channel"],
        came_to=DesignatedAddress.objects.filter(pk=content["came_to"]).first(),
        received_at=datetime.fromisoformat(content["received_at"]),
        is_for_another=content["is_for_another"],
        subject_name=names["subject_name"],
        requester_name=names["requester_name"],
    )


def waiting_correction(case: Case) -> WaitingCorrection | None:
    """The correction that waits to take effect; None where none does."""
    if not journal.has_waiting_receipt(case):
        return None
    held = parties.sealed_value(case, RECEIPT_WAITS)
    return WaitingCorrection(correction_of(held, held), datetime.fromisoformat(held["leaves_at"]))


def settle(weighed: Weighed, order: Ordered) -> Case:
    """It waits, or takes effect at once where it changes a name alone; in the caller's transaction.

    What the law leaves to nobody to decide goes on at once. The wait is there on the day to send by, too: what is
    corrected by a slip may lie anywhere, and nothing that is due waits for a correction longer than a person wants.
    """
    case, wait = weighed.case, settings.DECISION_WAIT
    is_taken = take_back(case)
    is_small = not weighed.changed and not weighed.lighter and not is_taken
    if not wait or is_small or base.get(case.kind).automatic_grant is not None:
        return apply_correction(weighed, order, is_taken=is_taken)
    at, one = by_database() + wait, weighed.correction
    facts = {
        "changed": [list(each) for each in weighed.changed],
        "renamed": sorted(weighed.renamed),
        "leaves_at": at.isoformat(),
        **order.facts,
    }
    line = Line(EntryName.RECEIPT_WAITS, facts, words_of(weighed, order.reason))
    held = {
        **content_of(one),
        **{"subject_name": one.subject_name, "requester_name": one.requester_name, "reason": order.reason},
        **{"who": order.actor.who.value, "account": order.actor.account_id, "lighter": bool(weighed.lighter)},
        "proposed_by": order.proposed_by,
        "leaves_at": at.isoformat(),
        "before": case.leaves_at.isoformat() if case.leaves_at else "",  # a join may wait for its own time
    }
    case = journal.record(case.pk, line, order.actor, seen=order.seen, changes={"leaves_at": at})
    journal.reseal(case.pk, RECEIPT_WAITS, held)
    key = f"receipt-leaves:{case.pk}:{case.entry_count}"
    work_queue.add(WorkName.RECEIPT, case.pk, key, case_id=case.pk, not_before=at, is_urgent=True)
    return Case.objects.get(pk=case.pk)


@transaction.atomic
def take_back_correction(case_id: int, actor: Actor, *, seen: int) -> Case:
    """All stays as it was, without a source or a second person. Raises NotAllowed, Changed when nothing waits."""
    journal.must_decide(actor)
    case, held = _held(case_id)
    if held is None:
        raise Changed(_("No correction waits any more: it took effect, or was taken back. Look at it again."))
    journal.unseal_one(case.pk, RECEIPT_WAITS)
    line = Line(EntryName.RECEIPT_TAKEN_BACK)
    case = journal.record(case.pk, line, actor, seen=seen, changes={"leaves_at": _own_wait(held)})
    _go_on(case)
    return case


@transaction.atomic
def correct_now(case_id: int, actor: Actor, *, seen: int) -> Case:
    """Do not wait: it takes effect at once. Raises NotAllowed, Changed when nothing waits."""
    journal.must_decide(actor)
    case, held = _held(case_id)
    if held is None:
        raise Changed(_("No correction waits any more: it took effect, or was taken back. Look at it again."))
    journal.record(case.pk, Line(EntryName.SENT_AT_ONCE), actor, seen=seen)
    _take_effect(case_id, held)
    return Case.objects.get(pk=case_id)


@transaction.atomic
def correct_when_due(case_id: int) -> bool:
    """It takes effect once its wait is over; True where that was so. However often this is called, it does so once."""
    _case, held = _held(case_id)
    if held is None or by_database() < datetime.fromisoformat(held["leaves_at"]):
        return False
    _take_effect(case_id, held)
    return True


def carry_on(case_id: int) -> None:
    """What is due of a correction: it takes effect, and what it owes in writing is written. For the worker."""
    correct_when_due(case_id)
    write_corrected(case_id)
    agents.renew_covering(case_id)
    agents.renew_question(case_id)


def _held(case_id: int) -> tuple[Case, dict[str, Any] | None]:
    """The case, locked, with what waits."""
    case = Case.objects.select_for_update(no_key=True).get(pk=case_id)
    return case, parties.sealed_value(case, RECEIPT_WAITS) if journal.has_waiting_receipt(case) else None


def _own_wait(held: Mapping[str, Any]) -> datetime | None:
    """Until when a join waits that was made before."""
    at = datetime.fromisoformat(held["before"]) if held["before"] else None
    return at if at is not None and at > by_database() else None


def _take_effect(case_id: int, held: Mapping[str, Any]) -> None:
    """As it was weighed when it was decided. Where it weighs more by now, or is decided, a person looks again."""
    case = Case.objects.select_related("business", "brand", "came_to", "joined_to").get(pk=case_id)
    journal.unseal_one(case_id, RECEIPT_WAITS)
    own: dict[str, Any] = {"leaves_at": _own_wait(held)}
    try:
        weighed = weigh(case, correction_of(held, held))
    except DeskError:
        weighed = None
    if weighed is None or State(case.state) not in CORRECTABLE or (weighed.lighter and not held["lighter"]):
        stays = {} if State(case.state) not in CORRECTABLE else own
        line = Line(EntryName.RECEIPT_LEFT, {"reason": Reason.RECEIPT_LEFT})
        case = journal.record(case_id, line, MACHINE, changes={**stays, "stuck": Reason.RECEIPT_LEFT})
        return _go_on(case)
    actor = Actor(Who(held["who"]), held["account"])
    _go_on(apply_correction(weighed, Ordered(actor, held["reason"], proposed_by=held.get("proposed_by")), changes=own))
    return None


def _go_on(case: Case) -> None:
    """What waited for it: the machine's work on the case and on the one that it is joined to, and its letters."""
    ask_for_letters(case)
    for one in filter(None, (case.pk, case.joined_to_id)):
        key = f"receipt-advance:{one}:{case.pk}:{case.entry_count}"
        work_queue.add(WorkName.ADVANCE, one, key, case_id=one)
