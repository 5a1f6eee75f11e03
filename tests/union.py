"""Whether every test ran in at least one lane, and MariaDB took no more than it may: `python -m tests.union RECORD...`
ends with 1 when not."""

import re
import sys
from collections import Counter
from pathlib import Path

from tests import lanes

# Seconds of CPU, of its tests and of the server itself: how long they take says more of the machine, and of who else
# works there. Each test of a database of the business runs on it, too.
MOST_ON_MARIADB = 90


def left_out(records: list[Path]) -> dict[str, str]:
    """Every test that ran in no lane, with the reason that was given."""
    reasons: dict[str, str] = {}
    ran: set[str] = set()
    for line in lanes.read(records):
        if line["ended"] in {"passed", "failed"}:
            ran.add(line["test"])
        elif line["ended"] == lanes.MARIADB_ITSELF["ended"]:
            continue
        elif line.get("reason") or line["test"] not in reasons:
            reasons[line["test"]] = line.get("reason") or "it did not run"
    return {test: reason for test, reason in reasons.items() if test not in ran}


def spent_on_mariadb(records: list[Path]) -> tuple[int, float]:
    """How many tests ran on MariaDB, and what they and the server used, in seconds of CPU."""
    lines = list(lanes.read(records))
    tests = [line for line in lines if re.search(r"[\[-]mariadb[]-]", line["test"]) and lanes.SECONDS in line]
    server = [line for line in lines if line["test"] == lanes.MARIADB_ITSELF["test"]]
    return len(tests), sum(line[lanes.SECONDS] for line in (*tests, *server))


def main(names: list[str]) -> int:
    records = [Path(name) for name in names]
    missing = left_out(records)
    for reason, count in Counter(missing.values()).most_common():
        print(f"{count} tests ran in no lane: {reason}")
    for test in sorted(missing)[:20]:
        print(f"  {test}")
    ran = {line["test"] for line in lanes.read(records) if line["ended"] in {"passed", "failed"}}
    print(f"{len(ran)} tests ran in all lanes; {len(missing)} ran in none.")
    tests, seconds = spent_on_mariadb(records)
    print(f"MariaDB: {tests} tests, {seconds:.0f} s of CPU with the server; at most {MOST_ON_MARIADB}.")
    return 1 if missing or not ran or seconds > MOST_ON_MARIADB else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
