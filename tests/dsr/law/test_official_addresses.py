"""Every citation of the code leads to the page of its publisher."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest

from dsr import law
from dsr.law import citations
from dsr.law.citations import Citation
from dsr.law.official_addresses import cited

_LEGINFO = "https://leginfo.legislature.ca.gov/faces/codes_displaySection.xhtml"


def _all() -> Iterator[Citation]:
    for module in pkgutil.iter_modules(law.__path__):
        for value in vars(import_module(f"dsr.law.{module.name}")).values():
            if isinstance(value, Citation) and value.mark in {" § ", " §§ ", ", rule "}:  # the others are no law
                yield value


@pytest.mark.parametrize(
    ("citation", "address"),
    [
        (citations.civ("1798.83(b)(1)(B)"), f"{_LEGINFO}?lawCode=CIV&sectionNum=1798.83."),
        (citations.ccp("12a"), f"{_LEGINFO}?lawCode=CCP&sectionNum=12a."),
        (citations.bpc("17529.5"), f"{_LEGINFO}?lawCode=BPC&sectionNum=17529.5."),
        (citations.prob("4800-4805"), f"{_LEGINFO}?lawCode=PROB&sectionNum=4800."),
        (citations.ccr("7022(f)"), "https://oal.ca.gov/publications/ccr/"),
        (citations.rule("1.11"), "https://courts.ca.gov/cms/rules/index/one/rule1_11"),
        (
            citations.usc(15, "6501"),
            "https://uscode.house.gov/view.xhtml?req=granuleid:USC-prelim-title15-section6501&edition=prelim",
        ),
        (citations.cfr(16, "312.4(c)"), "https://www.ecfr.gov/current/title-16/section-312.4"),
    ],
    ids=str,
)
def test_a_citation_leads_to_its_section(citation, address):
    assert [*cited(str(citation))] == [(str(citation), address)]


def test_every_citation_of_the_law_has_an_address():
    found = {str(citation) for citation in _all()}
    assert found
    assert [one for one in sorted(found) if [bool(address) for _words, address in cited(one)] != [True]] == []


def test_what_stands_between_citations_stays():
    text = f"See {citations.civ('1798.105(c)')}, and {citations.ccr('7022(f)')}."
    assert "".join(words for words, _address in cited(text)) == text
    assert [bool(address) for _words, address in cited(text)] == [False, True, False, True, False]
