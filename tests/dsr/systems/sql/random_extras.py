"""What a database does by itself, at random: columns that others refer to and follow, triggers, views and rules."""

from random import Random
from typing import Any

from tests.dsr.systems.sql.random_database import MARK, PEOPLE, UNNAMED, Column, Reference, Schema, Trigger

_ACTIONS = ("", "CASCADE", "SET NULL")


def add_extras(random: Random, made: Schema, acts: list[dict[str, Any]]) -> None:
    """Some of them for a schema and the acts of its mapping; `made.refusals` and `must_refuse` say what follows."""
    if random.random() < 0.6:
        _tag(random, made, acts)
    if random.random() < 0.5:
        _rule(random, made, acts)
    if random.random() < 0.5:
        _trigger(random, made, acts)
    if random.random() < 0.25:
        _view(random, made, acts)


def _tag(random: Random, made: Schema, acts: list[dict[str, Any]]) -> None:
    """A column beside the key that tells rows apart; another table refers to it, and the deed may change it."""
    parents = [table for table in made.tables if table.key == ("id",)]
    parent = random.choice(parents)
    later = made.tables[made.tables.index(parent) + 1 :]
    if not later:
        return
    child = random.choice(later)
    parent.columns.append(Column("tag", "exact"))
    parent.unique.append("tag")
    for row in parent.rows:
        row["tag"] = random.choice([None, f"T-{row[MARK]}", f"T-{row[MARK]}"])
    child.columns.append(Column("tagged", "exact"))
    child.references.append(Reference("tagged", parent.name, "tag", random.choice(_ACTIONS), random.choice(_ACTIONS)))
    for row in child.rows:
        row["tagged"] = random.choice([None, *(one["tag"] for one in parent.rows)])
    by_table = {act["table"]: act for act in acts}
    act, follower = by_table.get(parent.name), by_table.get(child.name)
    is_changed = act and "set" in act and random.random() < 0.7
    if act and is_changed:
        act["set"]["tag"] = random.choice([None, "gone-{key}"])
    lets_go = False
    if follower and (act or parent.name == PEOPLE) and random.random() < 0.6:
        follower["by"]["tagged"] = f"{parent.name}.tag"
        lets_go = follower["do"] != "follow"
        if "set" in follower:
            follower["set"]["tagged"] = None
    if is_changed and child.references[-1].on_update and not lets_go:
        made.must_refuse.add("cascades-on-change")


def _rule(random: Random, made: Schema, acts: list[dict[str, Any]]) -> None:
    """What may not stand in a column; half of the mappings set it all the same."""
    table = random.choice(made.tables)
    table.checks.append("note <> 'wiped'")
    for act in acts:
        if act["table"] == table.name and "note" in act.get("set", {}) and random.random() < 0.5:
            act["set"]["note"] = "wiped"
            made.refusals.add("a rule of the database")
            made.must_refuse.add("breaks-rule")


def _trigger(random: Random, made: Schema, acts: list[dict[str, Any]]) -> None:
    """One that takes other rows along, or harms nobody; of the harmless the mapping may know."""
    table = random.choice(made.tables)
    event, is_harmless = random.choice(["DELETE", "UPDATE"]), random.random() < 0.5
    other = random.choice(made.tables)
    does = "DELETE FROM bystanders" if is_harmless else f"DELETE FROM {other.name} WHERE {MARK} > 1"
    name = f"wakes_{table.name}"
    made.triggers.append(Trigger(name, table.name, event, does))
    if is_harmless and random.random() < 0.6:
        made.mapping["triggers"] = {table.name: [name]}
        return
    made.refusals.add("a trigger")
    does_it = {"DELETE": "delete", "UPDATE": "set"}[event]
    if any(act["table"] == table.name and (does_it == act["do"] or does_it in act) for act in acts):
        made.must_refuse.add("triggers")


def _view(random: Random, made: Schema, acts: list[dict[str, Any]]) -> None:
    """The mapping calls a table by a view of it."""
    tables = [act["table"] for act in acts if act["table"] != PEOPLE]
    if not tables:
        return
    name = random.choice(tables)
    made.views[name] = f"all_{name}"
    made.refusals.add("a view")
    if next(act for act in acts if act["table"] == name)["do"] != "follow":
        made.must_refuse = {"acts-on-view"}  # what the table behind it would do is not seen


def add_heirs(random: Random, made: Schema, acts: list[dict[str, Any]]) -> None:
    """A table from which another inherits, with rows of other people under keys that are there already."""
    table = random.choice([one for one in made.tables if one.rows])
    rows = [row for row in table.rows if random.random() < 0.6] or table.rows[:1]
    made.heirs[table.name] = [{**row, MARK: 1_000 + row[MARK], "note": "of another"} for row in rows]
    made.refusals.add("a table from which others inherit")
    if table.name in {PEOPLE, *(act["table"] for act in acts)}:
        made.must_refuse.add("has-heirs")


def add_places(random: Random, made: Schema) -> None:
    """Tables in a second schema, and such as are parted, one part of a whole, or inherit from another.

    Rows of the same keys and people lie in tables that no mapping names. They are to stay as they are.
    """
    style = random.choice(["each", "each", "all", ""])
    made.names_schema_once = style == "all"
    made.places = {table.name for table in made.tables if style == "all" or (style and random.random() < 0.6)}
    for table in made.tables:
        if made.places and random.random() < 0.7:
            made.beside[table.name] = [{**row, MARK: UNNAMED + row[MARK]} for row in table.rows]
        if shape := random.choice(["", "parted", "part", "heir"]):
            made.shapes[table.name] = shape
        if shape in {"part", "heir"}:
            made.rest[table.name] = [{**row, MARK: UNNAMED + row[MARK]} for row in table.rows]


def told_mapping(made: Schema) -> dict[str, Any]:
    """The mapping as it is written, with the names of views and schemas."""

    def name_of(name: str) -> str:
        table, dot, column = name.partition(".")
        return f"{made.told(table)}{dot}{column}"

    deeds = {
        action: [
            {**act, "table": name_of(act["table"])}
            | ({"by": {column: name_of(one) for column, one in act["by"].items()}} if "by" in act else {})
            for act in acts
        ]
        for action, acts in made.mapping["deeds"].items()
    }
    identity = made.mapping["identity"]
    said = {**made.mapping, "identity": {**identity, "table": name_of(identity["table"])}, "deeds": deeds}
    return {**said, "schema": made.second} if made.names_schema_once else said
