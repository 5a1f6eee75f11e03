"""Events for the business's own tools: a row for each listener, in the transaction of what happened."""

import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction

from dsr import work_queue
from dsr.clock import now, today
from dsr.law.spans import is_day_alone, local_date
from dsr.models import Case, DueWork, Event, Listener
from dsr.models.due_work import WorkName
from dsr.models.webhook import EventName

_SOON = timedelta(days=7)


def note_event(case: Case, name: EventName, key: str = "") -> int:
    """Tell every listener of the business, in the caller's transaction; how many. `key` makes it once."""
    listeners = Listener.objects.filter(business_id=case.business_id, is_active=True)
    told = 0
    for listener in listeners.order_by("pk"):
        if name.value in listener.events:
            told += _add(listener, case, name, f"{name.value}:{case.pk}:{key}")
    return told


def _add(listener: Listener, case: Case, name: EventName, key: str) -> int:
    values = {
        "case": case,
        "name": name.value,
        "message_id": f"msg_{secrets.token_hex(16)}",
        "data": _data(case),
        "made_at": now(),
    }
    event, made = Event.objects.get_or_create(listener=listener, key=key, defaults=values)
    if made:  # of no case: what a tool of the business does not hear holds no request up
        work_queue.add(WorkName.EVENT, event.pk, f"{WorkName.EVENT}:{event.pk}")
    return int(made)


def _data(case: Case) -> dict[str, Any]:
    """Nothing of a person: what the queue of the desk says, without a name."""
    return {
        "reference": case.reference,
        "kind": case.kind,
        "state": case.state,
        "outcome": case.outcome,
        "closure": case.closure,
        "received_at": _received(case),
        "send_by": case.send_by.isoformat(),
        "due_safe": case.due_safe.isoformat(),
    }


def _received(case: Case) -> str:
    """The instant; the day alone where nobody gave the hour."""
    came = case.received_at
    return local_date(came).isoformat() if is_day_alone(came) else came.isoformat()


def note_due_soon() -> int:
    """Once for each open case whose response is to be sent within a week; how many were told."""
    listening = Listener.objects.filter(is_active=True).values_list("business_id", flat=True)
    told = 0
    cases = Case.objects.open().filter(business_id__in=set(listening), send_by__lte=today() + _SOON)
    for case in cases.exclude(events__name=EventName.DUE_SOON).order_by("pk"):
        with transaction.atomic():
            told += note_event(case, EventName.DUE_SOON)
    return told


def failing_listeners() -> list[Event]:
    """What was given up, the newest of each listener."""
    stuck = DueWork.objects.stuck().filter(name=WorkName.EVENT).values("target")
    newest = {event.listener_id: event for event in Event.objects.filter(pk__in=stuck).select_related("listener")}
    return list(newest.values())


@transaction.atomic
def retry_listener(listener: Listener) -> int:
    """Somebody mended the listener: everything that was given up is due again; how many."""
    events = Event.objects.filter(listener=listener, told_at=None).values("pk")
    return work_queue.again(DueWork.objects.stuck().filter(name=WorkName.EVENT, target__in=events))
