"""Closing a request without an answer on the desk, and the way back."""

import pytest

from dsr.lifecycle import State
from dsr.models import Case
from tests import given
from tests.portal.staff.desk import at, fresh, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def entered():
    return given.in_review(actor=given.staff(), channel="email", came_to=None)


def close(client, case, **values):
    said = {"seen": case.entry_count, "closure": "mistake", "note": "Twice.", **given.ALONE}
    return client.post(at(case, "close"), {**said, **values})


def test_what_was_acknowledged_asks_for_a_second_person_or_the_password(reviewer, entered):
    told = page(reviewer, entered, "close")
    assert "Who wrote was told of it: a second person must agree" in told and 'name="ground"' in told
    assert close(reviewer, entered, ground="", password="").status_code == 422
    assert fresh(entered).state == State.REVIEW


def test_of_what_nobody_heard_no_second_person_is_asked(reviewer):
    case = given.a_case(actor=given.staff(), channel="email", came_to=None)
    assert "second person must agree, and they are told" not in page(reviewer, case, "close")
    assert close(reviewer, case, ground="", password="").status_code == 302
    assert fresh(case).state == State.CLOSED


def test_it_is_closed_with_a_reason_and_opened_again(reviewer, entered):
    assert "Entered by mistake" not in page(reviewer, entered), "nothing of it is made before it is asked for"
    assert "Entered by mistake" in page(reviewer, entered, "close")
    assert close(reviewer, entered).status_code == 302
    case = fresh(entered)
    assert case.state == State.CLOSED
    told = page(reviewer, case)
    assert "Closed without an answer" in told and "Twice." in told
    assert reviewer.get("/desk/?view=all").content.decode().count(">Entered by mistake</td>") == 1
    assert "Entered by mistake" not in reviewer.get("/desk/").content.decode()
    answer = reviewer.post(at(case, "open-again"), {"seen": case.entry_count, "note": "It was hers."})
    assert answer.status_code == 302
    given.drain()
    assert fresh(case).state == State.REVIEW
    assert "Opened again: it is acknowledged anew" in page(reviewer, fresh(case))


def test_without_a_reason_or_with_an_ending_that_is_not_open_nothing_happens(reviewer, entered):
    for values in ({"note": ""}, {"closure": "test"}, {"closure": "withdrawn"}, {"closure": ""}):
        assert close(reviewer, entered, **values).status_code == 422
    assert fresh(entered).state == State.REVIEW


def test_pressed_twice_it_is_closed_once(reviewer, entered):
    assert close(reviewer, entered).status_code == 302
    assert close(reviewer, entered).status_code in {409, 422}
    assert fresh(entered).entries.filter(name="close").count() == 1


def test_what_the_person_sent_says_why_it_is_no_mistake(reviewer, case):
    told = page(reviewer, case, "close")
    assert "The person sent it themselves" in told
    assert at(case, "close") not in told


def test_that_the_person_asks_to_withdraw_sends_them_the_link_and_decides_nothing(reviewer, case):
    values = {"seen": case.entry_count, "how": "phone", "note": "She called from the number on file."}
    assert reviewer.post(at(case, "ask-withdrawal"), {**values, "note": ""}).status_code == 422
    assert reviewer.post(at(case, "ask-withdrawal"), values).status_code == 302
    given.drain()
    told = page(reviewer, fresh(case))
    assert "The person wants to withdraw the request" in told and "She called from the number on file." in told
    assert (fresh(case).state, fresh(case).letters.latest("pk").name) == (State.REVIEW, "closure/withdrawal")


@pytest.mark.parametrize(("code", "words"), [("mistake", "somebody did ask"), ("withdrawn", "and said so")])
def test_each_ending_has_its_own_words_for_the_way_back(reviewer, entered, code, words):
    Case.objects.filter(pk=entered.pk).update(state="closed", closure=code)
    assert words in page(reviewer, fresh(entered))
