"""What other programs send: JSON and numbers that no later step chokes on, or a refusal that says so."""

import json
import re
from typing import Any

from django.utils.translation import gettext as _

from dsr.errors import BadInput

_MOST_DIGITS = 18  # what a number of 64 bits surely holds
# Half of a pair that stands for one character, and the character that no PostgreSQL text holds.
_UNKEPT = re.compile("[\ud800-\udfff\x00]")


def is_kept(text: str) -> bool:
    """True for a text that can be hashed, sealed and looked up everywhere: no NUL, no half emoji."""
    return _UNKEPT.search(text) is None


def mended(text: str) -> str:
    """The text with U+FFFD in the place of what cannot be kept."""
    return _UNKEPT.sub("\ufffd", text)


def load_json(body: bytes | str) -> Any:
    """The value of a JSON text. Raises BadInput for what is none, is too deep, or holds what cannot be kept."""
    value = _loaded(body)
    if not all(is_kept(one) for one in _texts(value)):
        raise BadInput(_("The text has half an emoji or a NUL in it. Send whole characters."))
    return value


def load_mended_json(body: bytes | str) -> Any:
    """The same, with what cannot be kept mended: of an answer that came and would only come again as it is."""
    value = _loaded(body)
    try:
        return value if all(is_kept(one) for one in _texts(value)) else _mended_value(value)
    except RecursionError as error:
        raise BadInput(_("Send JSON in UTF-8.")) from error


def _mended_value(value: Any) -> Any:
    if isinstance(value, str):
        return mended(value)
    if isinstance(value, list):
        return [_mended_value(one) for one in value]
    if isinstance(value, dict):
        return {mended(name): _mended_value(one) for name, one in value.items()}
    return value


def whole_number(text: str) -> int | None:
    """The number that ASCII digits alone say; None for anything else, such as ² or -1."""
    is_number = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if is_number else None


def _loaded(body: bytes | str) -> Any:
    try:
        return json.loads(body, parse_constant=_refused)
    except (ValueError, RecursionError) as error:
        raise BadInput(_("Send JSON in UTF-8.")) from error


def _refused(name: str) -> None:
    """NaN and its like are no JSON."""
    raise ValueError(name)


def _texts(value: Any) -> list[str]:
    """Every text of a JSON value, names too."""
    found, rest = [], [value]
    while rest:
        one = rest.pop()
        if isinstance(one, str):
            found.append(one)
        elif isinstance(one, dict):
            found += one
            rest += one.values()
        elif isinstance(one, list):
            rest += one
    return found
