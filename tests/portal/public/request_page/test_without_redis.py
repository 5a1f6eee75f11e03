"""While Redis is away the page of one's own request opens and acts as ever, and each limit of tries holds, in rows."""

from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client

from dsr import letters
from dsr.models import AddressChange, AddressWish, Case, LimitCount, Message, PageCode
from portal.web.rate_limits import PAGE_LINK, PAGE_MAILBOX, PAGE_NETWORK, PROOF
from tests.given import at, drain, in_review
from tests.given_joins import again
from tests.given_own_page import NEW, link_in, own_fact
from tests.given_request_page import a_code, on_page

pytestmark = pytest.mark.django_db
LOST = {"press": "one", "reference": "222A-2222-222", "fact": "code", "value": "2222-2222", "email": NEW}


@pytest.fixture(autouse=True)
def away(settings, frozen) -> None:
    frozen(at("2026-03-10T09:00:00-07:00"))  # a limit counts within its hour
    one = {**settings.CACHES["default"], "LOCATION": "unix:///nowhere/broker.sock"}
    settings.CACHES = {"default": one}


@pytest.fixture
def case() -> Case:
    return in_review()


def door(case: Case) -> str:
    return urlsplit(letters.page_address(case)).path


def nearly(times: int) -> None:
    """All but one of them are used up, as by as many presses."""
    LimitCount.objects.update(value=str(times - 1))


def test_from_the_link_to_the_last_act_nothing_fails(client, case):
    assert client.get(door(case)).status_code == 200
    assert client.post(door(case), {"do": "send"}).status_code == 303
    drain()
    assert "Your code" in mail.outbox[-1].subject
    assert client.post(door(case), {"do": "code", "code": a_code(case)}).status_code == 303
    assert client.get("/r/page/").status_code == 200
    assert client.post("/r/page/write/", {"press": "one", "words": "Hello"}).status_code == 303
    name, code = own_fact(case)
    fact = {"press": "two", "fact": name, "value": code}
    moved = {**fact, "delivery": "email", "email": NEW, "postal": ""}
    assert client.post("/r/page/address/", moved).status_code == 303
    drain()
    assert Client().post(f"/address/{link_in(case, 'own-page/address-confirm', '/address/')}/").status_code == 303
    assert client.post("/r/page/withdraw/", {**fact, "press": "three"}).status_code == 303
    assert (again(case).closure, Message.objects.count(), AddressChange.objects.count()) == ("withdrawn", 1, 1)
    assert client.post("/r/page/leave/").status_code == 200


def test_codes_of_one_link_are_tried_so_often_and_then_a_page_says_when_again(client, case):
    code = a_code(case)
    for _try in range(6):
        assert client.post(door(case), {"code": "00000x"}).status_code == 422
    assert client.post(door(case), {"code": code}).status_code == 422  # the five of its row are used up
    nearly(PAGE_LINK.times)
    assert client.post(door(case), {"code": "00000x"}).status_code == 422
    held = client.post(door(case), {"code": a_code(case)})
    assert (held.status_code, held["Retry-After"]) == (429, "3600")
    assert "Please try again in an hour" in held.text and "<h1>" in held.text
    assert client.post(door(in_review()), {"do": "send"}).status_code == 303  # another link is another limit
    assert PageCode.objects.filter(used_at=None).count() == PageCode.objects.count()


@pytest.mark.parametrize("path", ["door", "/r/references/"])
def test_a_network_that_tries_many_is_held_back(client, case, path):
    sent = {"email": "dana@example.com"} if path != "door" else {"do": "send"}
    where = door(case) if path == "door" else path
    assert client.post(where, sent).status_code in {200, 303}
    nearly(PAGE_NETWORK.times)
    client.post(where, sent)
    assert client.post(where, sent).status_code == 429


def test_nobody_fills_a_mailbox(client, case):
    sent = len(mail.outbox)
    for _press in range(PAGE_MAILBOX.times + 2):
        assert client.post("/r/references/", {"email": "dana@example.com"}).status_code == 200
        drain()
    assert len(mail.outbox) - sent == PAGE_MAILBOX.times


def test_who_guesses_references_is_held_back(client, case):
    assert client.post("/address/lost/", LOST).status_code == 200
    nearly(PROOF.times)
    client.post("/address/lost/", LOST)
    held = client.post("/address/lost/", LOST)
    assert held.status_code == 422 and "Many tries came from your network" in held.text
    assert AddressWish.objects.count() == 2


def test_the_code_of_a_new_address_is_tried_so_often(case):
    page = on_page(Client(), case)
    name, code = own_fact(case)
    page.post("/r/page/address/", {"press": "a", "delivery": "email", "email": NEW, "fact": name, "value": code})
    drain()
    assert page.post("/r/page/address/", {"press": "b", "code": "AAAA-AAAA"}).status_code == 422
    nearly(PROOF.times)
    page.post("/r/page/address/", {"press": "c", "code": "AAAA-AAAA"})
    assert "Many tries came from your network" in page.post("/r/page/address/", {"press": "d", "code": "A"}).text
