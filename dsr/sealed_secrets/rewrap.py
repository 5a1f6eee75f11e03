"""Every secret under the newest key and bound to its row; it may be broken off, and what is done stays done."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dsr import sealing
from dsr.errors import CannotOpen
from dsr.sealed_secrets.columns import KEY_COLUMNS, SecretColumn, columns

_BATCH = 500


@dataclass
class Rewrapped:
    """What came of a batch: how many are renewed, and what does not open, by its table and number."""

    done: int
    closed: list[str]


def owed_secrets() -> int:
    """How many secrets are not under the newest key, or not bound to their row."""
    return sum(_is_owed(column, row) for column in columns() for row in column.rows.iterator(chunk_size=_BATCH))


def _is_owed(column: SecretColumn, row: Any) -> bool:
    sealed = column.read(row)
    if not sealed:
        return False
    is_bound = column.bound_to is None or sealing.is_bound(sealed)
    return sealing.key_of_secret(sealed) != sealing.newest_sealing_key() or not is_bound


def rewrap_secrets() -> Iterator[Rewrapped]:
    """Each secret that needs it, one statement each."""
    for column in columns():
        for row in column.rows.iterator(chunk_size=_BATCH):
            if not _is_owed(column, row):
                continue
            try:
                clear, purpose = _open(column, row)
            except CannotOpen:
                yield Rewrapped(0, [f"{column.model} {row.pk}, {column.path}"])
                continue
            bound_to = column.bound_to(row) if column.bound_to else ""
            yield Rewrapped(int(column.replace(row, sealing.seal_secret(purpose, clear, bound_to))), [])


def bind_fresh() -> int:
    """Bind those that were sealed before their row had a number: the day's work; how many."""
    done = 0
    for column in columns():
        if column.is_sealed_first and column.bound_to:
            fresh = column.rows.exclude(**{column.path: ""}).exclude(**{f"{column.path}__startswith": sealing.BOUND})
            for row in fresh:
                clear, purpose = _open(column, row)
                done += column.replace(row, sealing.seal_secret(purpose, clear, column.bound_to(row)))
    return done


def _open(column: SecretColumn, row: Any) -> tuple[str, str]:
    bound_to = column.bound_to(row) if column.bound_to else ""
    *others, last = column.purposes_of(row)
    for purpose in others:
        try:
            return sealing.open_secret(purpose, column.read(row), bound_to), purpose
        except CannotOpen:
            continue
    return sealing.open_secret(last, column.read(row), bound_to), last


def rewrap_row_keys() -> Iterator[Rewrapped]:
    """The data key of each bundle and evidence pack."""
    for one in KEY_COLUMNS:
        for row in one.rows.only(one.column).iterator(chunk_size=_BATCH):
            before = bytes(getattr(row, one.column))
            try:
                fresh = sealing.rewrap_data_key(before)
            except CannotOpen:
                yield Rewrapped(0, [f"{one.model} {row.pk}, {one.column}"])
                continue
            if fresh is not None:
                same = one.rows.filter(pk=row.pk, **{one.column: before})
                yield Rewrapped(same.update(**{one.column: fresh}), [])
