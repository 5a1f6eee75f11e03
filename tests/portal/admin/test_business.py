"""Addresses are never removed, choice mode stands on a policy, and a ledger's version is not typed in."""

from datetime import date
from typing import Any

import pytest

from dsr.clock import today
from dsr.models import ChoiceMode, DesignatedAddress, PolicyVersion
from tests import given
from tests.given import a_business, a_ledger
from tests.portal.admin.pages import errors_on, where

pytestmark = pytest.mark.django_db
NO_ROWS = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0"}


def _relied_on() -> tuple[DesignatedAddress, str]:
    """The email address, to which a request came, and the way to its page."""
    row = a_business().designated_addresses.get(medium="email")
    given.a_case(given.staff(), channel="email", came_to=row, business=row.business)
    return row, where("designatedaddress", f"{row.pk}/")


def test_a_designated_address_is_withdrawn_but_never_removed_or_rewritten(client):
    row, path = _relied_on()
    assert client.post(f"{path}delete/", {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    client.post(where("designatedaddress"), chosen)
    client.post(f"{path}change/", {"value": "other@example.com", "withdrawn_on": "2026-03-01"})
    row.refresh_from_db()
    assert (row.value, row.withdrawn_on) == ("privacy@fernwood.example", date(2026, 3, 1))
    errors = errors_on(client.post(f"{path}change/", {"withdrawn_on": "2019-01-01"}))
    assert list(errors) == ["withdrawn_on"]


def test_a_slip_in_an_address_that_no_request_relies_on_is_mended(client):
    row = a_business().designated_addresses.get(medium="mail")
    path = where("designatedaddress", f"{row.pk}/change/")
    said = {"medium": "mail", "value": "100 Example Road\nFresno, CA 93701", "published_on": "2020-01-01"}
    assert client.post(path, said).status_code == 302
    row.refresh_from_db()
    assert row.value.startswith("100 Example Road")


def test_one_that_requests_rely_on_is_replaced_and_still_receives(client):
    row, path = _relied_on()
    assert client.post(f"{path}change/", {"replaced_by": row.value.upper()}).status_code == 200, "the same address"
    assert client.post(f"{path}change/", {"replaced_by": "rights@fernwood.example"}).status_code == 302
    row.refresh_from_db()
    assert (row.value, row.withdrawn_on) == ("privacy@fernwood.example", today())
    new = DesignatedAddress.objects.get(value="rights@fernwood.example")
    assert (new.medium, new.published_on, new.withdrawn_on) == ("email", today(), None)
    late = given.a_case(given.staff(), channel="email", came_to=row, business=row.business)
    assert late.is_designated


def _policy(choice: str = "opt-out", published_on: date = date(2026, 1, 5), name: str = "") -> PolicyVersion:
    business = a_business(name) if name else a_business()
    return PolicyVersion.objects.create(business=business, label="Spring", published_on=published_on, choice=choice)


def _choice_mode(policy: PolicyVersion, **changes: Any) -> dict[str, Any]:
    return {
        "business": a_business().pk,
        "policy_version": policy.pk,
        "means": "The form at /choices/",
        "since": "2026-02-01",
        **changes,
    }


def test_choice_mode_is_turned_on_by_a_published_policy_that_carries_it(client, frozen):
    page = client.post(where("choicemode", "add/"), _choice_mode(_policy()))
    assert page.status_code == 302
    row = ChoiceMode.objects.get()
    path = where("choicemode", f"{row.pk}/change/")
    client.post(path, {"until": "2026-03-01", "means": "Pay first", "since": "2020-01-01"})
    row.refresh_from_db()
    assert (row.until, row.means, row.since) == (date(2026, 3, 1), "The form at /choices/", date(2026, 2, 1))
    assert list(errors_on(client.post(path, {"until": "2026-01-01"}))) == ["until"]


@pytest.mark.parametrize(
    ("policy", "changes", "field"),
    [
        ({"choice": "none"}, {}, "policy_version"),
        ({"published_on": date(2026, 4, 1)}, {"since": "2026-04-01"}, "policy_version"),
        ({"name": "Alder Street Bakery LLC"}, {}, "policy_version"),
        ({}, {"policy_version": ""}, "policy_version"),
        ({}, {"since": "2026-01-04"}, "since"),
        ({}, {"means": ""}, "means"),
        ({}, {"means": "  \n "}, "means"),
    ],
)
def test_choice_mode_cannot_be_turned_on_otherwise(client, frozen, policy, changes, field):
    page = client.post(where("choicemode", "add/"), _choice_mode(_policy(**policy), **changes))
    assert field in errors_on(page)
    assert not ChoiceMode.objects.exists()


def test_a_policy_version_on_which_choice_mode_stands_keeps_what_it_says(client, frozen):
    policy = _policy()
    path = where("policyversion", f"{policy.pk}/change/")
    fields = {"business": policy.business_id, "label": "Spring", "published_on": "2026-01-05", "choice": "opt-in"}
    client.post(path, fields)
    policy.refresh_from_db()
    assert policy.choice == "opt-in"
    client.post(where("choicemode", "add/"), _choice_mode(policy))
    client.post(path, {**fields, "choice": "none", "label": "Renamed"})
    policy.refresh_from_db()
    assert (policy.choice, policy.label) == ("opt-in", "Renamed")


def test_the_published_version_of_a_ledger_is_not_typed_in(client):
    business = a_ledger()
    inlines = {f"{name}-{key}": value for name in ("brands", "closed_days") for key, value in NO_ROWS.items()}
    fields = {
        "name": business.name,
        "postal_address": "200 Example Street\nFresno, CA 93701",
        "contact_email": business.contact_email,
        "employees": "21",
        "ledger_version": "9",
        **inlines,
    }
    assert client.post(where("business", f"{business.pk}/change/"), fields).status_code == 302
    business.refresh_from_db()
    assert (business.employees, business.ledger_version) == (21, 1)
    assert client.post(where("business", f"{business.pk}/delete/"), {"post": "yes"}).status_code == 403
