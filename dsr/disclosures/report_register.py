"""What a report is, and the register of reports. A kind names the one that it is answered with (`Kind.report`)."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, Generic, Protocol, TypeVar

from dsr.disclosures.report import Basis, Difference
from dsr.errors import BadInput
from dsr.kinds.base import Words
from dsr.models import Compilation

Facts = TypeVar("Facts")


class ReportGap(Protocol):
    """One thing to mend, as `dsr.disclosures.report.gaps.Gap` is: `where` names the row, `words` say what it lacks."""

    @property
    def where(self) -> str: ...

    @property
    def words(self) -> str: ...

    @property
    def is_blocking(self) -> bool: ...

    def as_dict(self) -> dict[str, Any]: ...


class Report(ABC, Generic[Facts]):
    """One report: how its facts are gathered from a version of the ledger, and every form they are given.

    Facts are what JSON can hold, and the same facts give the same bytes in each form. Nobody outside a report knows
    what its facts hold. One that tells anything of an individual says so: to answer with it is an act of two people.
    """

    name: str  # as kinds name it, and as it is kept with what was compiled
    format_version: int  # another one compiles all anew
    paper_template: str  # below templates/, rooted there: its `report-body(data)` sets the pages behind a paper letter
    is_about_person: bool = False  # what it tells is of one person: to give it out is a release of personal data
    paper_words: Words  # in a paper letter, in place of the text: where the report is found

    @abstractmethod
    def gather(self, basis: Basis) -> tuple[Facts, Sequence[ReportGap]]:
        """The facts, and what is missing in them. With a blocking gap nothing is compiled."""

    @abstractmethod
    def outcome(self, facts: Facts) -> str:
        """The code of the kind's outcome that the facts show."""

    @abstractmethod
    def row_count(self, facts: Facts) -> int:
        """How many rows it lists."""

    @abstractmethod
    def text(self, facts: Facts) -> str:
        """For the text part of a mail."""

    @abstractmethod
    def fragment(self, facts: Facts) -> str:
        """HTML to stand in another page, its headings from level 2."""

    @abstractmethod
    def document(self, facts: Facts) -> bytes:
        """The PDF that travels with a mail."""

    def letter_words(self, facts: Facts, *, on_paper: bool) -> dict[str, str]:
        """What a letter that carries it may say of it, by word; empty where it does not hold."""
        return {}

    def table(self, facts: Facts) -> bytes | None:
        """A CSV file with every row, where the report has one."""
        return None

    @abstractmethod
    def paper_data(self, facts: Facts, most: int | None = None) -> dict[str, Any]:
        """What `paper_template` reads: the whole report, however long.

        `most`: for a look at it no list need be longer than this, where the pages say that they are shortened.
        """

    def compare(self, before: Facts, after: Facts) -> Difference:
        """What the report of a complete year says beside what was sent as of a day before."""
        return Difference.CHANGED

    @abstractmethod
    def attachments(self, row: Compilation) -> list[tuple[str, bytes, str]]:
        """(file name, bytes, MIME type) of what travels with a mail that carries it."""


_reports: dict[str, Report[Any]] = {}


def register_report(report: Report[Any]) -> None:
    """Put a report into the register. A second one of the same name is a fault of the code."""
    if report.name in _reports:
        raise ValueError(f"The report {report.name} is registered twice.")
    _reports[report.name] = report


def report_of(name: str) -> Report[Any]:
    """The report of this name. Raises BadInput when there is none."""
    if name not in _reports:
        raise BadInput(f"There is no report called {name}.")
    return _reports[name]


def all_reports() -> Iterable[Report[Any]]:
    """Every report, by name."""
    return (report for _name, report in sorted(_reports.items()))
