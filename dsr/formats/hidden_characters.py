"""Characters that nobody sees, such as a zero-width space: for a stop they are gone, for a deed they count."""

import unicodedata

import idna
from django.utils.translation import gettext as _

from dsr.errors import BadInput

# Shown as nothing though no format characters: Default_Ignorable_Code_Point of Unicode, and the blank of Braille.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
_SELECTORS = (("\ufe00", "\ufe0f"), ("\U000e0100", "\U000e01ef"))
_OF_EMOJI = frozenset("\ufe0e\ufe0f")  # how the symbol before it is drawn: phones put it there
_JOINERS = frozenset("\u200c\u200d")


class HiddenCharacter(BadInput):
    """Something in an address cannot be seen. The words say what it is and where, never the text."""


def is_hidden(letter: str) -> bool:
    """True for a character that leaves no trace on a screen."""
    return (
        unicodedata.category(letter) == "Cf"
        or letter in _UNSEEN
        or any(first <= letter <= last for first, last in _SELECTORS)
    )


def without_hidden(text: str) -> str:
    """As it looks: without any of them, and without white space around."""
    return text.strip() if text.isascii() else "".join(one for one in text if not is_hidden(one)).strip()


def as_seen(text: str) -> str:
    """Without those that do not belong to the spelling."""
    hidden = places_of_hidden(text)
    return "".join(letter for at, letter in enumerate(text, 1) if at not in hidden) if hidden else text


def places_of_hidden(text: str) -> list[int]:
    """Where, counted from 1, they stand without belonging to the spelling.

    Joiners belong between the letters of scripts that need them (RFC 5892, appendix A), a selector behind a symbol.
    """
    if text.isascii():
        return []
    return [at + 1 for at, letter in enumerate(text) if is_hidden(letter) and not _belongs(text, at)]


def _belongs(text: str, at: int) -> bool:
    if text[at] in _OF_EMOJI:
        return at > 0 and unicodedata.category(text[at - 1]) == "So"
    try:
        return text[at] in _JOINERS and 0 < at < len(text) - 1 and idna.valid_contextj(text, at)
    except ValueError:  # next to a character that Unicode does not know
        return False


def refuse_hidden(text: str) -> None:
    """Raise HiddenCharacter when one stands in it."""
    found = places_of_hidden(text)
    if found:
        raise HiddenCharacter(
            _(
                "There is a hidden character in it: the %(place)d. character is U+%(code)04X, which nobody sees. Type "
                "the address by hand instead of pasting it."
            )
            % {"place": found[0], "code": ord(text[found[0] - 1])}
        )
