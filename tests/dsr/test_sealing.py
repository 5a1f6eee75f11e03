"""Personal information at rest: what opens it, and what does not."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr import sealing
from dsr.errors import CannotOpen, Forgotten

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab"), inner, max_size=3),
    max_leaves=6,
) | st.binary(max_size=60)


class Holder:
    """A case, as far as sealing needs one."""

    def __init__(self, pk: int = 7, data_key: bytes | None = None) -> None:
        self.pk = pk
        self.data_key: bytes | memoryview | None = data_key or sealing.new_data_key()


@given(VALUES)
def test_what_is_sealed_opens_as_it_was(value):
    case = Holder()
    assert sealing.open_sealed(case, "subject", sealing.seal(case, "subject", value)) == value


def test_the_same_value_is_never_sealed_the_same_way():
    case = Holder()
    sealed = {sealing.seal(case, "subject", "Dana") for _ in range(50)}
    assert len(sealed) == 50
    assert not any(b"Dana" in one for one in sealed)


def test_it_opens_for_its_own_case_and_name_only():
    case = Holder()
    sealed = sealing.seal(case, "subject", "Dana")
    with pytest.raises(CannotOpen):
        sealing.open_sealed(case, "requester", sealed)
    with pytest.raises(CannotOpen):
        sealing.open_sealed(Holder(8, bytes(case.data_key or b"")), "subject", sealed)
    with pytest.raises(CannotOpen):
        sealing.open_sealed(Holder(7), "subject", sealed)


def test_case_and_name_cannot_run_into_each_other():
    case = Holder(1)
    with pytest.raises(CannotOpen):
        sealing.open_sealed(Holder(12, bytes(case.data_key or b"")), "x", sealing.seal(case, "2/x", "Dana"))


def test_any_changed_or_missing_byte_is_noticed():
    case = Holder()
    sealed = sealing.seal(case, "subject", "Dana")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(CannotOpen):
            sealing.open_sealed(case, "subject", bytes(changed))
    for short in (b"", sealed[:5], sealed[:-1]):
        with pytest.raises(CannotOpen):
            sealing.open_sealed(case, "subject", short)


def test_a_changed_data_key_is_noticed():
    case = Holder()
    sealed = sealing.seal(case, "subject", "Dana")
    key = bytearray(bytes(case.data_key or b""))
    key[-1] ^= 1
    with pytest.raises(CannotOpen):
        sealing.open_sealed(Holder(7, bytes(key)), "subject", sealed)


def test_a_forgotten_case_says_so():
    case = Holder()
    sealed = sealing.seal(case, "subject", "Dana")
    case.data_key = None
    with pytest.raises(Forgotten):
        sealing.open_sealed(case, "subject", sealed)
    with pytest.raises(Forgotten):
        sealing.seal(case, "subject", "Dana")


def test_a_new_key_seals_and_the_old_one_still_opens(settings):
    old_keys, old = settings.SEALING_KEYS, Holder()
    sealed = sealing.seal(old, "subject", "Dana")
    settings.SEALING_KEYS = {"t2": b"n" * 32, **old_keys}
    new = Holder()
    assert sealing.open_sealed(old, "subject", sealed) == "Dana"
    assert bytes(new.data_key or b"").startswith(b"t2:")
    both = sealing.seal(new, "subject", "Dana")
    settings.SEALING_KEYS = {"t2": b"n" * 32}
    assert sealing.open_sealed(new, "subject", both) == "Dana"
    with pytest.raises(CannotOpen, match="'t1'"):
        sealing.open_sealed(old, "subject", sealed)


def test_a_key_of_the_right_name_and_the_wrong_bytes_opens_nothing(settings):
    case = Holder()
    sealed = sealing.seal(case, "subject", "Dana")
    settings.SEALING_KEYS = {"t1": b"w" * 32}
    with pytest.raises(CannotOpen, match="SEALING_KEYS"):
        sealing.open_sealed(case, "subject", sealed)


def test_failures_never_quote_what_is_sealed():
    case = Holder()
    with pytest.raises(CannotOpen) as refused:
        sealing.open_sealed(case, "other", sealing.seal(case, "subject", "Dana Whitlow"))
    assert "Dana" not in repr(refused.value) + repr(refused.value.__cause__)


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("name", "Dana Whitlow", "  dana   WHITLOW "),
        ("name", "Zoë", "ZOE\u0308"),
        ("name", "STRASSE", "straße"),
        ("email", "Dana@Example.com", "dana@example.COM"),
        ("email", "anna@bücher.example", "anna@xn--bcher-kva.example"),
        ("phone", "٥٥٥٠١٠٠١٩٩", "(555) 010-0199"),
        ("phone", "+1 (555) 010-0199", "15550100199"),
    ],
)
def test_equal_values_meet_in_the_index(field, one, other):
    assert sealing.blind_index(field, one) == sealing.blind_index(field, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("anna@faß.example", "anna@fass.example"), ("ﬁona@e.com", "fiona@e.com"), ("mi\u212ae@e.com", "mike@e.com")],
)
def test_who_only_looks_alike_does_not_meet(one, other):
    assert sealing.blind_index("email", one) != sealing.blind_index("email", other)
    assert not set(sealing.suppression_digests(1, "email", one)) & set(sealing.suppression_digests(1, "email", other))


def test_half_an_emoji_has_a_hash_that_meets_nobodys():
    digests = {sealing.blind_index("email", one) for one in ("\ud83d@e.com", "\udc00@e.com", "?@e.com")}
    assert len(digests) == 3 and sealing.person_digests("email", "\ud83d@e.com")


def test_the_index_tells_field_value_and_key_apart(settings):
    digest = sealing.blind_index("name", "dana")
    assert digest != sealing.blind_index("email", "dana")
    assert digest != sealing.blind_index("name", "dana w")
    assert len(digest) == 64
    settings.INDEX_KEY = b"z" * 32
    assert digest != sealing.blind_index("name", "dana")


def test_new_keys_are_32_bytes_and_differ():
    keys = {sealing.new_key() for _ in range(20)}
    assert len(keys) == 20
    assert {len(base64.urlsafe_b64decode(key)) for key in keys} == {32}
