"""A person who agreed again and then says no again is heard: by every way in, once, and a replay stays one request."""

import secrets

import pytest
from django.core.cache import cache

from dsr import suppression, verification
from dsr.clock import now
from dsr.models import Case, MailList
from tests.given import a_business
from tests.given_forms import Asker
from tests.portal.public.answers import opened

pytestmark = pytest.mark.django_db
DANA = "dana@example.com"
FORM = "/ask/opt-out/"
EVIDENCE = {"how": "box ticked", "where": "shop", "confirmed_at": "2026-03-10"}


class Person:
    """Dana, who keeps one message with its link, and whom one key of the business's site hands over."""

    def __init__(self, business):
        self.client, self.business = Asker(), business
        self.link = f"/u/{suppression.unsubscribe_token(business, DANA, 'news')}/"
        self.key = verification.make_handoff_key(business, "website")

    def by_link(self):
        return self.client.post(self.link, {"List-Unsubscribe": "One-Click"})

    def by_page(self):
        return self.client.post("/unsubscribe/", {"email": DANA, "what": "only", "lists": ["news"]})

    def by_form(self):
        answers = {"stops": ["sale-sharing", "direct-marketing"], "delivery": "email", "email": DANA}
        return self.client.post(FORM, {**opened(self.client, FORM), **answers})

    def by_signal(self):
        at = now().timestamp()
        claims = {"account": "c-1", "email": DANA, "name": "Dana Whitlow", "signed_in_at": at, "at": at}
        signed = verification.sign_handoff(self.key, {**claims, "nonce": secrets.token_hex(8)})
        sent = {"key": "website", "hand_off": signed}
        return self.client.post("/hand-off/", sent, headers={"Sec-GPC": "1"})


@pytest.fixture
def desk():
    cache.clear()
    business = a_business()
    MailList.objects.create(business=business, slug="news", name="Newsletter")
    return business


def may_go_on(desk):
    """Whether mail or sharing goes on for the person."""
    sharing = suppression.may_share(desk.pk, DANA)
    return not suppression.is_mail_suppressed(desk.pk, DANA, "news"), sharing.may_share


@pytest.mark.parametrize(
    ("ask", "purposes", "lists", "status"),
    [
        (Person.by_link, ["mail"], ["news"], 200),
        (Person.by_page, ["mail"], ["news"], 200),
        (Person.by_form, ["sale-sharing", "direct-marketing"], [], 303),
        (Person.by_signal, ["sale-sharing", "direct-marketing"], [], 303),
    ],
)
def test_a_no_after_a_later_yes_counts_and_a_replay_does_not(desk, frozen, ask, purposes, lists, status):
    dana = Person(desk)
    for round_ in (1, 2, 3):
        for _replay in range(3):
            assert ask(dana).status_code == status
            assert not all(may_go_on(desk))
            assert Case.objects.count() == round_
        assert suppression.record_consent(desk, DANA, purposes, lists, EVIDENCE, now())
        assert all(may_go_on(desk))


@pytest.mark.parametrize(
    "press", [{"List-Unsubscribe": "One-Click"}, {"by": "hand", "what": "only", "lists": ["news"]}]
)
def test_one_link_makes_one_case_whatever_is_added_to_it(desk, press):
    dana = Person(desk)
    token = dana.link.split("/")[2]
    for junk in ("", "!", "%3D", "*", "%20", "%C3%A9", ".", "~!~"):
        for spelling in (f"{token}{junk}", token.replace(".", f".{junk}"), f"{token[:-5]}{junk}{token[-5:]}"):
            assert dana.client.post(f"/u/{spelling}/?{junk}", press).status_code == (400 if junk else 200)
    assert Case.objects.count() == 1


def test_a_list_named_twice_is_one_wish(desk):
    dana = Person(desk)
    for times in (1, 2, 3):
        press = {"by": "hand", "what": "only", "lists": ["news"] * times}
        assert dana.client.post(dana.link, press).status_code == 200
        assert dana.client.post("/unsubscribe/", {**press, "email": DANA}).status_code == 200
    assert Case.objects.count() == 2


def test_one_of_two_uses_agreed_to_again_is_stopped_again(desk, frozen):
    dana = Person(desk)
    dana.by_form()
    suppression.record_consent(desk, DANA, ["direct-marketing"], [], EVIDENCE, now())
    assert suppression.is_opted_out(desk.pk, DANA)
    dana.by_form()
    assert not suppression.may_share(desk.pk, DANA).direct_marketing
    assert Case.objects.count() == 2
