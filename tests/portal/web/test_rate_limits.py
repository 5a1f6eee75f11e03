"""Rate limits count by network, hide addresses, and hold nobody back without the cache."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.test import RequestFactory, override_settings

from portal.web.rate_limits import Limit, allows

THRICE = Limit("thrice", 3, 3600)


@pytest.fixture(autouse=True)
def empty_cache(frozen):
    cache.clear()


def a_visit(peer="203.0.113.7", forwarded=""):
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    return RequestFactory().get("/", REMOTE_ADDR=peer, **headers)


def test_the_fourth_in_an_hour_is_over_the_limit_of_three():
    assert [allows(a_visit(), THRICE) for _ in range(4)] == [True, True, True, False]


def test_another_network_and_another_limit_have_their_own_count():
    for _ in range(4):
        allows(a_visit(), THRICE)
    assert allows(a_visit("203.0.113.8"), THRICE)
    assert allows(a_visit(), Limit("other", 3, 3600))


def test_the_next_hour_begins_anew(frozen):
    for _ in range(4):
        allows(a_visit(), THRICE)
    frozen(datetime(2026, 3, 10, 17, 0, tzinfo=UTC))
    assert allows(a_visit(), THRICE)


def test_behind_a_proxy_each_client_has_its_own_count(settings):
    settings.TRUST_PROXY = 1
    for _ in range(4):
        allows(a_visit("10.0.0.3", "192.0.2.9"), THRICE)
    assert not allows(a_visit("10.0.0.3", "198.51.100.1, 192.0.2.9"), THRICE)
    assert allows(a_visit("10.0.0.3", "192.0.2.10"), THRICE)


def test_who_cannot_be_told_is_held_back_with_nobody(settings):
    settings.TRUST_PROXY = 1
    assert all(allows(a_visit("10.0.0.3"), THRICE) for _ in range(10))


def test_no_address_stands_in_the_cache():
    allows(a_visit("203.0.113.7"), THRICE)
    keys = cache._cache.get_client(None).keys("*")
    assert len(keys) == 1
    assert b"203.0.113" not in keys[0]


def test_without_the_cache_nobody_is_held_back():
    away = {
        "default": {
            "BACKEND": "portal.web.fail_open_cache.ForgivingRedisCache",
            "LOCATION": "unix:///nowhere/broker.sock",
        }
    }
    with override_settings(CACHES=away):
        assert all(allows(a_visit(), THRICE) for _ in range(10))


def test_a_count_that_the_cache_dropped_begins_anew():
    assert [allows(a_visit(), THRICE) for _ in range(4)][-1] is False
    cache.clear()
    assert [allows(a_visit(), THRICE) for _ in range(4)] == [True, True, True, False]


def test_a_count_asks_redis_once_and_ends_with_its_window():
    redis = cache._cache.get_client(None, write=True)
    before = redis.info("stats")["total_reads_processed"]
    assert allows(a_visit(), THRICE)
    assert redis.info("stats")["total_reads_processed"] - before == 2  # and the question of this test
    (key,) = redis.keys("*")
    assert 0 < redis.ttl(key) <= THRICE.seconds


def test_of_several_at_once_each_is_counted():
    def visit(_number):
        return allows(a_visit(), THRICE)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(visit, range(24))) == 3


def test_who_is_held_back_is_one_line_of_the_log_and_no_address(caplog):
    for _ in range(9):
        allows(a_visit(), THRICE)
    (line,) = [one.getMessage() for one in caplog.records if "held back" in one.getMessage()]
    assert line.startswith("held back limit=thrice origin=") and "203.0.113" not in line
