"""That nothing is to be done is said only while no proof, permission or fact is asked for, and nothing left out."""

import pytest

from dsr import agents, letters, verification
from dsr.kinds import base
from dsr.kinds.asked_facts import NOTHING_ASKED
from dsr.models import Bundle, Case
from tests.dsr.agents.test_bundles import a_roll
from tests.given import a_business, drain, in_review, staff
from tests.given_agents import a_ccpa_business, by_agent, person_link, proved_by_agent
from tests.given_joins import again
from tests.given_proof import drawn, matches

__all__ = ["drawn", "matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "matches")]
SAID = "You do not need to do anything"


def notice(case: Case) -> str:
    return letters.compose_extension(again(case), "The archive is on tape.").text


def test_while_proof_is_asked_for_it_is_not_said(drawn):
    a_ccpa_business()
    case = in_review(kind="deletion", answers={"ca_resident": "yes", "extent": "all"})
    assert case.state == "verifying" and SAID not in notice(case)
    found = verification.find_secret(verification.FOR_PROOF, drawn[-1].token)
    assert found and verification.prove(found.secret, {})
    drain()
    assert SAID in notice(case)


def test_while_the_person_is_asked_for_permission_it_is_not_said(drawn):
    a_ccpa_business("confirm")
    assert SAID not in notice(by_agent())
    case = proved_by_agent(drawn)
    assert SAID not in notice(case), "the person is asked"
    assert agents.answer_permission(person_link(case), is_given=True)
    drain()
    assert SAID in notice(case)


def test_while_the_agent_must_still_show_a_permission_it_is_not_said(drawn):
    a_ccpa_business()
    case = proved_by_agent(drawn, answers={"acts_as": "agent", "ca_resident": "yes"})
    assert SAID not in notice(case)
    shown = agents.ShownAuthority("agent", "The paper, signed on March 2.")
    agents.record_permission(case.pk, staff(), shown, seen=again(case).entry_count)
    assert SAID in notice(case)


def test_while_a_question_about_the_person_is_open_it_is_not_said():
    case = in_review(answers={"ca_resident": "unsure", "household": "yes"})
    acknowledgement = base.get(case.kind).letters.acknowledgement
    assert SAID in letters.compose(again(case), acknowledgement).text
    letters.ask_eligibility(case.pk, staff(), ["residence"], seen=again(case).entry_count)
    assert NOTHING_ASKED.lacks(again(case))
    assert SAID not in letters.compose(again(case), acknowledgement).text


def test_while_the_agent_of_many_is_asked_for_what_was_left_out_it_is_not_said():
    people = agents.read_people("Ines Okafor\nLee Tran, CA", by_name=True)[0]
    agents.enter_bundle(
        a_roll(business=a_business(), kind="shine-the-light", subjects=people, is_stated=False), staff()
    )
    drain()
    first = Case.objects.earliest("pk")
    assert not NOTHING_ASKED.lacks(first)
    agents.ask_agent(Bundle.objects.get().pk, staff())
    assert NOTHING_ASKED.lacks(again(first))
