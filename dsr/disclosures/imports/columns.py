"""Which column of a file says what: guessed from the header, or told with COLUMN=FIELD."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dsr.disclosures.imports.cells import BadCell
from dsr.errors import BadInput


@dataclass(frozen=True)
class Target:
    """A thing that a file may say. `headers` are the columns in which it is found without being told.

    Only where `joins` is set may several columns say it together; their cells are then joined with commas.
    """

    name: str
    parse: Callable[[str], Any]
    headers: tuple[str, ...] = ()
    joins: bool = False
    longest: int | None = None


def choose(header: Sequence[str], targets: Sequence[Target], told: Iterable[str]) -> dict[str, list[int]]:
    """Give the columns of each target by number.

    Raises BadInput for a column or a field that does not exist, and where two columns say the same thing.
    """
    given = _told(header, targets, told)
    taken = {number for numbers in given.values() for number in numbers}
    chosen = {name: numbers for name, numbers in given.items() if name}
    for target in targets:
        if target.name in chosen:
            continue
        known = [_plain(one) for one in target.headers]
        found = [n for n, column in enumerate(header) if n not in taken and _plain(column) in known]
        if found:
            chosen[target.name] = found
            taken.update(found)
    for target in targets:
        numbers = chosen.get(target.name, [])
        if len(numbers) > 1 and not target.joins:
            columns = ", ".join(f"“{header[number]}”" for number in numbers)
            raise BadInput(
                _("More than one column says %(field)s: %(columns)s. Say which with --map COLUMN=%(field)s.")
                % {"field": target.name, "columns": columns}
            )
    return chosen


def parse(
    cells: Sequence[str], targets: Sequence[Target], chosen: Mapping[str, list[int]]
) -> tuple[dict[str, Any], list[str]]:
    """Give what a row says, and what is wrong with it in words."""
    fields: dict[str, Any] = {}
    problems: list[str] = []
    for target in targets:
        if target.name not in chosen:
            continue
        said = [cells[number] for number in chosen[target.name] if number < len(cells)]
        try:
            value = target.parse(", ".join(one for one in said if one.strip()))
        except BadCell as error:
            problems.append(f"{_in_words(target.name)}: {error}")
            continue
        if target.longest and len(value) > target.longest:
            problems.append(
                _("%(field)s: longer than %(longest)d characters")
                % {"field": _in_words(target.name), "longest": target.longest}
            )
        fields[target.name] = value
    return fields, problems


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
        given.setdefault(name, []).extend(numbers)
    return given


def _plain(header: str) -> str:
    return re.sub(r"[\W_]+", " ", header.casefold()).strip()


def _in_words(name: str) -> str:
    return name.replace("_", " ")
