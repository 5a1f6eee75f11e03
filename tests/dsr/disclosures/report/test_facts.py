"""The facts and their checksum."""

import pytest

from dsr.disclosures.report.facts import check_facts, checksum
from dsr.errors import BadInput
from tests.dsr.disclosures.samples import CATEGORIES, RECIPIENTS, facts


def test_the_checksum_changes_with_any_fact_and_with_nothing_else():
    assert checksum(facts()) == checksum(dict(reversed(facts().items())))
    assert len({checksum(facts()), checksum(facts(year=2024)), checksum(facts(ledger_version=4))}) == 3


@pytest.mark.parametrize("outcome", ["STL_DISCLOSED", "STL_NONE_DISCLOSED", "STL_SAME_BRAND_COUNT"])
def test_every_outcome_passes(outcome):
    check_facts(facts(outcome))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (facts(format=2), "format 2"),
        (facts("STL_NONE_DISCLOSED", recipients=RECIPIENTS), "nothing was disclosed"),
        (facts("STL_NONE_DISCLOSED", categories=CATEGORIES), "nothing was disclosed"),
        (facts(recipients=[]), "no recipient"),
        (facts(categories=[]), "no category"),
        (facts("STL_SAME_BRAND_COUNT", same_brand=None), "same-brand"),
    ],
)
def test_facts_that_contradict_their_outcome_are_refused(given, says):
    with pytest.raises(BadInput, match=says):
        check_facts(given)
