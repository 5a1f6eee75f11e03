"""The admin is for administrators, shows nothing sealed, keeps to the policy of scripts, and guards what is fixed."""

import re
from datetime import date
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

from dsr.errors import Blocked
from dsr.ledger import versions
from dsr.lifecycle import STAFF_ROLES, Who
from dsr.models import (
    Account,
    Business,
    ChoiceMode,
    DesignatedAddress,
    Disclosure,
    LedgerVersion,
    PolicyVersion,
    Recipient,
)
from tests.given import PASSWORD, a_business, a_ledger, an_account

pytestmark = pytest.mark.django_db
MODELS = {
    "account",
    "brand",
    "business",
    "choicemode",
    "closedday",
    "designatedaddress",
    "disclosure",
    "ledgerversion",
    "policyversion",
    "recipient",
}
NO_ROWS = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0"}


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(an_account(Who.ADMINISTRATOR))
    return client


def _path(model: str, rest: str = "") -> str:
    return f"/admin/dsr/{model}/{rest}"


def _errors(page: Any) -> dict[str, list[str]]:
    assert page.status_code == 200, "the form is shown again"
    return {name: list(said) for name, said in page.context["adminform"].form.errors.items()}


def _said(page: Any) -> str:
    return " ".join(str(message) for message in page.context["messages"])


def test_what_is_registered_and_nothing_else():
    """Cases, letters, entries and sealed rows stay out; so do second factors."""
    assert {model._meta.model_name for model in admin.site._registry} == MODELS


@pytest.mark.parametrize("role", [role for role in STAFF_ROLES if role is not Who.ADMINISTRATOR])
def test_only_administrators_come_in(role):
    client = Client()
    client.force_login(an_account(role))
    for path in ("/admin/", _path("recipient"), _path("account", "add/")):
        assert client.get(path).status_code in {302, 403}, path
        assert b"Recipients" not in client.get(path, follow=True).content


def test_the_way_in_is_the_sign_in_of_the_desk():
    reply = Client().get("/admin/", follow=True)
    assert reply.redirect_chain[-1][0].startswith("/accounts/login/?next=")
    assert b'name="username"' not in reply.content


def _pages() -> list[str]:
    rows = [
        ("business", Business.objects.get().pk),
        ("designatedaddress", DesignatedAddress.objects.first().pk),
        ("recipient", Recipient.objects.first().pk),
        ("disclosure", Disclosure.objects.first().pk),
        ("ledgerversion", LedgerVersion.objects.first().pk),
        ("account", Account.objects.first().pk),
    ]
    pages = ["/admin/", *(_path(model) for model in sorted(MODELS))]
    pages += [_path(model, "add/") for model in sorted(MODELS - {"ledgerversion"})]
    pages += [_path(model, f"{pk}/change/") for model, pk in rows]
    pages += [_path(model, f"{pk}/history/") for model, pk in rows]
    return [*pages, _path("recipient", f"{Recipient.objects.first().pk}/delete/")]


def test_every_page_keeps_to_the_content_security_policy(client):
    a_ledger()
    for path in _pages():
        page = client.get(path)
        assert page.status_code == 200, path
        assert "script-src 'self'" in page["Content-Security-Policy"]
        text = page.content.decode()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", text), path
        for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", text, re.DOTALL):
            assert 'type="application/json"' in attributes or not body.strip(), path
        assert not re.search(r"(src|href)=\"(https?:)?//", text), path


# -- the ledger ------------------------------------------------------------------------------------------------------


def _recipient(**changes: Any) -> dict[str, Any]:
    return {
        "business": a_business().pk,
        "name": "Cedar Post",
        "postal_address": "3 Road\nReno, NV 89501",
        "examples": "Envelopes",
        "ccpa_role": "",
        **changes,
    }


def _disclosure(**changes: Any) -> dict[str, Any]:
    return {
        "business": a_business().pk,
        "recipient_key": "r1",
        "categories": ["xvi", "i"],
        "period_start": "2025-01-01",
        "period_end": "2025-12-31",
        **changes,
    }


