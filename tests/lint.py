"""`make lint` (python -m tests.lint): format, style, types, templates, migrations, locked lists. All of them run.

`make check` (python -m tests.lint --quick): of these, what a commit needs, in seconds.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# The types of the models come from the settings, which need an environment: that of the tests.
_MYPY = "import tests.environment; from mypy.main import main; main(args={}, clean_exit=True)"
_DJANGO = "import tests.environment; from django.core.management import execute_from_command_line as run; run({})"


def _mypy_cache() -> str:
    """Where mypy keeps what it knows: a place for each list of models, for its plugin asks where each was."""
    models = "\n".join(sorted(path.name for path in (ROOT / "dsr" / "models").glob("*.py")))
    return f".mypy_cache/{hashlib.sha256(models.encode()).hexdigest()[:12]}"


# What takes longest begins first.
CHECKS: dict[str, list[str]] = {
    "mypy": ["-c", _MYPY.format(["dsr", "portal", "--cache-dir", _mypy_cache()])],
    "djlint": ["-m", "djlint", "templates", "--lint", "--quiet"],
    "migrations": ["-c", _DJANGO.format(["manage.py", "makemigrations", "--check", "--dry-run"])],
    "django": ["-c", _DJANGO.format(["manage.py", "check", "--fail-level", "WARNING"])],
    "locked lists": ["-m", "pytest", "-q", "tests/house/test_locks.py"],
    "ruff format": ["-m", "ruff", "format", "--check", "."],
    "ruff check": ["-m", "ruff", "check", "."],
}
QUICK = ("mypy", "djlint", "ruff format", "ruff check")


def _check(name: str) -> bool:
    """Run one check and print how it ended, and what it said when it failed."""
    began = time.monotonic()
    ended = subprocess.run(
        [sys.executable, *CHECKS[name]],
        cwd=ROOT,
        env={**os.environ, "NO_COLOR": "1"},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    said = f"\n{ended.stdout.rstrip()}" if ended.returncode else ""
    print(f"{name}: {'fails' if said else 'ok'} ({time.monotonic() - began:.1f} s){said}", flush=True)
    return not said


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when every check holds. mypy keeps what it knows in .mypy_cache/: only its first run takes long."""
    parser = argparse.ArgumentParser(prog="python -m tests.lint", description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="format, style, types and templates only")
    names = QUICK if parser.parse_args(arguments).quick else tuple(CHECKS)
    began = time.monotonic()
    with ThreadPoolExecutor(os.cpu_count() or 1) as together:
        holds = dict(zip(names, together.map(_check, names), strict=True))
    failed = [name for name in names if not holds[name]]
    print(f"Fails: {', '.join(failed)}." if failed else f"Clean, in {time.monotonic() - began:.0f} s.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
