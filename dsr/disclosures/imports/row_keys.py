"""Keys of ledger rows: the same through all versions, and the same again when a file is imported again."""

import hashlib
import re

from django.utils.text import slugify

from dsr.disclosures.imports.postal_address import normalized
from dsr.formats import canonical_json
from dsr.models import Business, Recipient

_LONGEST = 100
_FORM = re.compile(r"(-(inc|incorporated|llc|l-l-c|llp|lp|ltd|limited|corp|corporation|co|company|plc|gmbh))+$")
_BY_PLACE = re.compile(r"-[0-9a-f]{8}$")


def normalized_name(name: str) -> str:
    """Give what two spellings of one name have in common."""
    return slugify(name, allow_unicode=True) or name.casefold().strip()


def name_without_form(name: str) -> str:
    """The same without the form of the company: Inc., LLC."""
    return _FORM.sub("", normalized_name(name)) or normalized_name(name)


def content_key(fields: dict[str, object]) -> str:
    """A key for a row that has none of its own: two rows that say the same have the same key."""
    return canonical_json.digest(fields)[:24]


class RecipientKeys:
    """Finds the keys of recipients that have none of their own: by name, and where a name recurs by address too.

    First note() every recipient of a file, then ask key_of(): keys must not depend on the order of the rows.
    """

    def __init__(self, business: Business) -> None:
        rows = Recipient.objects.filter(business=business, until_version=None)
        self._there = {
            key: normalized(address) for key, address in rows.values_list("key", "postal_address").iterator()
        }
        self._namesakes = {_BY_PLACE.sub("", key) for key in self._there if _BY_PLACE.search(key)}
        self._noted: dict[str, set[str]] = {}

    def note(self, name: str, address: str) -> None:
        self._noted.setdefault(_base(name), set()).add(normalized(address))

    def key_of(self, name: str, address: str) -> str:
        base, place = _base(name), normalized(address)
        by_place = f"{base}-{_short(place)}"
        if by_place in self._there:
            return by_place
        is_alone = len(self._noted.get(base, ())) <= 1
        if base in self._there:
            # A name with one address, then and now, is one recipient that moved.
            return base if is_alone or self._there[base] == place else by_place
        return base if is_alone and base not in self._namesakes else by_place


def _base(name: str) -> str:
    plain, full = slugify(name), normalized_name(name)
    if plain == full and len(plain) <= _LONGEST:
        return plain
    return f"{plain[:_LONGEST]}-{_short(full)}".strip("-")


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