def test_a_recipient_that_is_added_is_in_the_draft_until_it_is_published(client):
    business = a_ledger()
    page = client.post(_path("recipient", "add/"), _recipient(), follow=True)
    assert page.redirect_chain, "saved"
    row = Recipient.objects.get(name="Cedar Post")
    assert (row.key, row.from_version) == ("cedar-post", 2)
    assert not Recipient.objects.in_version(1).filter(key=row.key).exists()
    draft = versions.draft(business)
    chosen = {"action": "publish", "_selected_action": [draft.pk]}
    page = client.post(_path("ledgerversion"), chosen, follow=True)
    assert "Version 2 is published. For 20" in _said(page)
    assert Business.objects.get().ledger_version == 2
    assert LedgerVersion.objects.get(number=2).published_by == Account.objects.get()
    page = client.post(_path("ledgerversion"), chosen, follow=True)
    assert "in the meantime" in _said(page)


def test_changing_a_recipient_adds_a_row_and_keeps_the_old_one(client):
    a_ledger()
    row = Recipient.objects.get(key="r1")
    text = client.get(_path("recipient", f"{row.pk}/change/")).content.decode()
    assert "_continue" not in text, "the page would be gone"
    changed = _recipient(name="Renamed")
    client.post(_path("recipient", f"{row.pk}/change/"), changed, follow=True)
    assert Recipient.objects.in_version(1).get(key="r1").name == row.name
    assert Recipient.objects.in_version(2).get(key="r1").name == "Renamed"
    assert row.name not in client.get(_path("recipient")).content.decode()


def test_a_namesake_is_another_recipient_and_never_a_change_of_the_first(client):
    a_ledger()
    for number in (1, 2, 3):
        client.post(_path("recipient", "add/"), _recipient(postal_address=f"{number} Road"))
    client.post(_path("recipient", "add/"), _recipient(postal_address="3 Road"))
    assert Recipient.objects.filter(name="Cedar Post", until_version=None).count() == 4


