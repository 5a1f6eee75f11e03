"""One ledger version becomes facts and gaps, by the rules of § 1798.83."""

from datetime import date
from typing import Any

import pytest

from dsr import disclosures
from dsr.disclosures.report import facts as shape
from dsr.disclosures.report import gather_facts
from dsr.formats import canonical_json
from dsr.law.exclusions import BY_EXCLUSION
from dsr.models import Business, Disclosure, Recipient
from tests.dsr.disclosures.report.ledger import YEAR, basis, disclosure, gather, recipient
from tests.given import a_business, a_ledger

pytestmark = pytest.mark.django_db


def _gathered(year: int = YEAR) -> tuple[Any, list[tuple[str, str]]]:
    facts, gaps = gather(year)
    shape.check_facts(facts)
    assert canonical_json.encode([gap.as_dict() for gap in gaps]), "gaps are kept as JSON"
    return facts, [(gap.code, gap.mend[1]) for gap in gaps]


def _letters(facts: Any) -> list[str]:
    return [one["letter"] for one in facts["categories"]]


def test_the_facts_name_the_business_the_year_the_version_and_what_was_disclosed():
    recipient()
    disclosure(categories=["xviii", "i"])
    facts, gaps = _gathered()
    assert gaps == []
    assert facts == {
        "format": 2,
        "language": "en",
        "business": {
            "name": "Fernwood Voice, Inc.",
            "postal_address": "100 Example Street\nFresno, CA 93701",
            "contact": "privacy@fernwood.example",
        },
        "year": YEAR,
        "ledger_version": 1,
        "complete": {"checked_through": "2026-01-05"},
        "as_of": None,
        "outcome": "STL_DISCLOSED",
        "categories": [
            {"letter": "i", "cite": "Cal. Civ. Code § 1798.83(e)(6)(A)(i)", "words": "Name and address."},
            {
                "letter": "xviii",
                "cite": "Cal. Civ. Code § 1798.83(e)(6)(A)(xviii)",
                "words": "The kind of product the customer purchased, leased, or rented.",
            },
        ],
        "recipients": [{"name": "Alder Catalogs", "address": "1 Sample Road\nReno, NV 89501", "examples": "Rakes"}],
        "same_brand": None,
        "not_listed": {"same_brand": 0, "excluded": 0},
    }


def test_nothing_disclosed():
    recipient()
    facts, gaps = _gathered()
    assert facts["outcome"] == "STL_NONE_DISCLOSED"
    assert (facts["recipients"], facts["categories"], gaps) == ([], [], [])


@pytest.mark.parametrize(
    ("start", "end", "counts"),
    [
        (date(2024, 12, 31), date(2024, 12, 31), False),
        (date(2024, 12, 31), date(2025, 1, 1), True),
        (date(2025, 1, 1), date(2025, 1, 1), True),
        (date(2025, 12, 31), date(2025, 12, 31), True),
        (date(2025, 12, 31), date(2026, 1, 1), True),
        (date(2026, 1, 1), date(2026, 1, 1), False),
        (date(2020, 1, 1), date(2030, 1, 1), True),
    ],
)
def test_a_disclosure_counts_in_every_year_its_period_touches(start, end, counts):
    recipient()
    disclosure(period_start=start, period_end=end)
    facts, gaps = _gathered()
    assert (facts["outcome"] == "STL_DISCLOSED") is counts
    reaches_outside = counts and (start.year, end.year) != (YEAR, YEAR)
    assert gaps == ([("period-outside-year", "d")] if reaches_outside else [])


@pytest.mark.parametrize("code", BY_EXCLUSION)
def test_an_excluded_disclosure_does_not_count(code):
    recipient(postal_address="")
    disclosure(exclusion=code, exclusion_note="Told by counsel", categories=[], passes_on="no")
    facts, gaps = _gathered()
    assert (facts["outcome"], facts["not_listed"]["excluded"]) == ("STL_NONE_TO_LIST", 1)
    assert gaps == [], "what is excluded needs no address and no category"


def test_a_list_chosen_by_a_category_discloses_that_category():
    recipient()
    disclosure(categories=["i"], derived_from=["xvi"])
    assert _letters(_gathered()[0]) == ["i", "xvi"]


