"""The door for systems that answer later: a signature in place of a key, no cookie, and clear refusals."""

import pytest
from django.test import Client

from dsr import webhooks
from dsr.lifecycle import State
from dsr.models import WebhookCall
from dsr.models.webhook import Phase
from portal.web import rate_limits
from portal.web.rate_limits import Limit
from tests import given
from tests.given_systems import a_deletion, granted, step_of
from tests.given_webhooks import SECRET, a_callback, a_club, posted, said_of
from tests.receivers import LATER, by_phase, receiving, told

pytestmark = pytest.mark.django_db(transaction=True)
DONE = {"state": "done", "did": {"members": 1}}


@pytest.fixture
def asked(settings):
    """A deletion that waits for the answer of a club."""
    settings.WEBHOOK_ALLOW_PRIVATE = True
    answers = by_phase(preview=told(found={"members": 1}), do=LATER, prove=told(left={"members": 0}))
    with receiving(answers) as receiver:
        system = a_club(receiver.address)
        case = granted(a_deletion())
        yield step_of(case, system)


@pytest.fixture
def call(asked) -> WebhookCall:
    return WebhookCall.objects.get(step=asked, phase=Phase.DO)


@pytest.fixture
def door() -> Client:
    return Client(enforce_csrf_checks=True)


def test_an_answer_is_taken_once_without_cookie_or_token(door, asked, call):
    sent = a_callback(call, **DONE)
    first, again = posted(door, sent), posted(door, sent, "/api/callback")
    assert (first.status_code, first.json()) == (200, {"state": "taken"})
    assert (again.status_code, again.json()) == (200, {"state": "again"})
    assert not first.cookies and first["Cache-Control"].find("no-store") >= 0
    given.drain()
    asked.case.refresh_from_db()
    assert asked.case.state == State.RESPONDED


def test_every_refusal_says_what_to_do(door, asked, call):
    assert door.get("/api/callback/").status_code == 405
    forged = posted(door, a_callback(call, secret=webhooks.new_secret(), **DONE))
    assert (forged.status_code, said_of(forged)) == (401, "bad-signature")
    unknown = posted(door, a_callback(call, request="msg_none", **DONE))
    assert (unknown.status_code, said_of(unknown)) == (404, "unknown")
    unclear = posted(door, a_callback(call, state="perhaps"))
    assert (unclear.status_code, said_of(unclear)) == (400, "webhook-not-understood")
    headers, _body = a_callback(call, **DONE)
    empty = posted(door, (headers, b"{}"))
    assert (empty.status_code, said_of(empty)) == (400, "bad-input")
    long = posted(door, a_callback(call, note="x" * 70_000, **DONE))
    assert (long.status_code, said_of(long)) == (413, "too-long")
    WebhookCall.objects.filter(pk=call.pk).update(is_current=False)
    late = posted(door, a_callback(call, **DONE))
    assert (late.status_code, said_of(late)) == (410, "expired")


def test_half_an_emoji_is_400_and_the_whole_answer_is_taken_after_it(door, asked, call):
    headers, body = a_callback(call, note="gone!", **DONE)
    for hostile in (b"gone \\ud83d", b"gone \\u0000"):
        half = body.replace(b"gone!", hostile)
        signed = webhooks.signed_headers(SECRET, headers["webhook-id"], half)
        answer = posted(door, (signed, half))
        assert (answer.status_code, said_of(answer)) == (400, "bad-input")
    assert posted(door, (headers, body)).json() == {"state": "taken"}


def test_plain_http_is_refused_where_the_desk_has_https(door, call, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert said_of(posted(door, a_callback(call, **DONE))) == "not-https"


def test_who_sends_too_much_is_held_back(door, call, monkeypatch):
    monkeypatch.setattr(rate_limits, "CALLBACK", Limit("callback", 0, 60))
    held = posted(door, a_callback(call, **DONE))
    assert (held.status_code, held["Retry-After"]) == (429, "60")
