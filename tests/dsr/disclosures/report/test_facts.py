"""The facts and their checksum."""

from typing import get_args

import pytest

from dsr.disclosures.report import Difference, compare_facts
from dsr.disclosures.report import facts as shape
from dsr.disclosures.report.facts import check_facts, checksum
from dsr.errors import BadInput
from tests.dsr.disclosures.samples import CATEGORIES, RECIPIENTS, facts

NO_KIND = {"count": 2, "categories": []}


def test_the_checksum_changes_with_any_fact_and_with_nothing_else():
    assert checksum(facts()) == checksum(dict(reversed(facts().items())))
    assert len({checksum(facts()), checksum(facts(year=2024)), checksum(facts(ledger_version=4))}) == 3


@pytest.mark.parametrize("outcome", get_args(shape.Outcome))
def test_every_outcome_passes(outcome):
    check_facts(facts(outcome))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (facts(format=3), "format 3"),
        (facts(complete=None), "of neither or of both"),
        (facts("STL_AS_OF", as_of=None), "of neither or of both"),
        (facts(as_of="2026-01-29"), "of neither or of both"),
        (facts(as_of="2026-01-29", complete=None), "no outcome says that it is all"),
        (facts("STL_NONE_DISCLOSED", as_of="2026-01-29", complete=None), "no outcome says that it is all"),
        (facts("STL_AS_OF", as_of=None, complete={"checked_through": "2026-01-05"}), "no outcome says"),
        (facts("STL_NONE_DISCLOSED", recipients=RECIPIENTS), "nothing was disclosed"),
        (facts("STL_NONE_DISCLOSED", categories=CATEGORIES), "nothing was disclosed"),
        (facts(recipients=[]), "no recipient"),
        (facts(categories=[]), "no category"),
        (facts("STL_NONE_DISCLOSED", same_brand=NO_KIND), "nothing was disclosed"),
        (facts("STL_NONE_DISCLOSED", not_listed={"same_brand": 0, "excluded": 1}), "nothing was disclosed"),
        (facts("STL_NONE_DISCLOSED", not_listed={"same_brand": 1, "excluded": 0}), "nothing was disclosed"),
        (facts("STL_NONE_TO_LIST", recipients=RECIPIENTS), "nothing to list"),
        (facts("STL_NONE_TO_LIST", categories=CATEGORIES), "nothing to list"),
        (facts("STL_NONE_TO_LIST", same_brand=facts("STL_SAME_BRAND_COUNT")["same_brand"]), "nothing to list"),
        (facts("STL_NONE_TO_LIST", not_listed={"same_brand": 0, "excluded": 0}), "tell of no disclosure"),
        (facts("STL_SAME_BRAND_COUNT", same_brand=None), "same-brand"),
        (facts("STL_SAME_BRAND_COUNT", same_brand=NO_KIND), "same-brand"),
    ],
)
def test_facts_that_contradict_their_outcome_are_refused(given, says):
    with pytest.raises(BadInput, match=says):
        check_facts(given)


@pytest.mark.parametrize(
    ("before", "after", "difference"),
    [
        ({}, {}, Difference.NONE),
        ({}, {"business": {"name": "Fernwood", "postal_address": "", "contact": ""}}, Difference.NONE),
        ({"recipients": RECIPIENTS[:1]}, {}, Difference.ADDED),
        ({"categories": [], "recipients": []}, {}, Difference.ADDED),
        ({"categories": CATEGORIES[:2]}, {}, Difference.ADDED),
        ({}, {"recipients": RECIPIENTS[:2]}, Difference.CHANGED),
        ({}, {"recipients": [{**RECIPIENTS[0], "address": "Elsewhere"}, *RECIPIENTS[1:]]}, Difference.CHANGED),
    ],
)
def test_what_a_whole_report_says_beside_what_was_known_so_far(before, after, difference):
    so_far = facts("STL_AS_OF", **{"categories": CATEGORIES, "recipients": RECIPIENTS, **before})
    assert compare_facts(so_far, facts(**after)) is difference
