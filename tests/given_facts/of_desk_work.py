"""Work that is given up, a clock that is off, an event that a tool was not told: for what the daily email says."""

from datetime import timedelta

from dsr import installation
from dsr.clock import now
from dsr.models import Case, DueWork, Event, Installation, Listener
from dsr.models.webhook import EventName
from dsr.reasons import Reason
from tests.given_facts.tried import Change


def clock_off(seconds: int | None, hours: int) -> Change:
    """A process whose clock was so far off was seen so many hours ago, or none was."""

    def stands(_case: Case) -> None:
        installation.look_at_place()
        seen = now() - timedelta(hours=hours) if seconds else None
        Installation.objects.update(clock_seconds=seconds, clock_seen_at=seen)

    return stands


def event(*, is_given_up: bool, is_told: bool = False) -> Change:
    def stands(case: Case) -> None:
        own = {"address": "https://chat.example/", "events": []}
        tool, _made = Listener.objects.get_or_create(business=case.business, name="Team chat", defaults=own)
        told = {"name": EventName.OPENED, "data": {}, "made_at": now(), "reason": Reason.WEBHOOK_REDIRECTS}
        event, _made = Event.objects.get_or_create(listener=tool, case=case, key="k", message_id="m", defaults=told)
        work("event", event.pk, is_given_up=is_given_up, is_done=is_told)

    return stands


def work(name: str, target: int, *, is_given_up: bool, is_done: bool = False, case: Case | None = None) -> None:
    times = {"given_up_at": now() if is_given_up else None, "done_at": now() if is_done else None}
    fields = {
        "name": name,
        "target": target,
        "not_before": now() + timedelta(days=1),
        "added_at": now(),
        "case": case,
        **times,
    }
    DueWork.objects.update_or_create(key=f"{name}:{target}", defaults=fields)
