"""What of bulk work waits to leave, and what one case of it needs to be taken back or sent now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from dsr import journal, letters, review
from dsr.bulk.press import Press
from dsr.clock import by_database
from dsr.errors import Changed
from dsr.journal import EntryName
from dsr.lifecycle import State, Transition
from dsr.models import Bulk, BulkRow, Case, Entry, Letter
from dsr.models.bulk import BulkAction, BulkResult

# What moves a case, and waits; an extension moves none, and its notice waits.
_MOVES = (BulkAction.APPROVE, BulkAction.DECLINE, BulkAction.JOIN)


@dataclass(frozen=True)
class Waiting:
    """What of one bulk work waits to leave: its cases, each with the instant, and the first and last of these."""

    bulk: Bulk
    leaves: dict[int, datetime]

    @property
    def count(self) -> int:
        return len(self.leaves)

    @property
    def first(self) -> datetime:
        return min(self.leaves.values())

    @property
    def last(self) -> datetime:
        return max(self.leaves.values())


def what_waits(bulk: Bulk) -> Waiting | None:
    """What of this one waits; None where nothing does."""
    return next(iter(_waiting(BulkRow.objects.filter(bulk=bulk))), None)


def all_that_waits() -> list[Waiting]:
    """Bulk work of which anything waits, what leaves first before the others."""
    return sorted(_waiting(BulkRow.objects.all()), key=lambda one: one.last)


def _waiting(rows: QuerySet[BulkRow]) -> list[Waiting]:
    """A decision that was taken back and made anew by itself is no part of the bulk work any more."""
    instant = by_database()
    decided, told = Case.objects.filter(leaves_at__gt=instant), Letter.objects.filter(leaves_at__gt=instant)
    ahead = Q(bulk__action__in=_MOVES, case__in=decided.values("pk"))
    ahead |= Q(bulk__action=BulkAction.EXTEND, case__in=told.values("case_id"))
    done = rows.filter(ahead, result=BulkResult.DONE).select_related("bulk__asked_by", "case")
    listed = list(done.order_by("bulk_id", "number"))
    moved_by = _newest_bulk(row.case_id for row in listed if row.bulk.action in _MOVES)
    extended_by = _newest_bulk((row.case_id for row in listed if row.bulk.action not in _MOVES), EntryName.EXTEND)
    notices = letters.waiting_notices([row.case_id for row in listed if row.bulk.action not in _MOVES])
    found: dict[int, Waiting] = {}
    for row in listed:
        by, at = moved_by, review.leaves_at(row.case)
        if row.bulk.action not in _MOVES:
            by, at = extended_by, notices.get(row.case_id)
        if at is not None and by.get(row.case_id) == row.bulk.reference:
            found.setdefault(row.bulk_id, Waiting(row.bulk, {})).leaves[row.case_id] = at
    return list(found.values())


def _newest_bulk(case_ids: Iterable[int], name: EntryName | None = None) -> dict[int, str]:
    """The bulk work that last moved each case, or last wrote an entry of this name; empty where one did it alone."""
    entries = Entry.objects.filter(case_id__in=[*case_ids])
    entries = entries.filter(name=name) if name else entries.exclude(from_state=F("to_state"))
    return {entry.case_id: journal.facts_of(entry).get("bulk", "") for entry in entries.order_by("case_id", "number")}


_UNDO = (Transition.RETURN, Transition.UNDO_JOIN, Transition.CLOSE, EntryName.EXTENSION_TAKEN_BACK)


def why_gone(bulk: Bulk, case: Case) -> str:
    """Why nothing of this case waits any more: it left, or somebody did something else with it."""
    entries = Entry.objects.filter(case=case)
    did = entries.filter(facts__contains=bulk.reference).order_by("number").first()
    if did is not None and not entries.filter(name__in=_UNDO, number__gt=did.number).exists():
        return _("It has left already.")
    return _("It was taken back, or decided anew, already.")


# -- one case of it ---------------------------------------------------------------------------------------------------


def take_back(press: Press, _nothing: object) -> object:
    """Undo what the bulk work did with this case. Raises Changed where it has left."""
    bulk, case = _require_waiting(press)
    if bulk.action == BulkAction.EXTEND:
        return letters.take_back_extension(case.pk, press.actor, seen=press.row.seen)
    if State(case.state) is State.JOINED:
        why = _("The bulk work that joined it was taken back.")
        return review.undo_join(case.pk, press.actor, seen=press.row.seen, note=why)
    return review.take_back(case.pk, press.actor, seen=press.row.seen)


def send_now(press: Press, _nothing: object) -> object:
    """End the wait of this case. Raises Changed where it has left."""
    bulk, case = _require_waiting(press)
    if bulk.action == BulkAction.EXTEND:
        return letters.send_extension_now(case.pk, press.actor, seen=press.row.seen)
    return review.send_now(case.pk, press.actor, seen=press.row.seen)


def _require_waiting(press: Press) -> tuple[Bulk, Case]:
    bulk, case = Bulk.objects.get(reference=press.choice["of"]), Case.objects.get(pk=press.case.pk)
    found = _waiting(BulkRow.objects.filter(bulk=bulk, case=case))
    if not found:
        raise Changed(why_gone(bulk, case))
    return bulk, case
