"""One spelling of what is known of a person, by field: for a deed, for a stop, and as earlier releases had it."""

import unicodedata

from dsr.formats import addresses, phones, postal_addresses
from dsr.formats.hidden_characters import without_hidden


def for_deed(field: str, value: str) -> str:
    """Two values with the same one are of the same person: whoever acts, finds or compares goes by it.

    An email address as its mailbox, a phone number as its digits; a name, and any other text, without case, width and
    double spaces, a name without accents too. Empty for what says nothing. Never raises.
    """
    if field == "email":
        return addresses.mailbox(value)
    return phones.digits(value) if field == "phone" else before(field, value)


def same_person(field: str, value: str) -> tuple[str, ...]:
    """Every spelling under which the same person may be kept, that for a deed first, then those of earlier releases.

    None of them is of somebody else: of an email address only those of the same mailbox.
    """
    if field == "email":
        own = addresses.mailbox(value)
        return tuple(one for one in addresses.to_stop(value) if addresses.mailbox(one) == own)
    return tuple(dict.fromkeys([for_deed(field, value), before(field, value)]))


def to_list(field: str, value: str) -> str:
    """The spelling under which a stop of this person is written down; empty for what says nothing."""
    if _says_nothing(field, value):
        return ""
    if field == "phone":
        return phones.number(value)
    return addresses.mailbox(value) if field == "email" else _listed_before(field, without_hidden(value))


def to_look_up(field: str, value: str) -> tuple[str, ...]:
    """The spellings under which a stop that covers this person may stand, to_list() first, then of earlier lists.

    None for what says nothing: whom it stopped would be everybody who wrote the same.
    """
    if _says_nothing(field, value):
        return ()
    if field == "email":
        return tuple(filter(None, addresses.to_stop(value)))
    return tuple(dict.fromkeys(filter(None, [to_list(field, value), _listed_before(field, value)])))


def to_lift(field: str, value: str) -> tuple[str, ...]:
    """Of those the ones of this very person: whose address only looks alike did not consent."""
    return tuple(filter(None, same_person(field, value))) if field == "email" else to_look_up(field, value)


def _says_nothing(field: str, value: str) -> bool:
    if field == "phone":
        return phones.stands_for_nothing(value)
    return field == "postal" and postal_addresses.says_no_address(value)


def before(field: str, value: str) -> str:
    """As release 0.1.0 spelled it: NFKC, case folded, white space joined; phones as digits."""
    text = addresses.fold(value)
    if field == "name":  # a name taken down by phone or from a letter often lacks its accents
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    if field == "phone":
        return "".join(character for character in text if character.isdigit())
    return text


def may_be_anothers(email: str) -> bool:
    """Whether release 0.1.0 gave this address the spelling of another mailbox: `fass` and `faß` were one."""
    return "ss" in before("email", email)


def _listed_before(field: str, value: str) -> str:
    """As it spelled what stands on an envelope and what stands in a table, where no eye compares them."""
    text = before(field, value)
    if field == "postal":  # lines or commas, “St.” or “St”
        return " ".join("".join(c if c.isalnum() else " " for c in text).split())
    if field == "phone" and len(text) == 11:  # the country code of the United States is often left out
        return text.removeprefix("1")
    return text
