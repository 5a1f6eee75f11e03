"""Who was deleted and comes back by a restored backup or an import is purged again, and nobody else."""

import copy
import shutil
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from dsr.clock import today
from dsr.models import Tombstone
from tests.given_systems import DANA, MAPPING, a_database, a_deletion, a_system, count, granted, run

pytestmark = pytest.mark.django_db(transaction=True)
TABLES = ("customers", "orders", "order_lines", "tickets")


@pytest.fixture
def url(tmp_path):
    return a_database(tmp_path)


def _counts(url: str) -> list[int]:
    return [count(url, table) for table in TABLES]


def _replay(*options: str) -> str:
    out = StringIO()
    call_command("replay_deletions", *options, stdout=out, stderr=out)
    return out.getvalue()


def _file(url: str) -> str:
    return url.removeprefix("sqlite:///")


def test_a_restored_backup_is_purged_again(url, tmp_path):
    a_system(url=url)
    shutil.copy(_file(url), tmp_path / "backup")
    granted(a_deletion())
    deleted = _counts(url)
    assert "0 deleted before are back" in _replay()
    shutil.copy(tmp_path / "backup", _file(url))
    assert _counts(url) == [3, 6, 6, 3]
    said = _replay()
    assert "1 deleted before are back, 0 rows purged" in said
    assert "dry run" in said
    assert DANA not in said
    assert _counts(url) == [3, 6, 6, 3], "a dry run changes nothing"
    assert "6 rows purged" in _replay("--do")
    assert _counts(url) == deleted
    assert "0 deleted before are back, 0 rows purged" in _replay("--do")


def test_a_reimport_under_another_key_and_spelling_is_purged_too(url):
    a_system(url=url)
    granted(a_deletion())
    run(url, "INSERT INTO customers VALUES (77, ' DANA@Example.com', 'D. Whitlow', '', '', '', NULL)")
    run(url, "INSERT INTO customers VALUES (78, 'new@example.com', 'By number', '', '', 'c-1001', NULL)")
    run(url, "INSERT INTO customers VALUES (79, 'roommate@example.com', 'Same phone', '5595550101', '', '', NULL)")
    assert "2 deleted before are back" in _replay("--do")
    assert run(url, "SELECT id FROM customers WHERE id > 3") == [(79,)]


def test_who_came_anew_after_the_deletion_is_left_alone(url):
    mapping = copy.deepcopy(MAPPING)
    mapping["identity"]["since"] = "came_at"
    run(url, "ALTER TABLE customers ADD COLUMN came_at TEXT")
    a_system(url=url, mapping=mapping)
    granted(a_deletion())
    after, before = today() + timedelta(days=2), today() - timedelta(days=900)
    for key, day in ((77, after), (78, before)):
        run(url, "INSERT INTO customers VALUES (:a, :b, '', '', '', '', NULL, :c)", a=key, b=DANA, c=day.isoformat())
    said = _replay("--do")
    assert "1 deleted before are back" in said
    assert "1 came anew" in said
    assert run(url, "SELECT id FROM customers WHERE id > 3") == [(77,)]


def test_only_deletions_since_a_day_and_only_one_system(url):
    a_system(url=url)
    granted(a_deletion())
    run(url, "INSERT INTO customers VALUES (77, :a, '', '', '', '', NULL)", a=DANA)
    tomorrow = (today() + timedelta(days=1)).isoformat()
    assert "0 deleted before are back" in _replay("--do", "--since", tomorrow)
    assert "1 deleted before are back" in _replay("--since", today().isoformat(), "--system", "Shop database")
    with pytest.raises(CommandError, match="no such database"):
        _replay("--system", "Nothing")


def test_more_people_than_one_batch_holds(url):
    a_system(url=url)
    granted(a_deletion())
    assert Tombstone.objects.count() == 3
    run(
        url,
        "WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 1300)"
        " INSERT INTO customers SELECT i, 'person' || i || '@example.com', '', '', '', '', NULL FROM n",
    )
    run(url, "UPDATE customers SET email = :a WHERE id IN (600, 1300)", a=DANA)
    assert "1,203 people read, 2 deleted before are back" in _replay("--do")
    assert count(url, "customers", "lower(email) = 'dana@example.com'") == 0


def test_an_unapproved_mapping_purges_nothing_and_the_command_fails(url):
    system = a_system(url=url)
    granted(a_deletion())
    run(url, "INSERT INTO customers VALUES (77, :a, '', '', '', '', NULL)", a=DANA)
    system.mapping = {**MAPPING, "lock": {}}
    system.save()
    assert "1 deleted before are back" in _replay()
    with pytest.raises(CommandError, match="Not finished: Shop database"):
        _replay("--do")
    assert count(url, "customers", "id = 77") == 1
