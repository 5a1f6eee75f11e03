"""The days that a text says: each as it was written, and none whose year nobody can know."""

from datetime import date

import pytest

from dsr.formats.days import days_in


@pytest.mark.parametrize(
    ("text", "this_year", "found"),
    [
        ("Send by March 5, 2026.", 2025, [("March 5, 2026", date(2026, 3, 5))]),
        ("Dec 24, 2:14 p.m.", 2026, [("Dec 24", date(2026, 12, 24))]),
        ("It happened on May 5.", None, []),
        ("It happened on May 5, 2019.", None, [("May 5, 2019", date(2019, 5, 5))]),
        ("born Mar 3 1980", 2026, []),
        ("Febuary 3, June 31 and Unit 12", 2026, []),
    ],
)
def test_a_day_is_found_where_its_year_is_known(text, this_year, found):
    assert [(text[start:end], day) for start, end, day in days_in(text, this_year)] == found
