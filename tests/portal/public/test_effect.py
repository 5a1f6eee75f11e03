"""What pages say of a stop while a place waits for it, and once every place has it; to the person and to programs."""

import json

import pytest
from django.core.cache import cache

from dsr import steps, suppression, verification
from dsr.clock import now
from dsr.models import Case, Step, Suppression
from dsr.models.system import StepState
from dsr.steps import Settlement
from tests import given
from tests.bare_days import without_times
from tests.given_systems import an_owner
from tests.portal.public.answers import opened

pytestmark = pytest.mark.django_db(transaction=True)
HONORED, RECEIVED = "Opt-Out Request Honored", "Opt-Out Request Received"
DANA = "dana@example.com"


@pytest.fixture(autouse=True)
def desk(frozen):
    cache.clear()
    return given.a_business()


@pytest.fixture
def owned(desk):
    """A person runs the one system that shares, and the one that mails."""
    return an_owner(desk, name="Ad desk", actions=["opt-out", "suppress"])


def press(client, url="/ask/opt-out/", **answers):
    return client.post(url, {**opened(client, url), **answers})


def settle():
    step = Step.objects.select_related("system", "case__business").get()
    assert steps.settle_step(step, Settlement(StepState.DONE))
    given.drain()


def last_page(client) -> str:
    return str(without_times(client.get("/ask/done/").content.decode()))


def test_the_last_page_says_received_until_every_place_has_it(client, owned):
    assert press(client, email=DANA).status_code == 303
    for _look in range(2):
        page = last_page(client)
        assert RECEIVED in page and HONORED not in page and "Load this page again" in page
        assert "We bring it into effect everywhere by <strong>March 27, 2026" in page  # no law binds this business
        given.drain()
    settle()
    page = last_page(client)
    assert HONORED in page and RECEIVED not in page


def test_where_the_list_is_all_there_is_it_is_honored_at_once(client):
    press(client, email=DANA)
    assert HONORED in last_page(client)


def test_an_email_alone_is_enough_and_silence_means_both(client):
    assert press(client, email=DANA).status_code == 303
    case = Case.objects.get()
    assert (case.delivery, case.answers) == ("email", {})
    assert set(Suppression.objects.values_list("purpose", flat=True)) == {"sale-sharing", "direct-marketing"}
    page = without_times(client.get("/ask/opt-out/").content.decode())
    assert " checked" not in page  # nothing is ticked beforehand


def test_a_mailing_address_alone_is_enough_and_is_answered_there(client):
    assert press(client, postal="Dana Whitlow\n1 Elm Way\nFresno, CA 93701").status_code == 303
    assert Case.objects.get().delivery == "mail"


def test_without_either_nothing_can_be_found_and_the_page_says_so(client):
    page = press(client)
    assert page.status_code == 422 and "or your name and mailing address" in page.content.decode()
    assert Case.objects.count() == 0


def test_a_typed_address_that_is_none_is_not_passed_over(client):
    page = press(client, email="dana@", postal="Dana Whitlow\n1 Elm Way\nFresno, CA 93701")
    assert page.status_code == 422 and "name@example.com" in page.content.decode()


def test_unsubscribing_is_in_effect_on_the_page_only_where_every_system_has_it(client, owned):
    page = without_times(client.post("/unsubscribe/", {"by": "page", "email": DANA}).content.decode())
    assert "In effect now" not in page and "You are unsubscribed" not in page and "on our list now" in page
    assert "By law no such message may be sent after March 21, 2026" in page
    owned.delete()
    page = without_times(client.post("/unsubscribe/", {"by": "page", "email": "kim@example.com"}).content.decode())
    assert "In effect now" in page and "You are unsubscribed" in page


def test_the_page_that_stops_mail_can_be_found_and_what_came_of_it_cannot(client, desk):
    page = client.get("/unsubscribe/")
    assert "X-Robots-Tag" not in page.headers and "noindex" not in page.content.decode()
    link = f"/u/{suppression.unsubscribe_token(desk, DANA)}"
    for private in (client.get(link), client.post("/unsubscribe/", {"by": "page", "email": DANA})):
        assert private.headers["X-Robots-Tag"] == "noindex" and "noindex" in private.content.decode()


def test_a_signal_is_honored_once_every_place_has_it(client, desk, owned):
    key = verification.make_handoff_key(desk, "website")
    at = now().timestamp()
    claims = {"account": "c-1", "email": DANA, "name": "Dana Whitlow", "signed_in_at": at, "at": at}
    gpc = {"Sec-GPC": "1"}
    for number in range(2):
        signed = verification.sign_handoff(key, {**claims, "nonce": f"{number}" * 16})
        client.post("/hand-off/", {"key": "website", "hand_off": signed}, headers=gpc)
        page = without_times(client.get("/", headers=gpc).content.decode())
        assert RECEIVED in page and HONORED not in page
        given.drain()
    assert Case.objects.count() == 1
    settle()
    page = without_times(client.get("/", headers=gpc).content.decode())
    assert HONORED in page and RECEIVED not in page


def test_a_program_is_told_to_stop_from_the_receipt_on(client, desk, owned):
    press(client, email=DANA)
    _key, secret = suppression.make_api_key(desk, "mailer", ["check", "feed"])
    head = {"Authorization": f"Bearer {secret}"}
    body = json.dumps({"email": DANA})
    said = client.post("/api/may-share", body, content_type="application/json", headers=head).json()
    assert not said["may_share"]
    assert {row["purpose"] for row in client.get("/api/opt-outs", headers=head).json()["opt_outs"]} == {
        "sale-sharing",
        "direct-marketing",
    }
