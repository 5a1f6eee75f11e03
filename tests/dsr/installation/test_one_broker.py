"""Two installations on one broker never meet: neither in a queue, nor in what is kept beside it, nor in the cache."""

import pytest
from celery import Celery
from django.conf import settings as configured
from django.core.cache.backends.base import BaseCache
from django.utils.module_loading import import_string
from redis import Redis

from portal import celery as portal_celery


def desk(name: str) -> Celery:
    """The worker's side of an installation."""
    configured.INSTALLATION_ID = name
    configured.QUEUES = (f"daylight-{name}", f"daylight-{name}-urgent")
    made = Celery(name, set_as_current=False)
    made.conf.update(portal_celery._configuration())
    return made


@pytest.fixture
def two(broker, settings):
    settings.INSTALLATION_ID, settings.QUEUES = settings.INSTALLATION_ID, settings.QUEUES
    pair = desk("first-desk"), desk("second-desk")
    yield pair
    for one in pair:
        one.close()


def test_a_bell_is_heard_in_its_own_desk_alone(two):
    first, second = two
    with Redis.from_url(configured.REDIS_URL) as redis:
        before = set(redis.keys("*"))
        first.send_task("dsr.do_work", args=[1])
        with second.connection_for_read() as heard:
            assert heard.default_channel.basic_get(second.conf.task_default_queue) is None
        with first.connection_for_read() as heard:
            message = heard.default_channel.basic_get(first.conf.task_default_queue)
            assert message is not None
            made = {key.decode() for key in set(redis.keys("*")) - before}
            assert made and all("first-desk" in key for key in made), made
            heard.default_channel.basic_ack(message.delivery_tag)


def test_the_cache_of_one_is_none_of_the_other(broker):
    def cache(prefix: str) -> BaseCache:
        options = {**configured.CACHES["default"], "KEY_PREFIX": prefix}
        made: BaseCache = import_string(options.pop("BACKEND"))(options.pop("LOCATION"), options)
        return made

    first, second = cache("daylight-first-desk"), cache("daylight-second-desk")
    first.set("who", "first")
    assert (first.get("who"), second.get("who")) == ("first", None)
