"""What stands for nothing, and what only looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.formats.placeholders import says_nothing


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "n/a", "N/A", "n.a.", "NA", "-", "--", "—", "?", ".", "None", "(none)", "[NULL]", "#N/A", "#REF!"),
        *("#VALUE!", "#NAME?", "#DIV/0!", "NULL", "\\N", "<NA>", "nan", "TBD", "TBD.", "Unknown", "unknown."),
        *("not available", "Not_Provided", "(blank)", "address unknown", "\u200bn/a\u200b", "Ｎ／Ａ", "\xa0-\xa0"),
    ],
)
def test_what_stands_for_nothing(text):
    assert says_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "X",
            "0",
            "93701",
            "None Such Records",
            "Unknown Worlds LLC",
            "NA Mail Inc.",
            "Blank",
            "Missing Link",
            "東京",
        ),
        *("1 None Road", "Ref", "Value", "#1 Mail", "n", "N/A Street 5"),
    ],
)
def test_what_says_something(text):
    assert not says_nothing(text)


@given(st.text(max_size=12), st.sampled_from(["n/a", "none", "-"]))
def test_white_space_and_marks_around_it_add_nothing(text, nothing):
    assert says_nothing(f" {nothing}\t")
    if any(letter.isdigit() for letter in text):
        assert not says_nothing(f"{nothing} 1{text}1")
