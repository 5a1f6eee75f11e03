"""`make up` before there is anything: the environment is made once, renewed when the lock changes, refused plainly."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.portal.up.desk import ROOT

# What make would do on a fresh machine, with a list of no packages: the network plays no part here.
EMPTY = "# nothing to install\n"


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A repository with the installer and a lock that names nothing."""
    (tmp_path / "portal" / "up").mkdir(parents=True)
    shutil.copy(ROOT / "portal/up/install.py", tmp_path / "portal/up/install.py")
    (tmp_path / "requirements.txt").write_text(EMPTY)
    return tmp_path


def install(repository: Path, before: str = "") -> subprocess.CompletedProcess[str]:
    """Run the installer; `before` is code that makes this Python a poorer one first."""
    script = repository / "portal/up/install.py"
    code = f"import runpy, sys\n{before}\nsys.argv[1:] = ['requirements.txt']\n"
    code += f"runpy.run_path({str(script)!r}, run_name='__main__')"
    command = [sys.executable, "-I", "-c", code]
    return subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)


def without(*modules: str) -> str:
    return (
        "import importlib.util as u; find = u.find_spec\n"
        f"u.find_spec = lambda name, *rest: None if name in {modules!r} else find(name, *rest)"
    )


def test_it_installs_once_and_again_when_the_lock_changes(fresh: Path) -> None:
    first = install(fresh)
    assert first.returncode == 0, first.stdout
    assert "Making .venv" in first.stdout
    assert (fresh / ".venv/bin/python").exists()
    assert install(fresh).stdout == ""
    (fresh / "requirements.txt").write_text(EMPTY + "# changed\n")
    assert re.match(r"Installing requirements.txt into .venv ...\nInstalled in \d+ s.\n", install(fresh).stdout)


def test_a_failed_install_is_said_and_tried_again_and_a_python_without_ensurepip_lends_its_pip(fresh: Path) -> None:
    (fresh / "requirements.txt").write_text("./no-such-package-here\n")
    for _attempt in range(2):
        done = install(fresh, without("ensurepip"))
        assert done.returncode == 1
        assert "pip could not install the packages" in done.stdout
        assert "Traceback" not in done.stdout
    (fresh / "requirements.txt").write_text(EMPTY)
    done = install(fresh, without("ensurepip"))
    assert done.returncode == 0, done.stdout
    assert not (fresh / ".venv/bin/pip").exists()
    assert (fresh / ".venv/requirements.txt.stamp").exists()


def test_an_old_python_is_refused(fresh: Path) -> None:
    done = install(fresh, "sys.version_info = (3, 9, 2, 'final', 0)")
    assert done.returncode == 1
    assert "Daylight needs Python 3.11 or newer" in done.stdout
    assert "is 3.9." in done.stdout
    assert not (fresh / ".venv").exists()


def test_without_venv_the_way_out_is_named(fresh: Path) -> None:
    for missing in (("venv",), ("ensurepip", "pip")):
        done = install(fresh, without(*missing))
        assert done.returncode == 1
        assert f"{missing[0]} module is missing" in done.stdout
        assert "apt install python3." in done.stdout
        assert not (fresh / ".venv").exists()


def test_make_names_a_missing_python(tmp_path: Path) -> None:
    done = subprocess.run(
        ["make", "up", "PYTHON=no-such-python"], cwd=ROOT, text=True, capture_output=True, check=False
    )
    assert done.returncode == 2
    assert "no-such-python is not found. Install Python 3.11 or newer" in done.stderr
