"""A mapping at random for a random schema: right, or wrong in a way that a person may get it wrong."""

from random import Random
from typing import Any

from tests.dsr.systems.sql.random_database import PEOPLE, Schema, Table
from tests.dsr.systems.sql.random_extras import add_extras, add_heirs, add_places
from tests.dsr.systems.sql.random_schemas import SchemaMaker

ACTION = "delete"


def random_case(
    seed: int, size: int, *, has_extras: bool = False, has_heirs: bool = False, has_places: bool = False
) -> Schema:
    """A database, a mapping of it and a person. The same seed gives the same; tables and rows grow with the size.

    `has_extras`: with what the database does by itself, which changes nothing of the rest; nor do `has_heirs` and
    `has_places`.
    """
    random = Random(seed)
    made = SchemaMaker(random, size).schema()
    made.mapping = _mapping(random, made)
    if has_extras:
        add_extras(Random(-seed - 1), made, made.mapping["deeds"][ACTION])
    if has_heirs:
        add_heirs(Random(-seed - 2), made, made.mapping["deeds"][ACTION])
    if has_places:
        add_places(Random(-seed - 3), made)
    return made


def _mapping(random: Random, made: Schema) -> dict[str, Any]:
    """Adds to `made.refusals` what is wrong in it."""
    named = [table for table in made.tables[1:] if random.random() < 0.85]
    names = {PEOPLE, *(table.name for table in named)}
    acts = [act for table in reversed(named) if (act := _act(random, table, names, made))]
    kept = {PEOPLE, *(act["table"] for act in acts)}
    while wrong := [act for act in acts if {one.partition(".")[0] for one in act["by"].values()} - kept]:
        acts = [act for act in acts if act not in wrong]
        kept = {PEOPLE, *(act["table"] for act in acts)}
    acts.append(_of_people(random, made))
    if random.random() < 0.1:
        random.shuffle(acts)
        made.refusals.add("the order of the tables")
    for act in acts:
        _remark_flaws(act, made)
    known = random.choices([("email", "phone"), ("email",), ("phone",)], [5, 3, 1])[0]
    if known == ("phone",):
        made.points = {"phone": random.choice([row["phone"] or "n/a" for row in made.tables[0].rows])}
    for act in acts:
        act["match"] = {column: point for column, point in act.get("match", {}).items() if point in known}
    columns = {"name": "note", **{point: point for point in known}}
    acts = [act for act in acts if act["table"] == PEOPLE or act["by"] or act["match"]]
    return {"identity": {"table": PEOPLE, "key": "id", "columns": columns}, "deeds": {ACTION: _in_reach(acts, made)}}


def _in_reach(acts: list[dict[str, Any]], made: Schema) -> list[dict[str, Any]]:
    """Without tables that are no longer reached, since what led to them went."""
    while True:
        names = {PEOPLE, *(act["table"] for act in acts)}
        right = [act for act in acts if all(one.partition(".")[0] in names for one in act.get("by", {}).values())]
        if len(right) == len(acts):
            break
        acts = right
    if all(act["do"] == "follow" for act in acts):
        made.refusals.add("nothing to do")
    return acts


def _act(random: Random, table: Table, names: set[str], made: Schema) -> dict[str, Any] | None:
    by = {}
    for column in table.columns:
        if column.name.startswith("link") and random.random() < 0.8:
            target = made.leads[table.name, column.name]
            if target.partition(".")[0] in names:
                by[column.name] = target
    match = {name: name for name in ("email", "phone") if random.random() < 0.3}
    if not by and not match:
        return None
    act: dict[str, Any] = {"table": table.name, "key": _key(random, table, made), "by": by, "match": match}
    return {**act, **_do(random, table)}


def _key(random: Random, table: Table, made: Schema) -> str | list[str]:
    """The key; or of several columns, or of none, one that others share."""
    if len(table.key) == 1:
        return table.key[0]
    if table.key and random.random() < 0.6:
        made.refusals.add("a key of several columns")
        return list(table.key)
    made.refusals.add("a key that is not unique")
    return "line_no"


def _do(random: Random, table: Table) -> dict[str, Any]:
    do = random.choices(["delete", "anonymize", "update", "follow"], [6, 2, 1, 1])[0]
    if do in {"delete", "follow"}:
        return {"do": do}
    return {"do": do, "set": {"note": random.choice(["gone", None, "José García", "$new.name", ""])}}


def _of_people(random: Random, made: Schema) -> dict[str, Any]:
    act = {"table": PEOPLE, **_do(random, made.tables[0])}
    if act["do"] == "anonymize":
        act["set"] = {"email": "gone-{key}@example.invalid", "note": None}
    if act["do"] == "delete" and "a circle of references" in made.refusals and random.random() < 0.5:
        act["first"] = {"preferred": None}
    if "$new.name" in {value for one in [act] for value in one.get("set", {}).values() if value}:
        act["set"] = {"note": "$new.name"}
    made.parameters["new.name"] = "Jose Garcia"
    return act


def _remark_flaws(act: dict[str, Any], made: Schema) -> None:
    table = made.table(act["table"])
    for column, target in act.get("by", {}).items():
        name, _dot, other = target.rpartition(".")
        kinds = {table.kind(column), made.table(name).kind(other)}
        if "int" in kinds and len(kinds) > 1:
            made.refusals.add("a number that leads to a text")
