"""Sessions in the database, each state of which is written once."""

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """Django's own, which writes no state a second time.

    Views save where a database that refuses can still be answered; Django's middleware saves whatever was changed once
    more behind them, where a refusal can only become an error page.
    """

    _written: tuple[str | None, bytes] | None = None

    def save(self, must_create: bool = False) -> None:
        if not must_create and self._written == self._stand():
            return
        super().save(must_create)
        self._written = self._stand()

    def _stand(self) -> tuple[str | None, bytes]:
        return self.session_key, self.serializer().dumps(dict(self.items()))
