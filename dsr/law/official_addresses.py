"""Where a citation is read in the words of its publisher: the one table of addresses, for pages of staff."""

import re
from collections.abc import Iterator, Mapping

_CODES = "https://leginfo.legislature.ca.gov/faces/codes_displaySection.xhtml?lawCode={code}&sectionNum={{section}}."
# By the code as it is abbreviated, dsr/law/citations.py. The register of regulations has no address by section.
ADDRESSES: Mapping[str, str] = {
    "Cal. Civ. Code": _CODES.format(code="CIV"),
    "Cal. Code Civ. Proc.": _CODES.format(code="CCP"),
    "Cal. Gov. Code": _CODES.format(code="GOV"),
    "Cal. Bus. & Prof. Code": _CODES.format(code="BPC"),
    "Cal. Prob. Code": _CODES.format(code="PROB"),
    "Cal. Code Regs. tit. 11,": "https://oal.ca.gov/publications/ccr/",
    "Cal. Rules of Court": "https://courts.ca.gov/cms/rules/index/one/rule1_{part}",
    "U.S.C.": "https://uscode.house.gov/view.xhtml?req=granuleid:USC-prelim-title{title}-section{section}&edition=prelim",
    "C.F.R.": "https://www.ecfr.gov/current/title-{title}/section-{section}",
}
_SECTION = r"(?P<section>\d+(?:\.\d+)*[a-z]?)(?:[-–][\d.]*\d)?(?:\([A-Za-z0-9]+\))*"
_CITED = re.compile(
    r"(?P<code>(?:(?P<title>\d+) )?(?:" + "|".join(map(re.escape, ADDRESSES)) + r"))(?: §§? |, rule )" + _SECTION
)


def cited(text: str) -> Iterator[tuple[str, str]]:
    """The text in parts: each citation with its address, and what stands between them with none."""
    end = 0
    for found in _CITED.finditer(text):
        if between := text[end : found.start()]:
            yield between, ""
        yield found[0], _address(found)
        end = found.end()
    if rest := text[end:]:
        yield rest, ""


def _address(found: "re.Match[str]") -> str:
    code = found["code"].removeprefix(f"{found['title']} ")
    section: str = found["section"]
    return ADDRESSES[code].format(section=section, title=found["title"], part=section.rpartition(".")[2])
