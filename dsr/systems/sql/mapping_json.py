"""Reading a mapping as JSON gives it: what is not understood is refused, with the place and what to write instead."""

import json
from collections.abc import Collection
from collections.abc import Mapping as Dict
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
    SystemMapping,
)

_SCALARS = (str, int, bool, type(None))


def parse_mapping(raw: object) -> SystemMapping:
    """Read a mapping. Raises BadInput that says where and what to write instead."""
    may = {"identity", "deeds", "lock", "schema", "recipients"}
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
    found = SystemMapping(identity, actions, _lock(top.get("lock", {}), identity, actions), schema, recipients)
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
    said = _table_of(raw, "identity", {"table", "key", "columns", "since"}, needs=("table", "key", "columns"))
    table, key = _text(said["table"], "identity.table"), _text(said["key"], "identity.key")
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
    return Identity(table, key, tuple(points), tuple(elsewhere), since)


def _elsewhere(point: str, raw: object, path: str, identity: str) -> PointElsewhere:
    said = _table_of(raw, path, {"table", "column", "by"}, needs=("table", "column", "by"))
    ways = _by(said["by"], f"{path}.by")
    if len(ways) != 1 or ways[0].table != identity:
        raise _wrong(f"{path}.by", _("one column that leads to the identity table “%(table)s”") % {"table": identity})
    return PointElsewhere(point, _text(said["table"], path), _text(said["column"], path), ways[0])


def _recipients(raw: object, identity: Identity) -> Recipients:
    said = _table_of(raw, "recipients", {"table", "column", "by"}, needs=("table", "column", "by"))
    ways = _by(said["by"], "recipients.by")
    if len(ways) != 1 or (ways[0].table, ways[0].other) != (identity.table, identity.key):
        told = _("one column that leads to the key of the identity, “%(table)s.%(key)s”")
        raise _wrong("recipients.by", told % {"table": identity.table, "key": identity.key})
    return Recipients(_text(said["table"], "recipients.table"), _text(said["column"], "recipients.column"), ways[0])


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
    return acts


def _act(raw: object, path: str, identity: Identity) -> Act:
    said = _table_of(raw, path, {"table", "key", "by", "match", "do", "set", "portion"}, needs=("table", "do"))
    table = _text(said["table"], f"{path}.table")
    is_identity = table == identity.table
    key = said.get("key", identity.key if is_identity else None)
    do = Do(_one_of(said["do"], {do.value for do in Do}, f"{path}.do"))
    act = Act(
        table=table,
        key=_text(key, f"{path}.key"),
        do=do,
        by=_by(said.get("by", {}), f"{path}.by"),
        match=_matches(said.get("match", {}), f"{path}.match", identity),
        set=_set(said.get("set", {}), f"{path}.set"),
        portion=_text(said["portion"], f"{path}.portion") if said.get("portion") else "",
    )
    if is_identity and (act.by or act.match or act.key != identity.key):
        raise _wrong(path, _("no “by”, “match” or other “key”: the identity says how its rows are found"))
    if not is_identity and not (act.by or act.match):
        raise _wrong(path, _("“by” or “match”, which say whose the rows are"))
    if bool(act.set) != (do in {Do.ANONYMIZE, Do.UPDATE}):
        raise _wrong(path, _("“set” with anonymize and update, and only with them"))
    if act.key in dict(act.set):
        raise _wrong(f"{path}.set", _("other columns than the key: by it the rows are found again"))
    return act


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
    shape = _('tables and what is set in them, such as {"customers": {"locked_for": "$code"}}')
    found = []
    for table, values in _dict(raw, "lock", shape).items():
        _one_of(table, keys, f"lock.{table}")
        found.append(Act(table, keys[table], Do.UPDATE, set=_set(values, f"lock.{table}")))
        if not found[-1].set:
            raise _wrong(f"lock.{table}", shape)
    return tuple(found)


def _columns(raw: object, path: str) -> tuple[str, ...]:
    names = raw if isinstance(raw, list) else [raw]
    if not names:
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
