"""Which rows the other database brings for a point of a person: at least all that may hold it.

Whether a row does is told by dsr/systems/sql/exact_comparison.py alone.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import idna
from sqlalchemy import ColumnElement, String, cast, false, func, literal, or_

from dsr import sealing
from dsr.formats import addresses

_NOT_DIGITS = " -().+/"
_WIDEST = String(255)


def same_value(point: str, columns: Sequence[ColumnElement[Any]], offered: str) -> ColumnElement[bool]:
    """True where the columns, joined by a space, hold the offered value in any common spelling."""
    expression = spelled(point, columns)
    # One comparison each: a list of unknown length would be compiled anew for every length.
    # What says nothing, such as a phone without a digit, is held by nobody: no comparison would be true of everybody.
    return or_(false(), *(expression == literal(spelling, String()) for spelling in spellings(point, [offered])))


def spelled(point: str, columns: Sequence[ColumnElement[Any]]) -> ColumnElement[Any]:
    """What the columns hold, joined by a space, in the spelling in which it is compared."""
    column: ColumnElement[Any] = columns[0]
    if len(columns) > 1:
        column = cast(columns[0], _WIDEST)
        for more in columns[1:]:
            column = column + literal(" ", String()) + cast(more, _WIDEST)
    return _SPELLED.get(point, _text)(column)


def spellings(point: str, offered: Iterable[str]) -> list[str]:
    """The offered values in every spelling in which the columns may hold them; none of what says nothing."""
    found: set[str] = set()
    for one in offered:
        found |= _SPELLINGS.get(point, _texts)(one, point)
    return sorted(found - {""})


def _lowered(offered: str) -> set[str]:
    """As databases make it lower: some know every alphabet, SQLite only ASCII. They trim spaces and nothing else."""
    found: set[str] = set()
    for plain in (offered.strip(), offered.strip(" ")):
        found |= {plain.lower(), "".join(letter.lower() if letter.isascii() else letter for letter in plain)}
    return found


def _email(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """No cast: an index on lower(trim(email)) answers at once."""
    return func.lower(func.trim(column))


def _emails(offered: str, point: str) -> set[str]:
    return _lowered(offered) | {one for form in _domain_forms(offered) for one in _lowered(form)}


def _domain_forms(offered: str) -> set[str]:
    """The mailbox with its domain in ASCII and in its own letters, small and great."""
    canonical = addresses.mailbox(offered)
    local, at, domain = canonical.rpartition("@")
    if "xn--" not in domain:
        return {canonical}
    try:
        own = idna.decode(domain)
    except idna.IDNAError:
        return {canonical}
    # Only where that is one letter again: ß would become SS, which is another domain.
    great = "".join(one.upper() if not one.isascii() and one.upper().lower() == one else one for one in own)
    return {canonical, f"{local}{at}{own}", f"{local}{at}{great}"}


def around(column: ColumnElement[Any], offered: str, dialect: str) -> ColumnElement[bool]:
    """True where an address stands among other characters: white space that a form let through, or other words."""
    plain = column.collate("C") if dialect == "postgresql" else column  # some languages lower an I to another letter
    forms = {one for form in _domain_forms(offered) for one in _lowered(form)}
    return or_(false(), *(func.lower(plain).contains(one, autoescape=True) for one in sorted(forms - {""})))


def with_figures(columns: Sequence[ColumnElement[Any]], figures: str) -> ColumnElement[bool]:
    """True where these figures stand in the columns in their order, whatever is between them."""
    return spelled("", columns).like(literal(f"%{'%'.join(figures)}%", String()))


def _text(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.lower(func.trim(cast(column, _WIDEST)))


def _texts(offered: str, point: str) -> set[str]:
    plain = sealing.normalize(point, offered)
    folded = sealing.normalize("text", offered)  # a name as it was written, with its accents
    return {plain, folded, plain.lstrip("# "), *_lowered(offered)}


def _phone(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Digits alone."""
    expression: ColumnElement[Any] = cast(column, _WIDEST)
    for character in _NOT_DIGITS:
        expression = func.replace(expression, character, "")
    return expression


def _phones(offered: str, point: str) -> set[str]:
    """With or without the country's 1."""
    digits = sealing.normalize("phone", offered)
    short = digits[1:] if len(digits) == 11 and digits.startswith("1") else digits
    return {digits, short, f"1{short}" if len(short) == 10 else digits}


def _zip(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The first five of ZIP and ZIP+4."""
    return func.substr(func.trim(cast(column, _WIDEST)), 1, 5)


def _zips(offered: str, point: str) -> set[str]:
    return {offered.strip()[:5]}


_SPELLED = {"email": _email, "phone": _phone, "zip": _zip}
_SPELLINGS = {"email": _emails, "phone": _phones, "zip": _zips}
