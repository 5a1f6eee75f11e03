"""When two values are the same, told by the desk itself, whatever the other database calls equal."""

import json
import re
import unicodedata
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from dsr import sealing
from dsr.formats import addresses, phones, placeholders

_WHOLE = 10  # figures of a phone number that is one person's wherever it stands
_IN_PHONES = frozenset(" -().+/\t\r\n\u00a0\u200b")
# What a form that insists on something gets, beside words such as “none”: it is nobody's.
_FILLING_WORDS = frozenset(
    {"anonymous", "deleted", "empty", "nobody", "no", "no email", "no phone", "test", "x", "xx", "xxx"}
)
_FORMS = {"yes": frozenset({"1", "t", "true"}), "no": frozenset({"0", "f", "false"})}


def spelled(cell: Any) -> str | None:
    """What a column holds that leads to another one: equal spellings are the same value. None where it leads nowhere.

    A number and a text that writes it exactly so are the same (7 and “7”, never “07” or “7abc”).
    """
    if cell is None:
        return None
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, bytes | bytearray | memoryview):
        return f"\x00{bytes(cell).hex()}"
    if isinstance(cell, float | Decimal) and cell == cell // 1:  # 7.0 is 7
        return str(int(cell))
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell)


def holds(cell: Any, value: Any, family: str = "") -> bool:
    """True when a cell holds exactly a value of the mapping or of the request (text, whole number, true, null).

    `family` is that of the column's type, where it is known: a type that is no text may write a value in its own way.
    """
    if value is None or cell is None:
        return value is None and cell is None
    if isinstance(cell, dict | list):
        return _is_json(cell, value)
    is_bit = family == "flag" and isinstance(cell, bytes | bytearray | memoryview)
    if isinstance(value, bool) or isinstance(cell, bool) or is_bit:
        return _is_flag(cell, value)
    if isinstance(cell, int | float | Decimal):
        try:
            return Decimal(str(value).strip()) == Decimal(str(cell))
        except InvalidOperation:
            return False
    if isinstance(cell, bytes | bytearray | memoryview):
        return bytes(cell) == str(value).encode()
    if isinstance(cell, datetime | date | time):
        with suppress(ValueError):
            return bool(type(cell).fromisoformat(str(value).strip()) == cell)
        return False
    if isinstance(cell, UUID):
        return str(cell) == str(value).strip().lower()
    return _is_text(str(cell), str(value), family)


def _is_json(cell: Any, value: Any) -> bool:
    if isinstance(cell, list) and isinstance(value, str) and value.startswith("{"):  # an array of PostgreSQL
        held = ",".join("".join(str(one).split()) for one in cell)
        return "".join(value.replace('"', "").split()) == f"{{{held}}}"
    with suppress(ValueError, TypeError):
        return bool(json.loads(value) == cell)
    return False


def _is_flag(cell: Any, value: Any) -> bool:
    if isinstance(cell, bytes | bytearray | memoryview):  # a bit
        cell = int.from_bytes(bytes(cell), "big")
    told, held = str(value).strip().lower(), str(cell).strip().lower()
    return any(told in forms and held in forms for forms in _FORMS.values())


def _is_text(cell: str, value: str, family: str) -> bool:
    if family == "padded":  # a column of fixed width is filled up with spaces
        return cell.rstrip(" ") == value.rstrip(" ")
    if family == "other":
        return "".join(cell.split()) == "".join(value.split())
    return cell == value


def text_of(cell: Any) -> str:
    """A cell as a person would read it."""
    if isinstance(cell, bytes | bytearray | memoryview):
        return bytes(cell).decode(errors="replace")
    return "" if cell is None else str(cell)


def same_point(point: str, cell: str, told: str) -> bool:
    """True when a cell is what is known of the person, for a deed: nothing but spelling without meaning may differ."""
    if is_placeholder(point, told):
        return False
    if point == "email":
        return addresses.same_mailbox(cell, told)
    if point == "phone":
        digits = _digits(cell)
        return bool(digits) and digits == _digits(told)
    if point == "zip":
        return bool(told.strip()) and cell.strip()[:5] == told.strip()[:5]
    return bool(_plain(point, told)) and _plain(point, cell) == _plain(point, told)


def proves_point(point: str, cell: str, told: str) -> bool:
    """The same for a proof: a name may have been taken down without its accents."""
    if point == "name" and not is_placeholder(point, told):
        plain = sealing.normalize("name", told)
        return bool(plain) and sealing.normalize("name", cell) == plain
    return same_point(point, cell, told)


def names_mailbox(cell: str, told: str) -> bool:
    """True when the address stands among other words: whose row that is, a person must see."""
    wanted = re.escape(addresses.mailbox(told))
    found = re.search(rf"(?<![\w.!#$%&'*+/=?^`{{|}}~-]){wanted}(?![\w-]|\.\w)", cell.lower())
    return "@" in told and found is not None


def is_placeholder(point: str, told: str) -> bool:
    """True of what stands for nothing: zeros, one figure again and again, “n/a”, none@none.com, no @."""
    plain = " ".join(told.lower().split())
    if placeholders.says_nothing(told) or plain.strip("-._/?*# ") in _FILLING_WORDS:
        return True
    if point == "phone":
        return phones.stands_for_nothing(told)
    if point == "email":
        return "@" not in plain or placeholders.is_nobodys_mailbox(plain)
    if not point and placeholders.is_nobodys_mailbox(plain):  # a value that leads from table to table
        return True
    return point != "name" and set(plain) <= {"0", "-", " "}


def whole_number(told: str) -> str:
    """The figures of a phone number with its area code, without the country's 1; empty for what is shorter."""
    digits = phones.digits(told)
    digits = digits[1:] if len(digits) == 11 and digits.startswith("1") else digits
    return digits if len(digits) >= _WHOLE else ""


def _digits(text: str) -> str:
    """The figures of a phone number, without the country's 1; empty for what is no number alone."""
    digits = "".join(letter for letter in text if letter in "0123456789")
    if any(letter not in _IN_PHONES for letter in text if letter not in "0123456789"):
        return ""
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits


def _plain(point: str, text: str) -> str:
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    return plain.lower() if point == "name" else _lowered(plain.lstrip("# "))


def _lowered(text: str) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)
