"""Phone numbers: one spelling of a number, and what is none."""

import re
import unicodedata

import phonenumbers
from django.utils.translation import gettext as _

from dsr.errors import BadInput
from dsr.formats.hidden_characters import without_hidden
from dsr.formats.placeholders import says_nothing

_HERE = "US"  # where a number without a country code is
_LONGEST = 60  # characters, with an extension and words between
# What a form that insists on a number gets.
_RUNS = frozenset(
    {
        *("0123456789", "01234567890", "123456789", "1234567890", "12345678900", "12345678901"),
        *("987654321", "9876543210"),
    }
)
_FEWEST = 5  # digits
# Neither an area code nor an exchange begins with 0 or 1, and there is no area 555.
_AMERICAN = re.compile(r"(?!555)[2-9]\d{2}[2-9]\d{6}")


def digits(text: str) -> str:
    """The decimal digits of any script, as ASCII. A raised 2 is none."""
    return "".join(str(unicodedata.decimal(one)) for one in text if one.isdecimal())


def number(text: str) -> str:
    """The one spelling of a number: ten digits in North America, else + and all digits; extensions are left out.

    What cannot be a number is its digits alone; empty for what stands for nothing. Never raises.
    """
    return "" if stands_for_nothing(text) else _read(text) or digits(text)


def stands_for_nothing(text: str) -> bool:
    """True of what many write who give no number: a word, too few digits, one digit again and again, 123-456-7890."""
    found = digits(text)
    national = found.removeprefix("1")
    return says_nothing(text) or len(found) < _FEWEST or len(set(national)) < 2 or found in _RUNS


def one_number(text: str) -> str:
    """The same of what must be a whole number. Raises BadInput, without the text."""
    found = "" if stands_for_nothing(text) else _read(text)
    if not found:
        raise BadInput(
            _(
                "This is no phone number. Write it with its area code, like (559) 555-0199, or with + and the code of "
                "its country."
            )
        )
    return found


def _read(text: str) -> str:
    text = without_hidden(text)  # phones copy a number with marks of direction around it
    if len(text) > _LONGEST or any(one.isdigit() and not one.isdecimal() for one in text):
        return ""
    try:
        found = phonenumbers.parse(text, _HERE)
    except phonenumbers.NumberParseException:
        return ""
    if phonenumbers.is_possible_number_with_reason(found) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return ""
    national = phonenumbers.national_significant_number(found)
    if len(set(national)) == 1:
        return ""
    if found.country_code == 1:
        return national if _AMERICAN.fullmatch(national) else ""
    return f"+{found.country_code}{national}"
