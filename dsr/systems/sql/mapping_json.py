"""Reading a mapping as JSON gives it: what is not understood is refused, with the place and what to write instead."""

import json
from collections.abc import Collection
from collections.abc import Mapping as Dict
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from dsr.errors import BadInput
from dsr.law.verification import BY_POINT
from dsr.systems.sql.mapping import (
    FOUND_BY,
    PARAMETERS,
    Act,
    By,
    Do,
    Identity,
    Match,
    PointElsewhere,
    Recipients,
    Route,
    SystemMapping,
    TableName,
    Where,
)

_SCALARS = (str, int, bool, type(None))


def parse_mapping(raw: object) -> SystemMapping:
    """Read a mapping. Raises BadInput that says where and what to write instead."""
    may = {"identity", "deeds", "lock", "schema", "recipients", "cascades", "triggers"}
    top = _table_of(raw, "mapping", may, needs=("identity", "deeds"))
    identity = _identity(top["identity"])
    actions = {
        action: _action(acts, f"deeds.{action}", identity)
        for action, acts in _dict(top["deeds"], "deeds", _("the deeds by name, such as “delete”")).items()
    }
    if not actions:
        raise _wrong("deeds", _("at least one deed, such as “delete”"))
    schema = _text(top["schema"], "schema") if top.get("schema") else None
    recipients = _recipients(top["recipients"], identity) if "recipients" in top else None
    cascades = frozenset(_cascades(top.get("cascades", [])))
    locks = _lock(top.get("lock", {}), identity, actions)
    triggers = _triggers(top.get("triggers", {}))
    found = SystemMapping(identity, actions, locks, schema, recipients, cascades, triggers)
    for action in actions:
        found.places(action)
    return found


def read_mapping(raw: object) -> SystemMapping:
    """The same, remembered: a thousand steps in one system read its mapping once."""
    return _read(json.dumps(raw))


@lru_cache(maxsize=64)
def _read(text: str) -> SystemMapping:
    return parse_mapping(json.loads(text))


def _identity(raw: object) -> Identity:
    may = {"table", "key", "columns", "since", "where"}
    said = _table_of(raw, "identity", may, needs=("table", "key", "columns"))
    table, key = _name_of_table(said["table"], "identity.table"), _columns(said["key"], "identity.key")
    points: list[Match] = []
    elsewhere: list[PointElsewhere] = []
    shape = _('the columns by point, such as {"email": "email"}')
    for point, where in _dict(said["columns"], "identity.columns", shape).items():
        path = f"identity.columns.{point}"
        _one_of(point, BY_POINT, path)
        if isinstance(where, dict):
            elsewhere.append(_elsewhere(point, where, path, table))
        else:
            points.append(Match(_columns(where, path), point))
    if not {match.point for match in points} & set(FOUND_BY):
        raise _wrong("identity.columns", _("the column of “email” or “phone”, by which a person is found"))
    since = _text(said["since"], "identity.since") if said.get("since") else ""
    return Identity(
        table, key, tuple(points), tuple(elsewhere), since, _where(said.get("where", {}), "identity.where")
    )


def _elsewhere(point: str, raw: object, path: str, identity: str) -> PointElsewhere:
    said = _table_of(raw, path, {"table", "column", "by"}, needs=("table", "column", "by"))
    ways = _by(said["by"], f"{path}.by")
    if len(ways) != 1 or ways[0].table != identity:
        raise _wrong(f"{path}.by", _("one column that leads to the identity table “%(table)s”") % {"table": identity})
    return PointElsewhere(point, _name_of_table(said["table"], path), _text(said["column"], path), ways[0])


def _recipients(raw: object, identity: Identity) -> Recipients:
    said = _table_of(raw, "recipients", {"table", "column", "by"}, needs=("table", "column", "by"))
    ways = _by(said["by"], "recipients.by")
    if len(ways) != 1 or (ways[0].table, (ways[0].other,)) != (identity.table, identity.key):
        told = _("one column that leads to the key of the identity, “%(table)s.%(key)s”")
        raise _wrong("recipients.by", told % {"table": identity.table, "key": ", ".join(identity.key)})
    table = _name_of_table(said["table"], "recipients.table")
    return Recipients(table, _text(said["column"], "recipients.column"), ways[0])


