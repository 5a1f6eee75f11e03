"""What § 1798.83 does not count: by code and citation, by whether it is passed on, and what a person is asked."""

from pathlib import Path

import pytest

from dsr.law import exclusions as law
from dsr.models import Disclosure

STL = "Cal. Civ. Code § 1798.83"


def test_exclusions_are_those_of_subdivisions_d_and_e_2():
    assert {one.code: str(one.citation) for one in law.EXCLUSIONS} == {
        "D1A": f"{STL}(d)(1)(A)",
        "D1B": f"{STL}(d)(1)(B)",
        "D1C": f"{STL}(d)(1)(C)",
        "D1D": f"{STL}(d)(1)(D)",
        "D1E": f"{STL}(d)(1)(E)",
        "D2": f"{STL}(d)(2)",
        "D3": f"{STL}(d)(3)",
        "D4": f"{STL}(d)(4)",
        "D5": f"{STL}(d)(5)",
        "D9_OTHER_COUNSEL": f"{STL}(d)",
        "E2_OTHER_CHANNEL": f"{STL}(e)(2)",
        "E2A": f"{STL}(e)(2)(A)",
        "E2B": f"{STL}(e)(2)(B)",
        "E2C": f"{STL}(e)(2)(C)",
        "E2D": f"{STL}(e)(2)(D)",
    }
    assert [one.code for one in law.EXCLUSIONS if one.needs_note] == ["D9_OTHER_COUNSEL"]


def test_each_has_words_of_its_own_and_fits_its_column():
    words = [one.words for one in law.EXCLUSIONS]
    assert all(words)
    assert len(set(words)) == len(words)
    longest = Disclosure._meta.get_field("exclusion").max_length
    assert max(len(one.code) for one in law.EXCLUSIONS) <= longest


def test_a_use_is_excluded_only_where_the_recipient_passes_nothing_on():
    asked = {one.code for one in law.EXCLUSIONS if one.asks_whether_passed_on}
    assert asked == {"E2_OTHER_CHANNEL", "E2A", "E2B"}
    ended = {one.code for one in law.EXCLUSIONS if one.ends_when_passed_on}
    assert ended == asked | {"D1A", "D1B", "D1E"}


@pytest.mark.parametrize(
    ("purpose", "channel"),
    [
        ("Online advertising", "online"),
        ("Ads on other websites", ""),
        ("", "Social media"),
        ("Retargeting", "pixel"),
        ("Fund-raising of a tax-exempt charity", ""),
        ("Charity appeals by mail", "Monthly file"),
        ("Political campaign of a candidate", "Letters"),
        ("Sale of customer accounts", "One file"),
        ("Push notifications in the app", ""),
    ],
)
def test_what_plainly_speaks_of_something_else_is_asked_about(purpose, channel):
    assert law.may_be_no_direct_marketing(purpose, channel)


@pytest.mark.parametrize(
    ("purpose", "channel"),
    [
        ("", ""),
        ("Email offers", "Daily feed"),
        ("Catalogs by mail to buyers of desk phones", "Yearly file"),
        ("Offers by phone", "Shared database"),
        ("Online offers and text messages", ""),
        ("Email ads", "online"),
        ("Spring campaign", "Monthly file"),
        ("Addresses of home owners", ""),
        ("Letters about home insurance", "One file in May"),
    ],
)
def test_mail_phone_and_email_are_asked_nothing(purpose, channel):
    assert not law.may_be_no_direct_marketing(purpose, channel)


def test_the_page_about_the_ledger_names_every_code_and_what_it_asks():
    lines = (Path(__file__).parents[3] / "docs" / "disclosures.md").read_text().splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `")]
    told = {row[0].strip("`"): (row[2], f"{STL}{row[3]}") for row in cells}
    assert told == {
        one.code: (
            ", ".join(
                ["asks"] * one.asks_whether_passed_on + ["ends"] * one.ends_when_passed_on,
            ),
            str(one.citation),
        )
        for one in law.EXCLUSIONS
    }
