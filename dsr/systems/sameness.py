"""When a column holds what a person offered: the comparison of each point, done by the other database."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, literal, or_

from dsr import sealing

_NOT_DIGITS = " -().+/"
_WIDEST = String(255)


def same(point: str, columns: Sequence[ColumnElement[Any]], offered: str) -> ColumnElement[bool]:
    """True where the columns, joined by a space, hold the offered value in any common spelling."""
    column: ColumnElement[Any] = columns[0]
    if len(columns) > 1:
        column = cast(columns[0], _WIDEST)
        for more in columns[1:]:
            column = column + literal(" ", String()) + cast(more, _WIDEST)
    return _SAME.get(point, _text)(column, offered, point)


def _in(expression: ColumnElement[Any], spellings: set[str]) -> ColumnElement[bool]:
    # One comparison each: a list of unknown length would be compiled anew for every length.
    return or_(*(expression == literal(spelling, String()) for spelling in sorted(spellings - {""})))


def _lowered(offered: str) -> set[str]:
    """As databases make it lower: some know every alphabet, SQLite only ASCII."""
    plain = offered.strip()
    return {plain.lower(), "".join(letter.lower() if letter.isascii() else letter for letter in plain)}


def _email(column: ColumnElement[Any], offered: str, point: str) -> ColumnElement[bool]:
    """No cast: an index on lower(trim(email)) answers at once."""
    return _in(func.lower(func.trim(column)), {sealing.normalize("email", offered), *_lowered(offered)})


def _text(column: ColumnElement[Any], offered: str, point: str) -> ColumnElement[bool]:
    plain = sealing.normalize(point, offered)
    folded = sealing.normalize("text", offered)  # a name as it was written, with its accents
    spellings = {plain, folded, plain.lstrip("# "), *_lowered(offered)}
    return _in(func.lower(func.trim(cast(column, _WIDEST))), spellings)


def _phone(column: ColumnElement[Any], offered: str, point: str) -> ColumnElement[bool]:
    """Digits alone, with or without the country's 1."""
    digits = sealing.normalize("phone", offered)
    expression: ColumnElement[Any] = cast(column, _WIDEST)
    for character in _NOT_DIGITS:
        expression = func.replace(expression, character, "")
    short = digits[1:] if len(digits) == 11 and digits.startswith("1") else digits
    return _in(expression, {digits, short, f"1{short}" if len(short) == 10 else digits})


def _zip(column: ColumnElement[Any], offered: str, point: str) -> ColumnElement[bool]:
    """The first five of ZIP and ZIP+4."""
    return _in(func.substr(func.trim(cast(column, _WIDEST)), 1, 5), {offered.strip()[:5]})


_SAME = {"email": _email, "phone": _phone, "zip": _zip}
