"""How many of the offered points one record of a system holds: told by our own comparison of what it brings."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, exists, or_, select
from sqlalchemy.sql.selectable import TableClause

from dsr.models import System
from dsr.systems.sql import connections, mapping_json, statements
from dsr.systems.sql.comparison import same_value
from dsr.systems.sql.exact_comparison import is_placeholder, proves_point, spelled, text_of
from dsr.systems.sql.mapping import PointElsewhere, SystemMapping
from dsr.systems.sql.row_reading import ABOUT, condition, fitting
from dsr.systems.sql.statements import table_of

_MOST = 50  # records that are compared: those of which the database says that they hold the most points
Row = Mapping[str, Any]


def matched_points(system: System, points: Mapping[str, str], within: Mapping[str, str]) -> frozenset[str]:
    """The names of the points that the best single record matches, among those that have all of `within`."""
    mapping = mapping_json.read_mapping(system.mapping)
    return _best_record(connections.url_of(system), mapping, points, within)


def comparable_points(system: System) -> frozenset[str]:
    """The names of the points that its mapping compares."""
    return mapping_json.read_mapping(system.mapping).identity.names


def _best_record(
    url: str, mapping: SystemMapping, offered: Mapping[str, str], within: Mapping[str, str]
) -> frozenset[str]:
    identity = mapping.identity
    offered = {name: told for name, told in offered.items() if not is_placeholder(name, told)}
    columns = {one for point in identity.points for one in point.columns} | {one for one, _told in identity.where}
    here = table_of(mapping, identity.table, columns | {one.by.other for one in identity.elsewhere})
    conditions = _conditions(mapping, here, offered)
    if not conditions:
        return frozenset()
    ones = [case((condition, 1), else_=0) for condition in conditions.values()]
    total: ColumnElement[int] = ones[0]
    for one in ones[1:]:
        total = total + one
    bounds = _conditions(mapping, here, within).values()
    with connections.connect(url) as connection:
        connection.info[ABOUT] = identity.table
        is_where, where = condition(connection, mapping, identity.table, identity.where)
        matching = select(here).where(or_(*conditions.values()), *bounds, *statements.conditions(where))
        found = connection.execute(matching.order_by(total.desc()).limit(_MOST)).mappings()
        rows: list[Row] = [row for one in found if is_where(row := dict(one))]
        asked = {**within, **offered}
        held = [_points_held(mapping, row, asked, _elsewhere(connection, mapping, rows, asked)) for row in rows]
    # A record that does not say all of `within` is another one.
    bounded = [points for points in held if {*within} & identity.names <= points]
    return max((points & frozenset(conditions) for points in bounded), key=len, default=frozenset())


def _points_held(
    mapping: SystemMapping, row: Row, asked: Mapping[str, str], elsewhere: Mapping[str, frozenset[str | None]]
) -> frozenset[str]:
    """Those of the asked points that a record holds by our own comparison."""
    cells = {match.point: " ".join(text_of(row[one]) for one in match.columns) for match in mapping.identity.points}
    here = {point for point, told in asked.items() if point in cells and proves_point(point, cells[point], told)}
    leads = {one.point: spelled(row[one.by.other]) for one in mapping.identity.elsewhere if one.point in elsewhere}
    return frozenset(here | {point for point, led in leads.items() if led is not None and led in elsewhere[point]})


def _elsewhere(
    connection: Connection, mapping: SystemMapping, rows: Sequence[Row], asked: Mapping[str, str]
) -> dict[str, frozenset[str | None]]:
    """By point that stands in another table: the values that lead there from the records that hold it."""
    return {
        one.point: _led(connection, mapping, one, rows, asked[one.point])
        for one in mapping.identity.elsewhere
        if one.point in asked and rows
    }


def _led(
    connection: Connection, mapping: SystemMapping, one: PointElsewhere, rows: Sequence[Row], told: str
) -> frozenset[str | None]:
    other = table_of(mapping, one.table, {one.column, one.by.column})
    wanted = [row[one.by.other] for row in rows if row[one.by.other] is not None]
    led = fitting(connection, mapping, one.table, one.by.column, wanted)
    if not led:
        return frozenset()
    connection.info[ABOUT] = one.table
    there = statements.among((one.by.column,), statements.size_of(led))
    query = select(other).where(there, same_value(one.point, [other.c[one.column]], told))
    found = connection.execute(query, statements.keys(led)).mappings()
    return frozenset(
        spelled(row[one.by.column]) for row in found if proves_point(one.point, text_of(row[one.column]), told)
    )


def _conditions(
    mapping: SystemMapping, here: TableClause, offered: Mapping[str, str]
) -> dict[str, ColumnElement[bool]]:
    conditions: dict[str, ColumnElement[bool]] = {}
    for point in mapping.identity.points:
        if point.point in offered:
            columns = [here.c[name] for name in point.columns]
            conditions[point.point] = same_value(point.point, columns, offered[point.point])
    for one in mapping.identity.elsewhere:
        if one.point in offered:
            other = table_of(mapping, one.table, {one.column, one.by.column}).alias()
            leads = other.c[one.by.column] == here.c[one.by.other]
            held = same_value(one.point, [other.c[one.column]], offered[one.point])
            conditions[one.point] = exists(select(1).select_from(other).where(leads, held).correlate(here))
    return conditions