def test_recipients_are_sorted_by_name_and_named_once():
    for key, name in (("z", "alder"), ("b", "Birch"), ("a", "Alder")):
        recipient(key, name=name, postal_address=f"{key} Street")
        disclosure(f"{key}1", recipient_key=key)
        disclosure(f"{key}2", recipient_key=key, categories=["ii"])
    named = [(one["name"], one["address"]) for one in _gathered()[0]["recipients"]]
    assert named == [("Alder", "a Street"), ("alder", "z Street"), ("Birch", "b Street")]


def test_an_affiliate_of_another_brand_is_an_ordinary_third_party():
    recipient(is_affiliate=True)
    disclosure()
    facts, _gaps = _gathered()
    assert (facts["outcome"], len(facts["recipients"]), facts["same_brand"]) == ("STL_DISCLOSED", 1, None)


def test_same_brand_affiliates_are_counted_and_only_the_fifteen_categories_are_told():
    for key in ("one", "two", "three"):
        recipient(key, is_affiliate=True, is_same_brand=True, postal_address="", examples="")
    disclosure(recipient_key="one", categories=["i", "vi", "v", "xiii"], derived_from=["xvi"])
    facts, gaps = _gathered()
    assert gaps == [], "they are not named, so they need no address"
    assert (facts["outcome"], facts["recipients"]) == ("STL_SAME_BRAND_COUNT", [])
    assert facts["same_brand"]["count"] == 3, "the overall number, (f)(3)"
    told = [(one["letter"], one["cite"]) for one in facts["same_brand"]["categories"]]
    assert told[0] == ("A", "Cal. Civ. Code § 1798.83(f)(1)(A)")
    assert [letter for letter, _cite in told] == ["A", "C", "H", "I"]
    assert _letters(facts) == ["v", "vi", "xiii", "xvi"]


def test_same_brand_without_one_of_the_fifteen_is_exempt():
    recipient(is_affiliate=True, is_same_brand=True)
    disclosure(categories=["i", "ii"])
    facts, _gaps = _gathered()
    assert (facts["outcome"], facts["categories"], facts["recipients"]) == ("STL_NONE_TO_LIST", [], [])
    assert facts["same_brand"] == {"count": 1, "categories": []}, "the overall number may be told, (f)(3)"
    assert facts["not_listed"] == {"same_brand": 1, "excluded": 0}


def test_same_brand_beside_a_third_party():
    recipient()
    recipient("own", is_affiliate=True, is_same_brand=True)
    disclosure("one", categories=["i"])
    disclosure("two", categories=["xxi", "i"], recipient_key="own")
    facts, _gaps = _gathered()
    assert facts["outcome"] == "STL_DISCLOSED"
    assert _letters(facts) == ["i", "xxi"]
    assert [one["name"] for one in facts["recipients"]] == ["Alder Catalogs"]
    assert facts["same_brand"]["count"] == 1
    assert facts["not_listed"]["same_brand"] == 1, "its name and address are not listed, (f)(1)"


def test_beside_a_third_party_affiliates_are_told_of_though_nothing_of_theirs_is_listed():
    recipient()
    recipient("own", is_affiliate=True, is_same_brand=True)
    disclosure("one", categories=["xii"])
    disclosure("two", categories=["i"], recipient_key="own")
    facts, _gaps = _gathered()
    assert (facts["outcome"], _letters(facts)) == ("STL_DISCLOSED", ["xii"])
    assert facts["same_brand"] == {"count": 1, "categories": []}


def test_what_may_be_excluded_counts_until_a_person_says_so_and_that_is_asked():
    recipient()
    disclosure("ads", purpose="Online advertising", channel="online")
    disclosure("gifts", purpose="Fund-raising of a tax-exempt charity")
    disclosure("sold", purpose="Online advertising", passes_on="yes")
    facts, gaps = _gathered()
    assert (facts["outcome"], len(facts["recipients"])) == ("STL_DISCLOSED", 1)
    asked = [(one, key) for one, key in gaps if one == "is-it-direct-marketing"]
    assert asked == [("is-it-direct-marketing", "ads"), ("is-it-direct-marketing", "gifts")] == gaps


def test_an_excluded_row_of_another_year_says_nothing_about_this_one():
    recipient()
    disclosure(exclusion="D1A", period_start=date(2019, 1, 1), period_end=date(2019, 1, 1))
    assert _gathered()[0]["outcome"] == "STL_NONE_DISCLOSED"


