"""What the person adds is read and settled at the case page, and stands in queue and daily email until then."""

import pytest
from django.core import mail
from django.test import Client

from dsr import letters
from dsr.models import Case, Message
from tests.given import an_account, at, drain, in_review
from tests.given_joins import again, letters_to
from tests.given_own_page import NEW, a_message, own_fact, press

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def march(frozen) -> None:
    frozen(at("2026-03-10T09:00:00-07:00"))


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(an_account())
    return client


def address(case: Case, name: str = "") -> str:
    from dsr.formats import references

    return f"/desk/{references.spell(case.reference)}/{name}"


def test_it_stands_first_on_the_page_and_is_answered_there(desk):
    case = in_review()
    message = a_message(case, "Did my letter <b>arrive</b>?")
    page = desk.get(address(case)).content.decode()
    assert "Read the message, then decide" in page
    assert "Did my letter &lt;b&gt;arrive&lt;/b&gt;?" in page
    sent = {"seen": again(case).entry_count, "message": message.pk, "words": "It did."}
    assert desk.post(address(case, "answer-message/"), sent).status_code == 302
    drain()
    assert letters_to(case)[-1] == "answered"
    page = desk.get(address(case)).content.decode()
    assert "Read the message" not in page
    assert "It did." in page


def test_an_empty_answer_comes_back_and_loses_nothing(desk):
    case = in_review()
    message = a_message(case)
    sent = {"seen": again(case).entry_count, "message": message.pk, "words": ""}
    answer = desk.post(address(case, "answer-message/"), sent)
    assert answer.status_code == 422
    assert "Write the answer first." in answer.content.decode()
    assert Message.objects.waiting().count() == 1


def test_a_message_of_another_request_is_not_answered_from_here(desk):
    case, other = in_review(), in_review()
    message = a_message(other)
    sent = {"seen": again(case).entry_count, "message": message.pk, "words": "Yes."}
    assert desk.post(address(case, "answer-message/"), sent).status_code == 422
    assert Message.objects.waiting().count() == 1


def test_the_queue_has_a_group_and_a_mark_and_the_daily_email_tells(desk):
    case = in_review()
    a_message(case, "Something secret")
    page = desk.get("/desk/").content.decode()
    assert "Read a message" in page
    assert ">message<" in page.replace(" ", "") or "message" in page
    account = an_account()
    composed = letters.compose_daily_email(account)
    assert composed is not None
    assert "Read a message:" in composed.body
    assert "Something secret" not in composed.body


def test_a_new_address_is_shown_to_staff_who_can_stop_it(desk):
    from dsr import address_change

    case = in_review()
    address_change.ask_change(case.pk, own_fact(case), address_change.NewAddress("email", NEW), key=press())
    drain()
    page = desk.get(address(case)).content.decode()
    assert NEW in page
    sent = {"seen": again(case).entry_count, "note": ""}
    assert desk.post(address(case, "keep-address/"), sent).status_code == 422
    assert desk.post(address(case, "keep-address/"), {**sent, "note": "She called."}).status_code == 302
    assert address_change.waiting_change(again(case)) is None
    assert mail.outbox
