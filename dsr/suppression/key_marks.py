"""Marks that the suppression key and the link keys leave in the database, so that their loss is seen, not guessed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from dsr import sealing
from dsr.clock import now, today
from dsr.errors import KeyLost
from dsr.models import KeyMark

SUPPRESSION_KEY_NAME = "suppression"
LINKS = "links"
_ONLY = "only"  # there is one suppression key, and it is never rotated: its hashes could not be made again

# A link must work for 30 days after the last message that carried it, 15 U.S.C. § 7704(a)(3)(A)(ii). People keep
# mail for longer, so a key is missed for more than a year.
LINKS_LIVE = timedelta(days=400)


@dataclass(frozen=True)
class KeyProblem:
    """A key that the database knows and the configuration lacks, or has another of the same name."""

    purpose: str
    name: str
    words: str


def _configured() -> Iterator[tuple[str, str, bytes]]:
    yield SUPPRESSION_KEY_NAME, _ONLY, settings.SUPPRESSION_KEY
    for name, key in settings.LINK_KEYS.items():
        yield LINKS, name, key


def leave_key_marks() -> None:
    """Let every configured key leave its mark. A mark that is there stays as it is."""
    for purpose, name, key in _configured():
        _mark(purpose, name, key)


def _mark(purpose: str, name: str, key: bytes) -> KeyMark:
    fresh = {"check_value": sealing.check_value(key), "first_seen_at": now(), "last_used_on": today()}
    return KeyMark.objects.get_or_create(purpose=purpose, name=name, defaults=fresh)[0]


def key_problems() -> list[KeyProblem]:
    """What is lost or was replaced. Reads the marks, writes nothing."""
    values = {(purpose, name): sealing.check_value(key) for purpose, name, key in _configured()}
    found = []
    for mark in KeyMark.objects.order_by("purpose", "name"):
        value = values.get((mark.purpose, mark.name))
        if value == mark.check_value:
            continue
        if mark.purpose == SUPPRESSION_KEY_NAME:
            found.append(KeyProblem(mark.purpose, mark.name, _suppression_words()))
        elif value is not None or mark.last_used_on >= today() - LINKS_LIVE:
            found.append(KeyProblem(mark.purpose, mark.name, _link_words(mark)))
    return found


def _suppression_words() -> str:
    return _(
        "SUPPRESSION_KEY is not the key with which the suppression list was made: nobody on it would be known any "
        "more. Put the key back from its own backup. Until then Daylight answers no check and takes no request of "
        "this kind."
    )


def _link_words(mark: KeyMark) -> str:
    return _(
        "LINK_KEYS lacks the key “%(name)s”, or has another one of this name. Mail with its unsubscribe links went "
        "out up to %(day)s, and they would not work. Put it back behind the newest."
    ) % {"name": mark.name, "day": mark.last_used_on.isoformat()}


def require_suppression_key() -> None:
    """Raise KeyLost unless SUPPRESSION_KEY is the one that made the list. A wrong key must never say “not on it”."""
    if _mark(SUPPRESSION_KEY_NAME, _ONLY, settings.SUPPRESSION_KEY).check_value != sealing.check_value(
        settings.SUPPRESSION_KEY
    ):
        raise KeyLost(_suppression_words())


def note_link_key_use() -> None:
    """Note, once a day, that the newest link key is in use."""
    name, key = next(iter(settings.LINK_KEYS.items()))
    mark = _mark(LINKS, name, key)
    if mark.check_value != sealing.check_value(key):
        raise KeyLost(_link_words(mark))
    if mark.last_used_on < today():
        KeyMark.objects.filter(pk=mark.pk, last_used_on__lt=today()).update(last_used_on=today())
