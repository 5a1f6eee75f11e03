"""Production is the default: half a set-up does not start, and the demo stays with its own database."""

import os
import subprocess
import sys

import pytest

from tests.environment import SCRATCH
from tests.patience import PATIENCE

_START = [sys.executable, "-c", "import portal.settings as settings; print('started', settings.DEBUG)"]
_REQUIRED = (
    *("SECRET_KEY", "SEALING_KEYS", "INDEX_KEY", "NAME_KEY", "ALLOWED_HOSTS", "PUBLIC_URL"),
    *("DATABASE_URL", "REDIS_URL", "MAIL_FROM", "EMAIL_HOST", "INSTALLATION_ID"),
)


def _start(**changes: str | None) -> tuple[int, str]:
    environment = {**os.environ, **{name: value or "" for name, value in changes.items()}}
    done = subprocess.run(_START, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_full_set_up_starts_without_debug():
    assert _start() == (0, "started False\n")


def test_every_missing_variable_is_named_at_once():
    code, said = _start(**dict.fromkeys(_REQUIRED))
    assert code != 0
    assert [name for name in _REQUIRED if f"  {name}:" not in said] == []


def test_a_command_names_each_missing_variable_once():
    environment = {**os.environ, **dict.fromkeys(_REQUIRED, "")}
    command = [sys.executable, "manage.py", "complete_year"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (done.returncode, [done.stderr.count(f"  {name}:") for name in _REQUIRED]) == (2, [1] * len(_REQUIRED))


@pytest.mark.parametrize("name", _REQUIRED)
def test_each_one_alone_keeps_it_from_starting(name):
    code, said = _start(**{name: None})
    assert code != 0
    assert f"  {name}:" in said


def test_the_demo_is_refused_on_another_database():
    code, said = _start(DAYLIGHT_DEMO="1", DATABASE_URL=f"sqlite:///{SCRATCH}/business.sqlite3")
    assert code != 0
    assert "only on the demo's own database" in said


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SEALING_KEYS", "k1:short", "32 bytes"),
        ("INDEX_KEY", os.environ["SEALING_KEYS"].partition(":")[2], "must differ"),
        ("NAME_KEY", os.environ["INDEX_KEY"], "keys of their own"),
        ("EMAIL_SECURITY", "ssl", "starttls, tls or none"),
        ("EMAIL_PORT", "smtp", "whole number"),
        *(("CLAMD", wrong, "host:port, or unix:") for wrong in ("clamd", ":3310", "clamd:0", "unix:clamd.ctl")),
        ("SESSION_IDLE_MINUTES", "0", "1 or more"),
        ("SECOND_FACTOR", "no", "required or offered"),
        ("HSTS_SUBDOMAINS", "perhaps", "must be yes or no"),
        ("INSTALLATION_ID", "Our Desk", "8 to 40 lower letters"),
    ],
)
def test_a_wrong_value_is_named(name, value, says):
    code, said = _start(**{name: value})
    assert code != 0
    assert name in said
    assert says in said


def test_a_short_secret_is_refused_and_a_key_is_made_without_any_set_up():
    code, said = _start(SECRET_KEY="short")
    assert (code != 0, "40 or more" in said) == (True, True)
    bare = {"PATH": os.environ["PATH"]}
    made = subprocess.run(
        [sys.executable, "manage.py", "new_key"], env=bare, capture_output=True, text=True, check=True
    )
    assert len(made.stdout.strip()) == 44


@pytest.mark.parametrize(
    ("address", "names"),
    [("https://desk.example", "__Host-session __Host-csrf"), ("http://localhost", "sessionid csrftoken")],
)
def test_under_https_no_other_host_can_set_a_cookie_of_ours(address, names):
    code = "import portal.settings as s; from django.conf import settings as d; "
    code += "print(d.SESSION_COOKIE_NAME, d.CSRF_COOKIE_NAME, d.SESSION_COOKIE_PATH, d.SESSION_COOKIE_DOMAIN)"
    told = {**os.environ, "PUBLIC_URL": address}
    done = subprocess.run([sys.executable, "-c", code], env=told, capture_output=True, text=True, check=False)
    assert done.stdout == f"{names} / None\n", done.stderr


@pytest.mark.parametrize(("said", "is_told"), [("", False), ("yes", True)])
def test_names_below_the_desk_are_told_to_browsers_where_that_is_set(said, is_told):
    code = "import portal.settings as s; print(s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS)"
    told = {**os.environ, "PUBLIC_URL": "https://desk.example", "HSTS_SUBDOMAINS": said}
    done = subprocess.run([sys.executable, "-c", code], env=told, capture_output=True, text=True, check=False)
    assert done.stdout == f"31536000 {is_told}\n", done.stderr


@pytest.mark.parametrize(("demo", "is_required"), [({}, True), ({"DAYLIGHT_DEMO": "1"}, False)])
def test_a_second_factor_is_required_but_in_the_demo(demo, is_required):
    code = "import portal.settings as s; print(s.SECOND_FACTOR_REQUIRED, s.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN)"
    database = f"sqlite:///{os.environ['DAYLIGHT_VAR']}/demo.sqlite3"
    told = {**os.environ, "SECOND_FACTOR": "", "PUBLIC_URL": "https://desk.example", "DATABASE_URL": database, **demo}
    done = subprocess.run([sys.executable, "-c", code], env=told, capture_output=True, text=True, check=False)
    assert done.stdout == f"{is_required} False\n", done.stderr
