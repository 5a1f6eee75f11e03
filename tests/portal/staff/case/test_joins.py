"""Joining on the desk: a look at both requests first, a ground, and a way back from either page."""

from datetime import timedelta

import pytest
from django.test import Client

from dsr.clock import now
from dsr.formats import references
from dsr.lifecycle import State, Who
from dsr.models import Case
from tests import given
from tests.given_joins import someone
from tests.portal.staff.desk import at, fresh, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(client: Client) -> Client:
    client.force_login(given.an_account())
    return client


@pytest.fixture
def first(frozen) -> Case:
    given.a_ledger()
    return given.in_review()


def a_later(**changes) -> Case:
    return given.in_review(received_at=now() + timedelta(seconds=30), **changes)


def look(case: Case, first: Case) -> str:
    return at(case, "join", references.spell(first.reference))


def test_nothing_is_joined_before_a_look_at_both(reviewer, first):
    later = a_later(parties=someone("dana@work.example"))
    assert look(later, first) in page(reviewer, later)
    answer = reviewer.get(look(later, first))
    told = answer.content.decode()
    for words in ("dana@work.example", "dana@example.com", "differs", "Each still gets its own response"):
        assert words in told
    assert "Nothing is written of it" in told
    assert fresh(later).state == State.REVIEW


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({}, "Choose how you know that both are of the same person."),
        ({"ground": "a-feeling"}, "Select a valid choice"),
        ({"ground": "same-address"}, "The two do not give the same name"),
        ({"ground": "document"}, "Write what you saw or heard"),
    ],
)
def test_a_refused_join_keeps_what_was_typed(reviewer, first, sent, why):
    later = a_later(parties=someone("dana@work.example"))
    sent = {"seen": later.entry_count, "note": "The bill of May." if sent.get("ground") != "document" else "", **sent}
    answer = reviewer.post(look(later, first), sent)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert sent["note"] in answer.content.decode()
    assert fresh(later).state == State.REVIEW


def test_what_cannot_be_joined_says_why_and_offers_no_button(reviewer, first, frozen):
    frozen(given.at("2027-01-02T09:00:00-08:00"))
    later = given.in_review()
    told = page(reviewer, later)
    assert "May be the same person" in told
    assert look(later, first) not in told
    assert "different years" in told
    told = reviewer.get(look(later, first)).content.decode()
    assert "These two cannot be joined" in told
    assert 'name="ground"' not in told
    sent = {"seen": later.entry_count, "ground": "same-address"}
    assert "different years" in reviewer.post(look(later, first), sent).content.decode()
    assert fresh(later).state == State.REVIEW


def test_the_join_is_undone_from_its_own_page_and_from_that_of_the_first(reviewer, first):
    later = a_later()
    for shown in (later, first):
        given.joined(later, first)
        told = page(reviewer, shown)
        assert at(later, "undo-join") in told
        assert "Undo the join" in told
        seen = fresh(later).entry_count
        assert reviewer.post(at(later, "undo-join"), {"seen": seen, "note": ""}).status_code == 422
        assert reviewer.post(at(later, "undo-join"), {"seen": seen, "note": "Another Dana."}).status_code == 302
        assert fresh(later).state == State.REVIEW
        assert "Undo the join" not in page(reviewer, shown)
    told = page(reviewer, later)
    assert "The join is undone" in told
    assert "Another Dana." in told


def test_the_first_shows_the_earliest_day_and_both_stand_in_the_queue(reviewer, frozen):
    """A request that came elsewhere first has a later day than one that came to a published address after it."""
    first = given.in_review(actor=given.staff(), channel="email", came_to=None)
    later = a_later()
    Case.objects.filter(pk=later.pk).update(send_by=first.send_by - timedelta(days=3))
    given.joined(later, first)
    day = fresh(later).send_by
    told = page(reviewer, first).partition("send-by")[2].partition("</header>")[0]
    assert f"{day:%a}, {day:%b} {day.day}" in told
    queue = reviewer.get("/desk/").content.decode()
    waiting = reviewer.get("/desk/?view=waiting").content.decode()
    assert references.spell(first.reference) in queue and references.spell(later.reference) in waiting
    assert "Waits for the earlier request" in waiting


def test_what_was_answered_together_is_shown_with_both(reviewer, first):
    later = a_later()
    given.joined(given.told(later), first)
    given.declined(fresh(first))
    given.drain()
    assert references.spell(later.reference) in page(reviewer, first)
    told = page(reviewer, later)
    assert references.spell(first.reference) in told
    assert "Responded" in told
    assert "Undo the join" not in told


def test_a_viewer_reads_and_joins_nothing(client, first):
    client.force_login(given.an_account(Who.VIEWER))
    later = a_later()
    assert client.get(look(later, first)).status_code == 403
    assert "Compare and join" not in page(client, later)
    given.joined(later, first)
    for case in (first, later):
        assert "Undo the join" not in page(client, case)
