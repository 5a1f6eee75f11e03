"""Mailing addresses: nothing said of what is none, and no real one refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.errors import BadInput
from dsr.formats import placeholders, postal_addresses

WHOLE = [
    "Dana Whitlow\n1 Elm Way\nFresno, CA 93701",
    "dana whitlow 1 elm way fresno ca 93701",
    "PO Box 9, Nome AK",
    "Mary Byrne, Ballyfoo, Co. Kerry",
    "Ana Müller; Postfach 12; 3000 Bern",
    "東京都千代田区千代田1-1",
    "General Delivery, Ketchikan, Alaska",
]


@pytest.mark.parametrize("text", WHOLE)
def test_a_whole_address_is_one(text):
    assert postal_addresses.one_address(f" {text}\n") == text
    assert not postal_addresses.says_no_address(text)


@pytest.mark.parametrize(
    "text",
    ["", "n/a", "abc", "abc def ghi jkl", "Fresno, CA 93701", "12 34 56 78", "1 Elm Way, n/a, Fresno, CA", "0\n0"],
)
def test_what_is_none_is_refused_and_not_repeated(text):
    with pytest.raises(BadInput) as refusal:
        postal_addresses.one_address(text)
    assert not text or text not in str(refusal.value)


@given(st.sampled_from(["N/A", "none given", "0", "same", "see file", "xxx", "-", "tbd"]), st.sampled_from(WHOLE))
def test_a_placeholder_in_the_place_of_the_street_leaves_no_address(nothing, rest):
    for text in (nothing, f"{nothing}, {rest}", f"{nothing}\n{rest}"):
        assert postal_addresses.says_no_address(text)


@given(st.text(max_size=30))
def test_what_stands_for_nothing_is_never_an_address(text):
    if placeholders.is_no_place(text):
        assert postal_addresses.says_no_address(text)
        with pytest.raises(BadInput):
            postal_addresses.one_address(text)


_PIECES = st.sampled_from(
    ["N/A", "see file", "x", "Xenia St", "12 Main St", "same", "—", "-", "0", "No. 9", "A.", ",", "\n", " "]
)


@given(st.lists(_PIECES, max_size=6).map(" ".join))
def test_the_first_word_of_an_address_tells_the_same_as_its_parts(text):
    found = postal_addresses.parts(text)
    in_parts = not found or placeholders.is_no_place(found[0]) or placeholders.is_no_place(text)
    assert postal_addresses.says_no_address(text) == in_parts
