"""A file becomes rows of the draft: checked wholly first, then put in, and published only as a whole."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from dsr import disclosures
from dsr.disclosures import LedgerItem
from dsr.disclosures.imports import columns
from dsr.disclosures.imports.cells import DateOrder
from dsr.disclosures.imports.csv_file import Record, Sheet, read_csv
from dsr.disclosures.imports.row_rules import Fields, Rows
from dsr.disclosures.imports.seen_keys import FirstRow, SeenKeys
from dsr.errors import BadInput
from dsr.models import Business

MOST_PROBLEMS = 50
_Tick = Callable[[int], object]


@dataclass(frozen=True)
class ImportOptions:
    """How a file is to be read and what it may leave open."""

    told: tuple[str, ...] = ()  # COLUMN=FIELD
    dates: DateOrder = ""
    allow_gaps: bool = False
    replaces: bool = False  # what the file does not name ends
    source: str = ""


@dataclass(frozen=True)
class Problem:
    """What is wrong with the row that begins on this line of the file."""

    line: int
    words: str

    def __str__(self) -> str:
        return _("line %(line)d: %(words)s") % {"line": self.line, "words": self.words}


@dataclass
class ImportResult:
    """Counts of added, changed, same, ended and repeated rows; the first problems, and how many there are."""

    rows: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0

    def has_changes(self) -> bool:
        return any(self.counts[name] for name in ("added", "changed", "ended"))


class Import:
    """One file on its way into the draft of one business. check() first; then compare() or put()."""

    def __init__(self, business: Business, rows: type[Rows], path: Path, options: ImportOptions) -> None:
        self.business, self.options = business, options
        self.rows: Rows = rows(business, options.dates)
        self.sheet: Sheet = read_csv(path).with_header(self._is_header)
        self.columns = columns.choose(self.sheet.header, self.rows.targets, options.told)
        self.unused = columns.unused(self.sheet.header, self.columns, options.told)
        self._reader = columns.RowReader(self.sheet.header, self.rows.targets, self.columns)
        self.result = ImportResult()
        self._seen = SeenKeys()
        self._repeated: set[int] = set()  # lines whose key stood on a line before
        self._mark = f"{self.rows.model.__name__} {self.sheet.digest[:40]}"
        self._require()

    def check(self, tick: _Tick = lambda done: None) -> ImportResult:
        """Read the whole file; nothing is written. A result with problems must not be put in."""
        for record in self._records(tick):
            self.result.rows += 1
            fields, problems = self._fields(record)
            problems += list(self.rows.complete(fields))
            if not self.options.allow_gaps:
                problems += list(self.rows.gaps(fields))
            if not problems:
                self.rows.note(fields)
            self._add_problems(record.line, problems)
        if not self.result.problem_count:
            self._find_keys(tick)
        return self.result

    def compare(self, tick: _Tick = lambda done: None) -> ImportResult:
        """Count what put() would do, and write nothing."""
        for counts in disclosures.compare_rows(self.business, self.rows.model, self._items(tick)):
            self.result.counts += counts
        self.result.counts["ended"] += len(self._missing())
        return self.result

    def put(self, tick: _Tick = lambda done: None) -> ImportResult:
        """Put the file into the draft. Where it stops half way, the draft cannot be published until it is repeated."""
        if self.result.problem_count:
            raise BadInput(_("A file with faults is not put in."))
        model = self.rows.model
        for counts in disclosures.put_rows(self.business, model, self._items(tick), self._mark):
            self.result.counts += counts
        self.result.counts["ended"] += disclosures.end_rows(self.business, model, self._missing(), self._mark)
        self._finish()
        return self.result

    def _finish(self) -> None:
        version = disclosures.open_draft(self.business)
        if version is not None:
            disclosures.finish_file(version, self._mark)
            if disclosures.is_draft_empty(version):
                disclosures.discard_draft(version)

    def _is_header(self, cells: list[str]) -> bool:
        """Whether this row names columns: all that are required, and one beside them unless it has no other cell."""
        try:
            found = columns.choose(cells, self.rows.targets, self.options.told)
        except columns.Ambiguous:
            return True
        except BadInput:
            return False
        is_whole = all(any(name in found for name in names.split("|")) for names in self.rows.required)
        return is_whole and (len(found) > 1 or len(cells) == 1)

    def _require(self) -> None:
        for names in self.rows.required:
            if not any(name in self.columns for name in names.split("|")):
                raise BadInput(
                    _(
                        "No column says the %(field)s. The columns are: %(columns)s. Say which with "
                        "--map COLUMN=%(field)s."
                    )
                    % {"field": names.partition("|")[0], "columns": ", ".join(self.sheet.header)}
                )

    def _records(self, tick: _Tick) -> Iterator[Record]:
        for number, record in enumerate(self.sheet.records(), start=1):
            tick(number)
            yield record

    def _fields(self, record: Record) -> tuple[Fields, list[str]]:
        fields, problems = self._reader.read(record.cells)
        more = len(record.cells) - len(self.sheet.header)
        if more > 0 and any(record.cells[-more:]):
            problems.append(
                _("%(cells)d cells, but the header names %(columns)d")
                % {"cells": len(record.cells), "columns": len(self.sheet.header)}
            )
        if self.options.source and not fields.get("source"):
            fields["source"] = self.options.source
        return fields, problems

    def _keyed(self, record: Record) -> LedgerItem:
        fields, _problems = self._fields(record)
        list(self.rows.complete(fields))
        return self.rows.key(fields), fields

    def _find_keys(self, tick: _Tick) -> None:
        for record in self._records(tick):
            key, fields = self._keyed(record)
            said = hash(tuple(sorted((name, str(value)) for name, value in fields.items())))
            first = self._seen.note(key, FirstRow(record.line, said))
            if first is None:
                continue
            self._repeated.add(record.line)
            if said == first.said:
                self.result.counts["repeated"] += 1
            else:
                words = _("it has the key of line %(line)d (%(key)s), but says something else")
                self._add_problems(record.line, [words % {"line": first.line, "key": key}])

    def _items(self, tick: _Tick) -> Iterator[LedgerItem]:
        for record in self._records(tick):
            if record.line not in self._repeated:
                yield self._keyed(record)

    def _missing(self) -> list[str]:
        """The keys that hold now and are not in the file, where it replaces what there is."""
        if not self.options.replaces:
            return []
        there = self.rows.model.objects.filter(business=self.business, until_version=None)
        if self.options.source:
            there = there.filter(source=self.options.source)
        return list(self._seen.without(there.values_list("key", flat=True).iterator()))

    def _add_problems(self, line: int, problems: list[str]) -> None:
        self.result.problem_count += len(problems)
        room = MOST_PROBLEMS - len(self.result.problems)
        self.result.problems += [Problem(line, words) for words in problems[: max(room, 0)]]
