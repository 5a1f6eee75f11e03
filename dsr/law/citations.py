"""Citations: every number and every reason of the law says where it comes from."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Citation:
    """A place in the law: `code` as it is abbreviated, `section` with its subdivisions, `mark` between the two."""

    code: str
    section: str
    mark: str = " § "

    def __str__(self) -> str:
        return f"{self.code}{self.mark}{self.section}"


def civ(section: str) -> Citation:
    """The California Civil Code."""
    return Citation("Cal. Civ. Code", section)


def ccp(section: str) -> Citation:
    """The California Code of Civil Procedure."""
    return Citation("Cal. Code Civ. Proc.", section)


def gov(section: str) -> Citation:
    """The California Government Code."""
    return Citation("Cal. Gov. Code", section)


def ccr(section: str) -> Citation:
    """Title 11 of the California Code of Regulations."""
    return Citation("Cal. Code Regs. tit. 11,", section)


def rule(number: str) -> Citation:
    """The California Rules of Court, such as rule("1.11")."""
    return Citation("Cal. Rules of Court", number, ", rule ")


def usc(title: int, section: str) -> Citation:
    """The United States Code."""
    return Citation(f"{title} U.S.C.", section)


def cfr(title: int, section: str) -> Citation:
    """The Code of Federal Regulations."""
    return Citation(f"{title} C.F.R.", section)


def bpc(section: str) -> Citation:
    """The California Business and Professions Code."""
    return Citation("Cal. Bus. & Prof. Code", section)


def prob(section: str) -> Citation:
    """The California Probate Code."""
    return Citation("Cal. Prob. Code", section, " §§ " if "-" in section else " § ")
