"""Where the law says it: a code, a section, and how lawyers write the two."""

from dataclasses import dataclass, field
from typing import Final

_LEGINFO = "https://leginfo.legislature.ca.gov/faces/codes_displaySection.xhtml?lawCode={code}&sectionNum={section}"

# How each code is written before its section, and whether the state's own site shows its sections.
_STYLES: Final = {
    "CIV": ("Cal. Civ. Code §", True),
    "CCP": ("Cal. Code Civ. Proc. §", True),
    "GOV": ("Cal. Gov. Code §", True),
    "11 CCR": ("Cal. Code Regs., tit. 11, §", False),
    "CRC": ("Cal. Rules of Court, rule", False),
    "5 USC": ("5 U.S.C. §", False),
}


@dataclass(frozen=True)
class Citation:
    """One place in the law, such as `civ("1798.83(b)(1)")`. The note says how we read it and is not compared."""

    code: str
    section: str
    note: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if self.code not in _STYLES:
            raise ValueError(f"Unknown code of law: {self.code}")
        if not self.section:
            raise ValueError("A citation names its section.")

    def __str__(self) -> str:
        return f"{_STYLES[self.code][0]} {self.section}"

    @property
    def url(self) -> str:
        """The section on the legislature's own site, without its subdivision; empty for other codes."""
        if not _STYLES[self.code][1]:
            return ""
        return _LEGINFO.format(code=self.code, section=self.section.partition("(")[0])


def civ(section: str, note: str = "") -> Citation:
    """California Civil Code."""
    return Citation("CIV", section, note)


def ccp(section: str, note: str = "") -> Citation:
    """California Code of Civil Procedure."""
    return Citation("CCP", section, note)


def gov(section: str, note: str = "") -> Citation:
    """California Government Code."""
    return Citation("GOV", section, note)


def ccr(section: str, note: str = "") -> Citation:
    """California Code of Regulations, title 11: the privacy regulations."""
    return Citation("11 CCR", section, note)


def crc(rule: str, note: str = "") -> Citation:
    """California Rules of Court."""
    return Citation("CRC", rule, note)


def usc5(section: str, note: str = "") -> Citation:
    """United States Code, title 5: the federal holidays."""
    return Citation("5 USC", section, note)
