"""The page on which a person confirms that they withdraw their request."""

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import resolve

from dsr import closures, letters
from dsr.formats import public_urls
from dsr.lifecycle import State
from dsr.models import Letter
from tests import given
from tests.given_joins import again

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def case():
    return given.in_review()


@pytest.fixture
def link(case) -> str:
    closures.ask_withdrawal(case.pk, given.staff(), seen=case.entry_count, how="phone", note="She called.")
    given.drain()
    text = letters.body_of(Letter.objects.get(case=case, name="closure/withdrawal"))["text"]
    found = re.search(r"/withdraw/[\w-]{20,}/", text)
    assert found
    return found[0]


def test_the_address_in_the_letter_is_this_page():
    assert resolve(urlsplit(public_urls.withdrawal("Abc-1_x")).path).view_name == "public:withdraw"


def test_looking_withdraws_nothing_and_the_button_does(case, link):
    visitor = Client(enforce_csrf_checks=True)
    for _scan in range(2):
        page = visitor.get(link)
        told = page.content.decode()
        assert "What stops" in told and "We wrote to you about your request." in told
        assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("no-referrer", "noindex")
        visitor.head(link)
    assert again(case).state == State.REVIEW
    assert visitor.post(link).status_code == 303
    assert (again(case).state, again(case).closure) == (State.CLOSED, "withdrawn")
    assert "Your request is withdrawn" in visitor.get(link).content.decode()
    visitor.post(link)
    assert case.entries.filter(name="close").count() == 1


def test_a_link_that_is_too_old_and_one_that_never_was_get_the_same_answer(case, link, frozen):
    frozen(given.at("2026-04-02T09:00:00-07:00"))
    visitor = Client()
    known, unknown = visitor.get(link), visitor.get("/withdraw/aaaaaaaaaaaaaaaaaaaaaaaa/")
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert known.status_code == 404
    assert visitor.post(link).status_code == 404
    assert again(case).state == State.REVIEW


def test_where_it_ended_otherwise_the_link_opens_nothing(case, link):
    entered = given.in_review(actor=given.staff(), channel="email", came_to=None)
    closures.ask_withdrawal(entered.pk, given.staff(), seen=entered.entry_count, how="mail", note="She wrote.")
    given.drain()
    text = letters.body_of(Letter.objects.get(case=entered, name="closure/withdrawal"))["text"]
    other = re.search(r"/withdraw/[\w-]{20,}/", text)[0]
    closures.close(entered.pk, given.staff(), "mistake", seen=again(entered).entry_count, note="Twice.")
    assert Client().get(other).status_code == 404
    assert Client().get(link).status_code == 200
