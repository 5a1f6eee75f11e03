"""A system's mapping as a person reads it: whose rows, and table by table what is done with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr.formats.spoken_lists import all_of, one_of
from dsr.kinds import base
from dsr.law.correction import BY_FIELD
from dsr.law.verification import BY_POINT
from dsr.systems.sql import KEY_MARK, Act, By, Do, Identity, Match, Route, SystemMapping, Where

_DO = {
    Do.DELETE: gettext_lazy("delete the rows"),
    Do.ANONYMIZE: gettext_lazy("make the rows anonymous"),
    Do.UPDATE: gettext_lazy("change the rows"),
    Do.FOLLOW: gettext_lazy("nothing; other tables are reached through it"),
}
_TONES = {Do.DELETE: "late", Do.ANONYMIZE: "warn", Do.UPDATE: "warn", Do.FOLLOW: ""}


@dataclass(frozen=True)
class Table:
    """One table of a deed: what is done, to which rows, and what is written into them."""

    name: str
    does: str
    tone: str
    rows: list[str]
    sets: list[tuple[str, str]]
    portion: str


@dataclass(frozen=True)
class Deed:
    """One deed in words, its tables in the order in which they are worked."""

    words: str
    tables: list[Table]


def identity(mapping: SystemMapping) -> list[str]:
    """How a person is found, a line a point."""
    found = mapping.identity
    return [
        *(_point(match, found) for match in found.points),
        *(
            _("%(point)s: column %(column)s of %(table)s")
            % {"point": _(BY_POINT[one.point].words), "column": one.column, "table": one.table}
            for one in found.elsewhere
        ),
        *([_("only rows %(where)s") % {"where": _where(found.where)}] if found.where else []),
    ]


def _point(match: Match, found: Identity) -> str:
    said = {"point": _(BY_POINT[match.point].words), "columns": ", ".join(match.columns), "table": found.table}
    return _("%(point)s: column %(columns)s of %(table)s") % said


def actions(mapping: SystemMapping, titles: Mapping[str, list[str]]) -> list[Deed]:
    """`titles`: those of the kinds that do each deed."""
    return [
        Deed(", ".join(titles.get(name, [name])), [_table(act, mapping.identity) for act in acts])
        for name, acts in mapping.actions.items()
    ]


def cascades(mapping: SystemMapping) -> str:
    """The tables in which the database itself may act; empty where there are none."""
    return ", ".join(sorted(mapping.cascades))


def triggers(mapping: SystemMapping) -> str:
    """What the database may run by itself, table by table; empty where there is nothing."""
    return "; ".join(f"{table}: {', '.join(sorted(names))}" for table, names in mapping.triggers.items() if names)


def locks(mapping: SystemMapping) -> list[Table]:
    """What marks rows that are kept under an exception."""
    return [_table(act, mapping.identity) for act in mapping.lock]


def _table(act: Act, person: Identity) -> Table:
    return Table(
        name=act.table,
        does=str(_DO[act.do]),
        tone=_TONES[act.do],
        rows=_rows(act, person),
        sets=[
            *(
                (column, _("first, before all else: %(value)s") % {"value": _value(value)})
                for column, value in act.first
            ),
            *((column, _value(value)) for column, value in act.set),
        ],
        portion=_portion(act.portion),
    )


def _portion(value: str) -> str:
    """The part as the form of a request names it; one that no form offers, as it is written."""
    offered = (one for kind in base.every() for one in kind.portions)
    return next((str(one.said or one.label) for one in offered if one.value == value), value)


def _rows(act: Act, person: Identity) -> list[str]:
    key = _("told apart by %(key)s") % {"key": ", ".join(act.key)}
    if act.table == person.table:
        return [_("the person's own row"), key]
    return [*(line for route in act.routes for line in _route(act, route)), key]


def _route(act: Act, route: Route) -> list[str]:
    ways = [*(_by(act, one) for one in route.by), *(_match(one) for one in route.match)]
    if not route.where:
        return ways
    said = {"where": _where(route.where)}
    return [_("%(way)s, and only those %(where)s") % {"way": way, **said} for way in ways]


def _where(where: Where) -> str:
    """Each column with the values that it must have."""
    told = [(name, one_of(_value(value) for value in values)) for name, values in where]
    return all_of(_("whose %(column)s is %(value)s") % {"column": n, "value": v} for n, v in told)


def _by(act: Act, by: By) -> str:
    if by.table == act.table:
        said = {"column": by.column, "other": by.other}
        return _("rows whose %(column)s is the %(other)s of such a row, and so on to the end") % said
    said = {"column": by.column, "table": by.table, "other": by.other}
    return _("rows whose %(column)s is the %(other)s of the person's rows in %(table)s") % said


def _match(match: Match) -> str:
    return _("rows whose %(column)s matches the person: %(point)s") % {
        "column": ", ".join(match.columns),
        "point": _(BY_POINT[match.point].words),
    }


_PARAMETERS = {
    "$code": gettext_lazy("the exception it is kept under"),
    "$reference": gettext_lazy("the reference of the request"),
}


def _value(value: Any) -> str:
    if value is None:
        return _("empty")
    if isinstance(value, str):
        if value in _PARAMETERS:
            return str(_PARAMETERS[value])
        if value.startswith("$new."):
            return _("the new value that the request names: %(field)s") % {
                "field": _(BY_FIELD[value.removeprefix("$new.")].words)
            }
        return f"“{value.replace(KEY_MARK, _('(the row’s key)'))}”"
    return str(value)
