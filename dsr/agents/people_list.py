"""People of a letter or a table, one a line: name, email address, state, and of a correction what is wrong."""

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from django.utils.translation import gettext as _

from dsr.agents import people_columns
from dsr.agents.people_columns import Columns
from dsr.agents.people_rows import PersonRule, doubt_in, person_in
from dsr.formats.short_words import initials_of
from dsr.kinds.base import Kind
from dsr.sealing import normalize

MOST_PEOPLE = 500
# A title may stand above the names of the columns; further down nobody looks for them.
_TITLE_ROWS = 10


@dataclass(frozen=True)
class ListedPerson:
    """One person of the list. `items` are what is wrong, one by one: field, says, should, why."""

    line: int
    name: str
    email: str
    in_california: str = ""  # yes, no, or empty where the list does not say
    items: tuple[dict[str, str], ...] = field(default=(), hash=False)
    postal: str = ""  # as lines of an envelope, where the person is written to

    @property
    def key(self) -> tuple[str, str]:
        """The same person, however it is spelled."""
        return normalize("email", self.email), normalize("name", self.name)

    @property
    def initials(self) -> str:
        """All that a covering letter shows of a name."""
        return initials_of(self.name)


@dataclass(frozen=True)
class Fault:
    """What is wrong in a line, and what to do."""

    line: int
    words: str

    def __str__(self) -> str:
        return _("Line %(line)d: %(words)s") % {"line": self.line, "words": self.words}


class Row(NamedTuple):
    """A line as people count them, and its cells; None where it cannot be cut. `fault`: why it cannot be read."""

    line: int
    cells: Sequence[str] | None
    fault: str = ""


class PeopleList(NamedTuple):
    """The people, in order; every fault by line; and `notes`: what was guessed, left out or is odd."""

    subjects: list[ListedPerson]
    faults: list[Fault]
    notes: list[Fault]


def list_rules(kind: Kind) -> dict[str, bool]:
    """What a list for this kind may leave out and hold, as `read_people` takes it.

    An address that is left out is asked for afterwards; but what stops something takes effect at once, by the address.
    """
    return {"by_name": kind.suppression is None, "with_items": kind.items is not None}


def read_people(text: str, *, by_name: bool = False, with_items: bool = False) -> PeopleList:
    """The people of a pasted text. See `list_people`."""
    return list_people(_rows_of(text), by_name=by_name, with_items=with_items)


def list_people(rows: Iterable[Row], *, by_name: bool = False, with_items: bool = False) -> PeopleList:
    """The people of rows, and every fault by line. A person who stands twice is a fault of the later line.

    `by_name`: the address may be left out. `with_items`: columns may say what is wrong; a person who stands twice then
    has another item there.
    """
    found = [Row(row.line, _tidy(row.cells), row.fault) for row in rows]
    rule = PersonRule(by_name=by_name, with_items=with_items)
    columns, body, notes, faults = _columns(found, with_items=with_items)
    subjects: dict[tuple[str, str], ListedPerson] = {}
    for row in body:
        if row.cells is None or row.fault:
            faults.append(Fault(row.line, row.fault or _("A quotation mark is not closed.")))
            continue
        person = person_in(columns, row.cells, rule)
        if isinstance(person, str):
            faults.append(Fault(row.line, person))
            continue
        one = ListedPerson(row.line, **person)
        again = _again(subjects.get(one.key), one)
        if isinstance(again, str):
            faults.append(Fault(row.line, again))
            continue
        subjects[one.key] = again
        if doubt := doubt_in(columns, row.cells, rule):
            notes.append(Fault(row.line, doubt))
    people = list(subjects.values())
    if len(people) > MOST_PEOPLE:
        words = _("A bundle holds %(most)d people. Enter this and the following lines as another bundle.")
        faults.append(Fault(people[MOST_PEOPLE].line, words % {"most": MOST_PEOPLE}))
    return PeopleList(people, *(sorted(found, key=lambda one: one.line) for found in (faults, notes)))


def _again(known: ListedPerson | None, one: ListedPerson) -> ListedPerson | str:
    """The person with what this line adds; or why it may not stand twice."""
    if known is None:
        return one
    if not one.items:
        said = _("This person stands in line %(first)d already. Take one of the two lines out.")
        return said % {"first": known.line}
    if {known.in_california, one.in_california} == {"yes", "no"}:
        return _("Line %(first)d says another state for this person.") % {"first": known.line}
    if any(item in known.items for item in one.items):
        return _("The same stands in line %(first)d already. Take one of the two lines out.") % {"first": known.line}
    if known.postal and one.postal and known.postal != one.postal:
        return _("Line %(first)d gives another mailing address of this person.") % {"first": known.line}
    lives, postal = known.in_california or one.in_california, known.postal or one.postal
    return replace(known, in_california=lives, postal=postal, items=(*known.items, *one.items))


def _columns(rows: list[Row], *, with_items: bool) -> tuple[Columns, list[Row], list[Fault], list[Fault]]:
    """The columns, the rows of people, what a person should see, and what is wrong with the row of names."""
    at = next((n for n, row in enumerate(rows[:_TITLE_ROWS]) if people_columns.is_header(row.cells or [])), None)
    if at is None:
        return people_columns.by_place(with_items=with_items), rows, [], []
    above, header, body = rows[:at], rows[at], rows[at + 1 :]
    if any(sum(map(bool, row.cells or ["", ""])) > 1 for row in above):
        fault = Fault(header.line, _("This seems to name the columns. Take the lines above it out."))
        return people_columns.by_place(with_items=with_items), [], [], [fault]
    notes = [
        Fault(
            row.line, _("This is not read, as it stands above the names of the columns: “%(cell)s”.") % {"cell": cell}
        )
        for row in above
        for cell in (row.cells or [])
        if cell
    ]
    columns = people_columns.by_header(header.cells or [], with_items=with_items)
    if isinstance(columns, str):
        return people_columns.by_place(with_items=with_items), [], notes, [Fault(header.line, columns)]
    unread = [
        name or _("column %(number)d") % {"number": place + 1}
        for place, name in columns.unused
        if name or any(place < len(row.cells or []) and (row.cells or [])[place] for row in body)
    ]
    if unread:
        words = _("These columns are not read: %(names)s.") % {"names": ", ".join(f"“{name}”" for name in unread)}
        notes.append(Fault(header.line, words))
    return columns, body, notes, []


def _rows_of(text: str) -> Iterator[Row]:
    """Each line that is not empty. A quotation mark that is not closed spoils its own line alone."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    for number, line in enumerate(plain.split("\n"), start=1):
        if line.strip():
            yield Row(number, _cut(line))


def _cut(line: str) -> list[str] | None:
    delimiter = next((one for one in "\t;" if one in line), ",")
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True, skipinitialspace=True))
    except (csv.Error, StopIteration):
        return None


def _tidy(cells: Sequence[str] | None) -> list[str] | None:
    if cells is None:
        return None
    cleaned = [_clean(cell) for cell in cells]
    while cleaned and not cleaned[-1]:
        cleaned.pop()
    return cleaned


def _clean(cell: str) -> str:
    """White space is joined; control characters, which nobody can see, count as white space."""
    return " ".join("".join(" " if unicodedata.category(c) == "Cc" else c for c in cell).split())
