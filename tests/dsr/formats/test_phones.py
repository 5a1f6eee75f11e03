"""Phone numbers: one spelling, and nothing said of what is none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsr.errors import BadInput
from dsr.formats import phones


@pytest.mark.parametrize(
    "text",
    [
        "(559) 555-0199",
        "559.555.0199",
        "+1 559 555 0199",
        "1-559-555-0199",
        "tel:+1-559-555-0199",
        "559-555-0199 x12",
        "٥٥٩ ٥٥٥ ٠١٩٩",
        "５５９-５５５-０１９９",
    ],
)
def test_a_number_has_one_spelling(text):
    assert phones.number(text) == phones.one_number(text) == "5595550199"


def test_a_number_of_another_country_keeps_its_code():
    assert phones.one_number("+49 (0)30 123456") == phones.one_number("+49 30 123456") == "+4930123456"


@pytest.mark.parametrize(
    "text",
    [
        *("", "abc", "none", "n/a", "12", "555-0123", "²²²²²²²²²²", "dana@example.com", "5595550199,Dana", "\ud83d"),
        *("559-555-0199 or 559-555-0188", "2025-03-31 10:00", "5" * 100),
        *("000-000-0000", "+1 000 000 0000", "111-111-1111", "555-555-5555", "123-456-7890", "(012) 345-6789"),
        *("559-055-0199", "159-555-0199", "+44 0000000000", "555-867-5309", "none given", "same as above"),
    ],
)
def test_what_is_no_number_is_refused_and_not_repeated(text):
    with pytest.raises(BadInput) as refusal:
        phones.one_number(text)
    assert not text or text not in str(refusal.value)


@pytest.mark.parametrize("text", ["none", "0", "000-000-0000", "999 999 9999", "1234567890", "12"])
def test_what_many_write_is_no_spelling_of_anybody(text):
    assert phones.stands_for_nothing(text) and phones.number(text) == ""


@pytest.mark.parametrize("text", ["(567) 890-1234", "800 555 0199", "+44 20 7946 0000", "555-0123"])
def test_what_may_be_somebodys_stands_for_something(text):
    assert not phones.stands_for_nothing(text) and phones.number(text)


@given(st.text(st.characters(), max_size=30))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_any_text_gives_digits_or_nothing(text):
    found = phones.number(text)
    assert found.removeprefix("+").isdecimal() or not found
    assert found.isascii()
