"""The marks of all keys: left, compared, and what is to be said where one does not fit."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from dsr import sealed_secrets, sealing
from dsr.clock import now, today
from dsr.errors import KeyLost
from dsr.key_marks.trials import (
    INDEX,
    JOURNAL,
    LINKS,
    NAMES,
    SEALING,
    SUPPRESSION,
    Trial,
    kept_cases,
    sealed_under,
    try_key,
)
from dsr.law.spans import local_date
from dsr.models import KeyMark
from dsr.models.compiled_query import CompiledQuery

ONLY = "only"  # there is one key each; that of the index and of suppression never changes: no hash could be made again
# In place of a mark: a person said that the key is gone for good.
_GIVEN_UP = "given up"
_MARKING = frozenset({Trial.FITS, Trial.NOTHING, Trial.UNPROVABLE})

# A link must work for 30 days after the last message that carried it, 15 U.S.C. § 7704(a)(3)(A)(ii). People keep
# mail for longer, so a key is missed for more than a year.
LINKS_LIVE = timedelta(days=400)

_SETTINGS = {
    SEALING: "SEALING_KEYS",
    INDEX: "INDEX_KEY",
    NAMES: "NAME_KEY",
    SUPPRESSION: "SUPPRESSION_KEY",
    LINKS: "LINK_KEYS",
    JOURNAL: "JOURNAL_KEYS",
}
Name = tuple[str, str]  # of a key: its purpose, and its name there


@dataclass(frozen=True)
class KeyProblem:
    """A key that the configuration lacks, or that is not the one known by its name.

    `is_fatal`: with it nothing starts and no request is taken. `is_unproved`: it is there, and nothing could show that
    it is the right one.
    """

    purpose: str
    name: str
    words: str
    is_fatal: bool
    is_unproved: bool = False


def _configured() -> Iterator[tuple[str, str, bytes]]:
    """Every key; those of sealing first, since others are tried on what they open."""
    for name, key in settings.SEALING_KEYS.items():
        yield SEALING, name, key
    yield INDEX, ONLY, settings.INDEX_KEY
    yield NAMES, ONLY, settings.NAME_KEY
    yield SUPPRESSION, ONLY, settings.SUPPRESSION_KEY
    for name, key in settings.LINK_KEYS.items():
        yield LINKS, name, key
    for name, key in settings.JOURNAL_KEYS.items():
        yield JOURNAL, name, key


_ALL = CompiledQuery(lambda: KeyMark.objects.order_by("purpose", "name"))


def _marks() -> dict[Name, KeyMark]:
    return {(mark.purpose, mark.name): mark for mark in _ALL.all()}


def leave_key_marks(accepted: Collection[Name] = ()) -> None:
    """Let every configured key leave its mark. A mark that is there stays as it is.

    Where data stands, a first mark is made only by a key that fits it; where nothing of it can tell, the mark says so.
    `accepted` are keys that a person takes as they are, or gives up.
    """
    marks, fresh = _marks(), []
    is_other = _is_sealing_key_lacking(marks, accepted)
    for purpose, name, key in _configured():
        mark, is_accepted = marks.get((purpose, name)), (purpose, name) in accepted
        is_given_up = mark is not None and mark.check_value == _GIVEN_UP
        if not (is_accepted or mark is None or is_given_up):
            continue
        came = Trial.FITS if is_accepted else try_key(purpose, name)
        if purpose == SEALING and came is Trial.NOTHING and is_other:
            continue  # it is no newer key: it stands in the place of one that is needed
        first = {**_first(sealing.check_value(key)), "is_proved": came is not Trial.UNPROVABLE}
        if mark is not None and came is Trial.FITS:
            KeyMark.objects.filter(pk=mark.pk).update(**first)
        elif mark is None and came in _MARKING:
            fresh.append(KeyMark(purpose=purpose, name=name, **first))
    if fresh:
        KeyMark.objects.bulk_create(fresh, ignore_conflicts=True)  # one that another process just left stays
    configured = {(purpose, name) for purpose, name, _key in _configured()}
    for purpose, name in set(accepted) - configured:
        KeyMark.objects.update_or_create(purpose=purpose, name=name, defaults=_first(_GIVEN_UP))


def _is_sealing_key_lacking(marks: Mapping[Name, KeyMark], accepted: Collection[Name]) -> bool:
    """Whether a request that stands here needs a sealing key that is not configured, and that nobody gives up."""
    given_up = {name for name, mark in marks.items() if mark.check_value == _GIVEN_UP} | {*accepted}
    kept = [case for case in (kept_cases().first(), kept_cases().last()) if case is not None]
    known = {name for name in marks if name[0] == SEALING} | {(SEALING, sealing.name_of_data_key(one)) for one in kept}
    lacking = [name for _purpose, name in known - given_up if name and name not in settings.SEALING_KEYS]
    return any(sealed_under(name).exists() for name in lacking)


def _first(value: str) -> dict[str, Any]:
    return {"check_value": value, "first_seen_at": now(), "last_used_on": today(), "is_proved": True}


def key_problems() -> list[KeyProblem]:
    """What is lost, was replaced, or never fitted. Reads the marks and what they stand for, writes nothing."""
    marks = _marks()
    values = {(purpose, name): sealing.check_value(key) for purpose, name, key in _configured()}
    found: list[KeyProblem | None] = [_unproved(mark) for mark in marks.values() if not mark.is_proved]
    found += [_unfit(mark) for mark in marks.values() if values.get((mark.purpose, mark.name)) != mark.check_value]
    unmarked = [name for name in values if name not in marks and try_key(*name) is Trial.WRONG]
    found += [KeyProblem(purpose, name, _words(purpose, name), is_fatal=True) for purpose, name in unmarked]
    oldest = kept_cases().first()
    for case in (oldest, kept_cases().last()) if oldest else ():
        name = sealing.name_of_data_key(case) if case else ""
        if name and (SEALING, name) not in {*values, *marks}:
            found.append(KeyProblem(SEALING, name, _lacking_words(name), is_fatal=True))
    unique = {(one.purpose, one.name): one for one in found if one is not None}
    return list(unique.values())


def _unproved(mark: KeyMark) -> KeyProblem:
    words = _(
        "%(setting)s was taken on %(day)s as it was: nothing that stood here could show that it is the key that was "
        "used before. Compare it with its copy, and say that it is the right one: manage.py keys --confirm %(name)s"
    ) % {
        "setting": _SETTINGS[mark.purpose],
        "day": local_date(mark.first_seen_at).isoformat(),
        "name": f"{mark.purpose}:{mark.name}",
    }
    return KeyProblem(mark.purpose, mark.name, words, is_fatal=False, is_unproved=True)


def confirm_key(purpose: str, name: str) -> bool:
    """A person compared a key that nothing here could prove; False when there is none of this name to confirm."""
    return bool(KeyMark.objects.filter(purpose=purpose, name=name, is_proved=False).update(is_proved=True))


def _unfit(mark: KeyMark) -> KeyProblem | None:
    """What is wrong with a key whose mark is not that of the key that is configured by its name, if any is."""
    is_configured = (mark.purpose, mark.name) in {(purpose, name) for purpose, name, _key in _configured()}
    if mark.check_value == _GIVEN_UP and not is_configured:
        return None
    if is_configured:
        return KeyProblem(mark.purpose, mark.name, _words(mark.purpose, mark.name, mark), is_fatal=True)
    if mark.purpose == LINKS:
        is_live = mark.last_used_on >= today() - LINKS_LIVE
        return KeyProblem(LINKS, mark.name, _link_words(mark), is_fatal=False) if is_live else None
    if mark.purpose == JOURNAL:
        return KeyProblem(JOURNAL, mark.name, _unproved_words(mark.name), is_fatal=False)
    if needs(mark.name):
        return KeyProblem(SEALING, mark.name, _lacking_words(mark.name), is_fatal=True)
    words = _(
        "SEALING_KEYS lacks the key “%(name)s”. Nothing here needs it any more; a backup may. Put it back, or give it "
        "up: manage.py keys --help"
    ) % {"name": mark.name}
    return KeyProblem(SEALING, mark.name, words, is_fatal=False)


def _words(purpose: str, name: str, mark: KeyMark | None = None) -> str:
    """What a key that is not the known one of its name would do."""
    if purpose == LINKS:
        return _link_words(mark) if mark else _other_link_words(name)
    if purpose == SUPPRESSION:
        return _suppression_words()
    if purpose == JOURNAL:
        return _other_journal_words(name)
    if purpose == INDEX:
        return _(
            "INDEX_KEY is not the key that was used here before: nobody would be found by email or name any more, and "
            "no link, code or key of a program would be known. Put the key back from its copy. Until then Daylight "
            "takes no request."
        )
    if purpose == NAMES:
        return _(
            "NAME_KEY is not the key that was used here before: nobody would be found by a word of a name any more. "
            "Put the key back from its copy, or take the new one and make the index anew: manage.py keys --help. "
            "Until then Daylight takes no request."
        )
    return _(
        "SEALING_KEYS has another key of the name “%(name)s” than the one that sealed what stands here. Nothing of it "
        "would open, and what came in now would be lost when the right key is back. Put the key back from its copy; a "
        "new key needs a name of its own. Until then Daylight takes no request."
    ) % {"name": name}


def _lacking_words(name: str) -> str:
    return _(
        "SEALING_KEYS lacks the key “%(name)s”, and %(count)s values that are kept open with no other: requests, "
        "second factors, connections of systems. Put it back behind the newest. Until then Daylight takes no request."
    ) % {"name": name, "count": f"{needs(name):,}"}


def needs(name: str) -> int:
    """How many values only this sealing key opens: data keys of requests, bundles and packs, and secrets."""
    return sealed_under(name).count() + sealed_secrets.values_under(name)


def _suppression_words() -> str:
    return _(
        "SUPPRESSION_KEY is not the key with which the suppression list was made: nobody on it would be known any "
        "more. Put the key back from its own backup. Until then Daylight answers no check and takes no request."
    )


def _link_words(mark: KeyMark) -> str:
    return _(
        "LINK_KEYS lacks the key “%(name)s”, or has another one of this name. Mail with its unsubscribe links went "
        "out up to %(day)s, and they would not work. Put it back behind the newest."
    ) % {"name": mark.name, "day": mark.last_used_on.isoformat()}


def _other_link_words(name: str) -> str:
    return _(
        "LINK_KEYS has another key of the name “%(name)s” than the one that made the links in letters that stand "
        "here: they would not work. Put the key back from its copy. Until then Daylight takes no request."
    ) % {"name": name}


def _unproved_words(name: str) -> str:
    return _(
        "JOURNAL_KEYS lacks the key “%(name)s”, under which entries of the journal stand: nobody can prove any more "
        "that they were written here. Put it back behind the newest."
    ) % {"name": name}


def _other_journal_words(name: str) -> str:
    return _(
        "JOURNAL_KEYS has another key of the name “%(name)s” than the one under which the journal was written: what "
        "stands in it could not be proved. Put the key back from its copy; a new key needs a name of its own. Until "
        "then Daylight takes no request."
    ) % {"name": name}


def require_keys() -> None:
    """Raise KeyLost unless every key fits its mark and none lacks. One query, where all have left theirs."""
    marks = _marks()
    configured = {(purpose, name): sealing.check_value(key) for purpose, name, key in _configured()}
    are_fit = all(name in marks and marks[name].check_value == value for name, value in configured.items())
    sealed = {name for name, mark in marks.items() if name[0] == SEALING and mark.check_value != _GIVEN_UP}
    if are_fit and sealed <= configured.keys():
        return
    leave_key_marks()
    for problem in key_problems():
        if problem.is_fatal:
            raise KeyLost(problem.words)


def require_suppression_key() -> None:
    """Raise KeyLost unless SUPPRESSION_KEY is the one that made the list. A wrong key must never say “not on it”."""
    mark = _mark_of(SUPPRESSION, ONLY)
    if mark is None or mark.check_value != sealing.check_value(settings.SUPPRESSION_KEY):
        raise KeyLost(_suppression_words())


def _mark_of(purpose: str, name: str) -> KeyMark | None:
    """The mark of a key, which is left now if it may be; None while it may not."""
    marks = KeyMark.objects.filter(purpose=purpose, name=name)
    mark = marks.first()
    if mark is None:
        leave_key_marks()
        mark = marks.first()
    return mark


def note_link_key_use() -> None:
    """Note, once a day, that the newest link key is in use. Raises KeyLost."""
    name, key = next(iter(settings.LINK_KEYS.items()))
    mark = _mark_of(LINKS, name)
    if mark is None or mark.check_value != sealing.check_value(key):
        raise KeyLost(_words(LINKS, name, mark))
    if mark.last_used_on < today():
        KeyMark.objects.filter(pk=mark.pk, last_used_on__lt=today()).update(last_used_on=today())
