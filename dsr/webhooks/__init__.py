"""Webhooks for steps and for events: signed, sent, and where they may go."""

from dsr.webhooks.event_delivery import deliver_event, try_listener
from dsr.webhooks.events import failing_listeners, note_due_soon, note_event, retry_listener
from dsr.webhooks.http import CannotCall, check_address, post_message
from dsr.webhooks.protocol import (
    FINDS_BY,
    StepAnswer,
    answer_from_json,
    callback_data,
    callback_type,
    parse_webhook,
    read_answer,
    send_message,
    spell_message,
    step_key,
    target_of,
    try_system,
)
from dsr.webhooks.signatures import (
    new_message_id,
    new_secret,
    open_secret,
    seal_secret,
    secret_of,
    signed_headers,
    verify_signature,
)

__all__ = [
    "FINDS_BY",
    "CannotCall",
    "StepAnswer",
    "answer_from_json",
    "callback_data",
    "callback_type",
    "check_address",
    "deliver_event",
    "failing_listeners",
    "new_message_id",
    "new_secret",
    "note_due_soon",
    "note_event",
    "open_secret",
    "parse_webhook",
    "post_message",
    "read_answer",
    "retry_listener",
    "seal_secret",
    "secret_of",
    "send_message",
    "signed_headers",
    "spell_message",
    "step_key",
    "target_of",
    "try_listener",
    "try_system",
    "verify_signature",
]
