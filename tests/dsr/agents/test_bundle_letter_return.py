"""A letter about a whole bundle that came back: each request that it told of knows, and nobody counts it as told."""

import pytest

from dsr import agents, journal
from dsr.errors import BadInput, NotAllowed
from dsr.lifecycle import State, Who
from dsr.models import Bundle, Case, Entry, Letter
from dsr.models.letter import LetterState
from tests.dsr.agents.test_bundle_letters import a_bundle, first_of
from tests.given import drain, staff
from tests.given_proof import matches

__all__ = ["matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "matches")]

RETURNED = "letter-returned"


def sent(bundle: Bundle) -> Letter:
    drain()
    letter = bundle.letters.order_by("-pk").first()
    assert letter.state == LetterState.ACCEPTED
    return letter


def told(bundle: Bundle) -> list[int]:
    """How many entries say so in each request of it."""
    return [line.case.entries.filter(name=RETURNED).count() for line in bundle.lines.all()]


def test_the_record_of_each_request_says_it_once_and_one_of_them_asks_for_somebody(server):
    bundle = a_bundle()
    letter = agents.record_bundle_letter_returned(sent(bundle).pk, staff(), "No such box.")
    assert (letter.state, set(told(bundle))) == (LetterState.BOUNCED, {1})
    assert len(told(bundle)) > 1
    entries = Entry.objects.filter(name=RETURNED).order_by("case__bundled__number", "case_id")
    assert [entry.who for entry in entries] == ["reviewer", *["machine"] * (len(entries) - 1)]
    assert all(journal.facts_of(entry)["bundle"] == bundle.reference for entry in entries)
    stuck = [line.case.stuck for line in bundle.lines.all()]
    assert stuck == ["bundle-letter-returned", *[""] * (len(stuck) - 1)]
    assert [one.fault for one in journal.verify_chain() if one.fault] == []


def test_it_is_recorded_once_of_what_is_out_and_by_who_decides(server):
    bundle = a_bundle()
    [letter] = bundle.letters.all()
    with pytest.raises(BadInput):
        agents.record_bundle_letter_returned(letter.pk, staff())
    sent(bundle)
    for who in (Who.VIEWER, Who.AUDITOR):
        with pytest.raises(NotAllowed):
            agents.record_bundle_letter_returned(letter.pk, staff(who))
    agents.record_bundle_letter_returned(letter.pk, staff())
    with pytest.raises(BadInput):
        agents.record_bundle_letter_returned(letter.pk, staff())
    assert set(told(bundle)) == {1}


def test_a_letter_of_one_request_is_none_of_a_bundle(server):
    bundle = a_bundle()
    sent(bundle)
    Letter.objects.update(bundle=None, case=first_of(bundle))
    with pytest.raises(BadInput):
        agents.record_bundle_letter_returned(Letter.objects.get().pk, staff())


def test_what_came_back_was_not_asked_so_that_the_agent_can_be_asked_anew(server):
    bundle = a_bundle(is_stated=False)
    sent(bundle)
    agents.ask_agent(bundle.pk, staff())
    asked = sent(bundle)
    assert agents.why_not_asked(agents.stands_of(bundle))
    listed = agents.cases_listed_in(asked)
    agents.record_bundle_letter_returned(asked.pk, staff())
    assert {line.case_id for line in bundle.lines.all() if line.case.entries.filter(name=RETURNED)} == listed
    assert not any(stand.asked_on for stand in agents.stands_of(bundle))
    agents.ask_agent(bundle.pk, staff())
    assert bundle.letters.filter(name=asked.name).count() == 2


def test_what_is_forgotten_says_nothing_and_what_stands_still_for_another_reason_keeps_it(server):
    bundle = a_bundle()
    letter = sent(bundle)
    forgotten, waits, *_rest = [line.case for line in bundle.lines.all()]
    Case.objects.filter(pk=forgotten.pk).update(state=State.FORGOTTEN)
    Case.objects.filter(pk=waits.pk).update(stuck="not-weighed")
    agents.record_bundle_letter_returned(letter.pk, staff())
    waits.refresh_from_db()
    assert (told(bundle)[:2], waits.stuck) == ([0, 1], "not-weighed")
