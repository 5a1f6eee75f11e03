"""§ 1798.83 as data: endings by code and citation, addresses, the reporting year, choice mode."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.law import shine_the_light as law

STL = "Cal. Civ. Code § 1798.83"


def test_outcomes_and_declines_cite_their_place():
    assert {one.code: str(one.citation) for one in law.ENDINGS if not one.is_decline} == {
        "STL_SENT_AGAIN": f"{STL}(c)(1)",
        "STL_DISCLOSED": f"{STL}(a)",
        "STL_NONE_DISCLOSED": f"{STL}(a)",
        "STL_NONE_TO_LIST": f"{STL}(a)",
        "STL_AS_OF": f"{STL}(a)",
        "STL_SAME_BRAND_COUNT": f"{STL}(f)",
        "STL_CHOICE_OFFERED": f"{STL}(c)(2)",
    }
    assert {one.code: str(one.citation) for one in law.ENDINGS if one.is_decline} == {
        "NOT_CA_RESIDENT": f"{STL}(e)(1)",
        "NOT_PERSONAL_FAMILY_HOUSEHOLD": f"{STL}(e)(1)",
        "NO_EBR": f"{STL}(e)(5)",
        "EBR_OLDER_THAN_18_MONTHS": f"{STL}(e)(5)",
        "ALREADY_ANSWERED_THIS_CALENDAR_YEAR": f"{STL}(c)(1)",
        "NOT_AT_DESIGNATED_ADDRESS": f"{STL}(b)(1)(B)",
        "TOLD_HOW_TO_WRITE": f"{STL}(a)",
        "UNDER_20_EMPLOYEES": f"{STL}(c)(1)",
        "CALFIPA_INSTITUTION": f"{STL}(h)",
    }


def test_every_ending_has_words_of_its_own():
    words = [one.words for one in law.ENDINGS]
    assert all(words)
    assert len(set(words)) == len(words)
    assert all(one.advice for one in law.ENDINGS)


def test_the_two_link_titles_differ_in_one_word():
    assert law.LINK_TITLE == "Your Privacy Rights"
    assert law.SAFE_HARBOR_LINK_TITLE == "Your California Privacy Rights"


@pytest.mark.parametrize(
    ("received", "year"),
    [
        ("2026-01-02T12:00-08:00", 2025),  # about last week, and still the year before
        ("2026-01-01T07:59+00:00", 2024),  # 23:59 on 31 December 2025 in California
        ("2026-01-01T08:00+00:00", 2025),  # midnight
        ("2026-12-31T12:00-08:00", 2025),
        ("2028-02-29T12:00-08:00", 2027),
    ],
)
def test_the_reporting_year_is_the_year_before_receipt(received, year):
    assert law.reporting_year(datetime.fromisoformat(received)) == year


MAIL = [("privacy@fernwood.example", date(2026, 3, 10)), ("old@fernwood.example", date(2020, 1, 1))]


@pytest.mark.parametrize(
    ("value", "came_on", "counts"),
    [
        ("privacy@fernwood.example", "2026-03-10", True),  # the day it was published
        ("privacy@fernwood.example", "2026-03-09", False),  # the day before
        ("Privacy@Fernwood.example ", "2026-03-11", True),  # spelled as people spell
        ("old@fernwood.example", "2026-03-11", True),  # people still write to it
        ("sales@fernwood.example", "2026-03-11", False),  # never published
    ],
)
def test_an_address_counts_from_the_day_it_was_published(value, came_on, counts):
    assert law.is_designated(value, MAIL, date.fromisoformat(came_on)) is counts


def test_an_address_published_twice_counts_from_the_first_time():
    twice = [("450 Elm Street\nFernwood", date(2026, 6, 1)), ("450  Elm Street Fernwood", date(2024, 1, 1))]
    assert law.is_designated("450 Elm Street\nFernwood", twice, date(2025, 1, 1))


@given(st.dates(), st.dates(), st.dates())
def test_what_counts_once_counts_for_ever(published, came_on, later):
    if law.is_designated("a", [("a", published)], came_on) and later >= came_on:
        assert law.is_designated("a", [("a", published)], later)


NOON = datetime(2026, 3, 10, 19, 0, tzinfo=UTC)
DAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("offers", "means", "since", "until", "received", "holds"),
    [
        (True, "Call 555-0100", DAY, None, NOON, True),
        (False, "Call 555-0100", DAY, None, NOON, False),  # the policy in force carries no choice
        (True, " \n", DAY, None, NOON, False),  # no cost-free means is recorded
        (True, "Call 555-0100", date(2026, 3, 11), None, NOON, False),  # turned on the day after
        (True, "Call 555-0100", date(2026, 1, 1), DAY, NOON, True),  # its last day
        (True, "Call 555-0100", date(2026, 1, 1), date(2026, 3, 9), NOON, False),  # turned off before
        # 23:30 on the 10th in California is the 11th in UTC, and the mode ended with the 10th.
        (True, "Call 555-0100", date(2026, 1, 1), DAY, datetime(2026, 3, 11, 6, 30, tzinfo=UTC), True),
    ],
)
def test_choice_mode_holds_by_the_day_of_receipt(offers, means, since, until, received, holds):
    assert law.choice_holds(offers, means, since, until, received) is holds
