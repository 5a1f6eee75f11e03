"""The cache: JSON and nothing else, keys that show nobody, and no page that falls with it."""

import os
import pickle

import pytest
from django.core.cache import cache
from django.core.cache.backends.redis import RedisSerializer
from django.test import Client
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st

from tests import given

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@pytest.fixture(autouse=True)
def stored():
    """What lies in Redis, as it lies there."""
    cache.clear()
    return cache._cache.get_client(None, write=True)


class Trap:
    """What a pickle does when it is read: here it only leaves a folder."""

    def __init__(self, folder):
        self.folder = str(folder)

    def __reduce__(self):
        return os.mkdir, (self.folder,)


@hypothesis_given(VALUES)
def test_what_was_put_in_comes_out(value):
    cache.set("key", value)
    assert cache.get("key") == value
    assert type(cache.get("key")) is type(value)


def test_numbers_are_counted_up():
    cache.set("key", 4)
    assert cache.incr("key") == 5
    with pytest.raises(ValueError, match="not found"):
        cache.incr("nothing")


@pytest.mark.parametrize("planted", ["pickle", b"\x80\x05", b"", b"[" * 100_000, b"\xff", b"nope"])
def test_what_is_no_json_is_as_if_it_were_not_there_and_is_never_run(stored, tmp_path, planted):
    opened = tmp_path / "opened"
    if planted == "pickle":
        planted = pickle.dumps(Trap(opened))
        RedisSerializer().loads(planted)
        assert opened.exists()  # so the trap is one
        opened.rmdir()
    stored.set(cache.make_key("key"), planted)
    assert cache.get("key") is None
    assert cache.get("key", "other") == "other"
    assert cache.get_many(["key"]) == {}
    assert not opened.exists()
    cache.set("key", [1.5])
    assert cache.get("key") == [1.5]


def test_what_is_no_json_is_refused_before_it_is_kept():
    with pytest.raises(TypeError):
        cache.set("key", object())


@pytest.mark.django_db
def test_signing_in_leaves_no_address_and_no_pickle_in_the_cache(stored):
    given.an_account(email="robin@fernwood.example")
    outside = Client(REMOTE_ADDR="203.0.113.7")
    for _attempt in range(3):
        outside.post("/accounts/login/", {"login": "robin@fernwood.example", "password": "wrong"})
    outside.post("/accounts/password/reset/", {"email": "robin@fernwood.example"})
    keys = stored.keys("*")
    assert len(keys) >= 4  # by client and by account, of both pages
    for key in keys:
        seen = key + stored.get(key)
        assert b"203.0.113" not in seen and b"robin" not in seen and b"testserver" not in seen
        assert not stored.get(key).startswith(b"\x80")
