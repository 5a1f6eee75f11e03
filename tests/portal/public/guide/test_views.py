"""The guide: at most three plain questions to an offered form or to a true way on, whatever the business takes."""

import re
from collections.abc import Iterator

import pytest

from dsr.kinds import base
from dsr.kinds.base import Need
from dsr.models import Brand, Business
from portal.public.guide import questions
from tests.given import a_business

pytestmark = pytest.mark.django_db


def paths(at: str = questions.FIRST, taken: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every way through the questions, and where it ends."""
    fork = questions.FORKS.get(at)
    if fork is None:
        yield taken, at
        return
    assert len(taken) < questions.MOST_QUESTIONS, f"more than three questions: {taken}"
    for way in fork.ways:
        yield from paths(str(way.leads_to), (*taken, way.value))


def address(taken):
    return "/help-me/?" + "&".join(f"a={one}" for one in taken)


@pytest.mark.parametrize("is_ccpa", [True, False])
def test_every_path_ends_after_three_questions_at_an_offered_form_or_a_true_way_on(client, is_ccpa):
    a_business()
    Business.objects.update(is_ccpa_business=is_ccpa)
    business = Business.objects.get()
    forms = set()
    for taken, end in paths():
        page = client.get(address(taken), follow=True)
        assert page.status_code == 200
        if end == questions.SEVERAL:
            assert page.redirect_chain[-1][0] == "/help-me/several/"
            continue
        html = page.content.decode()
        doors = set(re.findall(r'class="button" href="(/[^"]+)"', html))
        met = [kind for kind in base.every() if end in kind.page.meets and kind.is_offered(business)]
        assert len(doors) == len(met)
        if not met:
            assert "mailto:privacy@fernwood.example" in html and "100 Example Street" in html
            assert "/ask/complaint/" in html
        for door in doors:
            assert client.get(door).status_code == 200
        forms |= doors
    assert ("/ask/deletion/" in forms) is is_ccpa


def test_every_kind_is_led_to_and_every_need_is_reached():
    ends = {end for _taken, end in paths()}
    assert {need.value for need in Need} <= ends
    assert [kind.code for kind in base.every() if not kind.page.meets] == []


def test_every_page_has_one_question_its_answers_and_a_way_back(client):
    a_business()
    seen = set()
    for taken, _end in paths():
        for length in range(len(taken)):
            part = taken[:length]
            if part in seen:
                continue
            seen.add(part)
            html = client.get(address(part) if part else "/help-me/").content.decode()
            assert html.count("<h1>") == 1 and f"Question {length + 1} of at most 3" in html
            back = address(part[:-1]).rstrip("?").replace("&", "&amp;") if part else ""
            assert (f'href="{back}"' in html) if back else ("← Back" not in html)


def test_a_press_without_an_answer_says_so_and_a_wrong_answer_asks_again(client):
    a_business()
    assert "Choose one answer" in client.get("/help-me/?at=0").content.decode()
    assert "Choose one answer" in client.get("/help-me/?a=stop&at=1").content.decode()
    assert "Choose one answer" not in client.get("/help-me/?a=stop&at=0").content.decode()
    html = client.get("/help-me/?a=<script>&a=mail").content.decode()
    assert "What do you want to do?" in html and "<script>&" not in html


@pytest.mark.parametrize("door", ["/ask/nothing/", "/ask/deletion/"])
def test_a_wrong_door_begins_to_ask_and_gives_other_ways(client, door):
    a_business()
    for response in (
        client.get(door),
        client.post(door, {"subject_name": "Dana"}) if "del" in door else client.get(door),
    ):
        assert response.status_code == 404
        html = response.content.decode()
        assert "We do not take this request here" in html and "What do you want to do?" in html
        assert 'action="/help-me/"' in html and "privacy@fernwood.example" in html


def test_an_unknown_page_leads_to_the_guide_of_its_brand(client):
    business = a_business()
    assert 'href="/help-me/"' in client.get("/no/such/page/").content.decode()
    Brand.objects.create(business=business, name="Thistle", slug="thistle")
    html = client.get("/b/thistle/ask/nothing/").content.decode()
    assert 'action="/b/thistle/help-me/"' in html
    end = client.get("/b/thistle/help-me/?a=know&a=who").content.decode()
    assert 'href="/b/thistle/ask/shine-the-light/"' in end


def test_the_first_page_leads_to_it(client):
    a_business()
    assert 'href="/help-me/"' in client.get("/").content.decode()
