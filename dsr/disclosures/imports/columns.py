"""Which column of a file says what: guessed from the header, or told with COLUMN=FIELD."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dsr.disclosures.imports.cells import BadCell
from dsr.errors import BadInput
from dsr.formats.placeholders import says_nothing

Join = Callable[[Sequence[str], Sequence[str]], str]
Find = Callable[[Sequence[str], Sequence[int]], list[int]]
Read = tuple[Any, str]

_MOST_KNOWN = 5_000  # texts of a column that are kept with what they say
_UNREADABLE = object()


class Ambiguous(BadInput):
    """Several columns may say one thing; the words ask which."""


@dataclass(frozen=True)
class Target:
    """A thing that a file may say. `headers` are the columns in which it is found without being told, or `find` finds
    them: from the header and the numbers of the columns that are free.

    Only where `join` is set may several columns say it together; it makes one text of their headers and cells. A cell
    that stands for nothing, as n/a does, is empty; not where an empty one means no (`is_answer`), for n/a is no no.
    """

    name: str
    parse: Callable[[str], Any]
    headers: tuple[str, ...] = ()
    find: Find | None = None
    join: Join | None = None
    is_answer: bool = False
    longest: int | None = None


def with_commas(_headers: Sequence[str], cells: Sequence[str]) -> str:
    return ", ".join(cell for cell in cells if not says_nothing(cell))


def choose(header: Sequence[str], targets: Sequence[Target], told: Iterable[str]) -> dict[str, list[int]]:
    """Give the columns of each target by number.

    Raises BadInput for a column or a field that does not exist, Ambiguous where two columns say the same thing.
    """
    given = _told(header, targets, told)
    taken = {number for numbers in given.values() for number in numbers}
    chosen = {name: numbers for name, numbers in given.items() if name}
    for target in targets:
        if target.name in chosen:
            continue
        free = [number for number in range(len(header)) if number not in taken]
        if target.find:
            found = target.find(header, free)
        else:
            known = [_plain(one) for one in target.headers]
            found = [number for number in free if _plain(header[number]) in known]
        if found:
            chosen[target.name] = found
            taken.update(found)
    for target in targets:
        numbers = chosen.get(target.name, [])
        if len(numbers) > 1 and not target.join:
            columns = ", ".join(f"“{header[number]}”" for number in numbers)
            raise Ambiguous(
                _("More than one column says %(field)s: %(columns)s. Say which with --map COLUMN=%(field)s.")
                % {"field": target.name, "columns": columns}
            )
    return chosen


def unused(header: Sequence[str], chosen: Mapping[str, list[int]], told: Iterable[str]) -> list[str]:
    """The columns that say nothing here, without those that were left out in so many words."""
    used = {number for numbers in chosen.values() for number in numbers}
    left_out = {" ".join(one.rpartition("=")[0].split()).casefold() for one in told}
    rest = (column for number, column in enumerate(header) if number not in used)
    return [column for column in rest if column and column.casefold() not in left_out]


class RowReader:
    """Reads the rows of one file: what each says, and what is wrong with it in words.

    Most cells of a column say what one before them said: each text is looked at once, while there are not too many.
    """

    def __init__(self, header: Sequence[str], targets: Sequence[Target], chosen: Mapping[str, list[int]]) -> None:
        known: list[dict[tuple[str, ...], Read]] = [{} for _target in targets]
        self._columns = [
            (target, chosen[target.name], [header[number] for number in chosen[target.name]], read)
            for target, read in zip(targets, known, strict=True)
            if target.name in chosen
        ]

    def read(self, cells: Sequence[str]) -> tuple[dict[str, Any], list[str]]:
        fields: dict[str, Any] = {}
        problems: list[str] = []
        for target, numbers, headers, known in self._columns:
            said = tuple(cells[number] for number in numbers if number < len(cells))
            found = known.get(said)
            if found is None:
                found = _read(target, headers, said)
                if len(known) < _MOST_KNOWN:
                    known[said] = found
            value, problem = found
            if problem:
                problems.append(problem)
            if value is not _UNREADABLE:
                fields[target.name] = value
        return fields, problems


def _read(target: Target, headers: Sequence[str], said: tuple[str, ...]) -> Read:
    """The value of a column in one row, or _UNREADABLE; and what is wrong with it, empty where nothing is."""
    try:
        value = target.parse(_one_text(target, list(zip(headers, said, strict=False))))
    except BadCell as error:
        return _UNREADABLE, f"{_in_words(target.name)}: {error}"
    if target.longest and len(value) > target.longest:
        longer = _("%(field)s: longer than %(longest)d characters")
        return value, longer % {"field": _in_words(target.name), "longest": target.longest}
    return value, ""


def _one_text(target: Target, said: list[tuple[str, str]]) -> str:
    if target.join:
        return target.join([header for header, _cell in said], [cell for _header, cell in said])
    text = said[0][1] if said else ""
    return text if target.is_answer or not says_nothing(text) else ""


def _told(header: Sequence[str], targets: Sequence[Target], told: Iterable[str]) -> dict[str, list[int]]:
    names = [target.name for target in targets]
    given: dict[str, list[int]] = {}
    for one in told:
        column, equals, name = (part.strip() for part in one.rpartition("="))
        numbers = [n for n, said in enumerate(header) if said.casefold() == " ".join(column.split()).casefold()]
        if not equals:
            raise BadInput(_("--map wants COLUMN=FIELD; it got “%(told)s”.") % {"told": one})
        if not numbers:
            raise BadInput(
                _("There is no column “%(column)s”. The columns are: %(columns)s.")
                % {"column": column, "columns": ", ".join(header)}
            )
        if name and name not in names:
            raise BadInput(
                _("There is no field “%(field)s”. The fields are: %(fields)s.")
                % {"field": name, "fields": ", ".join(names)}
            )
        if name and len(numbers) > 1:
            raise BadInput(_("Several columns are called “%(column)s”. Rename them in the file.") % {"column": column})
        given.setdefault(name, []).extend(numbers)
    return given


def _plain(header: str) -> str:
    return re.sub(r"[\W_]+", "", header.casefold())


def _in_words(name: str) -> str:
    return name.replace("_", " ")
