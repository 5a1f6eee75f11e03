"""Somebody else at the same case: who opened it a moment ago, and who acted on it. Looking writes no row."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache

from dsr.clock import now
from dsr.models import Account, Case, Entry

_LATELY = timedelta(minutes=10)


@dataclass(frozen=True)
class Colleague:
    """Who was here, and when: `has_acted`, else only opened the page."""

    who: str
    at: datetime
    has_acted: bool


def at_the_case(case: Case, reader: Account, entries: Iterable[Entry]) -> list[Colleague]:
    """Who else was here within some minutes, the newest first; and note that this reader is here now.

    What is noted is an account's id and a time, in the cache alone: it is gone by itself, and without the cache nobody
    is seen.
    """
    since = now() - _LATELY
    acted = {
        entry.account_id: Colleague(str(entry.account), entry.at, has_acted=True)
        for entry in entries
        if entry.account is not None and entry.account_id != reader.pk and entry.at >= since
    }
    opened = {pk: at for pk, at in _noted(case, reader).items() if pk != reader.pk and pk not in acted and at >= since}
    names = {one.pk: str(one) for one in Account.objects.filter(pk__in=opened)} if opened else {}
    looked = [Colleague(names[pk], at, has_acted=False) for pk, at in opened.items() if pk in names]
    return sorted([*acted.values(), *looked], key=lambda one: one.at, reverse=True)


def _noted(case: Case, reader: Account) -> dict[int, datetime]:
    key = f"desk:at-case:{case.pk}"
    before: dict[str, str] = cache.get(key) or {}
    cache.set(key, {**before, str(reader.pk): now().isoformat()}, int(_LATELY.total_seconds()))
    return {int(pk): datetime.fromisoformat(at) for pk, at in before.items()}
