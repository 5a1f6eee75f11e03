"""What the row of a bundle tells: how many people it is about, and of how many each thing must be done."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from dsr.models import Bundle, Case
from dsr.models.to_do import ToDo


@dataclass(frozen=True)
class ListedBundle:
    """`people` counts those it is about; `counts` its requests by what must be done."""

    bundle: Bundle
    people: int
    counts: dict[str, int]


def bundles_of(cases: Sequence[Case]) -> dict[int, ListedBundle]:
    """The bundles of these cases, by id."""
    keys = {case.bundle_key for case in cases if case.bundle_key}
    if not keys:
        return {}
    counts = {f"n_{verb.value}": Count("lines", filter=Q(lines__case__to_do=verb)) for verb in ToDo}
    rows = Bundle.objects.filter(pk__in=keys).annotate(heads=Count("lines__number", distinct=True), **counts)
    return {
        row.pk: ListedBundle(row, row.heads, {verb.value: getattr(row, f"n_{verb.value}") for verb in ToDo})
        for row in rows
    }
