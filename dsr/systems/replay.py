"""After a restore or an import: whoever was deleted before and is there again is found by tombstone, and purged."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from sqlalchemy import select

from dsr import key_marks, sealing
from dsr.clock import PACIFIC
from dsr.errors import CannotAct
from dsr.models import System, Tombstone
from dsr.systems import connections, look, parsing, sql
from dsr.systems.look import Person
from dsr.systems.mapping import SystemMapping
from dsr.systems.sql import Reach
from dsr.systems.values import Key

_BATCH = 500
# A phone may be a household's: it tells who is back only where nothing else does.
_TELLS = ("email", "customer")


@dataclass(frozen=True)
class Back:
    """One row of the identity whose person was deleted before, and the deed that is done again."""

    deed: str
    key: Key


@dataclass
class Count:
    """What was read, who is back, who came anew after the deletion, and how many rows were purged."""

    read: int = 0
    back: int = 0
    anew: int = 0
    purged: int = 0


def replay(system: System, since: date | None, *, does: bool) -> Count:
    """Look for everyone who is back, in constant memory; `does`: purge them again by the same mapping.

    Again finds nobody. Raises CannotAct for a mapping that nobody approved, Unreachable, KeyLost.
    """
    key_marks.require_suppression_key()
    if does and not system.is_approved:
        raise CannotAct(
            _("The mapping of %(name)s is not approved, so nothing is done there.") % {"name": system.name}
        )
    mapping, url = parsing.read(system.mapping), connections.url_of(system)
    count = Count()
    for rows in _stream(url, mapping):
        count.read += len(rows)
        for back in _known_again(system, mapping, rows, since, count):
            count.back += 1
            if does:
                count.purged += _purge(url, mapping, back)
    return count


def _stream(url: str, mapping: SystemMapping) -> Iterator[list[Mapping[str, Any]]]:
    """The identity in batches by key: no reading stays open while rows are purged."""
    identity = mapping.identity
    columns = {one for match in identity.points for one in match.columns} | {identity.key}
    source = look.table_of(mapping, identity.table, columns | ({identity.since} if identity.since else set()))
    query = select(source).order_by(source.c[identity.key]).limit(_BATCH)
    last: Key = None
    while True:
        after = query if last is None else query.where(source.c[identity.key] > look.bound(last))
        with connections.connected(url) as connection:
            rows: list[Mapping[str, Any]] = [dict(row) for row in connection.execute(after).mappings()]
        if rows:
            yield rows
        if len(rows) < _BATCH:
            return
        last = rows[-1][identity.key]


def _known_again(
    system: System, mapping: SystemMapping, rows: Sequence[Mapping[str, Any]], since: date | None, count: Count
) -> Iterator[Back]:
    held = {match.point for match in mapping.identity.points}
    fields = [name for name in _TELLS if name in held] or ["phone"]
    digests: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        told = look.points_of(mapping, row)
        for name in fields:
            if told.get(name):
                digest = sealing.suppression_digest(system.business_id, name, told[name])
                digests.setdefault((name, digest), []).append(row)
    stones = Tombstone.objects.filter(system=system, digest__in={digest for _name, digest in digests})
    if since:
        stones = stones.filter(at__gte=datetime.combine(since, datetime.min.time(), tzinfo=PACIFIC))
    found: dict[Back, None] = {}
    for stone in stones.order_by("pk"):
        for row in digests.get((stone.field, stone.digest), []):
            if _came_after(mapping, row, stone.at):
                count.anew += 1
            elif stone.deed in mapping.deeds:
                found[Back(stone.deed, row[mapping.identity.key])] = None
    yield from found


def _came_after(mapping: SystemMapping, row: Mapping[str, Any], at: datetime) -> bool:
    """True when the mapping says when a person came, and it was after the deletion: a new customer, not a copy."""
    came = row.get(mapping.identity.since) if mapping.identity.since else None
    if isinstance(came, str):
        try:
            came = datetime.fromisoformat(came)
        except ValueError:
            return False
    if isinstance(came, datetime):
        return (came if came.tzinfo else came.replace(tzinfo=at.tzinfo)) > at
    return isinstance(came, date) and came > at.astimezone(PACIFIC).date()


def _purge(url: str, mapping: SystemMapping, back: Back) -> int:
    reach = Reach(url, mapping, back.deed, mapping.acts(back.deed), Person(keys=[back.key]))
    found = sql.preview(reach)
    did = sql.act(reach, found)
    if any(sql.prove(reach, found).values()):
        raise CannotAct(_("Rows are left after the purge: check the mapping."))
    return sum(did.values())
