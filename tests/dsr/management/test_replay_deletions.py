"""Who was deleted and comes back by a restored backup or an import is purged again, and nobody else."""

import copy
import hmac
import shutil
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from dsr.clock import today
from dsr.models import System, Tombstone
from dsr.systems.sql.deletion_replay import came_after
from tests.given_systems import DANA, MAPPING, a_database, a_deletion, a_system, count, granted, run

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 3, 10, 16, 0, tzinfo=UTC)
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
    assert "6 rows purged" in _replay("--do", "--even-new")
    assert _counts(url) == deleted
    assert "0 deleted before are back, 0 rows purged" in _replay("--do", "--even-new")


def test_a_reimport_under_another_key_and_spelling_is_purged_too(url):
    a_system(url=url)
    granted(a_deletion())
    run(url, "INSERT INTO customers VALUES (77, ' DANA@Example.com', 'D. Whitlow', '', '', '', NULL)")
    run(url, "INSERT INTO customers VALUES (78, 'new@example.com', 'By number', '', '', 'c-1001', NULL)")
    run(url, "INSERT INTO customers VALUES (79, 'roommate@example.com', 'Same phone', '5595550101', '', '', NULL)")
    assert "2 deleted before are back" in _replay("--do", "--even-new")
    assert run(url, "SELECT id FROM customers WHERE id > 3") == [(79,)]


def test_a_tombstone_of_an_earlier_release_knows_both_spellings_of_a_domain_and_nobody_else(url):
    system = a_system(url=url)
    granted(a_deletion())
    before = f"{system.business_id}\x00email\x00anna@bücher.example".encode()
    digest = hmac.digest(settings.SUPPRESSION_KEY, before, "sha256").hex()
    assert Tombstone.objects.filter(field="email").update(digest=digest)
    for key, email in enumerate(("anna@bücher.example", "Anna@xn--bcher-kva.example", "anna@bucher.example"), 77):
        run(url, "INSERT INTO customers VALUES (:a, :b, '', '', '', '', NULL)", a=key, b=email)
    assert "2 deleted before are back" in _replay("--do", "--even-new")
    assert run(url, "SELECT email FROM customers WHERE id > 3") == [("anna@bucher.example",)]


def test_a_tombstone_of_an_earlier_release_takes_nobody_whose_address_only_looked_the_same_to_it(url):
    system = a_system(url=url)
    granted(a_deletion())
    before = f"{system.business_id}\x00email\x00anna@fass.example".encode()  # it was of faß.example, or of this
    digest = hmac.digest(settings.SUPPRESSION_KEY, before, "sha256").hex()
    assert Tombstone.objects.filter(field="email").update(digest=digest, is_exact=False)
    run(url, "INSERT INTO customers VALUES (77, 'anna@fass.example', '', '', '', 'C-9', NULL)")
    run(url, "INSERT INTO customers VALUES (78, 'anna@fass.example', '', '', '', 'C-1001', NULL)")
    said = _replay("--do", "--even-new")
    assert "1 deleted before are back, 1 rows purged" in said
    assert "1 more are left alone" in said
    assert run(url, "SELECT id FROM customers WHERE id > 3") == [(77,)]
    Tombstone.objects.update(is_exact=True)
    assert "1 deleted before are back, 1 rows purged" in _replay("--do", "--even-new")


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
    assert "0 deleted before are back" in _replay("--do", "--even-new", "--since", tomorrow)
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
    assert "1,203 people read, 2 deleted before are back" in _replay("--do", "--even-new")
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


SINCE = copy.deepcopy(MAPPING)
SINCE["identity"]["since"] = "came_at"


@pytest.fixture
def dated(url):
    """The same, where every customer came on a day of 2024."""
    run(url, "ALTER TABLE customers ADD COLUMN came_at TEXT")
    run(url, "UPDATE customers SET came_at = '2024-05-06'")
    return url


def _parts(url: str, portions: str, mapping: dict = SINCE) -> None:
    a_system(url=url, mapping=mapping)
    granted(a_deletion(answers={"ca_resident": "yes", "extent": "some", "portions": portions}))


def test_of_a_part_only_that_part_is_purged_again(dated, tmp_path):
    shutil.copy(_file(dated), tmp_path / "backup")
    _parts(dated, "orders")
    assert _counts(dated) == [3, 4, 4, 3]
    assert "0 deleted before are back" in _replay(), "who stayed is not back while nothing of the part is"
    shutil.copy(tmp_path / "backup", _file(dated))
    assert "1 deleted before are back, 4 rows purged" in _replay("--do", "--even-new")
    assert _counts(dated) == [3, 4, 4, 3], "the customer and the ticket stay"


