"""The whole river for stories: a broker, a mail server and a worker with its beat, all real, around one database."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import psutil
from django.db import connection

from dsr.models import Case, DueWork
from tests.patience import until
from tests.servers import Broker
from tests.smtp import MailServer

ROOT = Path(__file__).resolve().parents[2]


def database_url() -> str:
    """The test's own database, for a child."""
    kept = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{kept['NAME']}"
    host = str(kept["HOST"]).replace("/", "%2F")
    port = f":{kept['PORT']}" if kept["PORT"] else ""
    password = f":{kept['PASSWORD']}" if kept["PASSWORD"] else ""
    return f"postgres://{kept['USER']}{password}@{host}{port}/{kept['NAME']}"


class River:
    """One broker, one mail server, one keeper of workers. `folder` must be short: a socket lies in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.broker = Broker(folder / "broker", folder / "b.sock").start()
        self.mail = MailServer().start()
        self.keeper: subprocess.Popen[bytes] | None = None

    @property
    def broker_url(self) -> str:
        return f"redis+socket://{self.broker.socket}?virtual_host=0"

    def environment(self, database: str) -> dict[str, str]:
        return {
            **os.environ,
            "DATABASE_URL": database,
            "REDIS_URL": f"unix://{self.broker.socket}",
            "EMAIL_PORT": str(self.mail.port),
            "EMAIL_TIMEOUT": "120",
            "WORK_LEASE_SECONDS": "2",
            "SWEEP_SECONDS": "1",
            "LOG_LEVEL": "INFO",
            "WEBHOOK_ALLOW_PRIVATE": "1",  # the systems of stories stand on this machine
        }

    def start(self, database: str) -> "River":
        (self.folder / "keeper.ready").unlink(missing_ok=True)
        with (self.folder / "log").open("ab") as log:
            self.keeper = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "tests.stories.doomed", str(self.folder)],
                cwd=ROOT,
                env=self.environment(database),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        keeper = self.keeper
        until(
            lambda: (self.folder / "keeper.ready").exists() or keeper.poll() is not None, "a worker", lambda: self.log
        )
        assert keeper.poll() is None, self.log
        return self

    @property
    def log(self) -> str:
        """All that worker and beat wrote."""
        return (self.folder / "log").read_text(errors="replace")

    def doom(self, points: Iterable[str]) -> None:
        """From now on a worker dies once at each of these points."""
        (self.folder / "points").write_text("\n".join(points))

    @property
    def deaths(self) -> list[str]:
        path = self.folder / "deaths"
        return [line.partition(" ")[0] for line in path.read_text().splitlines()] if path.exists() else []

    def decide_with_wait(self, seconds: int) -> None:
        """From now on what a worker decides waits so long before it leaves."""
        (self.folder / "wait").write_text(str(seconds))
        self.kill_worker()

    def kill_worker(self) -> None:
        """kill -9 of worker and beat; the keeper starts the next ones."""
        assert self.keeper
        for child in psutil.Process(self.keeper.pid).children(recursive=True):
            child.kill()

    def until_state(self, state: str, *cases: Case) -> None:
        """Wait until the worker has brought these cases so far."""
        ids = [case.pk for case in cases]

        def all_there() -> bool:
            return Case.objects.filter(pk__in=ids, state=state).count() == len(ids)

        until(all_there, state, self.tell)

    def until_rest(self) -> None:
        """Wait until no work is left."""
        until(lambda: not DueWork.objects.unfinished().exists(), "no work left", self.tell)

    def tell(self) -> str:
        """Where everything stands, for a test that waited in vain."""
        work = DueWork.objects.unfinished().values_list("key", "attempts", "reason", "not_before", "given_up_at")
        cases = Case.objects.values_list("pk", "state", "stuck", "entry_count")
        return "\n".join(map(str, [*cases, *work, self.deaths, self.log[-3000:]]))

    def end(self) -> None:
        if self.keeper is not None:
            os.killpg(self.keeper.pid, signal.SIGKILL)
            self.keeper.wait()
        self.mail.stop()
        self.broker.kill()