def _action(raw: object, path: str, identity: Identity) -> tuple[Act, ...]:
    if not isinstance(raw, list) or not raw:
        raise _wrong(path, _("a list of tables with what to do in each"))
    acts = tuple(_act(one, f"{path}[{number}]", identity) for number, one in enumerate(raw, start=1))
    tables = [act.table for act in acts]
    for act in acts:
        if tables.count(act.table) > 1:
            raise _wrong(path, _("the table “%(table)s” once; join its “by” and “match”") % {"table": act.table})
        for by in act.by:
            if by.table not in {identity.table, *tables}:
                said = _('“%(table)s” as a table of this deed too; with "do": "follow" nothing is done in it')
                raise _wrong(path, said % {"table": by.table})
    if all(act.do is Do.FOLLOW for act in acts):
        raise _wrong(path, _("at least one table with delete, anonymize or update"))
    named = {table: table for table in (identity.table, *tables)}
    return tuple(replace(act, routes=tuple(_led_to(named, route) for route in act.routes)) for act in acts)


def _led_to(named: Dict[str, str], route: Route) -> Route:
    """The same, whose tables are those that the deed names, each with its schema."""
    return replace(route, by=tuple(replace(by, table=named[by.table]) for by in route.by))


def _act(raw: object, path: str, identity: Identity) -> Act:
    may = {"table", "key", "by", "match", "where", "any", "do", "set", "first", "portion"}
    said = _table_of(raw, path, may, needs=("table", "do"))
    table = _name_of_table(said["table"], f"{path}.table")
    is_identity = table == identity.table
    key = said.get("key", list(identity.key) if is_identity else None)
    do = Do(_one_of(said["do"], {do.value for do in Do}, f"{path}.do"))
    act = Act(
        table=table,
        key=_columns(key, f"{path}.key"),
        do=do,
        routes=_routes(said, path, identity),
        set=_set(said.get("set", {}), f"{path}.set"),
        portion=_text(said["portion"], f"{path}.portion") if said.get("portion") else "",
        first=_set(said.get("first", {}), f"{path}.first"),
    )
    if is_identity and (act.routes or act.key != identity.key):
        raise _wrong(path, _("no “by”, “match”, “where” or other “key”: the identity says how its rows are found"))
    if not is_identity and not all(route.by or route.match for route in act.routes or [Route()]):
        raise _wrong(path, _("“by” or “match”, which say whose the rows are"))
    if bool(act.set) != (do in {Do.ANONYMIZE, Do.UPDATE}):
        raise _wrong(path, _("“set” with anonymize and update, and only with them"))
    if act.first and do is not Do.DELETE:
        raise _wrong(f"{path}.first", _("nothing: only rows that are deleted need it"))
    if {*act.key} & {*dict(act.set), *dict(act.first)}:
        raise _wrong(f"{path}.set", _("other columns than the key: by it the rows are found again"))
    return act


def _routes(said: dict[str, Any], path: str, identity: Identity) -> tuple[Route, ...]:
    """The ways to the rows: that of the table itself, and each of `any`; `where` holds for all of them."""
    where = _where(said.get("where", {}), f"{path}.where")
    found = []
    for at, one in [(path, said), *((f"{path}.any[{n}]", one) for n, one in enumerate(said.get("any", ()), 1))]:
        given = one if one is said else _table_of(one, at, {"by", "match", "where"}, needs=())
        own = where if one is said else (*where, *_where(given.get("where", {}), f"{at}.where"))
        by, match = _by(given.get("by", {}), f"{at}.by"), _matches(given.get("match", {}), f"{at}.match", identity)
        if by or match or (own and one is not said) or (own and "any" not in said):
            found.append(Route(by, match, own))
    return tuple(found)


def _where(raw: object, path: str) -> Where:
    shape = _('columns and the values that they must have, such as {"kind": "User"} or {"kind": ["User", null]}')
    found = []
    for column, value in _dict(raw, path, shape).items():
        told = value if isinstance(value, list) else [value]
        if not told or not all(isinstance(one, _SCALARS) for one in told):
            raise _wrong(f"{path}.{column}", shape)
        found.append((_text(column, path), tuple(told)))
    return tuple(found)


def _cascades(raw: object) -> list[TableName]:
    if not isinstance(raw, list):
        raise _wrong("cascades", _("a list of tables in which the database itself deletes or changes rows"))
    return [_name_of_table(one, "cascades") for one in raw]


