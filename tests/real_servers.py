"""`python -m tests.real_servers COMMAND`: run it with a real PostgreSQL and a real Redis, this machine's or its own.

With `--durable` before it a PostgreSQL of its own commits to the disk, as in production: measures want it."""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import redis

from tests.lanes import WORKERS
from tests.patience import PATIENCE
from tests.portal.up.desk import free_port
from tests.servers import Postgres


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="daylight-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _reachable(name: str) -> str | None:
    url = f"postgres://{name}@127.0.0.1:5432/postgres"
    try:
        psycopg.connect(url, connect_timeout=int(PATIENCE)).close()
    except psycopg.OperationalError:
        return None
    return url


@contextmanager
def postgres(*, is_durable: bool = False) -> Iterator[str]:
    """The address of a PostgreSQL server that lets us in without a password, or of a cluster of Debian's programs."""
    url = _reachable("postgres") or _reachable("root")
    if url:
        yield url
        return
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    with _folder() as folder:
        server = Postgres(folder, versions[-1] if versions else None, is_durable=is_durable)
        try:
            yield server.start().url()
        finally:
            server.stop()


@contextmanager
def a_database(url: str) -> Iterator[str]:
    """A database of our own on this server; it is dropped again."""
    name = f"daylight_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield url.rpartition("/")[0] + f"/{name}"
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def a_redis() -> Iterator[int]:
    """The port of the Redis on 6379, or of one of our own."""
    if _answers(6379):
        yield 6379
        return
    port = free_port()
    with _folder() as folder:
        options = ("--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder), "--save", "")
        server = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)
        try:
            while not _answers(port):
                if server.poll() is not None:
                    raise SystemExit("redis-server did not start.")
                time.sleep(0.1)
            yield port
        finally:
            server.kill()
            server.wait()


def _answers(port: int) -> bool:
    try:
        return bool(redis.Redis(port=port, socket_connect_timeout=PATIENCE).ping())
    except redis.RedisError:
        return False


@contextmanager
def empty_numbers(port: int) -> Iterator[int]:
    """The first of so many empty databases of that Redis as the run has workers; they are emptied again."""
    for number in range(16 - WORKERS, 0, -1):
        row = [redis.Redis(port=port, db=number + step) for step in range(WORKERS)]
        if not any(part.dbsize() for part in row):
            try:
                yield number
            finally:
                for part in row:
                    part.flushdb()
            return
    raise SystemExit(f"The Redis here has no {WORKERS} empty databases in a row.")


def main(command: list[str]) -> int:
    is_durable = command[:1] == ["--durable"]
    command = command[1:] if is_durable else command
    with (
        postgres(is_durable=is_durable) as server,
        a_database(server) as database,
        a_redis() as port,
        empty_numbers(port) as number,
    ):
        added = {
            "DAYLIGHT_TEST_DATABASE_URL": database,
            "DAYLIGHT_TEST_REDIS_URL": f"redis://127.0.0.1:{port}/{number}",
        }
        return subprocess.run(command, env={**os.environ, **added}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
