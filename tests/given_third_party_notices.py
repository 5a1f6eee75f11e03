"""Companies that are told: providers and contacts of recipients, and the links of their mails."""

from typing import Any

from django.core import mail

from dsr import webhooks
from dsr.models import Business, Contact, Provider
from tests import given
from tests.given_webhooks import SECRET

CEDAR = "privacy@cedar.example"
BIRCH = "privacy@birch.example"


def a_provider(business: Business | None = None, **fields: Any) -> Provider:
    """A provider told by email of every deed."""
    values: dict[str, Any] = {
        "name": "Cedar Hosting",
        "how": "email",
        "email": CEDAR,
        "actions": ["delete", "close-account", "correct", "opt-out"],
        **fields,
    }
    return Provider.objects.create(business=business or given.a_business(), **values)


def by_webhook(address: str, **fields: Any) -> Provider:
    """A provider told by webhook."""
    door = {"how": "webhook", "address": address, "points": ["email"], "sealed_secret": webhooks.seal_secret(SECRET)}
    return a_provider(**door, **fields)


def a_contact(business: Business, key: str, email: str = BIRCH) -> Contact:
    return Contact.objects.create(business=business, recipient_key=key, how="email", email=email)


def mails_to(address: str) -> list[Any]:
    return [message for message in mail.outbox if message.to == [address]]


def token_for(address: str) -> str:
    """The token of the newest link that this address was mailed."""
    return str(mails_to(address)[-1].body.partition("/told/")[2].partition("/")[0])
