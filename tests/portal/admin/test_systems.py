"""The register of systems: sealed connections, mappings with clear errors, and no system left out in silence."""

import json
from typing import Any

import pytest

from dsr.models import Account, System
from dsr.systems.sql import connections
from portal.admin.systems import actions
from tests.given import a_business
from tests.given_systems import MAPPING, a_database, a_system, run
from tests.portal.admin.pages import errors_on, said_on, where

pytestmark = pytest.mark.django_db
_TABLES = [{**MAPPING["deeds"]["delete"][0], "portion": "order"}, *MAPPING["deeds"]["delete"][1:]]
MISSPELLED = {**MAPPING, "deeds": {**MAPPING["deeds"], "delete": _TABLES}}
SECRET = "sqlite:////somewhere/secret-name.sqlite3"


def _fields(**changes: Any) -> dict[str, Any]:
    return {
        "business": a_business().pk,
        "name": "Shop",
        "owner_name": "Jo Reyes",
        "owner_email": "jo@fernwood.example",
        "holds": "Customers",
        "way": "sql",
        "position": 1,
        "is_active": "on",
        "actions": ["delete", "close-account"],
        "reasons": "correct: By hand.\nsuppress: No mail.\nopt-out: Nothing is shared: ever.",
        "exceptions": "E8_LEGAL_OBLIGATION: Invoices.",
        "review_months": "12",
        "connection": SECRET,
        "mapping": json.dumps(MAPPING),
        **changes,
    }


def _saved(client, **changes: Any) -> System:
    page = client.post(where("system", "add/"), _fields(**changes), follow=True)
    assert page.redirect_chain, errors_on(page)
    return System.objects.get(name="Shop")


def test_a_connection_is_sealed_and_never_shown_again(client):
    system = _saved(client)
    assert connections.url_of(system) == SECRET
    assert "secret-name" not in system.sealed_connection
    assert "secret-name" not in client.get(where("system", f"{system.pk}/change/")).content.decode()
    assert (system.mapping_by, system.mapping) == (Account.objects.get(), MAPPING)
    assert system.reasons["opt-out"] == {"note": "Nothing is shared: ever."}
    assert system.exceptions == [{"code": "E8_LEGAL_OBLIGATION", "note": "Invoices."}]
    assert not system.is_approved


def test_a_changed_mapping_voids_the_approval_and_another_name_does_not(client):
    system = _saved(client)
    System.objects.update(approved_digest=system.mapping_digest)
    path = where("system", f"{system.pk}/change/")
    client.post(path, _fields(connection="", holds="Customers and orders"))
    system.refresh_from_db()
    assert (system.is_approved, system.holds) == (True, "Customers and orders")
    client.post(path, _fields(connection="", mapping=json.dumps({**MAPPING, "lock": {}})))
    system.refresh_from_db()
    assert not system.is_approved
    System.objects.update(approved_digest=system.mapping_digest)
    client.post(path, _fields(connection="sqlite:////else.sqlite3", mapping=json.dumps(system.mapping)))
    system.refresh_from_db()
    assert not system.is_approved


def test_who_changes_a_mapping_is_written_down_and_who_leaves_it_is_not(client):
    system = _saved(client)
    System.objects.update(mapping_by=None, mapping_changed_at=None)
    path = where("system", f"{system.pk}/change/")
    client.post(path, _fields(connection="", mapping=json.dumps(MAPPING), holds="Customers and orders"))
    system.refresh_from_db()
    assert (system.mapping_by, system.mapping_changed_at) == (None, None)
    client.post(path, _fields(connection="", mapping=json.dumps({**MAPPING, "lock": {}})))
    system.refresh_from_db()
    assert system.mapping_by == Account.objects.get() and system.mapping_changed_at is not None


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"mapping": "{"}, "mapping", "not JSON: line 1"),
        ({"mapping": "{}"}, "mapping", "“identity” too"),
        ({"mapping": json.dumps(MISSPELLED)}, "mapping", "Write as “portion” one of: account, marketing, orders, sup"),
        ({"mapping": ""}, "mapping", "do not say how to do: close-account, delete"),
        ({"connection": ""}, "connection", "Enter where the database is."),
        ({"connection": "shop"}, "connection", "Write the connection like"),
        ({"reasons": "correct: x\nsuppress: No mail."}, "reasons", "say why not: opt-out"),
        ({"reasons": "suppress"}, "reasons", "code: words"),
        ({"reasons": "nothing: x"}, "reasons", "Not known here: nothing"),
        ({"reasons": "correct: x\nsuppress: x\nopt-out: x\ndelete: x"}, "reasons", "no reason against: delete"),
        ({"exceptions": "E9: x"}, "exceptions", "Not known here: E9"),
        ({"way": "person"}, "instructions", "Tell the owner what to do."),
    ],
)
def test_faults_are_told_beside_the_field(client, changes, field, said):
    errors = errors_on(client.post(where("system", "add/"), _fields(**changes)))
    assert list(errors) == [field]
    assert said in errors[field][0]


def test_every_action_of_every_kind_is_offered():
    assert set(actions()) == {"delete", "close-account", "correct", "suppress", "opt-out"}


def test_the_database_is_asked_for_what_the_mapping_names(client, tmp_path):
    url = a_database(tmp_path)
    system = a_system(url=url)
    asked = {"action": "try_mapping", "_selected_action": [system.pk]}
    assert "all of it is there" in said_on(client.post(where("system"), asked, follow=True))
    run(url, "DROP TABLE tickets")
    assert "The table tickets is not there" in said_on(client.post(where("system"), asked, follow=True))
