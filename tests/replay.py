"""What many tests begin with is made once a process: where all that it may depend on is the same, the statements that
wrote it are sent again. Only on SQLite, in a transaction that is rolled back; CONTRIBUTING.md says when it is made."""

import io
import pickle
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from weakref import WeakKeyDictionary, WeakSet

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.db.models import Model
from django.utils import timezone, translation

from dsr import clock
from dsr.kinds import base
from tests import statements
from tests.guard import loopback

_P, _R = ParamSpec("_P"), TypeVar("_R")
_MOST = 500  # of what is kept; what was asked for longest ago goes first
_READS = ("SELECT", "SAVEPOINT", "RELEASE")
# Who signed in and what they opened, which nothing that is replayed reads.
_OF_BROWSERS = re.compile(
    r'(INSERT (OR IGNORE )?INTO|UPDATE|DELETE FROM) "dsr_(session|accessentry)"|UPDATE "dsr_account" SET "last_login"'
)


@dataclass(frozen=True)
class _Made:
    """What making it did: its writes, all that it asked, what it left for after the commit, and what it gave back."""

    writes: list[tuple[str, Any]]
    asked: list[str]
    after_commit: list[tuple[Callable[[], object], bool]]
    left: bytes  # the letters that it sent, what became of the rows that it was given, and its result
    kinds: object  # kept, so that no other kind has its id


@dataclass
class _Test:
    """What the test that runs did so far."""

    so_far: int = 0  # a hash of every write, or of what was made in its place
    writes: list[tuple[str, Any]] | None = None  # while something is made
    asked: list[str] | None = None
    is_plain: bool = True  # whether its writes alone repeat it


_test = _Test()
_kept: "OrderedDict[Any, _Made]" = OrderedDict()


class _Other(Exception):
    """It depends on something that has no value to be compared by."""


def _watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """Note what is written; see django.db.connection.execute_wrapper."""
    if _test.asked is not None:
        _test.asked.append(sql)
    if sql.startswith(_READS):
        return execute(sql, params, many, context)
    _test.is_plain &= not many and not sql.startswith("ROLLBACK")
    if _test.writes is not None:
        _test.writes.append((sql, params))
    elif not _OF_BROWSERS.match(sql):
        _test.so_far = hash((_test.so_far, sql, str(params)))
    try:
        return execute(sql, params, many, context)
    except BaseException:
        _test.is_plain = False
        raise


# -- what a test replaced -------------------------------------------------------------------------------------
_patches: "WeakSet[pytest.MonkeyPatch]" = WeakSet()
_compared: "WeakKeyDictionary[pytest.MonkeyPatch, Any]" = WeakKeyDictionary()


def compare_by(patch: pytest.MonkeyPatch, what: Any) -> None:
    """Whatever this patch replaces is the same where `what` is the same."""
    _compared[patch] = what


def _noting(name: str) -> Callable[..., Any]:
    replace = getattr(pytest.MonkeyPatch, name)

    @wraps(replace)
    def noted(patch: pytest.MonkeyPatch, *arguments: Any, **options: Any) -> Any:
        _patches.add(patch)
        return replace(patch, *arguments, **options)

    return noted


for _name in ("setattr", "delattr", "setitem", "delitem"):  # of which setenv and delenv are made
    setattr(pytest.MonkeyPatch, _name, _noting(_name))


def _replacements(patch: Any) -> list[tuple[Any, ...]]:
    return [*patch._setattr, *patch._setitem]


def _replaced() -> Any:
    """What stands for all that is replaced now. Raises _Other where nothing does."""
    now = [patch for patch in _patches if any(not isinstance(one, pytest.Config) for one, *_ in _replacements(patch))]
    if any(patch not in _compared for patch in now):
        raise _Other
    return tuple(sorted(_value(_compared[patch]) for patch in now))


@contextmanager
def watched() -> Iterator[None]:
    """Around each test, with its fixtures."""
    global _test  # noqa: PLW0603
    _test = _Test()
    is_known = _watch in connection.execute_wrappers
    with nullcontext() if is_known else connection.execute_wrapper(_watch):
        yield


# -- what it may depend on ------------------------------------------------------------------------------------
_SIMPLE = (str, int, float, bytes, bool, date, datetime, time, timedelta, Enum, type(None))


def _value(of: Any) -> Any:
    """The same for the same, and hashable. Raises _Other."""
    if isinstance(of, _SIMPLE):
        return type(of), of
    if isinstance(of, memoryview):
        return bytes(of)
    if isinstance(of, Model):
        own = vars(of)
        return type(of), *(_value(own.get(field.attname)) for field in of._meta.concrete_fields)
    if isinstance(of, dict):
        return dict, *((_value(name), _value(value)) for name, value in of.items())
    if isinstance(of, set | frozenset):
        return type(of), *sorted(map(_value, of))
    if isinstance(of, list | tuple):
        return type(of), *map(_value, of)
    if is_dataclass(of) and not isinstance(of, type):
        return type(of), *(_value(getattr(of, field.name)) for field in fields(of))
    raise _Other


