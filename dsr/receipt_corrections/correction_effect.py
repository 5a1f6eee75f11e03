"""What a correction does as it takes effect: one recorded fact, and all that rested on the old one looked at again."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import agents, journal, repeats, review, suppression, verification, work_queue
from dsr.journal import Actor, EntryName, Line
from dsr.models import Case, EarlierResponse
from dsr.models.due_work import WorkName
from dsr.receipt_corrections.corrected_word import take_back
from dsr.receipt_corrections.correction_rules import Weighed, promised_day


@dataclass(frozen=True)
class Ordered:
    """Who corrects, why, and on which page."""

    actor: Actor
    reason: str
    seen: int | None = None
    proposed_by: int | None = None  # the account of who proposed it, where `actor` agreed as the second person

    @property
    def facts(self) -> dict[str, int]:
        """That two people decided, for the entry: it bears the name of the second."""
        return {} if self.proposed_by is None else {"proposed_by": self.proposed_by}


def apply_correction(
    weighed: Weighed, order: Ordered, *, is_taken: bool = False, changes: dict[str, Any] | None = None
) -> Case:
    """In the caller's transaction.

    `is_taken`: a letter that waited was taken back for it before. `changes` are what else it changes in the case.
    """
    before = weighed.case
    recorded_at = before.received_at
    taken = take_back(before) or is_taken  # first: what goes on its way at this moment is told
    told = promised_day(before)
    tells = told is not None and weighed.clock.due_safe < told
    facts: dict[str, Any] = {
        **journal.clock_facts(weighed.dated, weighed.correction.received_at),
        "clock": weighed.clock.as_facts(),
        "changed": [list(one) for one in weighed.changed],
        "renamed": sorted(weighed.renamed),
        "tells": tells,
        **order.facts,
    }
    line = Line(EntryName.RECEIPT_CORRECTED, facts, words_of(weighed, order.reason))
    changes = {**weighed.changes, **(changes or {})}
    case = journal.record(before.pk, line, order.actor, seen=order.seen, changes=changes)
    for party, value in weighed.renamed.items():
        journal.reseal(case.pk, party, value)
    suppression.follow_receipt(case, recorded_at)
    agents.follow_receipts(case)
    verification.follow_earlier_day(case, is_told=not taken)
    _look_again(Case.objects.select_related("business", "joined_to").get(pk=case.pk))
    if tells or taken:
        ask_for_letters(case)
    return Case.objects.get(pk=case.pk)


@transaction.atomic
def renew_stated_dates(case_id: int) -> None:
    """Another day rules, with or without more time: what waits to be sent and states a day is written anew.

    But for the notice of more time itself. A proof that waits ends in time for an earlier day; a later one it takes
    part in by the day's work.
    """
    case = Case.objects.select_for_update(no_key=True, of=("self",)).select_related("opened_by").get(pk=case_id)
    verification.follow_earlier_day(case, is_told=True)
    if take_back(case, with_notice=False):
        ask_for_letters(case)


def ask_for_letters(case: Case, after: str = "") -> None:
    """What the newest correction owes in writing is looked for, in the caller's transaction.

    `after`: which work of several requests ended, where it is looked for once more: each has its own key, as what was
    looked for while that was at work may be over.
    """
    key = f"receipt:{after}" if after else f"receipt:{case.pk}:{case.entry_count}"
    work_queue.add(WorkName.RECEIPT, case.pk, key, case_id=case.pk, is_urgent=True)


def words_of(weighed: Weighed, reason: str) -> str:
    """The reason, and the names, old and new: sealed with the entry, as they are personal."""
    told = [reason]
    for party, value in weighed.renamed.items():
        old = weighed.held_names.get(party) or _("no name")
        told.append(_("Name: %(old)s → %(new)s") % {"old": old, "new": value["name"]})
    return "\n".join(told)


def _look_again(case: Case) -> None:
    """What rested on the old facts: the earlier response that it repeats, and every join."""
    chosen = EarlierResponse.objects.filter(case=case)
    if chosen.exists() and repeats.why_not_repeated(case):
        chosen.delete()
    for other, first in [(case, case.joined_to), *((one, case) for one in review.joined_directly(case))]:
        if first is not None and (why := review.why_join_fails(other, first)):
            review.separate(other.pk, why)
