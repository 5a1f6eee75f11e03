"""The door from the business's own site: a signature taken once, a form filled in, and a signal honored."""

import json
import re
import secrets as random
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from dsr import parties, suppression, verification
from dsr.clock import now
from dsr.kinds import base
from dsr.models import Case, HandOff, HandOffKey, Suppression
from dsr.verification import account_handoff
from tests.given import a_business
from tests.given_proof import KIND, again, kinds, matches, proof_of
from tests.house.source import REPOSITORY
from tests.portal.public.answers import press

__all__ = ["kinds", "matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "kinds", "matches")]

URL = f"/ask/{KIND}/"


@pytest.fixture(autouse=True)
def key() -> str:
    cache.clear()
    return verification.make_handoff_key(a_business(), "website")


def claims(**changes):
    at = now().timestamp()
    told = {"account": "c-1001", "email": "dana@example.com", "name": "Dana Whitlow", "signed_in_at": at, "at": at}
    return {**told, "nonce": random.token_hex(8), "kind": KIND, **changes}


def hand_over(client, key, signed="", headers=None, **changes):
    signed = signed or verification.sign_handoff(key, claims(**changes))
    return client.post("/hand-off/", {"key": "website", "hand_off": signed}, headers=headers or {})


def test_it_leads_to_the_form_which_is_filled_in(key):
    client = Client(enforce_csrf_checks=True)
    response = hand_over(client, key)
    assert (response.status_code, response.headers["Location"]) == (303, URL)
    page = client.get(URL).content.decode()
    assert 'value="Dana Whitlow"' in page and 'value="dana@example.com"' in page
    assert "we need no other proof" in page


@pytest.mark.parametrize("kind", ["", "unheard-of", None, 7])
def test_an_unknown_kind_leads_to_the_first_page(client, key, kind):
    assert hand_over(client, key, kind=kind).headers["Location"] == "/"


@pytest.mark.parametrize(
    "told",
    [
        {"nonce": "\ud83d" * 16},
        {"nonce": "\x00" * 16},
        {"account": "c\udfff"},
        {"name": "Dana \x00"},
        {"email": "Dana"},
        {"email": "dana@example.com, ruth@example.com"},
        {"at": float("nan")},
    ],
)
def test_what_cannot_be_kept_or_is_no_address_is_refused(client, key, told):
    assert hand_over(client, key, **told).status_code == 400 and not HandOff.objects.exists()


def test_who_is_signed_in_only_confirms_on_the_page_after_the_form(client, key):
    hand_over(client, key)
    press(client, URL)
    case = Case.objects.get()
    assert case.verified_level == "account" and case.verified_at is None
    assert parties.sealed_value(case, "account") == "c-1001"
    assert parties.sealed_value(case, "subject")["email"] == "dana@example.com"
    assert "no-store" in client.get(URL)["Cache-Control"], "it shows who is signed in"
    assert "You are signed in" in client.get("/ask/done/").content.decode()
    client.post("/prove/confirm/")
    assert again(case).verified_level == "account" and proof_of(case).needs == ["confirm"]
    assert "You are signed in" not in client.get("/ask/done/").content.decode()


@pytest.mark.parametrize(
    "changed",
    [
        {"email": "other@example.com"},
        {"subject_name": "Kim Other"},
        {"for_whom": "another", "requester_name": "Dana Whitlow"},
    ],
)
def test_another_person_in_the_form_is_proved_as_always(client, key, changed):
    hand_over(client, key)
    press(client, URL, **changed)
    case = Case.objects.get()
    assert case.verified_level == ""
    assert "email" in proof_of(again(case)).needs


def test_who_signed_in_long_ago_is_told_and_proved_as_always(client, key):
    hand_over(client, key, signed_in_at=(now() - timedelta(minutes=16)).timestamp())
    assert "Sign in again at our website" in client.get(URL).content.decode()
    press(client, URL)
    assert Case.objects.get().verified_level == ""


def test_after_an_hour_nobody_is_known(client, key, frozen):
    hand_over(client, key)
    frozen(now() + timedelta(hours=1))
    assert "dana@example.com" not in client.get(URL).content.decode()
    press(client, URL)
    assert Case.objects.get().verified_level == ""


def test_another_browser_knows_nobody(client, key):
    hand_over(client, key)
    assert "dana@example.com" not in Client().get(URL).content.decode()


def test_nothing_personal_is_kept_in_the_clear(client, key):
    hand_over(client, key)
    row = HandOff.objects.get()
    kept = json.dumps([row.nonce, row.sealed, dict(client.session)])
    assert "dana" not in kept.lower() and "c-1001" not in kept
    assert key not in HandOffKey.objects.get().sealed


def refused(response) -> bool:
    return response.status_code == 400 and HandOff.objects.count() == 0


def test_a_signature_is_taken_once(client, key):
    signed = verification.sign_handoff(key, claims())
    assert hand_over(client, key, signed).status_code == 303
    assert hand_over(Client(), key, signed).status_code == 400
    assert HandOff.objects.count() == 1


@pytest.mark.parametrize("seconds", [-301, 61, 10**12])
def test_a_signature_of_another_time_is_refused(client, key, seconds):
    assert refused(hand_over(client, key, at=now().timestamp() + seconds))


@pytest.mark.parametrize(
    "changed",
    [
        {"email": ""},
        {"email": None},
        {"account": ["c"]},
        {"name": "x" * 255},
        {"nonce": "short"},
        {"nonce": None},
        {"at": "now"},
        {"at": True},
        {"signed_in_at": None},
        {"signed_in_at": 10**30},
    ],
)
def test_what_is_missing_is_refused(client, key, changed):
    assert refused(hand_over(client, key, **changed))


def test_another_key_or_a_changed_text_is_refused(client, key):
    good = verification.sign_handoff(key, claims())
    payload, _dot, signature = good.partition(".")
    other = verification.sign_handoff(key, claims(email="kim@example.com")).partition(".")[0]
    for signed in (
        verification.sign_handoff("another", claims()),
        f"{other}.{signature}",
        payload,
        f"{payload}.",
        f"{payload}.é",
        "é.é",
        "",
        "." * 5000,
    ):
        assert refused(hand_over(client, key, signed or " ")), signed


def test_a_signature_has_one_spelling_with_or_without_its_padding(client, key):
    good = verification.sign_handoff(key, claims())
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for changed in [f"{good[:-1]}{other}" for other in set(letters) - {good[-1]}] + [f"{good}==", f"{good}==="]:
        assert refused(hand_over(client, key, changed)), changed
    assert hand_over(client, key, f"{good}=").status_code == 303


def test_signed_text_that_is_no_json_object_is_refused(client, key):
    for text in (b"[]", b"x", b"\xff"):
        payload = account_handoff._encode(text)
        assert refused(
            hand_over(client, key, f"{payload}.{account_handoff._encode(account_handoff._mac(key, payload))}")
        )


def test_a_revoked_key_signs_nothing(client, key):
    HandOffKey.objects.update(revoked_at=now())
    assert refused(hand_over(client, key))


def test_only_a_post_hands_over(client):
    assert client.get("/hand-off/").status_code == 405


class TestSignal:
    """Global Privacy Control with a known person is an opt-out request, § 7025(c)(1)."""

    GPC = {"Sec-GPC": "1"}
    HONORED = "Opt-Out Request Honored"

    def test_it_counts_once(self, client, key):
        for _number in range(2):
            assert hand_over(client, key, headers=self.GPC).status_code == 303
        cases = Case.objects.all()
        assert [base.get(case.kind).intake.takes_signal for case in cases] == [True]
        assert suppression.is_opted_out(a_business().pk, "Dana@example.com")
        assert set(Suppression.objects.values_list("source", flat=True)) == {"signal"}

    def test_it_needs_no_password_given_just_before(self, client, key):
        hand_over(client, key, headers=self.GPC, signed_in_at=(now() - timedelta(days=9)).timestamp())
        assert suppression.is_opted_out(a_business().pk, "dana@example.com")

    def test_the_honored_state_is_shown_to_the_person_whose_stop_is_in_force(self, client, key):
        hand_over(client, key, headers=self.GPC)
        assert self.HONORED in client.get("/", headers=self.GPC).content.decode()
        assert self.HONORED not in client.get("/").content.decode()
        assert self.HONORED not in Client().get("/", headers=self.GPC).content.decode()
        evidence = {"how": "ticked", "where": "shop", "confirmed_at": "2026-03-10"}
        suppression.record_consent(a_business(), "dana@example.com", ["sale-sharing"], [], evidence, now())
        assert self.HONORED not in client.get("/", headers=self.GPC).content.decode()

    @pytest.mark.parametrize("url", ["/", "/unsubscribe/", URL])
    def test_whom_nobody_knows_is_told_the_truth_and_led_to_the_form(self, client, url):
        page = client.get(url, headers=self.GPC).content.decode()
        assert self.HONORED not in page
        assert "These privacy pages sell and share nothing" in page
        assert 'href="/ask/opt-out/"' in page.partition("use this form")[2]
        assert Case.objects.count() == Suppression.objects.count() == 0
        assert "Your browser asks us" not in client.get(url).content.decode()

    def test_after_an_hour_nothing_is_claimed(self, client, key, frozen):
        hand_over(client, key, headers=self.GPC)
        frozen(now() + timedelta(hours=1))
        assert self.HONORED not in client.get("/", headers=self.GPC).content.decode()

    def test_with_a_lost_key_nothing_is_claimed_and_the_person_goes_on(self, client, key, settings, caplog):
        hand_over(client, key, headers=self.GPC)
        settings.SUPPRESSION_KEY = b"9" * 32
        assert hand_over(client, key, headers=self.GPC).status_code == 303
        assert "could not be saved" in caplog.text
        page = client.get("/", headers=self.GPC).content.decode()
        assert self.HONORED not in page and "use this form" in page

    @pytest.mark.parametrize("value", ["0", "true", ""])
    def test_no_other_value_is_a_signal(self, client, key, value):
        hand_over(client, key, headers={"Sec-GPC": value})
        assert Case.objects.count() == 0


def test_the_example_of_the_manual_is_taken(client, key, monkeypatch):
    manual = (REPOSITORY / "docs/hand-off.md").read_text()
    example = re.search(r"```python\n(.*?)```", manual, re.DOTALL)[1]
    monkeypatch.setattr("time.time", lambda: now().timestamp())
    names: dict[str, object] = {}
    exec(example, names)  # the text of our own manual
    signed = names["hand_off"](key, "c-1001", "dana@example.com", "Dana Whitlow", now().timestamp(), KIND)
    assert hand_over(client, key, signed).headers["Location"] == URL
