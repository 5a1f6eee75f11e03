"""After a restore or an import: whoever was deleted before and is there again is found by tombstone, and purged."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from sqlalchemy import ColumnElement, and_, or_, select

from dsr import key_marks, sealing
from dsr.clock import PACIFIC
from dsr.errors import CannotAct
from dsr.formats import spellings
from dsr.models import System, Tombstone
from dsr.models.way import Replay
from dsr.systems.sql import act_safety, connections, erasure, find_person, mapping_json, statements, values
from dsr.systems.sql.asked_parts import refuse_unasked
from dsr.systems.sql.erasure import Reach
from dsr.systems.sql.exact_comparison import is_placeholder
from dsr.systems.sql.found_rows import Person
from dsr.systems.sql.mapping import SystemMapping
from dsr.systems.sql.values import Key

_BATCH = 500
# A phone may be a household's: it tells who is back only where nothing else does.
_TELLS = ("email", "customer")
# What a column without a zone may be off by.
_ZONES = timedelta(hours=14)


@dataclass(frozen=True)
class Back:
    """One row of the identity whose person was deleted before, and what is done again.

    `is_sure`: it came before the deletion. Else it may have come anew, or some of its rows may.
    """

    action: str
    key: Key
    portions: frozenset[str]
    is_sure: bool


def tells_newcomers(system: System) -> bool:
    """True when the mapping says when people came, so that who came anew is told from who is back."""
    return bool(mapping_json.read_mapping(system.mapping).identity.since)


def replay_deletions(system: System, since: date | None, *, does: bool, even_new: bool = False) -> Replay:
    """Look for everyone who is back, in constant memory; `does`: purge them again by the same mapping.

    `even_new`: also who may have come anew after the deletion. Again finds nobody. Raises CannotAct for a mapping
    that nobody approved or that cannot tell who is new, and where the database may hide rows; Unreachable, KeyLost.
    """
    key_marks.require_suppression_key()
    if does and not system.is_approved:
        raise CannotAct(
            _("The fields of %(name)s are not approved, so nothing is done there.") % {"name": system.name}
        )
    if does and not even_new and not tells_newcomers(system):
        raise CannotAct(
            _(
                "The fields do not say when people came, so customers who came anew would be purged. "
                "Add “since” to its identity, or --even-new to purge them too."
            )
        )
    mapping, url = mapping_json.read_mapping(system.mapping), connections.url_of(system)
    has_parts = Tombstone.objects.filter(system=system).exclude(portions="").exists()
    refuse_unasked(mapping, mapping.actions, is_for_part=has_parts)
    with connections.connect(url) as connection:
        for action in mapping.actions:
            act_safety.refuse_hidden(connection, mapping, action)
    count = Replay()
    for rows in _stream(url, mapping):
        count.read += len(rows)
        for back in _known_again(system, mapping, rows, since, count):
            _again(url, mapping, back, count, does=does and (back.is_sure or even_new))
    return count


def _stream(url: str, mapping: SystemMapping) -> Iterator[list[Mapping[str, Any]]]:
    """The identity in batches by key: no reading stays open while rows are purged."""
    identity = mapping.identity
    columns = {one for match in identity.points for one in match.columns} | {*identity.key}
    source = statements.table_of(mapping, identity.table, columns | ({identity.since} if identity.since else set()))
    keys = [source.c[one] for one in identity.key]
    query = select(source).where(*statements.conditions(identity.where)).order_by(*keys).limit(_BATCH)
    last: tuple[Any, ...] = ()
    while True:
        after = query.where(_beyond(keys, last)) if last else query
        with connections.connect(url) as connection:
            rows: list[Mapping[str, Any]] = [dict(row) for row in connection.execute(after).mappings()]
        if rows:
            yield rows
        if len(rows) < _BATCH:
            return
        last = tuple(rows[-1][one] for one in identity.key)


def _beyond(keys: Sequence[ColumnElement[Any]], last: Sequence[Any]) -> ColumnElement[bool]:
    """The rows after the one with this key, in the order of all its columns."""
    found = []
    for number, key in enumerate(keys):
        same = [one == statements.bound(value) for one, value in zip(keys[:number], last, strict=False)]
        found.append(and_(*same, key > statements.bound(last[number])))
    return or_(*found)


def _known_again(
    system: System, mapping: SystemMapping, rows: Sequence[Mapping[str, Any]], since: date | None, count: Replay
) -> Iterator[Back]:
    held = {match.point for match in mapping.identity.points}
    fields = [name for name in _TELLS if name in held] or ["phone"]
    digests: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        told = find_person.points_of(mapping, row)
        for name in fields:
            if not is_placeholder(name, told.get(name, "")):
                for digest in sealing.suppression_digests(system.business_id, name, told[name]):
                    digests.setdefault((name, digest), []).append(row)
    stones = Tombstone.objects.filter(system=system, digest__in={digest for _name, digest in digests})
    if since:
        stones = stones.filter(at__gte=datetime.combine(since, datetime.min.time(), tzinfo=PACIFIC))
    found: dict[tuple[str, Key], dict[str, bool]] = {}
    alike: set[Key] = set()
    for stone in stones.order_by("pk"):
        for row in digests.get((stone.field, stone.digest), []):
            came = came_after(row.get(mapping.identity.since), stone.at)
            key = values.key_of([row[one] for one in mapping.identity.key])
            held_there = find_person.points_of(mapping, row).get(stone.field, "")
            if not stone.is_exact and stone.field == "email" and spellings.may_be_anothers(held_there):
                alike.add(key)
            elif came:
                count.anew += 1
            elif stone.action in mapping.actions:
                parts = found.setdefault((stone.action, key), {})
                parts[stone.portions] = parts.get(stone.portions, False) or came is False
    count.alike += len(alike - {key for _action, key in found})  # by their number they may be known for sure
    for (action, key), parts in found.items():
        yield _back(mapping, action, key, parts)


def _back(mapping: SystemMapping, action: str, key: Key, parts: Mapping[str, bool]) -> Back:
    """Of several deletions the widest: of all, else of every part that was chosen."""
    told = [""] if "" in parts else list(parts)
    portions = frozenset(part for one in told for part in one.split(",") if part)
    # Who stayed may have given new data since: the day on which they came says nothing of it.
    is_sure = all(parts[one] for one in told) and mapping.takes_person(mapping.acts(action, portions))
    return Back(action, key, portions, is_sure)


def came_after(came: Any, at: datetime) -> bool | None:
    """True when a person came after the deletion: a new customer, not a copy. None when that cannot be told."""
    came = _read(came) if isinstance(came, str) else came
    if isinstance(came, datetime):
        vague = _ZONES if came.tzinfo is None else timedelta()
        came = came if came.tzinfo else came.replace(tzinfo=UTC)
        return None if abs(came - at) < vague else came > at
    if isinstance(came, date):
        days = (came - at.astimezone(PACIFIC).date()).days
        return None if abs(days) <= 1 else days > 0
    return None


def _read(came: str) -> date | datetime | None:
    for read in (date.fromisoformat, datetime.fromisoformat):
        with suppress(ValueError):
            return read(came.strip())
    return None


def _again(url: str, mapping: SystemMapping, back: Back, count: Replay, *, does: bool) -> None:
    acts = mapping.acts(back.action, back.portions)
    if not acts:
        return
    reach = Reach(url, mapping, back.action, acts, Person(keys=[back.key]))
    found = erasure.preview_rows(reach)
    if not any(erasure.prove(reach, found).values()):
        return  # the person stayed, and nothing that was deleted is there again
    count.back += 1
    count.unsure += not back.is_sure
    if does:
        did, left = erasure.act_and_prove(reach, found)
        count.purged += sum(did.values())
        if any(left.values()):
            raise CannotAct(_("Rows are left after the purge: check the fields."))
