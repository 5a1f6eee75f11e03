"""A letter claims no law that does not hold for its business and its person; it gives the phone that is offered."""

import re

import pytest

from dsr.kinds import base
from dsr.models import Business
from tests.dsr.letters.composed_letter import LETTERS, case, composed, made

__all__ = ["case", "made"]

pytestmark = pytest.mark.django_db
# Of the CCPA; not of the exceptions under which data is kept, which stand in a list of their own.
CCPA = re.compile(r"Code Regs\. tit\. 11, § 7[01]|Civ\. Code § 1798\.1[0-4]\d(?!(?:\(\w+\))+\)\.)")
AS_THE_LAW_REQUIRES = "as the law requires"
ANYWHERE = [(code, name) for code, name in LETTERS if base.get(code).is_offered(Business(is_ccpa_business=False))]
WITH_RECORD = [
    (code, name)
    for code, name in LETTERS
    if "record-required" in {fact.name for fact in base.get(code).letter(name).facts_if_recorded}
]
ACKNOWLEDGED = ["account-deletion", "correction", "deletion"]


@pytest.mark.parametrize(
    ("kind", "name"), [one for one in ANYWHERE if one[0] != "opt-out" and not one[1].startswith("several/")]
)  # that cites the law of each
def test_outside_the_ccpa_no_letter_cites_it(case, kind, name):
    case.business.is_ccpa_business = False
    case.answers = {**case.answers, "ca_resident": "no"}
    letter = composed(case, name, kind)
    for said in (letter.text, letter.html):
        assert not CCPA.search(said)
        assert AS_THE_LAW_REQUIRES not in said


@pytest.mark.parametrize(("kind", "name"), WITH_RECORD)
@pytest.mark.parametrize(("is_ccpa", "lives", "requires"), [(True, "yes", 1), (True, "no", 0), (False, "yes", 0)])
def test_the_law_requires_the_record_only_of_a_request_that_it_covers(case, kind, name, is_ccpa, lives, requires):
    case.business.is_ccpa_business = is_ccpa
    case.answers = {**case.answers, "ca_resident": lives}
    letter = composed(case, name, kind)
    for said in (letter.text, letter.html):
        assert (said.count(AS_THE_LAW_REQUIRES), said.count("§ 7101")) == (requires, requires)
        assert "We keep a record of your request and of this response" in said


@pytest.mark.parametrize("kind", ACKNOWLEDGED)
@pytest.mark.parametrize("is_offered", [True, False])
def test_the_receipt_is_confirmed_with_the_toll_free_number_where_it_is_offered(case, kind, is_offered):
    case.business.phone_offered = is_offered
    names = [base.get(kind).letters.acknowledgement, base.get(kind).agents.covering]
    for name in filter(None, names):
        letter = composed(case, name, kind)
        for said in (letter.text, letter.html):
            assert ("toll-free: 1-800-555-0142" in said) == is_offered


def test_every_kind_under_the_ccpa_that_confirms_a_receipt_gives_it():
    outside = Business(is_ccpa_business=False)
    owed = {kind.code for kind in base.every() if not kind.is_offered(outside) and kind.letters.acknowledgement}
    assert owed <= set(ACKNOWLEDGED)