def _is_watched_by_others() -> bool:
    own = {_watch.__module__, statements.__name__}
    return connection.force_debug_cursor or any(one.__module__ not in own for one in connection.execute_wrappers)


def _is_in_test() -> bool:
    """In the one transaction of a test, which is rolled back."""
    blocks = connection.atomic_blocks if connection.vendor == "sqlite" else []
    return bool(blocks) and blocks[0]._from_testcase and threading.current_thread() is threading.main_thread()


def _key(make: Callable[..., Any], arguments: Any, options: Any) -> Any:
    """All that it may depend on; None where it is to be made."""
    if _test.writes is not None or not _is_in_test() or _is_watched_by_others():
        return None
    if settings._wrapped is not _settings:
        return None
    try:
        given = _value(arguments), _value(options), _replaced()
    except _Other:
        return None
    # Where the clock goes, what was made is at most a minute old, as on a machine that is slow.
    at = clock._frozen or (clock.offset(), datetime.now(UTC).replace(second=0, microsecond=0))
    where = at, translation.get_language(), timezone.get_current_timezone_name()
    asked = "SELECT name, seq FROM sqlite_sequence WHERE name != 'dsr_session' ORDER BY name"  # the ids to come
    numbers = tuple(connection.connection.execute(asked).fetchall())
    return make, given, where, tuple(map(id, base.every())), _test.so_far, numbers


_settings = settings._wrapped


# -- made, and made again -------------------------------------------------------------------------------------
def _models(of: Any) -> list[Model]:
    if isinstance(of, Model):
        return [of]
    parts = of.values() if isinstance(of, dict) else of if isinstance(of, list | tuple) else ()
    return [one for part in parts for one in _models(part)]


class _Pickler(pickle.Pickler):
    """What was given stands for itself."""

    def __init__(self, kept: io.BytesIO, given: list[Model]) -> None:
        super().__init__(kept, protocol=pickle.HIGHEST_PROTOCOL)
        self._places = {id(one): place for place, one in enumerate(given)}

    def persistent_id(self, one: Any) -> int | None:
        return self._places.get(id(one))


class _Unpickler(pickle.Unpickler):
    def __init__(self, kept: bytes, given: list[Model]) -> None:
        super().__init__(io.BytesIO(kept))
        self._given = given

    def persistent_load(self, place: int) -> Model:
        return self._given[place]


def _make(key: Any, make: Callable[..., Any], arguments: Any, options: Any) -> Any:
    test, outbox = _test, getattr(mail, "outbox", [])
    sent, waits, before, reached = len(outbox), len(connection.run_on_commit), test.so_far, loopback.reached()
    test.writes, test.asked, test.is_plain = [], [], True
    try:
        result = make(*arguments, **options)
    finally:
        writes, asked, test.writes, test.asked = test.writes, test.asked, None, None
        test.so_far = hash((before, str(writes)))
    if not test.is_plain or loopback.reached() != reached:
        return result
    given, kept = _models((arguments, options)), io.BytesIO()
    try:
        _Pickler(kept, given).dump((outbox[sent:], [vars(one) for one in given], result))
    except (TypeError, AttributeError, pickle.PicklingError):
        return result
    after = [(function, robust) for _ids, function, robust in connection.run_on_commit[waits:]]
    _kept[key] = _Made(writes, asked, after, kept.getvalue(), [*base.every()])
    test.so_far = hash((before, key[0].__qualname__, hash(key)))
    if len(_kept) > _MOST:
        _kept.popitem(last=False)
    return result


def _make_again(key: Any, made: _Made, arguments: Any, options: Any) -> Any:
    _kept.move_to_end(key)
    statements.note(made.asked)
    with closing(connection.create_cursor()) as cursor:
        for sql, params in made.writes:
            cursor.execute(sql, params)
    for function, robust in made.after_commit:
        connection.run_on_commit.append((set(connection.savepoint_ids), function, robust))
    given = _models((arguments, options))
    letters, states, result = _Unpickler(made.left, given).load()
    mail.outbox.extend(letters)
    for one, state in zip(given, states, strict=True):
        vars(one).clear()
        vars(one).update(state)
    _test.so_far = hash((_test.so_far, key[0].__qualname__, hash(key)))
    return result


def replayed(make: Callable[_P, _R]) -> Callable[_P, _R]:
    """Made once a process for the same arguments, the same clock, and the same writes of the test before."""

    @wraps(make)
    def made(*arguments: _P.args, **options: _P.kwargs) -> _R:
        key = _key(make, arguments, options)
        if key is None:
            return make(*arguments, **options)
        known = _kept.get(key)
        if known is None:
            return _make(key, make, arguments, options)
        return _make_again(key, known, arguments, options)

    return made
