"""Keys and cells of other databases: sealed as JSON and read back as the same values, and digests of rows."""

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dsr import sealing
from dsr.errors import CannotAct

Key = Any
_READ: dict[str, Callable[[str], Key]] = {
    "uuid": UUID,
    "decimal": Decimal,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "bytes": bytes.fromhex,
}


def to_json(key: Key) -> Any:
    """A key as JSON. Raises CannotAct for a kind of value that no key should have."""
    if isinstance(key, bool) or key is None:
        raise CannotAct(_("The key of a table must be a number, a text or a UUID, and never empty."))
    if isinstance(key, int | str):
        return key
    if isinstance(key, UUID):
        return {"uuid": str(key)}
    if isinstance(key, Decimal):
        return {"decimal": str(key)}
    if isinstance(key, datetime):
        return {"datetime": key.isoformat()}
    if isinstance(key, date):
        return {"date": key.isoformat()}
    if isinstance(key, bytes | bytearray | memoryview):
        return {"bytes": bytes(key).hex()}
    raise CannotAct(_("The key of a table must be a number, a text or a UUID, and never empty."))


def from_json(value: Any) -> Key:
    """What to_json() was given."""
    if isinstance(value, dict):
        ((kind, text),) = value.items()
        return _READ[kind](text)
    return value


def digest(cells: Iterable[Any]) -> str:
    """A keyed hash of a row's cells: equal rows meet, and nobody can read them back."""
    text = json.dumps([_spell(cell) for cell in cells], ensure_ascii=True)
    return sealing.secret_digest("row", text)


def _spell(cell: Any) -> Any:
    if cell is None or isinstance(cell, bool | int | str):
        return cell
    if isinstance(cell, memoryview | bytearray | bytes):
        return {"bytes": bytes(cell).hex()}
    return {type(cell).__name__: str(cell)}
