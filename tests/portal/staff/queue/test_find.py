"""Finding a request by its reference, an email address or words of a name; what is looked for is in no address."""

from datetime import timedelta

import pytest

from dsr import agents, sealing
from dsr.clock import now
from dsr.formats import references
from tests import given
from tests.dsr.agents.test_bundles import a_roll
from tests.given_agents import KIM
from tests.replacement import replace_everywhere

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def aged(days, **changes):
    return given.in_review(received_at=now() - timedelta(days=days), **changes)


def listed(answer):
    return [row.case.reference for group in answer.context["groups"] for row in group.rows]


def test_where_older_ones_were_not_looked_at_the_page_says_so(reviewer, monkeypatch):
    replace_everywhere(monkeypatch, sealing.word_digest, lambda _word: "00000")
    monkeypatch.setattr("portal.staff.queue.views.MOST_FOUND", 1)
    for _each in range(5):
        aged(1)
    answer = reviewer.post("/desk/find/", {"text": "nobody"}).content.decode()
    assert "Not all older requests were looked at" in answer and "Nothing was found." not in answer


@pytest.mark.parametrize(
    "spelled", [references.spell, str.lower, lambda reference: f" {reference[:4]} {reference[4:]} "]
)
def test_find_by_reference_goes_to_the_case(reviewer, spelled):
    case = aged(1)
    answer = reviewer.post("/desk/find/", {"text": spelled(case.reference)})
    assert answer.status_code == 302
    assert answer["Location"] == f"/desk/{references.spell(case.reference)}/"


@pytest.mark.parametrize(
    "text", ["Dana Whitlow", "  dana   WHITLOW", "whitlow", "dana", "dana@example.com", "Dana@Example.COM"]
)
def test_find_by_a_word_of_the_name_or_email(reviewer, text):
    case = aged(1)
    aged(
        1, parties={"subject": {"name": "Theo Brandt"}, "requester": {"name": "Theo Brandt", "email": "t@example.com"}}
    )
    answer = reviewer.post("/desk/find/", {"text": text})
    assert answer.status_code == 200
    assert listed(answer) == [case.reference]


@pytest.mark.parametrize("text", ["A@BÜCHER.example", "a@xn--bcher-kva.example"])
def test_find_knows_both_spellings_of_a_domain(reviewer, text):
    found = aged(1, parties={"subject": {"name": "Ann"}, "requester": {"name": "A", "email": "a@bücher.example"}})
    aged(1, parties={"subject": {"name": "Al"}, "requester": {"name": "Al", "email": "a@bucher.example"}})
    assert listed(reviewer.post("/desk/find/", {"text": text})) == [found.reference]


@pytest.mark.parametrize("text", ["Dan", "Dana Brandt", "ana@example.com", "AAAA-AAAA-AAA"])
def test_find_says_when_there_is_nothing(reviewer, text):
    aged(1)
    answer = reviewer.post("/desk/find/", {"text": text})
    assert listed(answer) == []
    assert "Nothing was found" in answer.content.decode()


def test_what_is_looked_for_is_in_no_address(reviewer):
    by_address = reviewer.get("/desk/find/", {"text": "Dana Whitlow"})  # as after a reload: the field alone
    assert by_address.status_code == 200 and "found" not in by_address.context
    assert "Dana" not in by_address.content.decode().partition("<main")[2]
    answer = reviewer.post("/desk/find/", {"text": ""})
    assert answer.status_code == 302
    assert answer["Location"] == "/desk/"


def test_the_letter_for_many_stands_above_its_people(reviewer):
    people = agents.read_people("Ines Okafor, ines@example.com, CA\nLee Tran, lee@example.com, CA").subjects
    roll = a_roll(kind="shine-the-light", business=given.a_business(), subjects=people)
    bundle = agents.enter_bundle(roll, given.staff()).bundle
    page = f'<a href="/desk/bundle/{references.spell(bundle.reference)}/">Agents, LLC</a> One letter for 2 people.'
    answer = reviewer.post("/desk/find/", {"text": KIM})
    assert page in answer.content.decode() and len(listed(answer)) == 2
    alone = reviewer.post("/desk/find/", {"text": "Okafor"}).content.decode()
    assert "One letter for" not in alone, "who looks for a person finds the person"
