"""The page of a company that is told: opening it changes nothing, a press answers once, an old link has a way on."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from dsr import clock, review, third_party_notices
from dsr.models import ThirdPartyNotice
from dsr.models.third_party_notice import ThirdPartyNoticeState
from dsr.reasons import Reason
from tests import given
from tests.dsr.third_party_notices.test_notice_plan import a_deletion_done
from tests.given_systems import DANA
from tests.given_third_party_notices import CEDAR, a_provider, token_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def path(db):
    a_deletion_done(a_provider())
    return f"/told/{token_for(CEDAR)}/"


def _state() -> str:
    return ThirdPartyNotice.objects.get().state


def test_opening_shows_whom_and_what_and_changes_nothing(path):
    for _scanner in range(2):
        page = Client().get(path)
        text = page.content.decode()
        assert DANA in text
        assert "Delete what you have about this person" in text
    assert "no-store" in page["Cache-Control"]
    assert (page["X-Robots-Tag"], page["Referrer-Policy"]) == ("noindex", "no-referrer")
    assert not page.cookies
    assert text.count("<h1") == 1
    assert _state() == ThirdPartyNoticeState.SENT


def test_a_press_answers_once_without_cookies(path):
    browser = Client(enforce_csrf_checks=True)
    assert b"Thank you" in browser.post(path, {"state": "done", "note": "Wiped."}).content
    for page in (browser.post(path, {"state": "cannot", "note": "x"}), browser.get(path)):
        assert b"nothing to do any more" in page.content
        assert DANA not in page.content.decode()
    assert _state() == ThirdPartyNoticeState.ACKNOWLEDGED


@pytest.mark.parametrize(("said", "wrong"), [({}, "Choose what you did."), ({"state": "cannot"}, "why it cannot")])
def test_half_an_answer_is_told_beside_the_field(path, said, wrong):
    page = Client().post(path, said)
    assert page.status_code == 422
    assert wrong in page.content.decode()
    assert _state() == ThirdPartyNoticeState.SENT


def test_an_old_link_shows_nobody_and_mails_a_new_one(frozen, path):
    frozen(clock.now() + timedelta(days=40))
    page = Client().get(path)
    assert b"too old" in page.content
    assert DANA not in page.content.decode()
    sent = len(mail.outbox)
    assert b"on its way" in Client().post(path, {"fresh": "yes"}).content
    given.drain()
    assert len(mail.outbox) == sent + 1


def test_what_is_decided_again_is_no_order_any_more_and_can_still_be_answered(path, frozen):
    case = ThirdPartyNotice.objects.get().case
    review.reopen(case.pk, given.staff(), seen=case.entry_count, note="It was another person.")
    text = Client().get(path).content.decode()
    assert "please do nothing more for now" in text and DANA in text
    assert "Delete what you have" not in text
    sent = len(mail.outbox)
    assert b"on its way" not in Client().post(path, {"fresh": "yes"}).content
    third_party_notices.send_notice_again(case.pk, ThirdPartyNotice.objects.get().pk, given.staff())
    given.drain()
    assert len(mail.outbox) == sent
    assert ThirdPartyNotice.objects.get().reason == Reason.TELLING_NOT_ON_RECORD
    assert b"Thank you" in Client().post(path, {"state": "done", "note": "Wiped before you wrote."}).content
    assert _state() == ThirdPartyNoticeState.ACKNOWLEDGED


def test_a_link_of_nothing_says_so(db):
    page = Client().get("/told/nothing-at-all/")
    assert page.status_code == 404
    assert b"does not open anything" in page.content
