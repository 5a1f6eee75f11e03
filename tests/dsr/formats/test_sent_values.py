"""What other programs send is read so that nothing later chokes on it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsr.errors import BadInput
from dsr.formats import sent_values

texts = st.text(st.characters(), max_size=8) | st.sampled_from(["\ud83d", "\x00", "a\udfffb", "\\u0000", "\\"])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


def is_whole(value) -> bool:
    return all(sent_values.is_kept(one) for one in sent_values._texts(value))


@given(values, st.booleans())
@settings(max_examples=80, deadline=None, derandomize=True)
def test_what_is_read_can_be_kept_and_is_what_was_sent(value, is_ascii):
    sent = json.dumps(value, ensure_ascii=is_ascii)
    assert is_whole(sent_values.load_mended_json(sent))
    if is_whole(value):
        assert sent_values.load_json(sent) == sent_values.load_mended_json(sent) == value
    else:
        with pytest.raises(BadInput):
            sent_values.load_json(sent)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 60_000, b'{"a": NaN}', b"-Infinity", b"1" * 5_000])
def test_what_is_no_json_is_refused(body):
    for load in (sent_values.load_json, sent_values.load_mended_json):
        with pytest.raises(BadInput):
            load(body)


@pytest.mark.parametrize("text", ["", "²", "٣", "-1", "+1", " 1", "1.0", "1e3", "9" * 19])
def test_only_ascii_digits_are_a_number(text):
    assert sent_values.whole_number(text) is None


def test_a_number_is_read():
    assert sent_values.whole_number("0017") == 17
