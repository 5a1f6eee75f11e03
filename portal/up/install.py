"""Makes .venv and installs the locked packages when they changed. Run by make with whatever Python there is.

`python3 install.py requirements.txt ...`; standard library only. Old Pythons can read it, and are refused.
"""

import hashlib
import importlib.util
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent
VENV = REPOSITORY / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)


class CannotInstall(Exception):
    """Why not, and the way out."""


def dotted(version: "Sequence[object]") -> str:
    return f"{version[0]}.{version[1]}"


def run(*command: str) -> "subprocess.CompletedProcess[bytes]":
    """Run it with its output kept; never raises for its exit code."""
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)  # noqa: S603


def refuse_old_python() -> None:
    if sys.version_info < OLDEST:
        raise CannotInstall(
            f"Daylight needs Python {dotted(OLDEST)} or newer, and {sys.executable} is {dotted(sys.version_info)}.\n"
            "Install a newer one and name it: make up PYTHON=python3.11"
        )


def stamp_of(requirements: Path) -> str:
    """Changes with the locked list and with the Python in .venv."""
    python = run(str(PYTHON), "-VV").stdout
    return hashlib.sha256(requirements.read_bytes() + python).hexdigest()


def venv_works() -> bool:
    """Whether .venv has a Python that runs and is new enough."""
    try:
        return run(str(PYTHON), "-c", f"import sys; sys.exit(sys.version_info < {OLDEST})").returncode == 0
    except OSError:
        return False


def pip_command() -> "list[str]":
    """The pip to use: that of .venv, or this Python's own, told to install into .venv."""
    if run(str(PYTHON), "-c", "import pip").returncode == 0:
        return [str(PYTHON), "-m", "pip"]
    return [sys.executable, "-m", "pip", "--python", str(PYTHON)]


def make_venv() -> None:
    """Make .venv. Debian's Python lacks ensurepip until python3-venv is installed; its pip can serve instead."""
    has = {name: importlib.util.find_spec(name) is not None for name in ("venv", "ensurepip", "pip")}
    version = dotted(sys.version_info)
    if not has["venv"] or not (has["ensurepip"] or has["pip"]):
        raise CannotInstall(
            "This Python cannot make a virtual environment: "
            f"its {'ensurepip' if has['venv'] else 'venv'} module is missing.\n"
            f"On Debian or Ubuntu: sudo apt install python{version}-venv\n"
            "Or name another Python: make up PYTHON=/path/to/python3"
        )
    say(f"Making .venv with Python {version} ...")
    options = [] if has["ensurepip"] else ["--without-pip"]
    made = run(sys.executable, "-m", "venv", "--clear", *options, str(VENV))
    if made.returncode:
        said = made.stdout.decode(errors="replace").strip()
        raise CannotInstall(f"Making {VENV} failed:\n{said}")


def install(requirements: Path) -> None:
    """Install one locked list, showing how far it is."""
    total = len(re.findall(r"^[a-z0-9]\S*==", requirements.read_text(), re.MULTILINE | re.IGNORECASE))
    options = ["--require-hashes", "--no-deps", "--disable-pip-version-check", "--no-input", "--no-compile"]
    command = [*pip_command(), "install", *options, "-r", str(requirements)]
    pip = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # noqa: S603
    heard, count = [], 0
    for raw in pip.stdout or ():
        line = raw.decode(errors="replace").rstrip()
        heard.append(line)
        if line.startswith(("Collecting ", "Processing ", "Requirement already satisfied: ")):
            count += 1
            progress(f"  downloading: {count} of at most {total} packages")
        elif line.startswith("Installing collected packages"):
            progress(f"  unpacking {count} packages ...", last=True)
    if pip.wait():
        raise CannotInstall("\n".join(heard[-12:]) + "\n\npip could not install the packages; its words are above.")


def progress(text: str, last: bool = False) -> None:
    """One line that moves on a terminal; every tenth and the last elsewhere."""
    if sys.stdout.isatty():
        sys.stdout.write("\r\033[K" + text + ("\n" if last else ""))
    elif last or re.search(r"\b\d*0 of", text):
        sys.stdout.write(text + "\n")
    sys.stdout.flush()


def say(text: str) -> None:
    print(text, flush=True)


def main() -> None:
    began = time.monotonic()
    refuse_old_python()
    if not venv_works():
        make_venv()
    changed = False
    for name in sys.argv[1:]:
        requirements = REPOSITORY / name
        stamp = VENV / (name.replace("/", "-") + ".stamp")
        wanted = stamp_of(requirements)
        if not stamp.exists() or stamp.read_text() != wanted:
            say(f"Installing {name} into .venv ...")
            install(requirements)
            stamp.write_text(wanted)
            changed = True
    if changed:
        say(f"Installed in {time.monotonic() - began:.0f} s.")


if __name__ == "__main__":
    try:
        main()
    except CannotInstall as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("Interrupted; run the same command again to go on.")
