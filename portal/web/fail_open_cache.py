"""The cache never takes a page down, runs nothing that lies in it, and shows nobody who was here.

Sign-in and codes stay limited without it: then rows count (portal/web/limit_rows.py).
"""

import json
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

from portal.web import limit_rows

log = logging.getLogger(__name__)

# ValueError and RecursionError: what lies there is not JSON, or was made to hurt who reads it.
_UNREADABLE = (RedisError, OSError, ValueError, RecursionError)
_AWAY = (RedisError, OSError)


class JsonSerializer:
    """Values as JSON. Django's own takes pickles, and who can write to Redis could run code by one."""

    def dumps(self, value: Any) -> bytes | int:
        # Redis counts up what is a plain whole number; True and False are none.
        return value if type(value) is int else json.dumps(value).encode()

    def loads(self, stored: bytes) -> Any:
        return json.loads(stored)


def keyed_hash(key: str, prefix: str, version: int) -> str:
    """The key as Redis sees it. The apps of others put addresses of visitors and accounts into theirs."""
    return f"{prefix}:{version}:{salted_hmac('portal.cache', key, algorithm='sha256').hexdigest()}"


class _KeptClient(RedisCacheClient):
    """One client for all that is asked: Django makes one for each question, which takes as long as the answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._clients: dict[bool, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        if write not in self._clients:
            self._clients[write] = super().get_client(key, write=write)
        return self._clients[write]


class _CountingCache(RedisCache):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._class = _KeptClient

    def count(self, key: str, seconds: int) -> int:
        """One more under this key, which ends so many seconds after the first: one question of Redis."""
        key = self.make_and_validate_key(key)
        asked = self._cache.get_client(key, write=True).pipeline()
        asked.set(key, 0, ex=seconds, nx=True)
        asked.incr(key)
        return int(asked.execute()[-1])


def _forgiving(
    name: str,
    otherwise: Callable[[tuple[Any, ...], dict[str, Any]], Any],
    failures: tuple[type[Exception], ...] = _AWAY,
    in_rows: Callable[..., Any] | None = None,
) -> Callable[..., Any]:
    """A method that goes on without Redis. `in_rows` is what it does then with what must stay limited."""
    method = getattr(_CountingCache, name)

    @wraps(method)
    def call(self: _CountingCache, *args: Any, **kwargs: Any) -> Any:
        try:
            return method(self, *args, **kwargs)
        except failures as error:
            log.warning("The cache did not answer (%s); going on without it.", type(error).__name__)
            is_away = isinstance(error, _AWAY)
            key = args[0] if args else kwargs.pop("key", "")
            if in_rows is not None and is_away and limit_rows.is_limited(key):
                return in_rows(self.make_key(key), *args[1:], **kwargs)
            return otherwise(args, kwargs)

    return call


class ForgivingRedisCache(_CountingCache):
    """Django's Redis cache; when Redis is gone, reads miss, writes do nothing, and counters count one."""

    get = _forgiving(
        "get",
        lambda args, kwargs: args[1] if len(args) > 1 else kwargs.get("default"),
        _UNREADABLE,
        lambda key, default=None, version=None: limit_rows.count_of(key, default),
    )
    get_many = _forgiving("get_many", lambda args, kwargs: {}, _UNREADABLE)
    set = _forgiving(
        "set",
        lambda args, kwargs: None,
        in_rows=lambda key, value, timeout=None, version=None: limit_rows.keep_count(key, value, timeout),
    )
    set_many = _forgiving("set_many", lambda args, kwargs: [])
    add = _forgiving(
        "add",
        lambda args, kwargs: True,
        in_rows=lambda key, value, timeout=None, version=None: limit_rows.begin_count(key, value, timeout),
    )
    incr = _forgiving(
        "incr", lambda args, kwargs: 1, in_rows=lambda key, delta=1, version=None: limit_rows.count_up(key, delta)
    )
    count = _forgiving("count", lambda args, kwargs: 0, in_rows=limit_rows.count)
    touch = _forgiving("touch", lambda args, kwargs: False)
    delete = _forgiving(
        "delete", lambda args, kwargs: False, in_rows=lambda key, version=None: limit_rows.end_count(key)
    )
    has_key = _forgiving("has_key", lambda args, kwargs: False)
