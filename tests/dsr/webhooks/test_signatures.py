"""Signatures of webhooks: the specification's own example, another implementation, and what is refused."""

from datetime import timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from dsr import clock
from dsr.clock import wall
from dsr.errors import BadInput, CannotAct, NotAllowed
from dsr.webhooks import signatures as signing
from tests.given import at
from tests.given_webhooks import SECRET

BODY = '{"type":"step.requested","note":"Ünïcode"}'.encode()


@pytest.fixture(autouse=True)
def thawed():
    yield
    clock.freeze(None)


def test_the_example_of_the_specification():
    clock.freeze(at("2021-02-25T15:02:10+00:00"))
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    made = signing.headers(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}')
    assert made["webhook-timestamp"] == "1614265330"
    assert made["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_another_implementation_takes_ours_and_we_take_its():
    ours = signing.headers(SECRET, "msg_1", BODY)
    assert Webhook(SECRET).verify(BODY, ours)["note"] == "Ünïcode"
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(BODY + b" ", ours)
    theirs = Webhook(SECRET).sign(msg_id="msg_2", timestamp=wall(), data=BODY.decode())
    signing.verify(SECRET, {**ours, "webhook-id": "msg_2", "webhook-signature": theirs}, BODY)


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-id": "msg_2"},
        {"webhook-id": ""},
        {"webhook-timestamp": "1"},
        {"webhook-timestamp": "soon"},
        {"webhook-timestamp": "٣"},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": "v1,§"},
        {"webhook-signature": "v2,same"},
    ],
)
def test_what_was_changed_on_the_way_is_refused(changed):
    with pytest.raises(NotAllowed):
        signing.verify(SECRET, {**signing.headers(SECRET, "msg_1", BODY), **changed}, BODY)


def test_another_secret_and_another_body_are_refused_and_one_good_signature_of_several_is_enough():
    given = signing.headers(signing.new_secret(), "msg_1", BODY)
    with pytest.raises(NotAllowed):
        signing.verify(SECRET, given, BODY)
    ours = signing.headers(SECRET, "msg_1", BODY)
    with pytest.raises(NotAllowed):
        signing.verify(SECRET, ours, BODY.replace(b"step", b"stop"))
    both = f"{given['webhook-signature']} v1a,x {ours['webhook-signature']}"
    signing.verify(SECRET, {**ours, "webhook-signature": both}, BODY)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_an_old_or_future_message_is_refused(minutes):
    clock.freeze(at("2026-03-10T09:00:00-07:00"))
    given = signing.headers(SECRET, "msg_1", BODY)
    signing.verify(SECRET, given, BODY)
    clock.freeze(wall() + timedelta(minutes=minutes))
    with pytest.raises(NotAllowed):
        signing.verify(SECRET, given, BODY)


def test_the_time_that_the_demo_moves_is_not_told_to_other_machines(monkeypatch):
    monkeypatch.setattr(clock, "offset", lambda: timedelta(days=30))
    Webhook(SECRET).verify(BODY, signing.headers(SECRET, "msg_1", BODY))


def test_a_secret_is_sealed_and_a_bad_one_is_refused():
    secret = signing.new_secret()
    assert signing.opened(signing.seal(secret)) == secret
    assert secret not in signing.seal(secret)
    for bad in ("", "whsec_", "whsec_c2hvcnQ=", "whsec_!", secret.removeprefix("whsec_")):
        with pytest.raises(BadInput):
            signing.seal(bad)
    with pytest.raises(CannotAct):
        signing.opened("")
