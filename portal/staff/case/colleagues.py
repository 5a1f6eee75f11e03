"""Somebody else at the same case: who opened it a moment ago, and who acted on it. Looking writes no row."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache

from dsr import sealing
from dsr.clock import now
from dsr.errors import CannotOpen
from dsr.models import Account, Case, Entry

_LATELY = timedelta(minutes=10)
_NAME = "name of who is at a case"


@dataclass(frozen=True)
class Colleague:
    """Who was here, and when: `has_acted`, else only opened the page."""

    who: str
    at: datetime
    has_acted: bool


def at_the_case(case: Case, reader: Account, entries: Iterable[Entry]) -> list[Colleague]:
    """Who else was here within some minutes, the newest first; and note that this reader is here now.

    What is noted is an account's id, a time and the name, sealed, so that no statement reads it; in the cache alone:
    it is gone by itself, and without the cache nobody is seen.
    """
    since = now() - _LATELY
    acted = {
        entry.account_id: Colleague(str(entry.account), entry.at, has_acted=True)
        for entry in entries
        if entry.account is not None and entry.account_id != reader.pk and entry.at >= since
    }
    looked = [
        one
        for pk, one in _noted(case, reader).items()
        if pk != reader.pk and pk not in acted and one.who and one.at >= since
    ]
    return sorted([*acted.values(), *looked], key=lambda one: one.at, reverse=True)


def _noted(case: Case, reader: Account) -> dict[int, Colleague]:
    key = f"desk:who-is-at-case:{case.pk}"
    before: dict[str, tuple[str, str]] = cache.get(key) or {}
    mine = now().isoformat(), sealing.seal_secret(_NAME, str(reader))
    cache.set(key, {**before, str(reader.pk): mine}, int(_LATELY.total_seconds()))
    return {int(pk): Colleague(_opened(name), datetime.fromisoformat(at), False) for pk, (at, name) in before.items()}


def _opened(name: str) -> str:
    try:
        return sealing.open_secret(_NAME, name)
    except CannotOpen:  # by a key that was changed since
        return ""
