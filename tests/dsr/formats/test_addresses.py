"""Email addresses: one mailbox for a deed, more for a stop, and the shapes in which people have them."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsr.errors import BadInput
from dsr.formats.addresses import addresses_in, is_address, lookalike, mailbox, one_address, same_mailbox, to_stop
from dsr.formats.hidden_characters import HiddenCharacter

anything = st.text(st.characters(), max_size=40)
atoms = st.text("abcxyzABCXYZ0189.+_'é用ßK", min_size=1, max_size=12)
labels = st.text("abcxyzABCXYZ019éüßς用例", min_size=1, max_size=10)
plain = st.builds(
    lambda local, label: f"x{local}x@{label}.example", atoms, labels.filter(lambda one: not one.startswith("xn"))
)
bounded = settings(max_examples=60, deadline=None, derandomize=True)


def spelled_before(address: str) -> str:
    """How the lists of earlier releases spelled an address before they hashed it."""
    return " ".join(unicodedata.normalize("NFKC", address).casefold().split())


@pytest.mark.parametrize(
    "one, other",
    [
        ("dana@example.com", "DANA@Example.COM"),
        ("dana@example.com", "  dana@example.com\u00a0\r\n"),
        ("dana@example.com", "\u200bdana@example.com"),
        ("dana@example.com", '"dana"@example.com'),
        ("dana@example.com", "dana@example.com."),
        ("anna@bücher.example", "anna@xn--bcher-kva.example"),
        ("anna@bücher.example", "Anna@XN--BCHER-KVA.example"),
        ("anna@bücher.example", "anna@BU\u0308CHER.example"),
        ("anna@faß.example", "anna@xn--fa-hia.example"),
        ("dana@例子.广告", "dana@例子。广告"),
        ("dana@i❤.example", "dana@xn--i-7iq.example"),
    ],
)
def test_two_spellings_of_one_mailbox_are_the_same(one, other):
    assert same_mailbox(one, other)


@pytest.mark.parametrize(
    "one, other",
    [
        ("anna@faß.example", "anna@fass.example"),
        ("anna@σας.example", "anna@σασ.example"),
        ("ﬁona@example.com", "fiona@example.com"),
        ("mi\u212ae@example.com", "mike@example.com"),
        ("straße@example.com", "strasse@example.com"),
        ("Ünna@example.com", "ünna@example.com"),
        ("caf\u00e9@example.com", "cafe\u0301@example.com"),
        ("dana@exämple.com", "dana@example.com"),
        ("da\u200bna@example.com", "dana@example.com"),
        ("dana+news@example.com", "dana@example.com"),
        ("da.na@example.com", "dana@example.com"),
        ("\u0131nes@example.com", "ines@example.com"),
        ("", ""),
        ("", " "),
    ],
)
def test_what_only_looks_alike_is_another_mailbox(one, other):
    assert not same_mailbox(one, other)


@given(anything)
@bounded
def test_the_spelling_of_a_mailbox_is_its_own(text):
    assert mailbox(mailbox(text)) == mailbox(text)


@given(plain)
@bounded
def test_only_ascii_letters_are_folded_in_a_local_part(address):
    local = mailbox(address).rpartition("@")[0]
    assert local == "".join(one.lower() if one.isascii() else one for one in address.rpartition("@")[0])


@given(plain)
@bounded
def test_a_domain_is_spelled_in_ascii(address):
    assert mailbox(address).rpartition("@")[2].isascii()


@given(anything | plain)
@bounded
def test_a_stop_covers_the_mailbox_first_and_the_spelling_of_earlier_lists(address):
    found = to_stop(address)
    assert found[0] == mailbox(address)
    assert spelled_before(address) in found
    assert len(set(found)) == len(found)


@given(plain)
@bounded
def test_a_stop_listed_before_is_found_by_either_spelling_of_the_domain(address):
    assert spelled_before(address) in to_stop(mailbox(address))


@pytest.mark.parametrize(
    "stopped, mailed",
    [
        ("anna@bücher.example", "anna@xn--bcher-kva.example"),
        ("anna@xn--bcher-kva.example", "anna@bücher.example"),
        ("anna@faß.example", "anna@fass.example"),
        ("anna@fass.example", "anna@faß.example"),
        ("anna@fass.example", "anna@xn--fa-hia.example"),
        ("da\u200bna@example.com", "dana@example.com"),
        ("dana@example.com", "da\u00adna@example.com"),
        ("dana@example.com", "\u202adana@example.com\u202c"),
        ("ÜNNA@example.com", "ünna@example.com"),
        ("ünna@example.com", "Ünna@example.com"),
        ("ﬁona@example.com", "fiona@example.com"),
    ],
)
def test_what_may_reach_who_said_no_is_stopped(stopped, mailed):
    assert set(to_stop(stopped)) & set(to_stop(mailed))


def test_an_ordinary_address_is_stopped_under_one_spelling():
    assert to_stop(" Dana.Whitlow+news@Example.com ") == ("dana.whitlow+news@example.com",)


@pytest.mark.parametrize(
    "text, found",
    [
        ("dana@example.com", ["dana@example.com"]),
        ("Dana Whitlow <dana@example.com>", ["dana@example.com"]),
        ('"Whitlow, Dana" <dana@example.com>', ["dana@example.com"]),
        ('"dana@example.com" <dana@example.com>', ["dana@example.com"]),
        ("<ruth@example.com>", ["ruth@example.com"]),
        ('"luis@example.com"', ["luis@example.com"]),
        ("'luis@example.com'", ["luis@example.com"]),
        ("“luis@example.com”", ["luis@example.com"]),
        ("mailto:zoe@example.com", ["zoe@example.com"]),
        ("MAILTO:zo%65@example.com?subject=Stop", ["zoe@example.com"]),
        ("kim@example.com;", ["kim@example.com"]),
        ("kim@example.com,", ["kim@example.com"]),
        ("kim@example.com.", ["kim@example.com"]),
        ("(kim@example.com)", ["kim@example.com"]),
        ("kim@example.com (at work)", ["kim@example.com"]),
        ("lee@example.com, may@example.com", ["lee@example.com", "may@example.com"]),
        ("lee@example.com may@example.com", ["lee@example.com", "may@example.com"]),
        ("lee@example.com\rmay@example.com\r\n", ["lee@example.com", "may@example.com"]),
        ("Whitlow, Dana <dana@example.com>; Lee <lee@example.com>", ["dana@example.com", "lee@example.com"]),
        ("dana@example.com,Dana,Whitlow,2025-03-31 10:00:00,NORMAL", ["dana@example.com"]),
        ('17;"Whitlow, ""DD"" Dana <dana@example.com>";NORMAL', ["dana@example.com"]),
        ("dana@example.com;DANA@example.com", ["dana@example.com"]),
        ("\ufeffdana@example.com", ["dana@example.com"]),
        ("dana＠example.com", ["dana@example.com"]),
        ('"luis b"@example.com', ['"luis b"@example.com']),
        ("o'brien.@docomo.example", ["o'brien.@docomo.example"]),
        ("用户@例子.广告", ["用户@例子.广告"]),
        ("", []),
        (" \t\r\n", []),
    ],
)
def test_the_shapes_in_which_people_have_addresses_are_understood(text, found):
    assert list(addresses_in(text)) == found


@pytest.mark.parametrize(
    "text",
    [
        "Dana",
        "<>",
        "dana@",
        "@example.com",
        "dana@localhost",
        "dana@example..com",
        "dana@-example.com",
        "dana@10.0.0.1",
        "dana@ruth@example.com",
        "dana whitlow@example.com",
        "dana @example.com",
        "dana@example .com",
        "Dana dana@example.com",
        *(f"{mark}dana@example.com" for mark in ("'", "#", "*", "=", "•", "→", "●", "—")),
        '"ruth@example.com" <dana@example.com>',
        "dana@example.com,@dana",
        "dana@example.com,ruth@example.com,NORMAL",
        "dana@example.com|Dana",
        "https://example.com/?of=dana@example.com",
        '"dana@example.com',
        "da\x00na@example.com",
        "\ud83d@example.com",
        "dana@\ud83d.example",
        "a" * 300 + "@example.com",
    ],
)
def test_what_is_not_understood_is_refused_and_not_repeated(text):
    with pytest.raises(BadInput) as refusal:
        addresses_in(text)
    assert "dana" not in str(refusal.value).casefold()


@given(anything)
@bounded
def test_any_text_gives_addresses_or_a_refusal(text):
    try:
        found = addresses_in(text)
    except BadInput:
        return
    assert all(is_address(one) and mailbox(one) for one in found)


HIDDEN = st.sampled_from("\u200b\u00ad\u2060\u200e\u200f\u202a\u202e\u2066\ufeff\u034f\u3164\ufe0f\u180e\U000e0061")
sides = st.sampled_from(["dana", "d.w+news", "ana-2"]), st.sampled_from(["example.com", "mail.example.org"])


@given(*sides, HIDDEN, st.integers(1, 20))
@bounded
def test_a_hidden_character_hides_nobody_from_a_stop_and_is_no_address_for_a_deed(local, domain, hidden, at):
    address = f"{local}@{domain}"
    spelled = f"{address[:at]}{hidden}{address[at:]}"
    if spelled.endswith(hidden):
        return
    assert set(to_stop(spelled)) & set(to_stop(address)) and lookalike(spelled) == lookalike(address)
    assert addresses_in(spelled, keeps_hidden=True) == (spelled,)
    with pytest.raises(HiddenCharacter, match=f"U\\+{ord(hidden):04X}") as refusal:
        addresses_in(spelled)
    assert local not in str(refusal.value) and f"the {at + 1}. character" in str(refusal.value)
    if at < len(local):
        assert not same_mailbox(spelled, address)


@pytest.mark.parametrize("address", ["dana@i❤\ufe0f.example", "کتاب@نامه\u200cای.example", "نامه\u200cای@example.com"])
def test_what_belongs_to_the_spelling_is_not_hidden(address):
    assert addresses_in(address) == (address,)


def test_one_answer_holds_one_address():
    assert one_address("Dana <dana@example.com>") == "dana@example.com"
    for text in ("", "Dana", "dana@example.com, ruth@example.com"):
        with pytest.raises(BadInput):
            one_address(text)
