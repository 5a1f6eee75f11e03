"""The drill: a backup is taken, the desk works on, the backup is restored elsewhere, and nothing goes out twice."""

import resource
from collections import Counter
from contextlib import contextmanager

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection

from dsr import backups, engine, installation
from dsr.backups import database_file
from dsr.clock import today
from dsr.errors import Blocked
from dsr.lifecycle import Who
from dsr.models import Account, Attachment, Case, CopiedCase, Installation
from dsr.models.installation import Misfit
from tests import given

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def elsewhere(tmp_path):
    """An empty database in another place, in the stead of the test's own."""
    own = connection.settings_dict["NAME"]
    other = str(tmp_path / "restored.sqlite3") if connection.vendor == "sqlite" else f"{own}_restored"
    _of_server(f'CREATE DATABASE "{other}"')
    connection.close()
    connection.settings_dict["NAME"] = other
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own
        _of_server(f'DROP DATABASE "{other}"')


def _of_server(statement):
    if connection.vendor == "postgresql":
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement)


@pytest.fixture
def folder(tmp_path, frozen, capsys):
    """A backup of a desk with one request in review and one that is not acknowledged yet; the desk worked on."""
    given.in_review()
    given.an_account(Who.ADMINISTRATOR, "admin@fernwood.example")
    given.a_case()
    installation.look_at_place()
    call_command("backup", str(tmp_path / "backup"))
    assert "tables, 1 files" in capsys.readouterr().out
    given.drain()
    given.a_case()
    given.drain()
    return tmp_path / "backup"


def sent():
    return Counter(message.extra_headers["Message-ID"] for message in mail.outbox)


def test_the_drill(folder, tmp_path, capsys):
    assert len(mail.outbox) == 3
    with elsewhere(tmp_path):
        call_command("restore", str(folder))
        said = capsys.readouterr().out
        assert "2 requests" in said and "every chain and anchor holds" in said
        assert installation.is_held() and Installation.objects.get().misfit == Misfit.RESTORED
        assert given.drain() == 0 and engine.sweep() == 0 and len(mail.outbox) == 3
        log = tmp_path / "mail.log"
        log.write_text("\n".join(f"queued as X: message-id={name}, status=sent" for name in sent()))
        call_command("restored_copy", gone=log, on=today())
        call_command("restored_copy", release=True, by="admin@fernwood.example")
        given.drain()
        engine.sweep()
        given.drain()
        assert set(sent().values()) == {1}
        assert Case.objects.count() == CopiedCase.objects.count() == 2
        call_command("restored_copy", go_on=["all"], by="admin@fernwood.example")
        given.drain()
        assert set(sent().values()) == {1}
        assert given.a_case().pk and given.drain()
        assert len(mail.outbox) == 4
        call_command("verify_journal")


def test_a_copy_without_a_release_sends_what_was_sent_before(folder, tmp_path):
    """The guard itself: without it the drill would find a second mail."""
    with elsewhere(tmp_path):
        backups.restore_backup(folder)
        Installation.objects.update(held_since=None, place=installation.place())
        given.drain()
        assert 2 in sent().values()


def test_what_was_changed_or_is_gone_is_no_backup(folder, tmp_path):
    assert backups.check_backup(folder).rows["dsr_case"] == 2
    with elsewhere(tmp_path):
        file = folder / database_file.file_name()
        whole = file.read_bytes()
        file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        with pytest.raises(CommandError, match="gone or were changed: database"):
            call_command("restore", str(folder))
        file.unlink()
        with pytest.raises(CommandError, match="gone or were changed: database"):
            call_command("backup", str(folder), check=True)
        (folder / "backup.json").write_text("{}")
        with pytest.raises(CommandError, match="no whole backup"):
            call_command("restore", str(folder))


def test_a_restored_database_with_other_rows_or_an_other_key_is_named(folder, tmp_path, settings):
    with elsewhere(tmp_path):
        backup = backups.restore_backup(folder)
        assert backups.check_restored(backup).faults == []
        Account.objects.all().delete()
        settings.INDEX_KEY = b"9" * 32
        faults = "\n".join(backups.check_restored(backup).faults)
        assert "dsr_account: the backup has 1 rows, the database 0" in faults and "INDEX_KEY" in faults


def test_nothing_is_written_over(folder):
    with pytest.raises(CommandError, match="already"):
        call_command("backup", str(folder))
    with pytest.raises(CommandError, match=r"already|not empty"):
        call_command("restore", str(folder))
    assert not Attachment.objects.exists()


def test_a_full_disk_leaves_nothing_and_says_so(tmp_path, frozen):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8_192, hard))
    try:
        with pytest.raises(CommandError, match=r"disk may be full|could not be written|pg_dump failed"):
            call_command("backup", str(tmp_path / "backup"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


def test_a_program_that_is_not_there_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Blocked, match="pg_dump is not on PATH"):
        database_file._run("pg_dump")
