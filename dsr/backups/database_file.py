"""The database as one file and back: SQLite page by page while others write, PostgreSQL by its own programs."""

import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from dsr.errors import Blocked
from dsr.models.raw_sql import copy_sqlite, hold_snapshot, other_sessions, refresh_statistics, table_names

_SAID = 4_000  # of what a program of PostgreSQL says


def file_name() -> str:
    return "database.sqlite3" if connection.vendor == "sqlite" else "database.dump"


def save(path: Path) -> dict[str, int]:
    """Write the database as it is at one instant; how many rows each table has in it. Raises Blocked."""
    if connection.vendor == "sqlite":
        try:
            return copy_sqlite(connection.settings_dict["NAME"], str(path), sorted(_tables()))
        except sqlite3.Error as error:
            words = _("The copy of the database is not whole: the disk may be full. Make room, and begin anew.")
            raise Blocked(words) from error
    with transaction.atomic():
        snapshot = hold_snapshot()
        _run("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={path}")
        return counts()


def load(path: Path) -> None:
    """Put it into the database of DATABASE_URL, which must be empty and used by nobody. Raises Blocked."""
    if connection.vendor == "sqlite":
        _load_file(path, Path(connection.settings_dict["NAME"]))
        return
    if table_names():
        raise Blocked(_("The database of DATABASE_URL is not empty. Make an empty one, and restore into that."))
    if others := other_sessions():
        words = _("%(count)s other programs use the database of DATABASE_URL. Stop the desk there first.")
        raise Blocked(words % {"count": others})
    connection.close()
    _run("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", _named("--dbname"), str(path))
    refresh_statistics()


def _load_file(path: Path, place: Path) -> None:
    if place.exists() and table_names():
        words = _(
            "There is a database already: %(place)s. Move it away, with what stands beside it, and restore then."
        )
        raise Blocked(words % {"place": place})
    connection.close()
    draft = place.with_name(f"{place.name}.restoring")
    try:
        shutil.copyfile(path, draft)
        for left in (f"{place}.place", f"{place}-wal", f"{place}-shm"):  # of another database
            Path(left).unlink(missing_ok=True)
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)


def counts() -> dict[str, int]:
    """The rows of each table that the models know and that is there."""
    there = set(table_names())
    return {table: model._base_manager.count() for table, model in sorted(_tables().items()) if table in there}


def _tables() -> dict[str, type[models.Model]]:
    every = apps.get_models(include_auto_created=True)
    return {one._meta.db_table: one for one in every if one._meta.managed and not one._meta.proxy}


def _named(option: str) -> str:
    return f"{option}={connection.settings_dict['NAME']}"


def _run(program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL for the database of the settings. Raises Blocked.

    The password is in no argument; nothing else of our environment, such as a key, goes with it.
    """
    found = shutil.which(program)
    if found is None:
        words = _("%(program)s is not on PATH. Install the programs of PostgreSQL (Debian: postgresql-client) first.")
        raise Blocked(words % {"program": program})
    mine: dict[str, Any] = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    given = {variable: str(mine[name]) for variable, name in names.items() if mine.get(name)}
    options = mine.get("OPTIONS") or {}
    of_tls = ("sslmode", "sslrootcert", "sslcert", "sslkey")
    given |= {f"PG{name.upper()}": str(options[name]) for name in of_tls if options.get(name)}
    done = subprocess.run([found, *arguments], env=given, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()[:_SAID]
        raise Blocked(_("%(program)s failed: %(said)s") % {"program": program, "said": said})