def _triggers(raw: object) -> dict[str, frozenset[str]]:
    shape = _('tables and the names of their triggers that are known and wanted, such as {"orders": ["count_them"]}')
    found: dict[str, frozenset[str]] = {}
    for table, names in _dict(raw, "triggers", shape).items():
        if not isinstance(names, list):
            raise _wrong(f"triggers.{table}", shape)
        found[_name_of_table(table, "triggers")] = frozenset(_text(one, f"triggers.{table}") for one in names)
    return found


def _name_of_table(raw: object, path: str) -> TableName:
    """“schema.table”, or the same as a list; a list of one is a name that has a dot itself."""
    if isinstance(raw, list):
        if len(raw) not in {1, 2}:
            raise _wrong(path, _('“table”, “schema.table” or ["schema", "table"]'))
        *schema, table = [_text(one, path) for one in raw]
        return TableName(table, *schema)
    text = _text(raw, path)
    schema_name, dot, plain = text.partition(".")
    if dot and schema_name.strip() and plain.strip() and "." not in plain:
        return TableName(plain, schema_name)
    return TableName(text)


def _by(raw: object, path: str) -> tuple[By, ...]:
    shape = _('columns and where they lead, such as {"order_id": "orders.id"}')
    found = []
    for column, target in _dict(raw, path, shape).items():
        parts = target.rpartition(".")[::2] if isinstance(target, str) else target
        if not isinstance(parts, list | tuple) or len(parts) != 2 or not all(isinstance(p, str) and p for p in parts):
            raise _wrong(f"{path}.{column}", _('“table.column”, or ["table", "column"]'))
        found.append(By(_text(column, path), *parts))
    return tuple(found)


def _matches(raw: object, path: str, identity: Identity) -> tuple[Match, ...]:
    said = _dict(raw, path, _('columns and points, such as {"email": "email"}'))
    known = {match.point for match in identity.points}
    return tuple(
        Match((_text(column, path),), _one_of(point, known, f"{path}.{column}")) for column, point in said.items()
    )


def _set(raw: object, path: str) -> tuple[tuple[str, Any], ...]:
    said = _dict(raw, path, _('columns and values, such as {"ship_name": null}'))
    for column, value in said.items():
        _text(column, path)
        if not isinstance(value, _SCALARS):
            raise _wrong(f"{path}.{column}", _("a text, a whole number, true, false or null"))
        if isinstance(value, str) and value.startswith("$") and value[1:] not in PARAMETERS:
            raise _wrong(f"{path}.{column}", " / ".join(f"${name}" for name in sorted(PARAMETERS)))
    return tuple(said.items())


def _lock(raw: object, identity: Identity, actions: Dict[str, tuple[Act, ...]]) -> tuple[Act, ...]:
    keys = {act.table: act.key for acts in actions.values() for act in acts} | {identity.table: identity.key}
    named = {one: one for one in keys}
    shape = _('tables and what is set in them, such as {"customers": {"locked_for": "$code"}}')
    found = []
    for table, values in _dict(raw, "lock", shape).items():
        _one_of(table, keys, f"lock.{table}")
        found.append(Act(named[table], keys[table], Do.UPDATE, set=_set(values, f"lock.{table}")))
        if not found[-1].set:
            raise _wrong(f"lock.{table}", shape)
    return tuple(found)


def _columns(raw: object, path: str) -> tuple[str, ...]:
    names = raw if isinstance(raw, list) else [raw]
    if not names or len({*map(str, names)}) != len(names):
        raise _wrong(path, _("the name of a column, or a list of them"))
    return tuple(_text(name, path) for name in names)


def _wrong(path: str, instead: object) -> BadInput:
    return BadInput(_("At “%(path)s”: write %(instead)s.") % {"path": path, "instead": instead})


def _dict(raw: object, path: str, shape: str) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise _wrong(path, shape)
    return raw


def _table_of(raw: object, path: str, may: set[str], needs: tuple[str, ...]) -> dict[str, Any]:
    said = _dict(raw, path, _("an object in braces"))
    for name in said:
        _one_of(name, may, f"{path}.{name}")
    for name in needs:
        if name not in said:
            raise _wrong(path, _("“%(name)s” too") % {"name": name})
    return said


def _text(raw: object, path: str) -> str:
    if not isinstance(raw, str) or not raw.strip() or "\x00" in raw:
        raise _wrong(path, _("a name as the database spells it"))
    return raw


def _one_of(raw: object, known: Collection[str], path: str) -> str:
    if not isinstance(raw, str) or raw not in known:
        raise _wrong(path, _("one of: %(names)s") % {"names": ", ".join(sorted(known))})
    return raw