@pytest.mark.parametrize(
    ("to", "says", "gap"),
    [
        ({"postal_address": " "}, {}, ("no-address", "alder")),
        ({"postal_address": "n/a"}, {}, ("no-address", "alder")),
        ({"name": "Unknown"}, {}, ("no-name", "alder")),
        ({"examples": "None"}, {}, ("no-examples", "alder")),
        ({}, {"exclusion": "D9_OTHER_COUNSEL", "exclusion_note": "TBD"}, ("no-exclusion-note", "d")),
        ({"examples": ""}, {}, ("no-examples", "alder")),
        ({"examples": "", "examples_unknown": True}, {}, None),
        ({"examples": "", "name_reveals_business": True}, {}, None),
        ({}, {"categories": []}, ("no-categories", "d")),
        ({}, {"categories": [], "derived_from": ["i"]}, ("no-categories", "d")),
        ({}, {"categories": ["i", "xxviii"]}, ("unknown-category", "d")),
        ({}, {"derived_from": ["I"]}, ("unknown-category", "d")),
        ({}, {"categories": "iv"}, None),
        ({}, {"recipient_key": "gone"}, ("unknown-recipient", "d")),
        ({}, {"period_start": None, "period_end": None}, ("no-period", "d")),
        ({}, {"period_end": None}, ("no-period", "d")),
        ({}, {"period_end": date(2024, 1, 1)}, ("period-backwards", "d")),
        ({}, {"exclusion": "D9_OTHER_COUNSEL", "exclusion_note": " "}, ("no-exclusion-note", "d")),
        ({}, {"exclusion": "D8"}, ("unknown-exclusion", "d")),
        ({}, {"exclusion": "E2_OTHER_CHANNEL"}, ("passes-on-open", "d")),
        ({}, {"exclusion": "E2_OTHER_CHANNEL", "passes_on": "yes"}, ("passed-on", "d")),
        ({}, {"exclusion": "E2_OTHER_CHANNEL", "passes_on": "no"}, None),
        ({}, {"exclusion": "E2A"}, ("passes-on-open", "d")),
        ({}, {"exclusion": "E2B", "passes_on": "yes"}, ("passed-on", "d")),
        ({}, {"exclusion": "D1A", "passes_on": "yes"}, ("passed-on", "d")),
        ({}, {"exclusion": "D1A"}, None),
        ({}, {"exclusion": "E2D"}, None),
        ({}, {"exclusion": "E2C", "passes_on": "yes"}, None),
    ],
)
def test_each_gap_is_found_and_blocks(to, says, gap):
    recipient(**to)
    disclosure(**says)
    found = gather()[1]
    assert [(one.code, one.mend[1]) for one in found] == ([gap] if gap else [])
    assert all(one.is_blocking and one.words for one in found)


def test_recipients_without_a_countable_disclosure_have_no_gaps():
    recipient(postal_address="", examples="")
    disclosure(period_start=date(2019, 1, 1), period_end=date(2019, 1, 1))
    assert _gathered()[1] == []


def test_a_business_without_a_ledger_may_not_say_that_nothing_was_disclosed():
    facts, gaps = gather_facts(basis(a_business(), 0))
    assert facts["outcome"] == "STL_NONE_DISCLOSED"
    assert [(one.code, one.is_blocking) for one in gaps] == [("no-ledger", True)]


def test_the_number_of_queries_does_not_grow(django_assert_num_queries):
    business = a_ledger(recipients=600)
    with django_assert_num_queries(3):
        facts, _gaps = gather_facts(basis(business, 1))
    assert len(facts["recipients"]) == 600


def test_an_old_version_gives_the_same_bytes_after_the_ledger_moved_on():
    business = a_ledger()
    before = canonical_json.encode(gather_facts(basis(business, 1))[0])
    disclosures.put_row(business, Recipient, "r1", {"name": "Renamed"})
    disclosures.end_row(business, Disclosure, "d2")
    assert canonical_json.encode(gather_facts(basis(business, 1))[0]) == before
    disclosures.publish_draft(disclosures.begin_draft(business), None)
    assert canonical_json.encode(gather_facts(basis(business, 1))[0]) == before
    assert [one["name"] for one in gather_facts(basis(Business.objects.get(), 2))[0]["recipients"]] == ["Renamed"]
