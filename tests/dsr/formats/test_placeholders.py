"""What stands for nothing, and what only looks like it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.formats import placeholders
from dsr.formats.placeholders import is_filler, is_no_place, says_nothing


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "n/a", "N/A", "n.a.", "NA", "-", "--", "—", "?", ".", "None", "(none)", "[NULL]", "#N/A", "#REF!"),
        *("#VALUE!", "#NAME?", "#DIV/0!", "NULL", "\\N", "<NA>", "nan", "TBD", "TBD.", "Unknown", "unknown."),
        *("not available", "Not_Provided", "(blank)", "address unknown", "\u200bn/a\u200b", "Ｎ／Ａ", "\xa0-\xa0"),
        *("none given", "Same as above", "same address as the line above", "see file", "See attached list", "ditto"),
        *(
            "please see our website",
            "no address provided",
            "not yet available",
            "address on file",
            "on file",
            "as above",
        ),
        *("n/a, n/a", "None\nNone", "N/A (online only)"),
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
        *(
            "1 None Road",
            "Ref",
            "Value",
            "#1 Mail",
            "n",
            "N/A Street 5",
            "N/A, Fresno",
            "Same Day Couriers",
            "No Limit",
        ),
        *("See Above Optics", "On File Records", "Given Inc.", "Above", "Later", "same", "xxx"),
    ],
)
def test_what_says_something(text):
    assert not says_nothing(text)


@given(st.text(max_size=12), st.sampled_from(["n/a", "none", "-"]))
def test_white_space_and_marks_around_it_add_nothing(text, nothing):
    assert says_nothing(f" {nothing}\t")
    if any(letter.isdigit() for letter in text):
        assert not says_nothing(f"{nothing} 1{text}1")


@pytest.mark.parametrize(
    "text", ["0", "000", "xx", "Xxx", "same", "Same here.", "test", "no", "various", "n/a", "(none)"]
)
def test_what_is_typed_where_a_name_may_not_stay_empty(text):
    assert is_filler(text) and is_no_place(text)


@pytest.mark.parametrize(
    "text", ["X", "Above", "Later", "Private", "3M", "7-11", "Test Prep LLC", "100", "No. 9", "XX Ltd."]
)
def test_what_a_company_may_be_called(text):
    assert not is_filler(text)


@pytest.mark.parametrize("text", ["x", "pending", "Withheld", "confidential", "several", "see above", "0"])
def test_no_street_is_called_so(text):
    assert is_no_place(text)


_FORMS = (placeholders._SENTENCES, placeholders._FILLERS, placeholders._NO_PLACES, placeholders._MARKS)
_IN_ASCII = [re.compile(form.pattern, (form.flags & ~re.UNICODE) | re.ASCII) for form in _FORMS]


@given(
    st.one_of(
        *(st.from_regex(form, fullmatch=True) for form in _IN_ASCII),
        st.sampled_from(sorted(placeholders._WORDS | placeholders._BRACKETED)),
    ),
    st.sampled_from(["", " ", "(", "--", "_"]),
)
def test_what_stands_for_nothing_never_begins_with_a_word_that_says_something(text, before):
    assert not placeholders.begins_with_something(before + text)
