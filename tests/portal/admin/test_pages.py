"""The admin is for administrators, shows nothing sealed, and keeps to the policy of scripts."""

import re

import pytest
from django.contrib import admin
from django.test import Client

from dsr.lifecycle import STAFF_ROLES, Who
from dsr.models import Business, DesignatedAddress, Disclosure, LedgerVersion, Recipient
from tests.given import a_ledger, an_account
from tests.portal.admin.pages import where

pytestmark = pytest.mark.django_db
MODELS = {
    "agentrule",
    "apikey",
    "brand",
    "business",
    "choicemode",
    "closedday",
    "contact",
    "designatedaddress",
    "disclosure",
    "handoffkey",
    "ledgerversion",
    "listener",
    "maillist",
    "policyversion",
    "provider",
    "recipient",
    "system",
    "verificationrule",
    "yearstatement",
}
# Made on the desk or by a command, never here.
NEVER_ADDED = {"apikey", "handoffkey", "ledgerversion", "yearstatement"}


def test_what_is_registered_and_nothing_else():
    """Cases, letters, entries and sealed rows stay out; so do second factors."""
    assert {model._meta.model_name for model in admin.site._registry} == MODELS


@pytest.mark.parametrize("role", [role for role in STAFF_ROLES if role is not Who.ADMINISTRATOR])
def test_only_administrators_come_in(role):
    client = Client()
    client.force_login(an_account(role))
    for path in ("/admin/", where("recipient"), where("brand", "add/")):
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
    ]
    pages = ["/admin/", *(where(model) for model in sorted(MODELS))]
    pages += [where(model, "add/") for model in sorted(MODELS - NEVER_ADDED)]
    pages += [where(model, f"{pk}/change/") for model, pk in rows]
    pages += [where(model, f"{pk}/history/") for model, pk in rows]
    return [*pages, where("recipient", f"{Recipient.objects.first().pk}/delete/")]


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
