"""The one spelling of a JSON value."""

import hashlib
import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.formats import canonical_json

texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def test_keys_are_sorted_and_nothing_is_spaced_or_escaped():
    assert canonical_json.encode({"b": [1, None, True], "a": "é 张"}) == '{"a":"é 张","b":[1,null,true]}'.encode()


def test_composed_and_decomposed_letters_stay_apart():
    assert canonical_json.digest("\u00e9") != canonical_json.digest("e\u0301")


def test_digest_is_the_sha256_of_the_bytes():
    assert canonical_json.digest({}) == hashlib.sha256(b"{}").hexdigest()


@given(values)
def test_the_bytes_read_back_as_the_value(value):
    assert json.loads(canonical_json.encode(value)) == value


@given(st.dictionaries(texts, values, min_size=2, max_size=6), st.randoms())
def test_the_order_of_keys_does_not_matter(value: dict[str, object], chance: random.Random):
    shuffled = list(value.items())
    chance.shuffle(shuffled)
    assert canonical_json.encode(dict(shuffled)) == canonical_json.encode(value)


@pytest.mark.parametrize("value", [1.0, float("nan"), b"x", {1: "x"}, {"a": [{"b": 0.5}]}, {1, 2}, object()])
def test_what_has_no_single_spelling_is_refused(value):
    with pytest.raises(TypeError):
        canonical_json.encode(value)


def test_lone_surrogates_are_refused():
    with pytest.raises(ValueError, match="surrogates"):
        canonical_json.encode("\ud800")
