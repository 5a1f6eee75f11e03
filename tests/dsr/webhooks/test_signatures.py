"""Signatures of webhooks: the specification's own example, another implementation, and what is refused."""

from datetime import timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from dsr import clock, webhooks
from dsr.clock import wall
from dsr.errors import BadInput, CannotAct, NotAllowed
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
    made = webhooks.signed_headers(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}')
    assert made["webhook-timestamp"] == "1614265330"
    assert made["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_another_implementation_takes_ours_and_we_take_its():
    ours = webhooks.signed_headers(SECRET, "msg_1", BODY)
    assert Webhook(SECRET).verify(BODY, ours)["note"] == "Ünïcode"
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(BODY + b" ", ours)
    theirs = Webhook(SECRET).sign(msg_id="msg_2", timestamp=wall(), data=BODY.decode())
    webhooks.verify_signature(SECRET, {**ours, "webhook-id": "msg_2", "webhook-signature": theirs}, BODY)


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
        webhooks.verify_signature(SECRET, {**webhooks.signed_headers(SECRET, "msg_1", BODY), **changed}, BODY)


def test_a_signature_has_one_spelling():
    """Its last character has spare bits, which a decoder ignores."""
    good = webhooks.signed_headers(SECRET, "msg_1", BODY)
    text = good["webhook-signature"]
    assert text.endswith("=")
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for other in set(letters) - {text[-2]}:
        with pytest.raises(NotAllowed):
            webhooks.verify_signature(SECRET, {**good, "webhook-signature": f"{text[:-2]}{other}="}, BODY)


def test_another_secret_and_another_body_are_refused_and_one_good_signature_of_several_is_enough():
    given = webhooks.signed_headers(webhooks.new_secret(), "msg_1", BODY)
    with pytest.raises(NotAllowed):
        webhooks.verify_signature(SECRET, given, BODY)
    ours = webhooks.signed_headers(SECRET, "msg_1", BODY)
    with pytest.raises(NotAllowed):
        webhooks.verify_signature(SECRET, ours, BODY.replace(b"step", b"stop"))
    both = f"{given['webhook-signature']} v1a,x {ours['webhook-signature']}"
    webhooks.verify_signature(SECRET, {**ours, "webhook-signature": both}, BODY)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_an_old_or_future_message_is_refused(minutes):
    clock.freeze(at("2026-03-10T09:00:00-07:00"))
    given = webhooks.signed_headers(SECRET, "msg_1", BODY)
    webhooks.verify_signature(SECRET, given, BODY)
    clock.freeze(wall() + timedelta(minutes=minutes))
    with pytest.raises(NotAllowed):
        webhooks.verify_signature(SECRET, given, BODY)


def test_the_time_that_the_demo_moves_is_not_told_to_other_machines(monkeypatch):
    monkeypatch.setattr(clock, "offset", lambda: timedelta(days=30))
    Webhook(SECRET).verify(BODY, webhooks.signed_headers(SECRET, "msg_1", BODY))


def test_a_secret_is_sealed_and_a_bad_one_is_refused():
    secret = webhooks.new_secret()
    assert webhooks.open_secret(webhooks.seal_secret(secret)) == secret
    assert secret not in webhooks.seal_secret(secret)
    for bad in ("", "whsec_", "whsec_c2hvcnQ=", "whsec_!", secret.removeprefix("whsec_")):
        with pytest.raises(BadInput):
            webhooks.seal_secret(bad)
    with pytest.raises(CannotAct):
        webhooks.open_secret("")
