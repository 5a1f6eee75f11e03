"""The environment of a test run, set before the settings load: SQLite in a file and an embedded broker, or what
DAYLIGHT_TEST_DATABASE_URL and DAYLIGHT_TEST_REDIS_URL name."""

import atexit
import base64
import os
import shutil
import tempfile
from pathlib import Path

from tests.guard import machine_clock

machine_clock.begin()
SCRATCH = Path(tempfile.mkdtemp(prefix="daylight-test-"))
(SCRATCH / "var").mkdir()
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)


def _key(fill: bytes) -> str:
    return base64.urlsafe_b64encode(fill * 32).decode()


def _redis() -> str:
    """A broker of this process alone: a socket, or the database of the named server that its worker number picks."""
    given = os.environ.get("DAYLIGHT_TEST_REDIS_URL", "")
    server, _slash, number = given.rpartition("/")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    return f"{server}/{int(number) + int(worker)}" if given else f"unix://{SCRATCH}/broker.sock"


os.environ.pop("DAYLIGHT_DEMO", None)
os.environ.update(
    {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "SECRET_KEY": "only-for-tests-" + "x" * 40,
        "SEALING_KEYS": f"t1:{_key(b'1')}",
        "INDEX_KEY": _key(b"2"),
        "NAME_KEY": _key(b"6"),
        "SUPPRESSION_KEY": _key(b"3"),
        "LINK_KEYS": f"t1:{_key(b'4')}",
        "JOURNAL_KEYS": f"t1:{_key(b'5')}",
        "INSTALLATION_ID": "the-tests",
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "PUBLIC_URL": "http://localhost",
        "MAIL_FROM": "Fernwood Privacy <privacy@fernwood.example>",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_SECURITY": "none",
        "SECOND_FACTOR": "offered",  # tests of the second factor ask for it
        "DECISION_WAIT_SECONDS": "0",  # tests of the wait set their own
        "EMAIL_TIMEOUT": "120",
        "DAYLIGHT_VAR": str(SCRATCH / "var"),
        "DATABASE_URL": os.environ.get("DAYLIGHT_TEST_DATABASE_URL") or f"sqlite:///{SCRATCH}/test.sqlite3",
        "REDIS_URL": _redis(),
    }
)
