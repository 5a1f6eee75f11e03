"""The page on which a person says whether an agent may act for them."""

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import resolve

from dsr import letters
from dsr.errors import Unreachable
from dsr.formats import public_urls
from dsr.models import Entry
from tests.given_agents import a_ccpa_business, letters_to_person, proved_by_agent, row_of
from tests.given_proof import drawn, matches
from tests.replacement import replace_everywhere

__all__ = ["drawn", "matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "matches")]


@pytest.fixture
def case(drawn):
    a_ccpa_business("confirm")
    return proved_by_agent(drawn)


@pytest.fixture
def link(case) -> str:
    found = re.search(r"/permission/[\w-]{20,}/", letters.body_of(letters_to_person(case)[0])["text"])
    assert found
    return found[0]


def test_the_address_in_the_letter_is_this_page():
    assert resolve(urlsplit(public_urls.permission("Abc-1_x")).path).view_name == "public:permission"


def test_looking_answers_nothing_and_a_button_does(case, link):
    visitor = Client(enforce_csrf_checks=True)
    for _scan in range(2):
        page = visitor.get(link)
        assert "Kim Agent of Agents, LLC told us" in page.content.decode()
        assert "Delete my personal information" in page.content.decode()
        assert "kim@agents.example" not in page.content.decode()
        assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("no-referrer", "noindex")
        visitor.head(link)
    assert row_of(case).state == "open"
    assert visitor.post(link, {"do": "something"}).status_code == 422
    assert visitor.post(link, {"do": "yes"}).status_code == 303
    assert row_of(case).state == "given"
    assert "We have your answer" in visitor.get(link).content.decode()
    visitor.post(link, {"do": "yes"})
    assert Entry.objects.filter(case=case, name="permission-given").count() == 1


def test_no_and_a_yes_taken_back(case, link):
    visitor = Client()
    visitor.post(link, {"do": "yes"})
    assert visitor.post(link, {"do": "no"}).status_code == 303
    assert row_of(case).state == "denied"
    page = visitor.get(link).content.decode()
    assert "before a person has looked" in page and "<button" not in page
    visitor.post(link, {"do": "yes"})
    assert row_of(case).state == "denied"


def test_who_verifies_types_what_is_compared_and_a_system_that_is_away_loses_nothing(drawn, monkeypatch, matches):
    from dsr import systems

    a_ccpa_business("verify")
    case = proved_by_agent(drawn)
    found = re.search(r"/permission/[\w-]{20,}/", letters.body_of(letters_to_person(case)[0])["text"])
    assert found
    visitor = Client()
    assert 'name="point_name"' in visitor.get(found[0]).content.decode()

    def away(*_all):
        raise Unreachable("Away.")

    match = systems.match_points
    replace_everywhere(monkeypatch, systems.match_points, away)
    answer = visitor.post(found[0], {"do": "yes", "point_name": "Dana Whitlow"})
    assert (answer.status_code, row_of(case).state) == (503, "open")
    assert "Dana Whitlow" in answer.content.decode()
    replace_everywhere(monkeypatch, systems.match_points, match)
    visitor.post(found[0], {"do": "yes", "point_name": "Dana Whitlow"})
    assert row_of(case).state == "given"


def test_a_link_that_is_none_and_one_that_is_over_say_what_to_do(case, link):
    assert Client().get("/permission/no-such-token/").status_code == 404
    type(row_of(case)).objects.update(state="unanswered")
    assert "nothing to answer any more" in Client().get(link).content.decode()
    assert Client().post(link, {"do": "yes"}).status_code == 200
    assert row_of(case).state == "unanswered"
