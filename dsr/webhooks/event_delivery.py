"""Sending an event to a listener, signed like every webhook. What it answers does not matter, if it is 2xx."""

from django.db.models import F

from dsr.clock import now
from dsr.errors import DeskError
from dsr.models import Event, Listener
from dsr.webhooks import http, protocol, signatures


def deliver_event(event_id: int) -> None:
    """One attempt, written down. Raises NoAnswer for what may pass, another DeskError for a person."""
    event = Event.objects.select_related("listener").get(pk=event_id)
    row = Event.objects.filter(pk=event_id, told_at=None)
    if not event.listener.is_active or not row.update(attempts=F("attempts") + 1):
        return
    try:
        _send(event.listener, event.message_id, protocol.spell_message(event.name, event.made_at, event.data))
    except DeskError as error:
        row.update(reason=error.code, status=getattr(error, "status", 0), failed_at=now())
        raise
    row.update(told_at=now(), reason="", status=0)


def try_listener(listener: Listener) -> None:
    """A message that tells of nothing. Raises what telling raises."""
    _send(listener, signatures.new_message_id(), protocol.spell_message("ping", now(), {"listener": listener.name}))


def _send(listener: Listener, message_id: str, body: bytes) -> None:
    http.post_message(
        listener.address,
        body,
        signatures.signed_headers(signatures.secret_of(listener), message_id, body),
    )
