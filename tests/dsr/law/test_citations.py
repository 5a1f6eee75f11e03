"""Citations are written as lawyers write them."""

import pytest

from dsr.law.citations import ccp, ccr, civ, gov, rule


@pytest.mark.parametrize(
    ("citation", "text"),
    [
        (civ("1798.83(b)(1)"), "Cal. Civ. Code § 1798.83(b)(1)"),
        (ccp("12a"), "Cal. Code Civ. Proc. § 12a"),
        (gov("6700"), "Cal. Gov. Code § 6700"),
        (ccr("7021"), "Cal. Code Regs. tit. 11, § 7021"),
        (rule("1.11"), "Cal. Rules of Court, rule 1.11"),
    ],
)
def test_citations_are_written_out(citation, text):
    assert str(citation) == text
