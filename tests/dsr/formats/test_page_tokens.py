"""What is typed from paper: a slip is seen without asking who exists."""

import hashlib

import pytest

from dsr.formats import page_tokens
from dsr.formats.references import ALPHABET

TOKENS = [page_tokens.from_digest(hashlib.sha256(bytes([number])).hexdigest()) for number in range(50)]


@pytest.mark.parametrize("token", TOKENS)
def test_a_token_is_read_however_it_is_typed(token):
    assert len(token) == 12 and len(set(TOKENS)) == 50
    for typed in (
        token,
        page_tokens.spell(token),
        page_tokens.spell(token).lower(),
        f" {token[:6]} {token[6:]}\u2014",
    ):
        assert page_tokens.parse(typed) == token


def test_one_wrong_letter_or_two_swapped_always_show():
    for token in TOKENS[:5]:
        for place in range(12):
            for letter in set(ALPHABET) - {token[place]}:
                assert page_tokens.parse(token[:place] + letter + token[place + 1 :]) is None
        for place in range(11):
            swapped = token[:place] + token[place + 1] + token[place] + token[place + 2 :]
            assert swapped == token or page_tokens.parse(swapped) is None


@pytest.mark.parametrize("typed", ["", "page", "references", "0" * 12, "É" * 12, "A" * 200])
def test_what_no_letter_says_is_none(typed):
    assert page_tokens.parse(typed) is None
