"""What nobody sees is known for it, and left alone where a script or a symbol needs it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.formats.hidden_characters import as_seen, is_hidden, places_of_hidden, without_hidden


@given(st.text())
def test_nothing_hidden_is_left(text):
    assert not any(map(is_hidden, without_hidden(text)))
    assert places_of_hidden(as_seen(as_seen(text))) == places_of_hidden(as_seen(text))
    assert all(is_hidden(text[place - 1]) for place in places_of_hidden(text))


@given(st.characters(categories=["Cf"]))
def test_every_format_character_is_hidden(letter):
    assert is_hidden(letter)


@given(st.characters(categories=["Lu", "Ll", "Nd", "Po", "Sm"]))
def test_what_is_seen_is_not(letter):
    assert not is_hidden(letter)


@pytest.mark.parametrize("letter", "\u034f\u115f\u17b4\u2800\u3164\uffa0\ufe00\U000e0100")
def test_so_is_what_only_looks_like_nothing(letter):
    assert is_hidden(letter) and unicodedata.category(letter) != "Cf"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("dana", []),
        ("da\u200bna", [3]),
        ("\u200dda\u00adna\u200c", [1, 4, 7]),
        ("نامه\u200cای", []),
        ("da\u200cna", [3]),
        ("i❤\ufe0f", []),
        ("i\ufe0f", [2]),
    ],
)
def test_the_places_are_counted(text, places):
    assert places_of_hidden(text) == places
