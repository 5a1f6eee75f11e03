"""Holding the journal against its anchors: in the database, and in the files that were kept."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import Exists, OuterRef, Q

from dsr.anchors.anchor_file import read_files
from dsr.anchors.daily_anchor import leaves_root
from dsr.anchors.document import digest_of, document_of, is_signed
from dsr.errors import CannotOpen
from dsr.models import Anchor, AnchorLeaf, Entry

_MOST = 100  # cases named one by one


@dataclass(frozen=True)
class Held:
    """What came of it: how many anchors stand, the newest, how many files were compared, and every fault in words."""

    anchors: int
    newest: Anchor | None
    files: int
    faults: tuple[str, ...]


def check_anchors(folder: Path, seen: Callable[[int], object] = lambda _case: None) -> Held:
    """Check signatures, order, the newest anchor's root and what each case was then; and the files in `folder`.

    `seen` is told how far it came, by the number of the case.
    """
    anchors = list(Anchor.objects.order_by("number"))
    files = list(read_files(folder))
    faults = [*_faults_of_row(anchors), *_faults_of_files(files, {anchor.number: anchor for anchor in anchors})]
    newest = anchors[-1] if anchors else None
    if newest is not None:
        faults += _faults_of_leaves(newest, seen)
    return Held(len(anchors), newest, len(files), tuple(faults))


def _faults_of_row(anchors: list[Anchor]) -> Iterator[str]:
    previous = ""
    for number, anchor in enumerate(anchors, start=1):
        name = f"Anchor {anchor.number}"
        if anchor.number != number:
            yield f"Anchor {number} was removed from the database."
            return
        if anchor.previous != previous:
            yield f"{name} does not follow from the one before it."
        try:
            if not is_signed(anchor):
                yield f"{name} was not signed here, or was changed."
        except CannotOpen as error:
            yield f"{name} cannot be proved. {error}"
        previous = digest_of(anchor)


def _faults_of_files(files: list[tuple[Path, dict[str, Any] | None]], anchors: dict[int, Anchor]) -> Iterator[str]:
    for place, held in files:
        if held is None:
            yield f"{place.name} cannot be read."
            continue
        anchor = anchors.get(held.get("number", 0))
        if anchor is None:
            yield f"{place.name} stands for anchor {held.get('number')}, which was removed from the database."
        elif held != {**document_of(anchor), "signature": anchor.signature}:
            yield f"{place.name} is not what the database has as anchor {anchor.number}."


def _faults_of_leaves(anchor: Anchor, seen: Callable[[int], object]) -> Iterator[str]:
    """What the cases were at this anchor: all of them, and each as far as its journal went then. A batch at a time."""
    lost: list[tuple[str, int]] = []
    count = 0
    then = Entry.objects.filter(case_id=OuterRef("case_number"), number=OuterRef("entries"), digest=OuterRef("head"))
    leaves = AnchorLeaf.objects.filter(Q(until=None) | Q(until__gt=anchor.number), number__lte=anchor.number)
    gone = leaves.filter(~Exists(then)).order_by("case_number").values_list("reference", "entries")

    def look(first: int, last: int) -> None:
        nonlocal count
        found = list(gone.filter(case_number__gte=first, case_number__lte=last))
        lost.extend(found[: _MOST - len(lost)])
        count += len(found)
        seen(last)

    if leaves_root(anchor.number, look) != (anchor.cases, anchor.root):
        yield f"What the database says the journal was at anchor {anchor.number} is not what was signed then."
    for reference, entries in lost:
        yield f"Case {reference}, entry {entries}: it is not what it was at anchor {anchor.number}, or was removed."
    if count > len(lost):
        yield f"{count - len(lost)} other cases are not what they were either."
