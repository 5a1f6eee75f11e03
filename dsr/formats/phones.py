"""Phone numbers: one spelling of a number, and what is none."""

import unicodedata

import phonenumbers
from django.utils.translation import gettext as _

from dsr.errors import BadInput

_HERE = "US"  # where a number without a country code is
_LONGEST = 60  # characters, with an extension and words between


def digits(text: str) -> str:
    """The decimal digits of any script, as ASCII. A raised 2 is none."""
    return "".join(str(unicodedata.decimal(one)) for one in text if one.isdecimal())


def number(text: str) -> str:
    """The one spelling of a number: ten digits in North America, else + and all digits; extensions are left out.

    What cannot be a number is its digits alone; empty where there are none. Never raises.
    """
    return _read(text) or digits(text)


def one_number(text: str) -> str:
    """The same of what must be a whole number. Raises BadInput, without the text."""
    found = _read(text)
    if not found:
        raise BadInput(
            _(
                "This is no phone number. Write it with its area code, like (559) 555-0199, or with + and the code of "
                "its country."
            )
        )
    return found


def _read(text: str) -> str:
    if len(text) > _LONGEST or any(one.isdigit() and not one.isdecimal() for one in text):
        return ""
    try:
        found = phonenumbers.parse(text, _HERE)
    except phonenumbers.NumberParseException:
        return ""
    if phonenumbers.is_possible_number_with_reason(found) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return ""
    national = phonenumbers.national_significant_number(found)
    return national if found.country_code == 1 else f"+{found.country_code}{national}"
