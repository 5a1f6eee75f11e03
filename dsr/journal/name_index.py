"""The words of names in requests that came before there was an index of them, or that another key indexed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery

from dsr import key_marks, sealing
from dsr.errors import CannotOpen
from dsr.journal.entry_names import EntryName
from dsr.journal.seals import PARTIES, words_of_parties
from dsr.models import BlindIndex, Case, Entry, NameWord, OwedRenewal, Sealed

_BATCH = 200


def owe_names() -> None:
    """From now on the words of every request that is there must be made anew."""
    newest = Case.objects.order_by("-pk").values_list("pk", flat=True).first()
    if newest:
        OwedRenewal.objects.update_or_create(what=OwedRenewal.What.NAMES, defaults={"up_to": newest})


def has_owed_names() -> bool:
    """True while some requests are not found by a word of a name."""
    return OwedRenewal.objects.filter(what=OwedRenewal.What.NAMES).exists()


@dataclass(frozen=True)
class Indexed:
    """How many requests were looked at, and of how many a name does not open: no word finds them."""

    looked: int = 0
    shut: int = 0


def index_names() -> Indexed:
    """Index the next of them, the newest first, and note how far it came; none was looked at when all were.

    Raises KeyLost.
    """
    key_marks.require_keys()
    owed = OwedRenewal.objects.filter(what=OwedRenewal.What.NAMES)
    left = Case.objects.filter(pk__lte=Subquery(owed.values("up_to"))).exclude(data_key=None)
    batch = list(left.order_by("-pk").values_list("pk", flat=True)[:_BATCH])
    if not batch:
        owed.delete()
        return Indexed()
    with transaction.atomic():
        # None of them is corrected or forgotten between reading its names and writing their words.
        shut = _index(Case.objects.select_for_update(no_key=True).filter(pk__in=batch).exclude(data_key=None))
        owed.update(up_to=batch[-1] - 1)
    return Indexed(len(batch), shut)


def _index(cases: Iterable[Case]) -> int:
    """What was taken out of the index on purpose does not come back. How many have a name that does not open."""
    held = {case.pk: case for case in cases}
    thinned = Entry.objects.filter(case=OuterRef("case"), name=EntryName.RECORD_THINNED)
    said: dict[int, dict[str, Any]] = {}
    shut: set[int] = set()
    for row in Sealed.objects.filter(~Exists(thinned), case__in=held, name__in=PARTIES):
        try:
            said.setdefault(row.case_id, {})[row.name] = sealing.open_sealed(held[row.case_id], row.name, row.value)
        except CannotOpen:  # damaged, or of a key that was given up
            shut.add(row.case_id)
    words = [word for pk, parties in said.items() for word in words_of_parties(held[pk], parties)]
    NameWord.objects.filter(case__in=held).delete()
    BlindIndex.objects.bulk_create(words)
    return len(shut)
