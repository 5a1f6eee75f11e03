"""What an agent was told of when the letter came, and was recorded wrongly, is put right in one letter for all."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from dsr import journal, letters, parties
from dsr.agents.bundle_covering import bundle_of, has_covering_letter, hold_bundle
from dsr.formats import references
from dsr.formats.days import long_day
from dsr.formats.short_words import initials_of
from dsr.journal import MACHINE, EntryName, Line
from dsr.kinds import base
from dsr.law.spans import local_date
from dsr.models import BulkRow, Bundle, Bundled, Case, Entry, Letter
from dsr.models.bulk import BulkAction, BulkState
from dsr.models.letter import UNSENT, LetterState

_NAME = base.letters.CORRECTED_OF_BUNDLE


def is_told_with_bundle(case: Case) -> bool:
    """True where the covering letter alone told a day: the agent is told the right one with the others."""
    return bundle_of(case) is not None and has_covering_letter(case)


def dates_stating(case: Case) -> list[Letter]:
    """The letters that tell the agent corrected dates, not out yet."""
    bundle = bundle_of(case)
    return list(bundle.letters.filter(name=_NAME, state__in=UNSENT)) if bundle else []


@transaction.atomic
def tell_dates(case_id: int) -> None:
    """Write the letter about all of the bundle of whom it is owed; once, when none of them is still being corrected.

    All of them are held from the look to the writing.
    """
    known = bundle_of(Case.objects.get(pk=case_id))
    if known is None or not known.key:
        return
    bundle = hold_bundle(known.pk)
    lines = list(bundle.lines.select_related("case__business", "case__brand", "case__choice_mode"))
    ids = [line.case_id for line in lines]
    if journal.waiting_receipts(ids) or _is_at_work(ids):
        return
    owed = _owed(ids)
    listed = [line for line in lines if line.case_id in owed and line.case.is_open and has_covering_letter(line.case)]
    if listed:
        _write(bundle, listed, owed)


def _is_at_work(case_ids: Sequence[int]) -> bool:
    """Whether a press that corrects them is still being carried out."""
    rows = BulkRow.objects.waiting().filter(case__in=case_ids)
    return rows.filter(bulk__action=BulkAction.RECEIPT, bulk__state=BulkState.WORK).exists()


def _owed(case_ids: Sequence[int]) -> dict[int, int]:
    """By case that is owed a word of it, the number of the newest correction.

    That is owed which gives an earlier day than was told, and of which no letter tells; and what a letter said that
    was taken back.
    """
    names = (EntryName.RECEIPT_CORRECTED, EntryName.DATES_TOLD)
    corrected: dict[int, Entry] = {}
    told: dict[int, Entry] = {}
    for entry in Entry.objects.filter(case__in=case_ids, name__in=names).order_by("number"):
        (corrected if entry.name == EntryName.RECEIPT_CORRECTED else told)[entry.case_id] = entry
    by_letter = {pk: int(journal.facts_of(entry)["letter"]) for pk, entry in told.items()}
    taken = set(
        Letter.objects.filter(pk__in=by_letter.values(), state=LetterState.REPLACED).values_list("pk", flat=True)
    )
    return {
        pk: entry.number
        for pk, entry in corrected.items()
        if by_letter.get(pk) in taken
        or (journal.facts_of(entry).get("tells", True) and (pk not in told or told[pk].number < entry.number))
    }


def _write(bundle: Bundle, lines: Sequence[Bundled], owed: dict[int, int]) -> None:
    first = lines[0].case
    with translation.override(first.language):
        words = {
            "reference": references.spell(bundle.reference),
            "page_link": letters.references_address(first),
            "received_list": [_line(line) for line in lines],
        }
    composed = letters.compose(first, _NAME, extra=words)
    number = Letter.objects.filter(bundle=bundle, name=_NAME).count() + 1
    letter = letters.write_letter(bundle, composed, key=f"dates:{bundle.pk}:{number}", is_response=False)
    for line in lines:
        facts = {"bundle": bundle.reference, "letter": letter.pk, "entry": owed[line.case_id]}
        journal.record(line.case_id, Line(EntryName.DATES_TOLD, facts), MACHINE)


def _line(line: Bundled) -> str:
    """Number, initials, reference, the day it came and by when we respond: nothing else of the person."""
    said = {
        "number": line.number,
        "initials": initials_of(str(parties.sealed_value(line.case, "subject").get("name", ""))),
        "reference": references.spell(line.case.reference),
        "day": long_day(local_date(line.case.received_at)),
        "promise": letters.promise(line.case),
    }
    return _("%(number)d. %(initials)s, %(reference)s: received on %(day)s. %(promise)s") % said
