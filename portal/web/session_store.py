"""Sessions in the database, sealed, under hashes of their keys; each state is written once, with one statement."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, CreateError, UpdateError
from django.db import DatabaseError
from django.utils.crypto import get_random_string

from dsr import sealing
from dsr.clock import machine
from dsr.errors import CannotOpen
from dsr.models import Session
from dsr.models.compiled_query import CompiledQuery
from dsr.models.raw_sql import insert_unless_known, update_and_read

# What a session knows of the program that signed in.
BROWSER = "browser"
# What is typed into forms and not sent yet: a visitor's session that holds some is over after this long.
DRAFTS, DRAFT_LASTS = "drafts", timedelta(hours=1)
# When somebody signed in: it stays with a key that changes, so that no press makes a session longer.
_BEGAN = "began"
# Parts what is signed from its signature; no sealed text has it.
_SIGNED = ":"
# As long as Django's own, and of as many characters as a key may have.
_KEY_LENGTH = 32
# That a session is used is written no oftener than this.
_SEEN_EVERY = timedelta(minutes=1)


def digest_of(key: str) -> str:
    """What is kept of a key: it is random beyond guessing, so a plain hash leads nobody back to it."""
    return hashlib.sha256(key.encode()).hexdigest()


def _most() -> timedelta:
    return timedelta(seconds=settings.SESSION_COOKIE_AGE)


def _is_over(row: Session, at: datetime) -> bool:
    return row.seen_at <= at - settings.SESSION_IDLE or row.started_at <= at - _most()


_LIVING = CompiledQuery(lambda digest, at: Session.objects.filter(digest=digest, expires_at__gt=at), str, datetime)


class SessionStore(db.SessionStore):
    """Django's own, which keeps no key and writes no state a second time.

    Views save where a database that refuses can still be answered; Django's middleware saves whatever was changed once
    more behind them, where a refusal can only become an error page.
    """

    is_used = True  # by somebody: a page that comes again by itself says no
    _written: tuple[str | None, bytes] | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:  # type: ignore[override]  # Django's keeps the key itself
        return Session

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing once it is over, or was left alone or lasted too long for who signed in."""
        key, at = self.session_key or "", machine()
        row = _LIVING.first(digest_of(key), at)
        if row is None or (row.account_id and _is_over(row, at)):
            self._session_key = None
            return {}
        if self.is_used and row.account_id and row.seen_at <= at - _SEEN_EVERY:
            Session.objects.filter(pk=row.pk).update(seen_at=at)
        return self._opened(row)

    def _name(self) -> str:
        """What its seal is bound to: the state of one session is that of no other."""
        return f"session:{digest_of(self.session_key or '')}"

    def _sealed(self, kept: dict[str, Any]) -> str:
        """The sign-in library keeps a form here, with all that was typed, while it asks anew who somebody is."""
        return sealing.seal_secret(self._name(), self.serializer().dumps(kept).decode())

    def _opened(self, row: Session) -> dict[str, Any]:
        """What the row holds; nothing where its key is gone. What a release before wrote is signed alone."""
        if _SIGNED in row.data:
            return self.decode(row.data)
        try:
            held: dict[str, Any] = self.serializer().loads(sealing.open_secret(self._name(), row.data).encode())
        except CannotOpen:
            self._session_key = None
            return {}
        return held

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(digest=digest_of(session_key)).exists()

    def save(self, must_create: bool = False) -> None:
        if not must_create and self._written == self._stand():
            return
        if self.session_key is None:
            self.create()
        else:
            self._write(must_create)
        self._written = self._stand()

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            Session.objects.filter(digest=digest_of(key)).delete()

    def _write(self, must_create: bool) -> None:
        """One row with one statement: it needs no transaction around it."""
        kept: dict[str, Any] = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # not in the types
        began, ends = machine(), self.get_expiry_date()
        if SESSION_KEY in kept:
            began = datetime.fromtimestamp(kept.setdefault(_BEGAN, began.timestamp()), UTC)
            ends = min(ends, began + _most())
        elif kept.get(DRAFTS):
            ends = min(
                ends, max(began + DRAFT_LASTS, *(datetime.fromisoformat(end) for end, _ in kept[DRAFTS].values()))
            )
        state = {
            "data": self._sealed(kept),
            "expires_at": ends,
            "account_id": int(kept[SESSION_KEY]) if SESSION_KEY in kept else None,
            "browser": kept.get(BROWSER, ""),
        }
        digest = digest_of(self.session_key or "")
        if must_create:
            if insert_unless_known(Session(digest=digest, started_at=began, **state)) is None:
                raise CreateError
            return
        try:
            is_there = update_and_read(Session.objects.filter(digest=digest), state, ["digest"])
        except DatabaseError as error:
            raise UpdateError from error
        if not is_there:
            raise UpdateError

    def _get_new_session_key(self) -> str:
        """Random beyond guessing. Whether it is taken is told by the insert, not asked before."""
        return get_random_string(_KEY_LENGTH, VALID_KEY_CHARS)

    def _stand(self) -> tuple[str | None, bytes]:
        return self.session_key, self.serializer().dumps(dict(self.items()))

    @classmethod
    def clear_expired(cls) -> None:
        Session.objects.filter(expires_at__lt=machine()).delete()
