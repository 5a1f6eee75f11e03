"""What rows lack is named for the first of them, and counted for the others."""

from datetime import date

import pytest

from dsr import disclosures
from dsr.disclosures.report import gather_facts
from dsr.models import Disclosure
from tests.dsr.disclosures.report.ledger import basis, disclosure, gather, recipient
from tests.given import a_business

pytestmark = pytest.mark.django_db
DAY = date(2025, 3, 1)


def test_a_fault_in_every_row_does_not_make_endless_gaps():
    recipient()
    items = [(f"d{n:04}", {"recipient_key": "alder"}) for n in range(250)]
    list(disclosures.put_rows(a_business(), Disclosure, items))
    codes = [one.code for one in gather()[1]]
    assert codes.count("no-period") == codes.count("no-categories") == 101
    _facts, gaps = gather_facts(basis(a_business(), 1))
    assert [one.where for one in gaps if not one.mend[1]] == ["150 more rows"] * 2


def test_of_each_code_the_first_rows_are_named_and_the_others_counted():
    recipient()
    for number, fields in enumerate(({"categories": []}, {"categories": ["xxviii"]}, {"recipient_key": "gone"})):
        common = {"recipient_key": "alder", "categories": ["i"], "period_start": DAY, "period_end": DAY}
        items = [(f"d{key:04}", {**common, **fields}) for key in range(number, 700, 3)]
        list(disclosures.put_rows(a_business(), Disclosure, items))
    disclosure("zz", categories=[], recipient_key="gone")
    _facts, gaps = gather()
    for first, code in enumerate(("no-categories", "unknown-category", "unknown-recipient")):
        named = [one.mend[1] for one in gaps if one.code == code]
        assert named == [*(f"d{key:04}" for key in range(first, first + 300, 3)), ""]
    more = {one.code: one.where for one in gaps if not one.mend[1]}
    assert more == {
        "no-categories": "135 more rows",
        "unknown-category": "133 more rows",
        "unknown-recipient": "134 more rows",
    }
