"""Proof by points, recipients and restored rows, each by the desk's own comparison and whatever the key of a table."""

import pytest

from dsr.clock import now
from dsr.models import Recipient, System, Tombstone
from dsr.sealing import suppression_digest
from dsr.systems import match_points, sql
from dsr.systems.sql import confirmed_recipients_of, replay_deletions
from tests import given
from tests.given_mappings import DANA, RUTH, deed, left, make, people, reach
from tests.given_systems import a_system

pytestmark = pytest.mark.django_db


def _shop(database, **identity):
    people(database, DANA, RUTH, more=", name varchar(50), phone varchar(30), code varchar(20)")
    make(
        database,
        "UPDATE users SET name = 'José García', phone = '559 555 0101', code = 'resume' WHERE id = 1",
        "UPDATE users SET name = 'Ruth', phone = '000-000-0000', code = 'x' WHERE id = 2",
        "CREATE TABLE orders (id int PRIMARY KEY, number varchar(9), user_code varchar(20))",
        "INSERT INTO orders VALUES (1, 'O-1', 'resume'), (2, 'O-2', 'résumé')",
    )
    columns = {
        "email": "email",
        "name": "name",
        "phone": "phone",
        "order": {"table": "orders", "column": "number", "by": {"user_code": "users.code"}},
    }
    where = {"table": "users", "key": "id", "columns": columns, **identity}
    business = given.a_business()
    a_system(business, database.url, mapping=deed(identity=where), actions=["delete"])
    return business.pk


def test_points_that_are_only_called_equal_prove_nothing(business_database):
    business = _shop(business_database)
    for offered, held in (
        ({"email": DANA.upper()}, {"email"}),
        ({"email": "dana@exämple.com"}, set()),
        ({"email": "dána@example.com", "order": "O-1"}, {"order"}),
        ({"order": "O-2"}, set()),
        ({"phone": "+1 559-555-0101"}, {"phone"}),
        ({"phone": "0000000000"}, set()),
        ({"email": DANA, "phone": "000-000-0000"}, {"email"}),
    ):
        assert match_points(business, offered) == held, offered
    assert match_points(business, {"email": DANA}, {"name": "josé  garcía"}) == {"email"}
    assert match_points(business, {"email": DANA}, {"name": "Ruth"}) == frozenset()


def test_a_record_of_another_tenant_proves_nobody(business_database):
    business = _shop(business_database, where={"code": ["x", None]})
    assert match_points(business, {"email": RUTH}) == {"email"}
    assert match_points(business, {"email": DANA}) == frozenset()


def test_recipients_are_those_of_this_key_alone(business_database):
    people(business_database, DANA, RUTH, more=", code varchar(20) UNIQUE")
    make(
        business_database,
        "UPDATE users SET code = '7' WHERE id = 1",
        "CREATE TABLE shared_with (partner varchar(20), user_code varchar(20))",
        "INSERT INTO shared_with VALUES ('bluebird', '7'), ('bluebird', '7'), ('kite', '07'), ('kite', '7 b')",
    )
    raw = deed(
        identity={"table": "users", "key": "code", "columns": {"email": "email"}},
        recipients={"table": "shared_with", "column": "partner", "by": {"user_code": "users.code"}},
    )
    business = given.a_business()
    Recipient.objects.create(business=business, key="bluebird", name="Bluebird", from_version=1)
    where = reach(business_database, raw)
    told = confirmed_recipients_of(where.url, where.mapping, sql.preview_rows(where), business)
    assert told == {"bluebird": 2}


def test_who_is_back_is_found_and_purged_whatever_the_key(business_database):
    make(
        business_database,
        "CREATE TABLE users (shop int, number int, email varchar(200), PRIMARY KEY (shop, number))",
        "CREATE TABLE notes (id int PRIMARY KEY, email varchar(200))",
        f"INSERT INTO notes VALUES (1, '{DANA}'), (2, '{RUTH}')",
    )
    rows = ", ".join(f"({n % 2}, {n}, 'p{n}@example.com')" for n in range(600))
    make(business_database, f"INSERT INTO users VALUES {rows}, (3, 1, '{DANA}'), (3, 2, '{RUTH}'), (4, 1, '{DANA}')")
    identity = {"table": "users", "key": ["shop", "number"], "columns": {"email": "email"}}
    raw = deed({"table": "notes", "match": {"email": "email"}}, identity=identity)
    system = a_system(url=business_database.url, mapping=raw, actions=["delete"])
    digest = suppression_digest(system.business_id, "email", DANA)
    Tombstone.objects.create(system=system, field="email", digest=digest, action="delete", at=now())
    make(business_database, "UPDATE users SET email = 'n/a' WHERE number = 7")
    for told in ("n/a", "none"):  # as an earlier release wrote it: it is nobody's
        digest = suppression_digest(system.business_id, "email", told)
        Tombstone.objects.create(system=system, field="email", digest=digest, action="delete", at=now())
    found = replay_deletions(System.objects.get(), None, does=True, even_new=True)
    assert (found.read, found.back, found.purged) == (603, 2, 3)
    assert left(business_database, "notes") == [2]
    assert business_database.rows("SELECT count(*), max(shop) FROM users") == [(601, 3)]
