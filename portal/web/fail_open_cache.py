"""The cache never takes a page down: without Redis, nothing is remembered and pages still answer."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def _forgiving(name: str, otherwise: Callable[[tuple[Any, ...], dict[str, Any]], Any]) -> Callable[..., Any]:
    method = getattr(RedisCache, name)

    @wraps(method)
    def call(self: RedisCache, *args: Any, **kwargs: Any) -> Any:
        try:
            return method(self, *args, **kwargs)
        except (RedisError, OSError) as error:
            log.warning("The cache did not answer (%s); going on without it.", type(error).__name__)
            return otherwise(args, kwargs)

    return call


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache; when Redis is gone, reads miss, writes do nothing, and counters count one."""

    get = _forgiving("get", lambda args, kwargs: args[1] if len(args) > 1 else kwargs.get("default"))
    get_many = _forgiving("get_many", lambda args, kwargs: {})
    set = _forgiving("set", lambda args, kwargs: None)
    set_many = _forgiving("set_many", lambda args, kwargs: [])
    add = _forgiving("add", lambda args, kwargs: True)
    incr = _forgiving("incr", lambda args, kwargs: 1)
    touch = _forgiving("touch", lambda args, kwargs: False)
    delete = _forgiving("delete", lambda args, kwargs: False)
    has_key = _forgiving("has_key", lambda args, kwargs: False)
