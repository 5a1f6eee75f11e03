"""Keys and cells of other databases: sealed as JSON and read back as the same values, and digests of rows."""

import json
from collections.abc import Callable, Iterable, Sequence
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
    """A key as JSON; one of several columns as {"row": […]}. Raises CannotAct for a value that no key should have."""
    if isinstance(key, tuple):
        return {"row": [to_json(one) for one in key]}
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
        ((form, text),) = value.items()
        return tuple(map(from_json, text)) if form == "row" else _READ[form](text)
    return value


def key_of(cells: Sequence[Any]) -> Key:
    """The key of a row: the value of its one column, or those of several. Raises CannotAct."""
    plain = tuple(bytes(cell) if isinstance(cell, bytearray | memoryview) else cell for cell in cells)
    key = plain[0] if len(plain) == 1 else plain
    to_json(key)  # refuses what no key may be
    return key


def parts_of(key: Key) -> tuple[Any, ...]:
    """The values of a key's columns, in their order."""
    return key if isinstance(key, tuple) else (key,)


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
