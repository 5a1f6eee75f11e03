"""Keyed hashes: equal values meet, and nobody can read them back."""

import hashlib
import hmac
from collections.abc import Iterable

from django.conf import settings

from dsr.formats import name_words, spellings


def normalize(field: str, value: str) -> str:
    """One spelling for comparison: an email address as its mailbox, a phone as digits, a name without accents."""
    return spellings.for_deed(field, value)


def blind_index(field: str, value: str) -> str:
    """A keyed HMAC-SHA256 of a normalized email, name or phone: equal values meet, nobody can read them back."""
    return _index(field, spellings.for_deed(field, value))


def blind_indexes(field: str, value: str) -> tuple[str, ...]:
    """The blind index of a value, and those under which earlier releases may have kept it: to find, never to act.

    They folded more, so a case of somebody whose value only looks alike may be among what is found.
    """
    every = (*spellings.same_person(field, value), spellings.before(field, value))
    return tuple(_index(field, one) for one in dict.fromkeys(every))


def word_digest(word: str) -> str:
    """20 bits of a keyed HMAC-SHA256 of one word of a name, under a key of its own: it meets others' words by chance.

    So that whoever has the database and guesses cannot be sure of a guess (docs/security.md).
    """
    return hmac.digest(settings.NAME_KEY, word.encode(errors="surrogatepass"), "sha256").hex()[:5]


def word_digests(names: Iterable[str]) -> list[str]:
    """Those of all words of these names, in an order that tells nothing of theirs."""
    return sorted({word_digest(word) for word in name_words.words_of(names)})


def _index(field: str, spelling: str) -> str:
    return hmac.new(settings.INDEX_KEY, _message(field, spelling), hashlib.sha256).hexdigest()


def _message(field: str, spelling: str) -> bytes:
    # Half a surrogate pair is no character, but somebody may have sent it: its hash meets nobody's.
    return f"{field}\x00{spelling}".encode(errors="surrogatepass")


def secret_digest(purpose: str, secret: str) -> str:
    """A keyed HMAC-SHA256 of a secret that only its holder has, such as a link's token, a code or an API key."""
    return hmac.digest(settings.INDEX_KEY, f"secret\x00{purpose}\x00{secret}".encode(), "sha256").hex()


def person_digest(field: str, value: str) -> str:
    """The keyed hash by which a person is suppressed: SUPPRESSION_KEY's own, so that it outlives every other key.

    It names no business: with the key, a list goes over to a successor, § 1798.120(a)(2).
    """
    return _person(field, spellings.to_list(field, value))


def person_digests(field: str, value: str) -> tuple[str, ...]:
    """The hashes under which a stop that covers this person may stand: that, and those of earlier releases."""
    return tuple(_person(field, one) for one in spellings.to_look_up(field, value))


def own_digests(field: str, value: str) -> tuple[str, ...]:
    """Of those the ones of this very person, and not of somebody whose address only looks alike."""
    return tuple(_person(field, one) for one in spellings.to_lift(field, value))


def _person(field: str, spelling: str) -> str:
    return hmac.digest(settings.SUPPRESSION_KEY, _message(field, spelling), "sha256").hex()


def suppression_digest(business_id: int, field: str, value: str) -> str:
    """The keyed hash of a person at one business, for what never leaves it, such as tombstones."""
    return _person(f"{business_id}\x00{field}", spellings.for_deed(field, value))


def suppression_digests(business_id: int, field: str, value: str) -> tuple[str, ...]:
    """The same, and those under which earlier releases may have kept the same person."""
    return tuple(_person(f"{business_id}\x00{field}", one) for one in spellings.same_person(field, value))


def check_value(key: bytes) -> str:
    """What a key leaves in the database so that its loss is seen: tells nothing about the key."""
    return hmac.new(key, b"daylight key mark", hashlib.sha256).hexdigest()
