"""The queue's lists: groups by what comes next, and pages. Each walks one index and ends after a page, at any size."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import F, OrderBy, Q
from django.db.models.functions import Coalesce

from dsr.models import Account, Bulk, Case, EvidencePack
from dsr.models.bulk import BulkState
from dsr.models.case import CaseRows, CountTo, owes_rest
from dsr.models.evidence import PackState
from dsr.models.to_do import FOR_STAFF, ToDo
from portal.staff.queue import filters

ON_A_PAGE = 25
MOST_COUNTED = 1000
_AT_ONCE = 50  # rows of all groups together
_LEAST = 3  # of a group, however many others there are


def condition(chosen: Mapping[str, str], reader: Account, today: date) -> Q:
    """Of the list that is chosen: its view or group, and its filters."""
    return _of_list(chosen, today) & filters.narrowed(chosen, reader)


def _of_list(chosen: Mapping[str, str], today: date) -> Q:
    view = chosen.get("view", "")
    if view:
        return {"waiting": Q(to_do=ToDo.WAITS), "answered": Q(state="responded"), "all": Q()}[view]
    if group := chosen.get("group"):
        return of_group(group, today)
    return Q(to_do__in=[*FOR_STAFF, ToDo.AFTER]) | _rest()


def _rest() -> Q:
    return Q(to_do=ToDo.ANSWERED) & owes_rest()


def of_group(group: str, today: date) -> Q:
    """What is due stands in its own group, and in no other."""
    tomorrow = today + timedelta(days=1)
    if group == "due":
        return Q(to_do__in=FOR_STAFF, send_by__lte=tomorrow)
    if group == "rest":
        return _rest()
    if group == ToDo.AFTER:
        return Q(to_do=ToDo.AFTER)
    return Q(to_do=group, send_by__gt=tomorrow)


def group_of(case: Case, today: date) -> str:
    """The group in which a case of these lists stands: as of_group() finds it."""
    if case.to_do in FOR_STAFF and case.send_by <= today + timedelta(days=1):
        return "due"
    return "rest" if case.to_do == ToDo.ANSWERED else case.to_do


def narrow(cases: CaseRows, chosen: dict[str, str], reader: Account, today: date) -> CaseRows:
    """The cases that view, group and filters let through; of a bundle, each."""
    return cases.filter(condition(chosen, reader, today))


@dataclass(frozen=True)
class Group:
    """Requests of which the same comes next. `count` ends at one more than MOST_COUNTED."""

    code: str
    words: str
    count: int
    cases: Sequence[Case]

    @property
    def counted(self) -> str:
        return counted(self.count)

    @property
    def has_more(self) -> bool:
        return self.count > len(self.cases)


def counted(count: int) -> str:
    """A count in words: exact to 1,000."""
    return f"{MOST_COUNTED:,}+" if count > MOST_COUNTED else f"{count:,}"


def counts(cases: CaseRows, chosen: Mapping[str, str], reader: Account, today: date) -> dict[str, int]:
    """How many rows each group has under these filters, the waiting ones, and bulk work for a second person.

    In one query.
    """
    parts = filters.split({**chosen, "view": ""})
    asked: dict[str, Any] = {code: _count(cases, of_group(code, today), parts, reader) for code, _w in filters.GROUPS}
    asked["bulks"] = CountTo(Bulk.objects.filter(state=BulkState.WAITS).values("pk"))
    asked["packs"] = CountTo(EvidencePack.objects.filter(state=PackState.WAITS).values("pk"))
    asked["waiting"] = _count(cases, Q(to_do=ToDo.WAITS), [{**chosen, "view": "waiting"}], reader)
    told = {f"count_{name}": expression for name, expression in asked.items()}
    found: Any = Account.objects.filter(pk=reader.pk).values(**told)[0]
    return {name.removeprefix("count_"): count for name, count in found.items()}


def _count(cases: CaseRows, group: Q, parts: Sequence[Mapping[str, str]], reader: Account) -> Any:
    return _count_of([_rows(cases, group & filters.narrowed(part, reader)) for part in parts], MOST_COUNTED)


def _rows(cases: CaseRows, found: Q) -> CaseRows:
    return cases.filter(found).first_of_bundle(found)


def groups(
    cases: CaseRows, chosen: Mapping[str, str], reader: Account, today: date, counted: Mapping[str, int]
) -> list[Group]:
    """All that are not empty, each with its first rows: in one query."""
    there = {code: str(words) for code, words in filters.GROUPS if counted[code]}
    share, order = _share([counted[code] for code in there]), _order(chosen)
    rows: dict[str, list[Case]] = {code: [] for code in there}
    for case in _walked(cases, chosen, reader, today, [*there], share):
        rows.setdefault(group_of(case, today), []).append(case)
    return [Group(code, words, counted[code], _in_order(rows[code], share, order)) for code, words in there.items()]


def _walked(
    cases: CaseRows, chosen: Mapping[str, str], reader: Account, today: date, codes: Sequence[str], share: int
) -> CaseRows:
    """The first rows of each group, so many of a part, in one query."""
    ordered = _ordered(_order(chosen))
    parts = [(part, _sorted(ordered) if filters.is_of_few(part) else ordered) for part in filters.split(chosen)]
    walks = [
        _first(cases, _rows(cases, of_group(code, today) & filters.narrowed(part, reader)), share, by)
        for code in codes
        for part, by in parts
    ]
    return cases.filter(pk__in=walks[0].union(*walks[1:], all=True)) if walks else cases.none()


def place_of_group(code: str, days: Iterable[date]) -> tuple[int, date, int]:
    """Where a group stands, by the days of its rows: what is due by tomorrow, then by the first day to send by.

    What was left after the answer stands last: the day to send by was met.
    """
    codes = [known for known, _words in filters.GROUPS]
    rank = {"due": 0, ToDo.AFTER.value: 2}.get(code, 1)
    return rank, min(days, default=date.max), codes.index(code)


def codes_in_order(cases: CaseRows, chosen: Mapping[str, str], reader: Account, today: date) -> list[str]:
    """The groups as the queue draws them; in their own order where the rows are sorted otherwise."""
    codes = [code for code, _words in filters.GROUPS]
    if chosen.get("sort"):
        return sorted(codes, key=lambda code: place_of_group(code, []))
    days: dict[str, list[date]] = {code: [] for code in codes}
    for case in _walked(cases, chosen, reader, today, codes, 1):
        days[group_of(case, today)].append(case.send_by)
    return sorted(codes, key=lambda code: place_of_group(code, days[code]))


def _in_order(cases: Iterable[Case], share: int, order: tuple[str, bool]) -> list[Case]:
    """In the order of the list, and of a bundle that several people have one row."""
    kept: dict[Any, Case] = {}
    field, falls = order
    for case in sorted(cases, key=lambda one: (getattr(one, field), one.pk), reverse=falls):
        kept.setdefault(case.bundle_key or case.reference, case)
    return list(kept.values())[:share]


def _first(cases: CaseRows, rows: CaseRows, share: int, by: Sequence[Any]) -> Any:
    # SQLite takes no limit in a part of a union: the limited walk stands one deeper.
    walk = rows.order_by(*by).values("pk")[:share]
    return cases.filter(pk__in=walk).order_by().values("pk")


def _share(sizes: Sequence[int]) -> int:
    """How many rows a group may show, so that all of them together stay a page: the small ones are whole."""
    share = ON_A_PAGE
    while share > _LEAST and sum(min(size, share) for size in sizes) > _AT_ONCE:
        share -= 1
    return share


@dataclass(frozen=True)
class Page:
    """One page of cases; `earlier` and `later` are the marks of the pages beside it, empty when there is none."""

    cases: list[Case]
    earlier: str
    later: str


def page(cases: CaseRows, chosen: Mapping[str, str], reader: Account, today: date, marks: tuple[str, str]) -> Page:
    """The page after or before a mark, or the first one. A mark is the day or instant, and the id, of a row."""
    field, is_falling = _order(chosen)
    after, before = (_read(mark, field) for mark in marks)
    rows = _rows(cases, condition(chosen, reader, today))
    backwards = after is None and before is not None
    edge = after or before
    falls = is_falling != backwards
    if edge is not None:
        way = "lt" if falls else "gt"
        rows = rows.filter(Q(**{f"{field}__{way}": edge[0]}) | Q(**{field: edge[0], f"pk__{way}": edge[1]}))
        rows = rows.filter(**{f"{field}__{way}e": edge[0]})  # by which an index begins
    found = list(rows.order_by(*_ordered((field, falls)))[: ON_A_PAGE + 1])
    more, shown = len(found) > ON_A_PAGE, found[:ON_A_PAGE]
    if backwards:
        shown, has_earlier, has_later = shown[::-1], more, True
    else:
        has_earlier, has_later = edge is not None, more
    return Page(
        shown,
        earlier=_mark(shown[0], field) if shown and has_earlier else "",
        later=_mark(shown[-1], field) if shown and has_later else "",
    )


def _order(chosen: Mapping[str, str]) -> tuple[str, bool]:
    """By which column, and whether the newest comes first."""
    if sort := chosen.get("sort"):
        return "received_at", sort.startswith("-")
    return {"answered": ("responded_at", True), "all": ("received_at", True)}.get(
        chosen.get("view", ""), ("send_by", False)
    )


def _ordered(order: tuple[str, bool]) -> tuple[str, str]:
    field, falls = order
    return (f"-{field}", "-pk") if falls else (field, "pk")


def _sorted(names: Sequence[str]) -> list[Any]:
    """The same order, which no index gives: few rows are found by whose they are, not by walking past all others."""
    fields = ((name.removeprefix("-"), name.startswith("-")) for name in names)
    return [OrderBy(Coalesce(F(field), F(field)), descending=falls) for field, falls in fields]


def mark(case: Case, chosen: Mapping[str, str]) -> str:
    """The place of a case in a list, after which a page goes on; empty where the list does not order it."""
    field, _is_falling = _order(chosen)
    return _mark(case, field) if getattr(case, field) is not None else ""


def _mark(case: Case, field: str) -> str:
    return f"{getattr(case, field).isoformat()}~{case.pk}"


def _instant(said: str) -> datetime:
    """In UTC, as the database has it. Raises ValueError where no zone is said, OverflowError where it is beyond."""
    found = datetime.fromisoformat(said)
    if found.tzinfo is None:
        raise ValueError
    return found.astimezone(UTC)


def _read(mark: str, field: str) -> tuple[date | datetime, int] | None:
    said, _tilde, number = mark.partition("~")
    try:
        day = date.fromisoformat(said) if field == "send_by" else _instant(said)
        pk = int(number)
    except (ValueError, OverflowError):
        return None
    return day, pk


@dataclass(frozen=True)
class Place:
    """Which of how many rows of a list a case is; `total` ends at one more than MOST_COUNTED."""

    number: int
    total: int

    @property
    def counted(self) -> str:
        return counted(self.total)


def place(cases: CaseRows, chosen: Mapping[str, str], reader: Account, today: date, case: Case) -> Place | None:
    """Where a case stands in a list, in one query; None where it is not there, or behind all that is counted."""
    field, is_falling = _order(chosen)
    at, way = getattr(case, field), "gt" if is_falling else "lt"
    if at is None:
        return None
    ahead = Q(**{f"{field}__{way}": at}) | Q(**{field: at, f"pk__{way}": case.pk})
    lists = [_rows(cases, condition(part, reader, today)) for part in filters.split(chosen)]
    asked = {
        "total": _count_of(lists, MOST_COUNTED),
        "before": _count_of([one.filter(ahead, **{f"{field}__{way}e": at}) for one in lists], MOST_COUNTED),
        "own": _count_of([one.filter(pk=case.pk) for one in lists], 1),
    }
    found: Any = Account.objects.filter(pk=reader.pk).values(**{f"count_{name}": one for name, one in asked.items()})[
        0
    ]
    is_there = found["count_own"] and found["count_before"] < MOST_COUNTED
    return Place(found["count_before"] + 1, found["count_total"]) if is_there else None


def _count_of(lists: Sequence[CaseRows], most: int) -> CountTo:
    """How many rows lists come to that share none, counted together no further than one more than `most`."""
    first, *others = (one.order_by().values("pk") for one in lists)
    return CountTo((first.union(*others, all=True) if others else first)[: most + 1])
