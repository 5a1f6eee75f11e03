"""The anchor of a day: the leaves of what changed since the last one, then the root of all, signed."""

from collections.abc import Callable, Iterator

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from dsr import work_queue
from dsr.anchors import document, merkle
from dsr.clock import now, today
from dsr.formats import canonical_json
from dsr.law.spans import local_date
from dsr.models import Anchor, AnchorLeaf, Case
from dsr.models.due_work import WorkName
from dsr.models.many_rows import insert_rows
from dsr.models.raw_sql import await_turn

_BATCH = 2_000
_WALKED = 20_000  # case numbers that one transaction looks at
_LEAF = ("case_number", "reference", "entries", "head")
_LOCK = 0x616E63686F72  # of PostgreSQL: any number that nothing else here takes


def plan_anchor() -> None:
    """Once a day, as soon as there is a case: it is made by a worker."""
    newest = Anchor.objects.last()
    if Case.objects.exists() and (newest is None or local_date(newest.at) < today()):
        day = today()
        work_queue.add(WorkName.ANCHOR, day.toordinal(), f"anchor:{day.isoformat()}")


def make_anchor() -> Anchor:
    """The anchor of today; the one that stands, where it was made already. A worker that died goes on where it was."""
    newest = Anchor.objects.last()
    if newest is not None and local_date(newest.at) >= today():
        return newest
    number = newest.number + 1 if newest else 1
    previous = document.digest_of(newest) if newest else ""
    while True:
        _note_all(number)
        leaf, anchor = _newest_leaf(), Anchor(number=number, previous=previous)
        anchor.cases, anchor.root = leaves_root(number)
        if made := _keep(anchor, leaf):
            return made


@transaction.atomic
def _keep(anchor: Anchor, leaf: int) -> Anchor | None:
    """Sign and save it; None where a worker that lost its lease noted leaves since the root was made.

    Another worker may have been faster: its anchor stands.
    """
    await_turn(_LOCK)
    made = Anchor.objects.filter(number=anchor.number).first()
    if made is not None or _newest_leaf() != leaf:
        return made
    anchor.at = now()
    document.sign(anchor)
    anchor.save(force_insert=True)
    return anchor


def _newest_leaf() -> int:
    """Every leaf that is noted has a higher number."""
    newest: int = AnchorLeaf.objects.aggregate(newest=Max("pk"))["newest"] or 0
    return newest


def _note_all(number: int) -> None:
    """One walk over all cases by age: what goes on behind it is a leaf of the next anchor."""
    newest, mark = Case.objects.aggregate(newest=Max("pk"))["newest"] or 0, 0
    while mark < newest:
        mark = _note_leaves(number, mark)


@transaction.atomic
def _note_leaves(number: int, mark: int) -> int:
    """Of the cases behind `mark` a batch whose journal went on since their newest leaf; how far it came.

    No transaction looks at more than so many cases, however few of them changed. None once the anchor is made.
    """
    await_turn(_LOCK)
    end = mark + _WALKED
    if Anchor.objects.filter(number=number).exists():
        return end
    known = AnchorLeaf.objects.filter(
        case_number=OuterRef("pk"), until=None, entries=OuterRef("entry_count"), head=OuterRef("head")
    )
    rows = Case.objects.filter(~Exists(known), pk__gt=mark, pk__lte=end).order_by("pk")
    changed = list(rows.values_list("pk", "reference", "entry_count", "head")[:_BATCH])
    # One that another worker noted for this same anchor a moment ago is written anew.
    earlier = AnchorLeaf.objects.filter(case_number__in=[pk for pk, *_rest in changed])
    earlier.filter(number=number).delete()
    earlier.filter(until=None).update(until=number)
    insert_rows(
        AnchorLeaf,
        (
            {"case_number": pk, "reference": reference, "entries": entries, "head": head, "number": number}
            for pk, reference, entries, head in changed
        ),
    )
    return changed[-1][0] if len(changed) == _BATCH else end


def leaves_root(number: int, after_batch: Callable[[int, int], None] = lambda _first, _last: None) -> tuple[int, str]:
    """How many cases were leaves of this anchor, and the root over them by age.

    `after_batch` is given the first and last case number of each batch.
    """
    count = 0

    def leaves() -> Iterator[bytes]:
        nonlocal count
        for _number, leaf in leaves_of(number, after_batch):
            count += 1
            yield leaf

    root = merkle.root(leaves())
    return count, root


def leaves_of(
    number: int, after_batch: Callable[[int, int], None] = lambda _first, _last: None
) -> Iterator[tuple[int, bytes]]:
    """The leaves of this anchor with the numbers of their cases, by age; a short statement a batch.

    What a later anchor changes of a leaf does not touch whether it is one of this anchor.
    """
    mark, rows = 0, leaf_rows(number).order_by("case_number").values_list(*_LEAF)
    while batch := list(rows.filter(case_number__gt=mark)[:_BATCH]):
        for case_number, *leaf in batch:
            yield case_number, canonical_json.encode(leaf)
        after_batch(mark + 1, mark := batch[-1][0])


def leaf_rows(number: int) -> "QuerySet[AnchorLeaf]":
    """What was a leaf of this anchor."""
    return AnchorLeaf.objects.filter(Q(until=None) | Q(until__gt=number), number__lte=number)
