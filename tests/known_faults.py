"""Ask for known faults of what `requirements.txt` installs; where nobody can be asked, say so and hold nothing up.

Run as `python -m tests.known_faults`. It fails where a fault is known.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
PATIENCE = 300  # seconds
ASK = ("-m", "pip_audit", "--disable-pip", "--require-hashes", "--format", "json", "--progress-spinner", "off")


def ask(program: str = sys.executable, arguments: tuple[str, ...] = ASK) -> tuple[int, str]:
    """The exit code and what is to be said."""
    command = [program, *arguments, "--requirement", str(REPOSITORY / "requirements.txt")]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return _not_asked(f"no answer within {PATIENCE} s")
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        lines = done.stderr.strip().splitlines()
        return _not_asked(lines[-1][:200] if lines else f"code {done.returncode}")
    return _told(packages)


def _not_asked(why: str) -> tuple[int, str]:
    return 0, f"The advisories could not be reached, so nobody was asked for known faults ({why})."


def _told(packages: list[dict[str, Any]]) -> tuple[int, str]:
    asked = [one for one in packages if "vulns" in one]
    left_out = [one["name"] for one in packages if "vulns" not in one]
    faults = [
        f"{one['name']} {one['version']}: {fault['id']}, mended in {', '.join(fault['fix_versions']) or 'none yet'}"
        for one in asked
        for fault in one["vulns"]
    ]
    said = [*faults, f"{len(asked)} packages asked for, {len(faults)} known faults."]
    if left_out:
        said.append(f"Not asked for: {', '.join(left_out)}")
    return int(bool(faults)), "\n".join(said)


if __name__ == "__main__":
    code, words = ask()
    print(words)
    sys.exit(code)
