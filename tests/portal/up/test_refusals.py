"""What is in the way of a start is said plainly, with the way out, and exit code 2."""

import socket
from pathlib import Path

import pytest

from portal.up import address, demo, folders, keys
from portal.up.errors import CannotStart
from tests.portal.up.desk import environment, manage


def _plain(said: str) -> str:
    assert "Traceback" not in said
    return said


def test_a_busy_port_is_named_with_the_way_out(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = manage("up", env=environment(tmp_path / "var", LISTEN=f"127.0.0.1:{port}"))
    assert done.returncode == 2
    assert f"Port {port} on 127.0.0.1 is in use" in _plain(done.stdout)
    assert f"LISTEN=127.0.0.1:{port + 1} make up" in done.stdout


def test_a_half_configured_production_names_everything_missing(tmp_path: Path) -> None:
    done = manage("up", env=environment(tmp_path / "var", DATABASE_URL="postgres://a:b@127.0.0.1/c"))
    assert done.returncode == 2
    for name in (
        "SECRET_KEY",
        "SEALING_KEYS",
        "INDEX_KEY",
        "NAME_KEY",
        "SUPPRESSION_KEY",
        "LINK_KEYS",
        "JOURNAL_KEYS",
        "INSTALLATION_ID",
        "ALLOWED_HOSTS",
        "PUBLIC_URL",
        "REDIS_URL",
        "MAIL_FROM",
    ):
        assert name in _plain(done.stdout)


def test_production_that_forgot_its_database_is_not_taken_for_the_demo(tmp_path: Path) -> None:
    environ = {"SECRET_KEY": "x" * 50, "ALLOWED_HOSTS": "privacy.example.com", "DAYLIGHT_VAR": str(tmp_path / "var")}
    before = dict(environ)
    demo.prepare_demo(["manage.py", "up"], environ)
    assert environ == before


def test_other_commands_never_become_the_demo_by_themselves(tmp_path: Path) -> None:
    environ = {"DAYLIGHT_VAR": str(tmp_path / "var")}
    demo.prepare_demo(["manage.py", "migrate"], environ)
    assert "DATABASE_URL" not in environ
    assert not (tmp_path / "var").exists()


def test_the_demo_refuses_a_foreign_database(tmp_path: Path) -> None:
    done = manage("check", env=environment(tmp_path / "var", DAYLIGHT_DEMO="1", DATABASE_URL="postgres://a:b@h/c"))
    assert done.returncode == 2
    assert "DAYLIGHT_DEMO=1 and DATABASE_URL are both set" in _plain(done.stdout)
    assert "a:b" not in done.stdout


@pytest.mark.parametrize("name", demo.PRODUCTION_ONLY)
def test_what_would_change_nothing_in_the_demo_is_refused_and_its_own_is_not(name: str, tmp_path: Path) -> None:
    """Whoever sets a key for one command must not believe that it was used."""
    keys.make_keys(tmp_path / "demo.env")
    given = {"DAYLIGHT_DEMO": "1", "DAYLIGHT_VAR": str(tmp_path), name: "another"}
    with pytest.raises(CannotStart, match=f"{name} in the environment would change nothing"):
        demo.prepare_demo(["manage.py", "check"], given)
    assert "DATABASE_URL" not in given
    its_own = {"DAYLIGHT_DEMO": "1", "DAYLIGHT_VAR": str(tmp_path)}
    for _again in range(2):  # a program of the demo has what its supervisor gave it
        demo.prepare_demo(["manage.py", "check"], its_own)


def test_the_demo_listens_on_loopback_only(tmp_path: Path) -> None:
    done = manage("up", env=environment(tmp_path / "var", LISTEN="0.0.0.0:8000"))
    assert done.returncode == 2
    assert "The demo listens on this machine only" in _plain(done.stdout)


@pytest.mark.parametrize("text", ["8000", "127.0.0.1:", "127.0.0.1:http", ":8000", "127.0.0.1:70000"])
def test_an_unreadable_address_is_refused(text: str) -> None:
    with pytest.raises(CannotStart, match="LISTEN must be an address and a port"):
        address.parse_address(text)


def test_addresses_of_both_families_are_read() -> None:
    assert str(address.parse_address("[::1]:8000")) == "[::1]:8000"
    assert address.parse_address("[::1]:8000").is_loopback
    assert not address.parse_address("192.0.2.1:80").is_loopback
    assert address.parse_address("0.0.0.0:80").to_connect == "127.0.0.1"
    assert address.parse_address("127.0.0.1:0").port > 1023


def test_a_var_that_cannot_be_written_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = manage("up", env=environment(tmp_path / "file" / "var"))
    assert done.returncode == 2
    assert f"Cannot write in {tmp_path}/file/var" in _plain(done.stdout)
    assert "DAYLIGHT_VAR=" in done.stdout


def test_keys_that_others_can_read_are_refused(tmp_path: Path) -> None:
    keys.make_keys(tmp_path / "demo.env")
    assert set(keys.read_keys(tmp_path / "demo.env")) == set(keys.NAMES)
    (tmp_path / "demo.env").chmod(0o640)
    with pytest.raises(CannotStart, match=r"chmod 600 .*demo.env"):
        keys.read_keys(tmp_path / "demo.env")


def test_keys_are_made_once(tmp_path: Path) -> None:
    keys.make_keys(tmp_path / "demo.env")
    first = (tmp_path / "demo.env").read_bytes()
    keys.make_keys(tmp_path / "demo.env")
    assert (tmp_path / "demo.env").read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == ["demo.env"]


def test_data_without_its_keys_is_not_given_new_ones(tmp_path: Path) -> None:
    (tmp_path / "daylight.sqlite3").touch()
    with pytest.raises(CannotStart, match="sealed, and its keys"):
        demo.prepare_demo(["manage.py", "up"], {"DAYLIGHT_VAR": str(tmp_path)})
    assert not (tmp_path / "demo.env").exists()


def test_a_socket_path_too_long_for_the_system_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = tmp_path / ("x" * 90)
    long.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(long))
    assert not str(folders.socket_path(tmp_path)).startswith(str(long))
    monkeypatch.setattr("tempfile.tempdir", str(long))
    with pytest.raises(CannotStart, match="XDG_RUNTIME_DIR=/short/folder"):
        folders.socket_path(tmp_path)


def test_a_socket_folder_that_others_can_enter_is_refused(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    with pytest.raises(CannotStart, match="chmod 700"):
        folders.private_folder(tmp_path / "open")
    (tmp_path / "link").symlink_to(tmp_path / "open")
    with pytest.raises(CannotStart, match="chmod 700"):
        folders.private_folder(tmp_path / "link")
