"""Sessions in the database, each state of which is written once, with one statement."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, CreateError, UpdateError
from django.db import DatabaseError
from django.utils.crypto import get_random_string

from dsr.models.row_writes import insert_unless_known, update_and_read

# As long as Django's own, and of as many characters as a key may have.
_KEY_LENGTH = 32


class SessionStore(db.SessionStore):
    """Django's own, which writes no state a second time.

    Views save where a database that refuses can still be answered; Django's middleware saves whatever was changed once
    more behind them, where a refusal can only become an error page.
    """

    _written: tuple[str | None, bytes] | None = None

    def save(self, must_create: bool = False) -> None:
        if not must_create and self._written == self._stand():
            return
        if self.session_key is None:
            self.create()
        else:
            self._write(must_create)
        self._written = self._stand()

    def _write(self, must_create: bool) -> None:
        """One row with one statement: it needs no transaction around it."""
        kept: dict[str, Any] = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # not in the types
        row = self.create_model_instance(kept)
        if must_create:
            if insert_unless_known(row) is None:
                raise CreateError
            return
        rows = self.model.objects.filter(session_key=row.session_key)
        try:
            written = {"session_data": row.session_data, "expire_date": row.expire_date}
            is_there = update_and_read(rows, written, ["session_key"])
        except DatabaseError as error:
            raise UpdateError from error
        if not is_there:
            raise UpdateError

    def _get_new_session_key(self) -> str:
        """Random beyond guessing. Whether it is taken is told by the insert, not asked before."""
        return get_random_string(_KEY_LENGTH, VALID_KEY_CHARS)

    def _stand(self) -> tuple[str | None, bytes]:
        return self.session_key, self.serializer().dumps(dict(self.items()))
