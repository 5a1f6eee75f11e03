"""Links to unsubscribe: opaque, hard to forge, alive for as long as their key is kept."""

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st

from dsr import sealing, suppression
from dsr.errors import BadInput, CannotOpen
from dsr.models import KeyMark, MailList
from dsr.suppression import list_unsubscribe
from tests.given import a_business

pytestmark = pytest.mark.django_db


def test_the_headers_name_one_https_address_and_the_one_click(settings):
    settings.PUBLIC_URL = "https://privacy.example.com"
    business = a_business()
    MailList.objects.create(business=business, slug="news", name="Newsletter")
    headers = suppression.unsubscribe_headers(business, " Dana@example.com ", "news")
    assert set(headers) == {"List-Unsubscribe", "List-Unsubscribe-Post"}
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"]
    assert address.startswith("<https://privacy.example.com/u/") and address.endswith("/>")
    assert "dana" not in address.lower() and "\n" not in address
    found = suppression.read_unsubscribe_token(address.split("/")[-2])
    assert found == suppression.UnsubscribeLink(business.pk, "Dana@example.com", "news")
    assert KeyMark.objects.filter(purpose="links").exists()


@pytest.mark.parametrize(
    "email", ["", "nobody", "a@example.com b@example.com", "a@e.com\nBcc: x@e.com", "a" * 400 + "@e"]
)
def test_what_is_no_single_address_gets_no_link(email):
    with pytest.raises(BadInput):
        suppression.unsubscribe_headers(a_business(), email)


def test_a_list_that_is_not_there_gets_no_link():
    with pytest.raises(BadInput, match="nothing-of-ours"):
        suppression.unsubscribe_headers(a_business(), "dana@example.com", "nothing-of-ours")


def test_old_keys_open_old_links(settings):
    settings.LINK_KEYS = {"old": b"4" * 32}
    token = list_unsubscribe.unsubscribe_token(a_business(), "dana@example.com")
    settings.LINK_KEYS = {"new": b"5" * 32, "old": b"4" * 32}
    assert suppression.read_unsubscribe_token(token).email == "dana@example.com"
    assert list_unsubscribe.unsubscribe_token(a_business(), "dana@example.com").startswith("new.")
    settings.LINK_KEYS = {"new": b"5" * 32}
    with pytest.raises(CannotOpen):
        suppression.read_unsubscribe_token(token)


def test_no_changed_token_opens():
    token = list_unsubscribe.unsubscribe_token(a_business(), "dana@example.com")
    name, _dot, text = token.partition(".")
    for changed in (
        "",
        text,
        f"other.{text}",
        f"{name}.{text[:-4]}AAAA",
        f"{name}.{'A' if text[0] != 'A' else 'B'}{text[1:]}",
        f"{name}.é",
        sealing.seal_link(["1", "x", "", "dana@example.com"]),
        sealing.seal_link(["9", "1", "", "dana@example.com"]),
        sealing.seal_link(["1"]),
    ):
        with pytest.raises(CannotOpen):
            suppression.read_unsubscribe_token(changed)


JUNK = ["!", "=", "==", ".", "%", " ", "\n", "é", "*", ">", "A", "AA", "AAA", "AAAA"]


def test_a_token_has_one_spelling():
    """Endless texts stand for the same bytes where a decoder skips what it does not know, and spare bits."""
    token = list_unsubscribe.unsubscribe_token(a_business(), "dana@example.com")
    name, _dot, text = token.partition(".")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    spellings = [f"{name}.{text[:place]}{junk}{text[place:]}" for junk in JUNK for place in (0, 5, len(text))]
    spellings += [f"{name}.{text[:-1]}{letter}" for letter in alphabet]
    spellings += [f"{name}.{text.replace('-', '+').replace('_', '/')}", f"{name} .{text}", f".{token}"]
    opened = set()
    for spelling in spellings:
        try:
            suppression.read_unsubscribe_token(spelling)
        except CannotOpen:
            continue
        opened.add(spelling)
    assert opened <= {token}


def test_a_press_before_this_rule_is_known_again():
    """The submissions of cases that were made while the text of the token itself was counted."""
    token = list_unsubscribe.unsubscribe_token(a_business(), "dana@example.com", "")
    assert suppression.submission_of_token(token) == sealing.secret_digest("unsubscribe-link", token)
    assert suppression.submission_of_token(token, ["a", "b"]) == sealing.secret_digest(
        "unsubscribe-link", f"{token} ['a', 'b']"
    )
    assert suppression.submission_of_token(token, []) == sealing.secret_digest("unsubscribe-link", f"{token} []")


@hypothesis_given(token=st.text(max_size=80))
def test_whatever_is_sent_as_a_token_opens_nothing(token):
    with pytest.raises(CannotOpen):
        suppression.read_unsubscribe_token(token)


@hypothesis_given(parts=st.lists(st.text(max_size=30), max_size=5))
def test_what_is_sealed_comes_back_and_is_safe_in_an_address(parts):
    token = sealing.seal_link(parts)
    assert sealing.open_link(token) == parts
    assert set(token) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")


def test_only_its_owner_knows_a_masked_address_again():
    assert suppression.masked_address("dana@example.com") == "d…a@e…e.com"
    assert suppression.masked_address("a@b") == "a…@b…" or "@" in suppression.masked_address("a@b")
