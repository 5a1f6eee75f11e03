"""What a database runs by itself when rows are changed: triggers and rules, which may change any row."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from dsr.systems.sql.cascades import Change, changes_of, own_changes
from dsr.systems.sql.catalog_facts import Place
from dsr.systems.sql.mapping import Act, SystemMapping
from dsr.systems.sql.remarks import Remark, RemarkKind
from dsr.systems.sql.row_reading import table_facts


def trigger_remarks(
    connection: Connection, mapping: SystemMapping, action: str, acts: Iterable[Act]
) -> Iterator[Remark]:
    """The triggers that these acts wake, also those of rows that a foreign key takes along, by table.

    Those that the mapping names in `triggers` are known and wanted. Where the account sees none, the mapping has to
    name the table.
    """
    acts = list(acts)
    said = {table_facts(connection, mapping, table).place: names for table, names in mapping.triggers.items()}
    for change in _changes(connection, mapping, action, acts):
        facts = change.facts
        if not facts.sees_triggers:
            if facts.place not in said:
                yield Remark(RemarkKind.UNSEEN_TRIGGERS, change.name)
            continue
        woken = [one.name for one in facts.links.triggers if _is_woken(one.on_delete, one.on_update, change)]
        known = said.get(facts.place, frozenset())
        for kind, names in (
            (RemarkKind.TRIGGERS, [name for name in woken if name not in known]),
            (RemarkKind.SAID_TRIGGERS, [name for name in woken if name in known]),
        ):
            if names:
                yield Remark(kind, change.name, other=", ".join(f"“{name}”" for name in names))


def _changes(connection: Connection, mapping: SystemMapping, action: str, acts: list[Act]) -> Iterator[Change]:
    for act in acts:
        yield from changes_of(connection, mapping, act)
    wanted: set[Place] = {table_facts(connection, mapping, name).place for name in mapping.cascades}
    for _change, follows in own_changes(connection, mapping, action, acts):
        if follows.facts.wakes_triggers and follows.facts.place in wanted:  # of others, that they are changed is told
            yield follows


def _is_woken(on_delete: bool, on_update: bool, change: Change) -> bool:
    return on_delete if change.columns is None else on_update
