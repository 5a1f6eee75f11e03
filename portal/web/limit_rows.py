"""What must be limited also while Redis is away: sign-in and codes. Counted in rows, as JSON, under keyed hashes."""

import json
from datetime import timedelta
from typing import Any

from dsr.clock import machine
from dsr.models import LimitCount
from dsr.models.raw_sql import insert_unless_known

# What the sign-in library counts, the codes that it took once, the tries of codes from letters, and the page of one's
# own request.
_LIMITED = ("allauth", "limit:proof:", "limit:page-")
_DEFAULT_SECONDS = 300
# Tries of a compare-and-set: each that fails means that another one counted.
_TRIES = 50


def is_limited(key: object) -> bool:
    return str(key).startswith(_LIMITED)


def count_of(digest: str, default: Any = None) -> Any:
    row = LimitCount.objects.filter(digest=digest, expires_at__gt=machine()).first()
    return default if row is None else json.loads(row.value)


def keep_count(digest: str, value: Any, seconds: float | None) -> None:
    until = machine() + timedelta(seconds=seconds or _DEFAULT_SECONDS)
    LimitCount.objects.update_or_create(digest=digest, defaults={"value": json.dumps(value), "expires_at": until})


def begin_count(digest: str, value: Any, seconds: float | None) -> bool:
    """True where nothing stood there: of two at once, for one of them."""
    LimitCount.objects.filter(digest=digest, expires_at__lte=machine()).delete()
    until = machine() + timedelta(seconds=seconds or _DEFAULT_SECONDS)
    return insert_unless_known(LimitCount(digest=digest, value=json.dumps(value), expires_at=until)) is not None


def count_up(digest: str, by: int) -> int:
    """One more. Raises ValueError where nothing is counted, as a cache does."""
    for _try in range(_TRIES):
        row = LimitCount.objects.filter(digest=digest, expires_at__gt=machine()).first()
        if row is None:
            break
        counted = int(json.loads(row.value)) + by
        if LimitCount.objects.filter(digest=digest, value=row.value).update(value=json.dumps(counted)):
            return counted
    raise ValueError("Nothing is counted here.")


def end_count(digest: str) -> bool:
    return bool(LimitCount.objects.filter(digest=digest).delete()[0])
