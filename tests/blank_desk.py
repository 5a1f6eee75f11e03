"""A blank desk: a migrated database and the collected files, made once and copied by every worker of a run.

`python -m tests.blank_desk FOLDER` makes it, DAYLIGHT_TEST_BLANK names it; without one a worker makes its own."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[1]
DATABASE, FILES, READY, FAILED = "blank.sqlite3", "static", "ready", "failed"


@contextmanager
def being_made(environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """What a run adds to its environment. The desk is made while the workers collect their tests."""
    kept = Path(tempfile.mkdtemp(prefix="daylight-blank-"))
    made = subprocess.Popen([sys.executable, "-m", "tests.blank_desk", str(kept)], cwd=ROOT, env=environment)
    try:
        yield {"DAYLIGHT_TEST_BLANK": str(kept)}
    finally:
        made.wait()
        if url := environment.get("DAYLIGHT_TEST_DATABASE_URL"):
            _on_server(url, f'DROP DATABASE IF EXISTS "{_template(url)}"')
        shutil.rmtree(kept, ignore_errors=True)


def folder() -> Path | None:
    """Where this run keeps it, waited for until it is whole; None when the run has none."""
    named = os.environ.get("DAYLIGHT_TEST_BLANK")
    if not named:
        return None
    deadline = time.monotonic() + PATIENCE
    while not (Path(named) / READY).exists():
        if time.monotonic() > deadline or (Path(named) / FAILED).exists():
            raise RuntimeError(f"No blank desk was made in {named}.")
        time.sleep(0.05)
    return Path(named)


def copy_files(kept: Path, static: Path) -> None:
    shutil.copytree(kept / FILES, static, dirs_exist_ok=True)


def copy_database(kept: Path, vendor: str, name: str) -> None:
    """`name` is the file of SQLite, or the database on the server of DATABASE_URL."""
    if vendor == "sqlite":
        shutil.copyfile(kept / DATABASE, name)
        return
    url = os.environ["DATABASE_URL"]
    _on_server(url, f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}" TEMPLATE "{_template(url)}"')


def _template(url: str) -> str:
    return urlsplit(url).path.strip("/") + "_blank"


def _on_server(url: str, *statements: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def make(kept: Path) -> None:
    """Migrate and collect as a desk does; the folder is used by others once READY stands in it."""
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    given = os.environ["DATABASE_URL"]
    if given.startswith("sqlite"):
        os.environ["DATABASE_URL"] = f"sqlite:///{kept / DATABASE}"
    else:
        name = _template(given)
        _on_server(given, f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"')
        os.environ["DATABASE_URL"] = given.rpartition("/")[0] + "/" + quote(name)
    django.setup()
    settings.STATIC_ROOT = kept / FILES
    call_command("migrate", interactive=False, verbosity=0, run_syncdb=True)
    call_command("collectstatic", interactive=False, verbosity=0, skip_checks=True)
    connections.close_all()
    (kept / READY).touch()


if __name__ == "__main__":
    import tests.environment  # noqa: F401  # the settings of a test run

    try:
        make(Path(sys.argv[1]))
    except BaseException:
        (Path(sys.argv[1]) / FAILED).touch()
        raise
