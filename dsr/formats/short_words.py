"""Names and other short words of strangers: nothing in them leads elsewhere, or turns the writing around."""

import re
import unicodedata

from django.utils.translation import gettext as _

from dsr.errors import BadInput
from dsr.formats.hidden_characters import without_hidden

# Embeddings, overrides and isolates: what comes after them reads otherwise than it was typed. The marks that Hebrew
# and Arabic need between words (U+200E, U+200F, U+061C) and the joiners (U+200C, U+200D) turn nothing around.
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_DOTS = str.maketrans("\u3002\uff61\u2024", "...")
# What programs for mail make a link of.
_LEADS_ELSEWHERE = re.compile(
    r"//|\\\\|\bwww\.|\b(?:https?|ftp|file|mailto|tel|callto|sms|skype|facetime|javascript|data):"
    r"|@|[^\W_]\.[^\W\d_]{2,}|\.xn--|\b\d{1,3}(?:\.\d{1,3}){3}\b",
    re.IGNORECASE,
)
# As many words as names have; of more one could spell something.
_MOST_INITIALS = 6


def refuse_turned(text: str) -> None:
    """Raise BadInput for characters that are no letters, and for such as turn the direction of the writing around."""
    if any(letter in _TURNS or unicodedata.category(letter) in {"Cc", "Cs", "Co"} for letter in text):
        raise BadInput(_("Give it without the character that cannot be shown: type it by hand instead of pasting it."))


def leads_elsewhere(text: str) -> bool:
    """True where a program for mail would make a link of a part of it, also once what nobody sees is gone from it."""
    seen = without_hidden(text)
    return any(_LEADS_ELSEWHERE.search(unicodedata.normalize("NFKC", one).translate(_DOTS)) for one in {text, seen})


def refuse_no_name(text: str) -> None:
    """Raise BadInput, which says what to write, for what is no name of a person or a firm."""
    refuse_turned(text)
    if leads_elsewhere(text):
        raise BadInput(_("Give only the name, without web or email addresses, and with a space after a dot."))
    if not any(unicodedata.category(letter).startswith("L") for letter in text):
        raise BadInput(_("Give a name: it has at least one letter."))


def initials_of(name: str) -> str:
    """The first letter of each word, each with a point; a question mark where there is none."""
    letters = [next((c for c in word if c.isalpha()), "") for word in name.split()]
    return " ".join(f"{letter.upper()}." for letter in [one for one in letters if one][:_MOST_INITIALS]) or "?"
