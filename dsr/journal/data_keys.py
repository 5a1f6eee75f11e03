"""The data key of each case under the newest sealing key: what it seals, and every entry, stays as it is."""

from collections.abc import Iterator

from dsr import sealing
from dsr.errors import CannotOpen
from dsr.models import Case

_BATCH = 500


def rewrap_data_keys(after: int = 0) -> Iterator[tuple[int, int, list[str]]]:
    """By age: the number of the last case of a batch, how many got a new wrapping, and which do not open.

    Compare-and-set: a case that is forgotten meanwhile stays forgotten.
    """
    kept = Case.objects.exclude(data_key=None).exclude(data_key=b"").order_by("pk").only("data_key", "reference")
    while batch := list(kept.filter(pk__gt=after)[:_BATCH]):
        done, closed, after = 0, [], batch[-1].pk
        for case in batch:
            before = bytes(case.data_key or b"")
            try:
                fresh = sealing.rewrap_data_key(before)
            except CannotOpen:
                closed.append(case.reference)
                continue
            if fresh is not None:
                done += Case.objects.filter(pk=case.pk, data_key=before).update(data_key=fresh)
        yield after, done, closed
