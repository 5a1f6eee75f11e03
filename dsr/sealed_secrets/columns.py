"""The columns that hold sealed secrets, or data keys of rows; another room registers those of its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from dsr import sealing
from dsr.models import System
from dsr.models.evidence import PackState
from dsr.models.raw_sql import table_names


@dataclass(frozen=True)
class SecretColumn:
    """`path` is a column, or a column and a key in its JSON; `purposes` what it, or its row's, may be sealed as.

    `bound_to` gives the row that a value is bound to; None: what it is sealed as is a name of that row alone.
    `is_sealed_first`: the value is sealed before its row has a number, and bound by the day's work. `beside` gives,
    for a row and its value as sealed anew, what else of the row stands by the sealed value.
    """

    model: str
    path: str
    purposes: tuple[str, ...] | Callable[[Any], tuple[str, ...]]
    bound_to: Callable[[Any], str] | None = None
    is_sealed_first: bool = False
    beside: Callable[[Any, str], dict[str, Any]] | None = None

    @property
    def rows(self) -> "models.QuerySet[Any]":
        rows: models.QuerySet[Any] = apps.get_model(self.model)._base_manager.order_by("pk")
        return rows

    def purposes_of(self, row: Any) -> tuple[str, ...]:
        return self.purposes(row) if callable(self.purposes) else self.purposes

    def read(self, row: Any) -> str:
        column, _dot, key = self.path.partition(".")
        held = getattr(row, column)
        return str((held.get(key) if key else held) or "")

    def replace(self, row: Any, sealed: str) -> bool:
        """Compare-and-set: False where somebody wrote another value meanwhile."""
        column, _dot, key = self.path.partition(".")
        before = getattr(row, column)
        value = {**before, key: sealed} if key else sealed
        beside = self.beside(row, sealed) if self.beside else {}
        unchanged = {column: before, **{name: getattr(row, name) for name in beside}}
        return bool(self.rows.filter(pk=row.pk, **unchanged).update(**{column: value, **beside}))


@dataclass(frozen=True)
class KeyColumn:
    """Where rows hold a data key of their own. `unless`: rows whose key somebody at work compares; they wait."""

    model: str
    column: str
    unless: models.Q | None = None

    @property
    def kept(self) -> "models.QuerySet[Any]":
        rows: models.QuerySet[Any] = apps.get_model(self.model)._base_manager.order_by("pk")
        return rows.exclude(**{self.column: None})

    @property
    def rows(self) -> "models.QuerySet[Any]":
        return self.kept.exclude(self.unless) if self.unless else self.kept


def of_row(column: str) -> Callable[[Any], str]:
    return lambda row: sealing.row_of(row, column)


def _approval(system: System, sealed: str) -> dict[str, Any]:
    """An approval is of the mapping and of where it acts, which the same words sealed anew do not change."""
    if not system.approved_digest or not system.is_approved:
        return {}
    return {"approved_digest": system.digest_with(sealed), "mapping": system.mapping}


_COLUMNS = [
    SecretColumn(
        "dsr.System",
        "sealed_connection",
        (sealing.SYSTEM_CONNECTION, sealing.WEBHOOK_SECRET),
        of_row("sealed_connection"),
        is_sealed_first=True,
        beside=_approval,
    ),
    *(
        SecretColumn(model, "sealed_secret", (sealing.WEBHOOK_SECRET,), of_row("sealed_secret"), is_sealed_first=True)
        for model in ("dsr.Listener", "dsr.Provider", "dsr.Contact")
    ),
    SecretColumn("dsr.HandOffKey", "sealed", ("hand-off-key",), of_row("sealed")),
    SecretColumn("dsr.Suppression", "sealed_address", ("suppression",), lambda row: sealing.row_of_digest(row.digest)),
    SecretColumn("dsr.Suppression", "sealed_evidence", ("suppression-evidence",), of_row("sealed_evidence")),
    SecretColumn("dsr.Consent", "sealed_evidence", ("suppression-evidence",), of_row("sealed_evidence")),
    SecretColumn("dsr.SecondApproval", "ground", ("second-approval",), of_row("ground")),
    # Bound by their names: of one hold, one pack, one bulk work.
    SecretColumn("dsr.LegalHold", "sealed", lambda row: (f"hold:{row.reference}",)),
    SecretColumn("dsr.HoldChange", "sealed", lambda row: (f"hold:{row.hold.reference}",)),
    SecretColumn("dsr.EvidencePack", "details", lambda row: (f"evidence:{row.reference}",)),
    SecretColumn("dsr.Bulk", "words", lambda row: (f"bulk:{row.reference}", f"bulk-look:{row.reference}")),
]
# Those of requests: dsr/journal/data_keys.py.
KEY_COLUMNS = (
    KeyColumn("dsr.Bundle", "key"),
    KeyColumn("dsr.EvidencePack", "data_key", unless=models.Q(state=PackState.WORK)),
)


def register_columns(*more: SecretColumn) -> None:
    _COLUMNS.extend(one for one in more if one not in _COLUMNS)


def columns() -> tuple[SecretColumn, ...]:
    return tuple(_COLUMNS)


def values_under(key: str) -> int:
    """How many secrets and data keys of rows only the sealing key of this name opens.

    It reads them all: asked where a key lacks, also where migrations that make tables of them are still to come.
    """
    secrets = sum(sealing.key_of_secret(sealed) == key for sealed in _values())
    prefix = f"{key}:".encode()
    return secrets + sum(wrapped.startswith(prefix) for wrapped in _data_keys())


def _values() -> Iterator[str]:
    there = set(table_names())
    for column in (one for one in _COLUMNS if _table(one) in there):
        for row in column.rows.iterator(chunk_size=1_000):
            if sealed := column.read(row):
                yield sealed


def _data_keys() -> Iterator[bytes]:
    there = set(table_names())
    for one in (one for one in KEY_COLUMNS if _table(one) in there):
        yield from map(bytes, one.kept.values_list(one.column, flat=True).iterator(chunk_size=1_000))


def _table(column: SecretColumn | KeyColumn) -> str:
    return str(apps.get_model(column.model)._meta.db_table)
