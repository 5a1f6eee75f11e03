"""Systems by webhook and what they answer later, for tests that begin with one."""

import json
from typing import Any

from dsr import webhooks
from dsr.clock import now, wall
from dsr.models import Business, System, WebhookCall
from tests.given_systems import a_system

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLwSwMfKQ9r8G"


def a_club(address: str, business: Business | None = None, *, is_approved: bool = True, **fields: Any) -> System:
    """A system that is asked by webhook, approved unless told otherwise."""
    values: dict[str, Any] = {
        "name": "Loyalty club",
        "holds": "Members and their points",
        "way": "webhook",
        "mapping": {"address": address, "points": ["email", "name"]},
        "sealed_connection": webhooks.seal_secret(SECRET),
        "actions": ["delete", "close-account"],
        **fields,
    }
    system = a_system(business, is_approved=False, **values)
    if is_approved:
        System.objects.filter(pk=system.pk).update(approved_digest=system.mapping_digest, approved_at=now())
        system.refresh_from_db()
    return system


def a_callback(call: WebhookCall, secret: str = SECRET, **answer: Any) -> tuple[dict[str, str], bytes]:
    """What a system sends later: headers and body."""
    data = {"request": call.message_id, "step": webhooks.step_key(call.step_id), **answer}
    body = webhooks.spell_message("step.answered", wall(), data)
    return webhooks.signed_headers(secret, webhooks.new_message_id(), body), body


def posted(client: Any, sent: tuple[dict[str, str], bytes], path: str = "/api/callback/") -> Any:
    """The callback, posted to its door."""
    headers, body = sent
    return client.post(path, body, content_type=headers["Content-Type"], headers=headers)


def said_of(answer: Any) -> str:
    return str(json.loads(answer.content).get("error", ""))
