"""A person as a program, a letter or a file knows them: read from what people write, and as hashes of the list."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from dsr import sealing
from dsr.errors import BadInput
from dsr.formats import addresses, phones, postal_addresses, spellings

FIELDS = ("email", "phone", "postal")
# The field of a row that stops the addresses which may be taken for one that is stopped. The person has a row of their
# own beside it, which no consent of a lookalike lifts.
LOOKALIKE = "lookalike"
# An email address, or what is known by its field.
Known = str | Mapping[str, str]


def fields_of(known: Known) -> dict[str, str]:
    """What is known, by field; without what says nothing, such as a phone “none”."""
    party = {"email": known} if isinstance(known, str) else known
    return {name: party[name] for name in FIELDS if spellings.to_list(name, party.get(name, ""))}


def digests_to_list(known: Known) -> dict[str, str]:
    """The hashes under which the person is written down, by the field of their row."""
    found = {name: sealing.person_digest(name, value) for name, value in fields_of(known).items()}
    email = fields_of(known).get("email", "")
    if addresses.lookalike(email) != addresses.mailbox(email):
        found[LOOKALIKE] = _lookalike(email)
    return found


def digests_of(known: Known) -> set[str]:
    """The hashes under which a stop that covers the person may stand, by anything that is known."""
    return {one for name, value in fields_of(known).items() for one in digests_to_look_up(name, value)}


def digests_to_look_up(field: str, value: str) -> tuple[str, ...]:
    """The same for one field."""
    return (*sealing.person_digests(field, value), *([_lookalike(value)] if field == "email" else []))


def own_digests_of(known: Known) -> set[str]:
    """Of those the ones of this very person: a fact of them, and not of somebody whose address looks alike."""
    return {one for name, value in fields_of(known).items() for one in sealing.own_digests(name, value)}


def digests_to_lift(known: Known) -> set[str]:
    """What a consent of this person lifts: their own, and what covers lookalikes; each of these has its own row."""
    email = fields_of(known).get("email", "")
    return own_digests_of(known) | ({_lookalike(email)} if email else set())


def _lookalike(email: str) -> str:
    return sealing.person_digest(LOOKALIKE, addresses.lookalike(email))


def read_field(field: str, text: str, *, is_check: bool = False) -> str:
    """The email address, phone number or mailing address in what somebody sent; never an answer about what is none.

    `is_check`: only stops are looked for. They are found by what a person sees, so that an email address may have a
    hidden character in it. Raises BadInput, without the text.
    """
    if field == "email":
        return addresses.one_address(text, keeps_hidden=is_check)
    if field == "phone":
        phones.one_number(text)
    else:
        postal_addresses.one_address(text)
    return text.strip()


def read_person(known: Known, *, is_check: bool = False) -> dict[str, str]:
    """The same of all that is known; what is empty is left out. Raises BadInput, also when nothing is known."""
    party = {"email": known} if isinstance(known, str) else known
    given = [name for name in FIELDS if party.get(name, "").strip()]
    found = {name: read_field(name, party[name], is_check=is_check) for name in given}
    if not found:
        raise BadInput(_("Send one or more of “email”, “phone” and “postal”: all that you know of the person."))
    return found
