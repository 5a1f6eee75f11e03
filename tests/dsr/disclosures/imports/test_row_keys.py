"""Keys of recipients do not depend on the order of a file, and stay when a recipient moves."""

import pytest

from dsr import disclosures
from dsr.disclosures.imports import RecipientKeys
from dsr.disclosures.imports.row_keys import content_key
from dsr.models import Recipient
from tests.given import a_business

pytestmark = pytest.mark.django_db


def _keys(*rows: tuple[str, str]) -> list[str]:
    keys = RecipientKeys(a_business())
    for name, address in rows:
        keys.note(name, address)
    return [keys.key_of(name, address) for name, address in rows]


def _put(*rows: tuple[str, str]) -> list[str]:
    found = _keys(*rows)
    for key, (name, address) in zip(found, rows, strict=True):
        disclosures.put_row(a_business(), Recipient, key, {"name": name, "postal_address": address})
    return found


def test_a_name_alone_is_the_key():
    assert _keys(("Alder, Inc.", "1 Road"), ("Birch", "1 Road")) == ["alder-inc", "birch"]


def test_one_name_at_two_addresses_is_two_recipients_in_any_order():
    rows = [("Alder", "1 Road"), ("Alder", "2 Road")]
    found = _keys(*rows)
    assert len(set(found)) == 2
    assert _keys(*reversed(rows)) == list(reversed(found))
    assert _keys(("Alder", "1 Road"), ("ALDER.", "1 ROAD,")) == ["alder", "alder"], "spelling is not an address"


def test_a_recipient_that_moves_keeps_its_key():
    _put(("Alder", "1 Road"))
    assert _keys(("Alder", "9 Avenue")) == ["alder"]


def test_a_namesake_that_comes_later_leaves_the_first_its_key():
    _put(("Alder", "1 Road"))
    first, second = _keys(("Alder", "1 Road"), ("Alder", "2 Road"))
    assert first == "alder" != second
    _put(("Alder", "1 Road"), ("Alder", "2 Road"))
    assert _keys(("Alder", "2 Road")) == [second]


def test_two_namesakes_keep_their_keys_when_imported_again():
    found = _put(("Alder", "1 Road"), ("Alder", "2 Road"))
    assert _keys(("Alder", "2 Road"), ("Alder", "1 Road")) == list(reversed(found))
    assert _keys(("Alder", "1 Road")) == found[:1]
    assert _keys(("Alder", "3 Road"))[0] not in found


def test_names_in_every_script_have_keys_that_differ():
    names = ["Søn", "Sn", "Żółw", "張記", "张记", "🚀", "🚁", "A" * 300, "A" * 299 + "B"]
    found = _keys(*((name, "1 Road") for name in names))
    assert len(set(found)) == len(names)
    assert all(key and len(key) <= 120 for key in found)


def test_rows_that_say_the_same_have_the_same_key():
    assert content_key({"a": "1", "b": ["i"]}) == content_key({"b": ["i"], "a": "1"})
    assert content_key({"a": "1"}) != content_key({"a": "2"})