def test_where_a_part_is_misspelled_by_now_nobody_is_said_to_be_gone(dated):
    _parts(dated, "orders")
    changed = copy.deepcopy(SINCE)
    changed["deeds"]["delete"][0]["portion"] = "order"
    System.objects.update(mapping=changed)
    with pytest.raises(CommandError, match="Not finished: Shop database"):
        _replay()


def test_new_data_of_who_stayed_is_not_purged_unless_told_so(dated):
    _parts(dated, "orders")
    run(dated, "INSERT INTO orders VALUES (99, 1, 'O-99', 'Dana Whitlow', 5)")
    said = _replay("--do")
    assert "1 deleted before are back, 0 rows purged" in said
    assert "only --even-new purges them" in said
    assert count(dated, "orders") == 5


def test_a_part_and_later_the_whole_are_purged_wholly(dated, tmp_path):
    shutil.copy(_file(dated), tmp_path / "backup")
    _parts(dated, "orders")
    granted(a_deletion())
    assert {row.portions for row in Tombstone.objects.filter(field="email")} == {"", "orders"}
    shutil.copy(tmp_path / "backup", _file(dated))
    assert "1 deleted before are back, 6 rows purged" in _replay("--do")
    assert _counts(dated) == [2, 4, 4, 2]


def test_where_nobody_knows_who_is_new_nothing_is_purged_unless_told_so(url):
    a_system(url=url)
    granted(a_deletion())
    run(url, "INSERT INTO customers VALUES (77, :a, 'Came anew', '', '', '', NULL)", a=DANA)
    said = _replay()
    assert "do not say when people came" in said
    assert "1 deleted before are back" in said
    with pytest.raises(CommandError, match="Not finished"):
        _replay("--do")
    assert count(url, "customers", "id = 77") == 1
    assert "1 rows purged" in _replay("--do", "--even-new")


def test_a_day_that_is_not_known_or_too_near_is_not_held_to_be_before(dated):
    a_system(url=dated, mapping=SINCE)
    granted(a_deletion())
    for key, came in ((77, None), (78, "last spring"), (79, today().isoformat())):
        run(dated, "INSERT INTO customers VALUES (:a, :b, '', '', '', '', NULL, :c)", a=key, b=DANA, c=came)
    assert "3 deleted before are back, 0 rows purged" in _replay("--do")
    assert count(dated, "customers", "id > 3") == 3


@pytest.mark.parametrize(
    ("came", "is_after"),
    [
        (AT + timedelta(seconds=1), True),
        (AT - timedelta(seconds=1), False),
        ((AT + timedelta(hours=3)).replace(tzinfo=None), None),
        ((AT + timedelta(hours=15)).replace(tzinfo=None), True),
        ((AT - timedelta(hours=15)).replace(tzinfo=None), False),
        ("2026-03-10", None),
        ("2026-03-11", None),
        ("2026-03-12", True),
        ("2026-03-08 23:59:59", False),
        ("2026-03-10T16:00:01+00:00", True),
        (1773158400, None),
        ("", None),
    ],
)
def test_when_a_person_came(came, is_after):
    assert came_after(came, AT) is is_after


def test_who_keeps_the_customer_row_is_known_again_by_it(dated):
    mapping = copy.deepcopy(SINCE)
    mapping["deeds"]["delete"][-1]["do"] = "follow"
    a_system(url=dated, mapping=mapping)
    granted(a_deletion())
    assert Tombstone.objects.filter(field="email").count() == 1
    run(dated, "INSERT INTO tickets VALUES (99, :a, 'from the archive')", a=DANA)
    assert "1 deleted before are back, 1 rows purged" in _replay("--do", "--even-new")
    assert _counts(dated) == [3, 4, 4, 2]


def test_who_was_found_by_phone_is_known_again_by_the_address_of_the_request(dated):
    mapping = copy.deepcopy(SINCE)
    mapping["identity"]["columns"] = {"phone": "phone", "customer": "number"}
    mapping["deeds"] = {"delete": [{"table": "customers", "do": "anonymize", "set": {"phone": None}}]}
    party = {"name": "Dana Whitlow", "email": DANA, "phone": "559-555-0101"}
    system = a_system(url=dated, mapping=mapping, actions=["delete"], reasons={"close-account": {"note": "None."}})
    granted(a_deletion(parties={"subject": party, "requester": party}))
    assert {row.field for row in Tombstone.objects.filter(system=system)} == {"phone", "customer", "email"}
