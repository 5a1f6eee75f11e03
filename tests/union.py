"""Whether every test ran in at least one lane: `python -m tests.union RECORD...` ends with 1 when one did not."""

import sys
from collections import Counter
from pathlib import Path

from tests import lanes


def left_out(records: list[Path]) -> dict[str, str]:
    """Every test that ran in no lane, with the reason that was given."""
    reasons: dict[str, str] = {}
    ran: set[str] = set()
    for line in lanes.read(records):
        if line["ended"] in {"passed", "failed"}:
            ran.add(line["test"])
        elif line.get("reason") or line["test"] not in reasons:
            reasons[line["test"]] = line.get("reason") or "it did not run"
    return {test: reason for test, reason in reasons.items() if test not in ran}


def main(names: list[str]) -> int:
    records = [Path(name) for name in names]
    missing = left_out(records)
    for reason, count in Counter(missing.values()).most_common():
        print(f"{count} tests ran in no lane: {reason}")
    for test in sorted(missing)[:20]:
        print(f"  {test}")
    ran = {line["test"] for line in lanes.read(records) if line["ended"] in {"passed", "failed"}}
    print(f"{len(ran)} tests ran in {len(records)} lanes; {len(missing)} ran in none.")
    return 1 if missing or not ran else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
