"""Providers and contacts in the set-up: what their way needs is there, and a secret is shown once."""

import pytest

from dsr import webhooks
from dsr.models import Contact, Provider
from tests import given
from tests.portal.admin.pages import errors_on, where

pytestmark = pytest.mark.django_db


def fields(**changes):
    values = {
        "business": given.a_business().pk,
        "name": "Cedar Hosting",
        "is_active": "on",
        "actions": ["delete", "correct"],
        "how": "email",
        "email": "privacy@cedar.example",
        "postal_address": "",
        "address": "",
        "points": [],
    }
    return {**values, **changes}


def test_a_provider_is_kept(client):
    assert client.post(where("provider", "add/"), fields()).status_code == 302
    assert Provider.objects.get().actions == ["delete", "correct"]
    assert client.get(where("provider")).status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": ""}, "email"),
        ({"how": "mail"}, "postal_address"),
        ({"how": "webhook", "points": ["email"]}, "address"),
        ({"how": "webhook", "address": "https://hook.example.com/x"}, "points"),
        ({"how": "webhook", "address": "http://hook.example.com/x", "points": ["email"]}, "address"),
        ({"actions": []}, "actions"),
        ({"actions": ["suppress"]}, "actions"),
    ],
)
def test_what_cannot_be_told_is_refused(client, changes, field):
    assert list(errors_on(client.post(where("provider", "add/"), fields(**changes)))) == [field]


def test_a_webhook_gets_a_secret_that_is_shown_once(client):
    hook = fields(how="webhook", address="https://hook.example.com/x", points=["email"])
    page = client.post(where("provider", "add/"), hook)
    secret = webhooks.open_secret(Provider.objects.get().sealed_secret)
    assert secret in page.content.decode().replace("&#x2B;", "+")
    again = client.get(where("provider", f"{Provider.objects.get().pk}/change/"))
    assert secret not in again.content.decode()


def test_a_contact_is_of_a_recipient_that_the_ledger_has(client):
    given.a_ledger()
    contact = {name: value for name, value in fields().items() if name not in {"name", "is_active", "actions"}}
    page = client.post(where("contact", "add/"), {**contact, "recipient_key": "nobody"})
    assert list(errors_on(page)) == ["recipient_key"]
    assert client.post(where("contact", "add/"), {**contact, "recipient_key": "r1"}).status_code == 302
    assert Contact.objects.get().recipient_key == "r1"
