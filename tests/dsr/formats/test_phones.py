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
    ],
)
def test_what_is_no_number_is_refused_and_not_repeated(text):
    with pytest.raises(BadInput) as refusal:
        phones.one_number(text)
    assert not text or text not in str(refusal.value)


@given(st.text(st.characters(), max_size=30))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_any_text_gives_digits_or_nothing(text):
    found = phones.number(text)
    assert found.removeprefix("+").isdecimal() or not found
    assert found.isascii()
