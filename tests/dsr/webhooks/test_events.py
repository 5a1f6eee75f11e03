"""Events for the business's own tools: signed, free of a person, tried for a day, and never in a request's way."""

import json
from datetime import timedelta

import pytest
from django.db import transaction
from standardwebhooks import Webhook

from dsr import clock, letters, webhooks
from dsr.clock import now
from dsr.lifecycle import State, Who
from dsr.models import Case, DueWork, Event, Listener
from dsr.webhooks import CannotCall
from tests import given
from tests.given_webhooks import SECRET
from tests.receivers import BROKEN, ELSEWHERE, LATER, Said, always, in_turn, receiving

pytestmark = pytest.mark.django_db(transaction=True)
ALL = ["case.opened", "case.due_soon", "case.responded"]
TOLD = {"reference", "kind", "state", "outcome", "closure", "received_at", "send_by", "due_safe"}


@pytest.fixture(autouse=True)
def inside(settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    yield
    clock.freeze(None)


@pytest.fixture
def tool():
    with receiving(always(LATER)) as receiver:
        yield receiver


def _listener(address: str, **fields) -> Listener:
    values = {"name": "Team chat", "events": ALL, "sealed_secret": webhooks.seal_secret(SECRET), **fields}
    return Listener.objects.create(business=given.a_business(), address=address, **values)


def _told(tool) -> list[tuple[str, str]]:
    messages = [json.loads(body) for _headers, body in tool.sent]
    return [(message["type"], message["data"]["state"]) for message in messages]


def test_a_request_is_told_of_when_it_opens_and_when_it_is_responded_to(tool):
    _listener(tool.address)
    given.a_ledger()
    case = given.responded()
    assert case.state == State.RESPONDED
    assert _told(tool) == [("case.opened", "received"), ("case.responded", "responded")]
    headers, body = tool.sent[1]
    assert Webhook(SECRET).verify(body, headers)["data"] == {
        "reference": case.reference,
        "kind": "shine-the-light",
        "state": "responded",
        "outcome": case.outcome,
        "closure": "",
        "received_at": case.received_at.isoformat(),
        "send_by": case.send_by.isoformat(),
        "due_safe": case.due_safe.isoformat(),
    }


def test_nothing_of_a_person_is_told_or_kept(tool):
    _listener(tool.address)
    given.a_case()
    given.drain()
    whole = repr(tool.sent) + repr(list(Event.objects.values()))
    assert "Dana" not in whole and "Whitlow" not in whole and "dana@" not in whole
    assert all(set(data) == TOLD for data in tool.data)


def test_a_listener_hears_only_what_it_asked_for_and_only_of_its_own_business(tool):
    _listener(tool.address, name="Warehouse", events=["case.responded"])
    _listener(tool.address, name="Old chat", is_active=False)
    Listener.objects.create(business=given.a_business("Juniper, Inc."), name="x", address=tool.address, events=ALL)
    given.a_case()
    given.drain()
    assert tool.sent == []


def test_due_soon_is_told_once(tool):
    _listener(tool.address)
    case = given.in_review()
    assert webhooks.note_due_soon() == 0
    clock.freeze(now() + (case.due_safe - clock.today()) - timedelta(days=7))
    assert (webhooks.note_due_soon(), webhooks.note_due_soon()) == (1, 0)
    given.drain()
    assert _told(tool) == [("case.opened", "received"), ("case.due_soon", "review")]


def test_a_tool_that_is_away_is_told_by_the_same_message_later(tool):
    tool.mood = in_turn(BROKEN, BROKEN, Said())
    _listener(tool.address)
    case = given.in_review()
    for _turn in range(2):
        DueWork.objects.unfinished().update(not_before=now())
        given.drain()
    event = Event.objects.get()
    assert (event.attempts, event.reason, bool(event.told_at)) == (3, "", True)
    assert len(set(tool.ids)) == 1 and len(tool.ids) == 3
    case.refresh_from_db()
    assert (case.state, case.stuck) == (State.REVIEW, "")


@pytest.mark.parametrize(("said", "reason"), [(ELSEWHERE, "webhook-redirects"), (BROKEN, "webhook-unreachable")])
def test_what_cannot_be_told_is_shown_holds_nothing_up_and_can_be_tried_again(tool, settings, said, reason):
    settings.MAIL_ATTEMPTS = 1
    tool.mood = always(said)
    listener = _listener(tool.address)
    case = given.in_review()
    assert (case.state, case.stuck) == (State.REVIEW, "")
    assert [
        (event.listener, event.reason) for event in letters.daily_summary(given.an_account(Who.ADMINISTRATOR)).untold
    ] == [(listener, reason)]
    assert "Team chat" in str(letters.compose_daily_email(given.an_account(Who.ADMINISTRATOR)).body)
    tool.mood = always(Said())
    assert webhooks.retry_listener(listener) == 1
    given.drain()
    assert (letters.daily_summary(given.an_account(Who.ADMINISTRATOR)).untold, webhooks.retry_listener(listener)) == (
        [],
        0,
    )
    assert Event.objects.exclude(told_at=None).count() == 1


def test_an_event_is_written_with_what_happened_or_not_at_all(tool):
    _listener(tool.address)
    with pytest.raises(RuntimeError), transaction.atomic():
        given.a_case()
        raise RuntimeError
    assert (Case.objects.count(), Event.objects.count(), DueWork.objects.count()) == (0, 0, 0)


def test_a_test_message_tells_of_nothing(tool):
    listener = _listener(tool.address)
    webhooks.try_listener(listener)
    assert json.loads(tool.sent[0][1])["type"] == "ping"
    tool.mood = always(Said(404))
    with pytest.raises(CannotCall):
        webhooks.try_listener(listener)
