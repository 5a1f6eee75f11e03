"""The tests in lanes; arguments go to pytest. bare (`make test`): SQLite and an embedded Valkey, and nothing else.
services (`make servers`): what PostgreSQL, Redis and MariaDB must see, too. browser (`make browser`): Chromium."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from tests import blank_desk, lanes, union
from tests.business_database import MARIADB, POSTGRESQL, running
from tests.servers import MariaDB, NoMariaDB

ROOT = Path(__file__).resolve().parents[1]
BYTECODE = ROOT / ".venv" / "bytecode"

_SERVERS = (
    *("DATABASE_URL", "REDIS_URL", "DAYLIGHT_TEST_DATABASE_URL", "DAYLIGHT_TEST_REDIS_URL"),
    *(POSTGRESQL, MARIADB),
)
_ELSEWHERE = "what PostgreSQL, Redis and MariaDB must see, too (make servers); pages in Chromium (make browser)"


def environment(**more: str) -> dict[str, str]:
    """What a lane is started with: none of the servers that this shell names, and a place for bytecode.

    The tests start some fifty processes of Python. Where no bytecode is kept, as in many containers, each of them
    compiles Django and Celery again, which takes longer than what it was started for.
    """
    left_out = {*_SERVERS, "PYTHONDONTWRITEBYTECODE"}
    bare = {name: value for name, value in os.environ.items() if name not in left_out}
    return {**bare, "PYTHONPYCACHEPREFIX": str(BYTECODE), **more}


# Two halves of what is to be compiled, as each takes about as long.
_HALVES = (["tests/dsr"], ["--ignore=tests/dsr"])


def compile_ahead() -> None:
    """In a fresh checkout two processes compile all that the tests import; else each worker would, for itself."""
    if BYTECODE.exists():
        return
    command = [sys.executable, "-m", "pytest", "-q", "--collect-only", "--ignore=tests/browser"]
    halves = [
        subprocess.Popen([*command, *half], cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL) for half in _HALVES
    ]
    for half in halves:
        half.wait()


class Lane:
    """One run of pytest: its name, what its environment adds, and what it asks for."""

    def __init__(self, name: str, words: str, environment: dict[str, str], *options: str) -> None:
        self.name, self.words, self.environment, self.options = name, words, environment, options

    def run(self, records: Path, arguments: list[str]) -> int:
        self.record = records / f"{self.name}.jsonl"
        self.record.unlink(missing_ok=True)
        print(f"\n-- {self.words} --", flush=True)
        began = time.monotonic()
        # tests/lanes.py says which tests stay together, because they share what is costly to start, and which begin.
        whole = ("-n", str(lanes.WORKERS), "--dist", "loadfile", "--no-loadscope-reorder")
        spread = () if any(word.startswith("-n") for word in arguments) else whole
        command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.lanes", "--record", str(self.record)]
        command += [*spread, *self.options, *arguments]
        with blank_desk.being_made(environment(**self.environment)) as blank:
            whole_environment = environment(**self.environment, **blank)
            ended = subprocess.run(command, cwd=ROOT, env=whole_environment, check=False).returncode
        self.seconds = time.monotonic() - began
        self.ended = 0 if ended == 5 and arguments else ended  # 5: none of the tests asked for belongs to this lane
        return self.ended

    def counts(self) -> Counter[str]:
        """Tests by how they ended; a test that failed once failed."""
        ended: dict[str, str] = {}
        for line in lanes.read([self.record]):
            if ended.get(line["test"]) != "failed" and line["ended"] != "collected":
                ended[line["test"]] = line["ended"]
        return Counter(ended.values())


@contextmanager
def a_mariadb() -> Iterator[str]:
    """The address of a MariaDB: the caller's, or a private one for as long as it is needed. Raises NoMariaDB."""
    if given := os.environ.get(MARIADB):
        yield given
        return
    with running(MariaDB) as private:
        yield private


def _lanes(names: list[str], servers: ExitStack) -> Iterator[Lane]:
    if "bare" in names:
        yield Lane("bare", "SQLite and an embedded Valkey", {}, "--ignore=tests/browser", "--only-here")
    if "services" in names:
        given = {name: os.environ[name] for name in ("DAYLIGHT_TEST_DATABASE_URL", "DAYLIGHT_TEST_REDIS_URL")}
        given[POSTGRESQL] = given["DAYLIGHT_TEST_DATABASE_URL"]
        with suppress(NoMariaDB):  # its tests say so themselves
            given[MARIADB] = servers.enter_context(a_mariadb())
        yield Lane("services", "PostgreSQL, Redis and MariaDB", given, "--ignore=tests/browser", "--only-servers")
    if "browser" in names:
        # Two companies (tests/lanes.py), and each browser keeps a core busy.
        yield Lane("browser", "Pages in Chromium", {}, "-n", "2", "tests/browser")


def _run(names: list[str], records: Path, arguments: list[str]) -> tuple[list[Lane], bool]:
    done: list[Lane] = []
    compile_ahead()
    with ExitStack() as servers:
        for lane in _lanes(names, servers):
            lane.run(records, arguments)
            done.append(lane)
    used = {**lanes.MARIADB_ITSELF, lanes.SECONDS: round(MariaDB.seconds_of_cpu, 2)}
    (records / "mariadb.jsonl").write_text(json.dumps(used) + "\n")
    return done, any(lane.ended for lane in done)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lane", action="append", choices=["bare", "services", "browser"])
    parser.add_argument("--records", default=os.environ.get("DAYLIGHT_TEST_RECORDS"), help="a folder to keep them in")
    known, arguments = parser.parse_known_args()
    records = Path(known.records or tempfile.mkdtemp(prefix="daylight-records-"))
    records.mkdir(parents=True, exist_ok=True)
    names = known.lane or ["bare"]
    done, failed = _run(names, records, arguments)
    print()
    total: Counter[str] = Counter()
    for lane in done:
        counts = lane.counts()
        if lane.ended and not counts["failed"]:  # a file that cannot be imported has no tests that fail
            print(f"{lane.words}: something failed beside the tests; see above.")
            counts["failed"] = 1
        total += counts
        print(f"{lane.words}: {counts['passed']} passed, {counts['failed']} failed in {lane.seconds:.0f} s")
    skipped = Counter(union.left_out([lane.record for lane in done]).values())
    missing = [f"{count} tests ({reason})" for reason, count in skipped.items()]
    missing += [_ELSEWHERE] if names == ["bare"] else []
    print(f"Left out: {'; '.join(missing)}" if missing else "Left out: nothing.")
    print(f"{total['passed']} passed, {total['failed']} failed", flush=True)
    if not known.records:
        shutil.rmtree(records, ignore_errors=True)
    return 1 if failed or total["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
