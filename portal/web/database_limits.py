"""How long a statement to the database may take, by what kind of process asks."""

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections


def limit_statements(seconds: int) -> None:
    """PostgreSQL ends a statement of this process that takes longer; commands, which call this not, may take long."""
    mine = connections.settings[DEFAULT_DB_ALIAS]
    if "postgresql" in mine["ENGINE"] and seconds:
        options = mine.setdefault("OPTIONS", {})
        options["options"] = f"{options.get('options', '')} -c statement_timeout={seconds * 1000}".strip()
        connections.close_all()


def of_page() -> int:
    return int(settings.PAGE_STATEMENT_SECONDS)


def of_work() -> int:
    return int(settings.WORK_STATEMENT_SECONDS)
