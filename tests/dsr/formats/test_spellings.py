"""What is known of a person is spelled for a deed, for a stop, and as earlier lists and indexes have it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsr.formats import addresses, spellings
from tests.dsr.formats.test_addresses import anything, plain

bounded = settings(max_examples=60, deadline=None, derandomize=True)
fields = st.sampled_from(["email", "name", "phone", "postal", "customer"])


@given(plain | anything)
@bounded
def test_nobody_else_is_taken_for_the_same_person(email):
    assert all(addresses.same_mailbox(one, email) for one in spellings.same_person("email", email) if one)


@given(plain)
@bounded
def test_what_an_earlier_release_kept_of_an_address_is_looked_up(email):
    assert spellings.before("email", email) in spellings.to_look_up("email", email)


@given(fields, anything)
@bounded
def test_no_text_breaks_a_spelling(field, text):
    for spell in (spellings.same_person, spellings.to_look_up, spellings.to_lift):
        assert all(isinstance(one, str) for one in spell(field, text))
    assert spellings.to_list(field, text) == next(iter(spellings.to_look_up(field, text)), "")


@pytest.mark.parametrize("address", ["dana@example.com", "Dana+1@Example.com", "anna@bücher.example"])
def test_ordinary_addresses_look_like_no_other(address):
    assert addresses.lookalike(address) == addresses.mailbox(address)


@pytest.mark.parametrize(
    "field, value, spelled",
    [
        ("email", "Dana@Example.com", "dana@example.com"),
        ("phone", "(559) 555-0199", "5595550199"),
        ("name", "Zoë  WHITLOW", "zoe whitlow"),
        ("postal", "1 Elm St.,\nFresno", "1 elm st., fresno"),
    ],
)
def test_ordinary_values_are_spelled_for_a_deed_as_ever(field, value, spelled):
    assert spellings.same_person(field, value) == (spelled,)


def test_who_only_looks_alike_consents_for_nobody():
    assert "anna@fass.example" in spellings.to_look_up("email", "anna@faß.example")
    assert "anna@fass.example" not in spellings.to_lift("email", "anna@faß.example")
    assert "anna@bücher.example" in spellings.to_lift("email", "anna@xn--bcher-kva.example")
