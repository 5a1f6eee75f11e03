"""The law's numbers in sentences."""

import pytest
from django.utils.functional import Promise

from dsr.formats.law_numbers import law_numbers, law_text, law_text_now, spelled
from dsr.law import correction
from tests.given_law import typed_numbers


def test_below_ten_a_number_is_a_word():
    assert [spelled(number) for number in (1, 6, 9, 10, 90)] == ["one", "six", "nine", "10", "90"]


def test_a_text_says_the_number_that_the_law_has_when_it_is_read(monkeypatch):
    said = law_text("within the last %(repeat_months)s months")
    assert isinstance(said, Promise) and str(said) == "within the last six months"
    monkeypatch.setattr(correction, "REPEAT_MONTHS", 14)
    assert str(said) == law_text_now("within the last %(repeat_months)s months") == "within the last 14 months"
    assert law_numbers()["repeat_months"] == "14"


def test_a_text_without_a_number_may_say_percent_and_an_unknown_name_fails():
    assert law_text_now("all of it, 100 % of it") == "all of it, 100 % of it"
    with pytest.raises(KeyError):
        law_text_now("%(lost_days)s days")


@pytest.mark.parametrize(
    "text", ["90 days", "ten business days", "within six months", "under 13", "a $2,500 fine", "two matching points"]
)
def test_what_counts_as_a_number_of_the_law(text):
    assert typed_numbers(f"It says {text}.")
    assert typed_numbers("It says 4001 days, § 45 and Cal. Code Regs. tit. 11, words of C_REPEAT_6_MONTHS.") == []
