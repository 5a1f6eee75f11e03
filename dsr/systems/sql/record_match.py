"""How many of the offered points one record of a system holds: answered by the other database as true or false."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, case, exists, or_, select
from sqlalchemy.sql.selectable import TableClause

from dsr.models import System
from dsr.systems.sql import connections, mapping_json
from dsr.systems.sql.comparison import same_value
from dsr.systems.sql.mapping import SystemMapping
from dsr.systems.sql.statements import table_of


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
    columns = {one for point in identity.points for one in point.columns}
    here = table_of(mapping, identity.table, columns | {one.by.other for one in identity.elsewhere})
    conditions = _conditions(mapping, here, offered)
    if not conditions:
        return frozenset()
    ones = [case((condition, 1), else_=0) for condition in conditions.values()]
    total: ColumnElement[int] = ones[0]
    for one in ones[1:]:
        total = total + one
    bounds = _conditions(mapping, here, within).values()
    matching = select(*ones).select_from(here).where(or_(*conditions.values()), *bounds)
    query = matching.order_by(total.desc()).limit(1)
    with connections.connect(url) as connection:
        row = connection.execute(query).first()
    return frozenset(name for name, is_same in zip(conditions, row or (), strict=False) if is_same)


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