def test_deleting_ends_a_row_and_deletes_none(client):
    a_ledger()
    first, second = Recipient.objects.order_by("key")
    client.post(_path("recipient", f"{first.pk}/delete/"), {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": [second.pk], "post": "yes"}
    client.post(_path("recipient"), chosen)
    assert Recipient.objects.in_version(1).count() == 2
    assert Recipient.objects.in_version(2).count() == 0


def test_a_disclosure_is_saved_in_statute_order(client):
    a_ledger()
    page = client.post(_path("disclosure", "add/"), _disclosure(recipient_key="alder catalog company 2"))
    assert page.status_code == 302
    row = Disclosure.objects.get(from_version=2)
    assert (row.recipient_key, row.categories, row.exclusion) == ("r2", ["i", "xvi"], "")
    page = client.get(_path("disclosure", f"{row.pk}/change/")).content.decode()
    assert re.search(r'value="xvi"[^>]*checked', page)


@pytest.mark.parametrize(
    ("model", "changes", "field"),
    [
        ("recipient", {"is_same_brand": "on"}, "is_same_brand"),
        ("recipient", {"name": ""}, "name"),
        ("disclosure", {"recipient_key": "nobody"}, "recipient_key"),
        ("disclosure", {"categories": []}, "categories"),
        ("disclosure", {"categories": ["xl"]}, "categories"),
        ("disclosure", {"period_end": ""}, "period_end"),
        ("disclosure", {"period_end": "2024-01-01"}, "period_end"),
        ("disclosure", {"exclusion": "D9_OTHER_COUNSEL"}, "exclusion_note"),
        ("disclosure", {"exclusion": "D8"}, "exclusion"),
    ],
)
def test_faults_are_told_beside_the_field(client, model, changes, field):
    a_ledger()
    fields = {"recipient": _recipient, "disclosure": _disclosure}[model](**changes)
    assert list(_errors(client.post(_path(model, "add/"), fields))) == [field]
    assert versions.open_draft(a_business()) is None


def test_while_a_file_is_being_put_in_nothing_is_saved_and_the_page_says_why(client):
    business = a_ledger()
    half = versions.put_all(business, Recipient, [("x", {"name": "X"})], unfinished="Recipient abc")
    next(half)
    page = client.post(_path("recipient", "add/"), _recipient(), follow=True)
    assert "has not finished" in _said(page)
    assert not Recipient.objects.filter(name="Cedar Post").exists()
    with pytest.raises(Blocked):
        versions.publish(versions.draft(business), None)
    chosen = {"action": "discard", "_selected_action": [versions.draft(business).pk]}
    assert "is discarded" in _said(client.post(_path("ledgerversion"), chosen, follow=True))
    assert not Recipient.objects.filter(key="x").exists()


# -- addresses, policy, choice mode ----------------------------------------------------------------------------------


def test_a_designated_address_is_withdrawn_but_never_removed_or_rewritten(client):
    a_business()
    row = DesignatedAddress.objects.get(medium="email")
    path = _path("designatedaddress", f"{row.pk}/")
    assert client.post(f"{path}delete/", {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    client.post(_path("designatedaddress"), chosen)
    client.post(f"{path}change/", {"value": "other@example.com", "withdrawn_on": "2026-03-01"})
    row.refresh_from_db()
    assert (row.value, row.withdrawn_on) == ("privacy@fernwood.example", date(2026, 3, 1))
    errors = _errors(client.post(f"{path}change/", {"withdrawn_on": "2019-01-01"}))
    assert list(errors) == ["withdrawn_on"]


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
    page = client.post(_path("choicemode", "add/"), _choice_mode(_policy()))
    assert page.status_code == 302
    row = ChoiceMode.objects.get()
    path = _path("choicemode", f"{row.pk}/change/")
    client.post(path, {"until": "2026-03-01", "means": "Pay first", "since": "2020-01-01"})
    row.refresh_from_db()
    assert (row.until, row.means, row.since) == (date(2026, 3, 1), "The form at /choices/", date(2026, 2, 1))
    assert list(_errors(client.post(path, {"until": "2026-01-01"}))) == ["until"]


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
    page = client.post(_path("choicemode", "add/"), _choice_mode(_policy(**policy), **changes))
    assert field in _errors(page)
    assert not ChoiceMode.objects.exists()


def test_a_policy_version_on_which_choice_mode_stands_keeps_what_it_says(client, frozen):
    policy = _policy()
    path = _path("policyversion", f"{policy.pk}/change/")
    fields = {"business": policy.business_id, "label": "Spring", "published_on": "2026-01-05", "choice": "opt-in"}
    client.post(path, fields)
    policy.refresh_from_db()
    assert policy.choice == "opt-in"
    client.post(_path("choicemode", "add/"), _choice_mode(policy))
    client.post(path, {**fields, "choice": "none", "label": "Renamed"})
    policy.refresh_from_db()
    assert (policy.choice, policy.label) == ("opt-in", "Renamed")


# -- business and accounts -------------------------------------------------------------------------------------------


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
    assert client.post(_path("business", f"{business.pk}/change/"), fields).status_code == 302
    business.refresh_from_db()
    assert (business.employees, business.ledger_version) == (21, 1)
    assert client.post(_path("business", f"{business.pk}/delete/"), {"post": "yes"}).status_code == 403


def _account(**changes: Any) -> dict[str, Any]:
    fields = {"email": "New@Fernwood.example", "name": "Sam Reed", "role": Who.REVIEWER.value}
    return {**fields, "password1": PASSWORD, "password2": PASSWORD, **changes}


def test_an_account_is_made_by_email(client):
    assert client.post(_path("account", "add/"), _account()).status_code == 302
    account = Account.objects.get(email="new@fernwood.example")
    assert account.check_password(PASSWORD)
    assert account.who is Who.REVIEWER
    assert list(_errors(client.post(_path("account", "add/"), _account()))) == ["email"]
    short = _account(email="other@fernwood.example", password1="short", password2="short")
    assert list(_errors(client.post(_path("account", "add/"), short))) == ["password2"]


def test_one_administrator_always_stays(client):
    only = Account.objects.get()
    path = _path("account", f"{only.pk}/change/")
    fields = {"email": only.email, "name": "Robin", "role": Who.REVIEWER.value, "is_active": "on"}
    assert "only administrator" in str(_errors(client.post(path, fields)))
    assert "only administrator" in str(_errors(client.post(path, {**fields, "is_active": ""})))
    assert client.post(_path("account", f"{only.pk}/delete/"), {"post": "yes"}).status_code == 403
    an_account(Who.ADMINISTRATOR)
    assert client.post(path, fields).status_code == 302


def test_a_password_is_set_anew(client):
    other = an_account(Who.VIEWER)
    path = _path("account", f"{other.pk}/password/")
    assert client.get(path).status_code == 200
    assert (
        client.post(path, {"password1": "another-long-phrase", "password2": "another-long-phrase"}).status_code == 302
    )
    other.refresh_from_db()
    assert other.check_password("another-long-phrase")
