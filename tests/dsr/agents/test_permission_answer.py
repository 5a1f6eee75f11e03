"""What the person says counts once, may be taken back, and the rest is answered in writing, never in silence."""

from datetime import timedelta

import pytest

from dsr import agents, engine, journal, letters, review, verification
from dsr.clock import now
from dsr.errors import BadInput, Blocked, Changed
from dsr.lifecycle import Transition
from dsr.models import Case, Entry, Letter
from tests.given import drain, staff
from tests.given_agents import a_ccpa_business, person_link, proved_by_agent, row_of
from tests.given_proof import drawn, matches

__all__ = ["drawn", "matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "matches")]


@pytest.fixture
def case(drawn) -> Case:
    a_ccpa_business("confirm")
    return proved_by_agent(drawn)


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_a_yes_lets_the_request_go_on_and_counts_once(case):
    secret = person_link(case)
    assert agents.answer_permission(secret, is_given=True) and not agents.answer_permission(secret, is_given=True)
    assert (row_of(case).state, review.why_unproved(again(case))) == ("given", "")
    assert Entry.objects.filter(case=case, name="permission-given").count() == 1


def test_a_no_stops_it_and_the_agent_hears_only_that_it_could_not_be_confirmed(case):
    assert agents.answer_permission(person_link(case), is_given=False)
    found = again(case)
    assert (found.stuck, row_of(case).state) == ("permission-denied", "denied")
    assert "gave no permission" in review.why_unproved(found)
    with pytest.raises(BadInput, match="respect it"):
        agents.go_without_permission(case.pk, staff(), seen=found.entry_count, note="We think otherwise.")
    review.decline(case.pk, staff(), seen=found.entry_count, reasons=["N_AGENT_NO_PROOF"])
    drain()
    said = letters.body_of(Letter.objects.get(case=case, is_response=True))
    assert said["to"] == "kim@agents.example"
    assert "could not confirm it" in said["text"] and "said no" not in said["text"]


def test_a_yes_may_be_taken_back_until_something_is_decided(case):
    secret = person_link(case)
    agents.answer_permission(secret, is_given=True)
    assert agents.answer_permission(secret, is_given=False)
    assert row_of(case).state == "denied"
    assert not agents.answer_permission(secret, is_given=True)


def test_a_no_between_the_look_and_the_work_stops_the_work(case, monkeypatch):
    """Staff approved at the same moment: the machine does not act."""
    secret = person_link(case)
    agents.answer_permission(secret, is_given=True)
    journal.transition(
        case.pk, journal.Move(Transition.APPROVE, {"outcome": "x"}), staff(), changes={"outcome": "DELETE_COMPLETED"}
    )
    type(row_of(case)).objects.update(state="denied")
    engine.advance(case.pk)
    found = again(case)
    assert found.state == "review"
    assert '"not-permitted"' in Entry.objects.filter(case=case, name="return").latest("pk").facts


def test_after_the_decision_the_link_does_nothing(case):
    review.decline(case.pk, staff(), seen=again(case).entry_count, reasons=["N_AGENT_NO_PROOF"])
    assert agents.permission_link_state(row_of(case), is_live=True) is agents.PermissionLinkState.OVER
    assert not agents.answer_permission(person_link(case), is_given=True)


def test_no_answer_is_for_staff_and_near_the_date_answered_in_writing(case, frozen):
    frozen(now() + timedelta(days=14))
    assert (
        agents.permissions_to_end() == [case.pk]
        and agents.end_permission_request(case.pk)
        and not agents.end_permission_request(case.pk)
    )
    assert (again(case).stuck, row_of(case).state) == ("permission-unanswered", "unanswered")
    assert not agents.answer_permission(person_link(case), is_given=True)
    assert agents.permissions_to_fail() == []
    frozen(now() + timedelta(days=28))
    assert agents.permissions_to_fail() == [case.pk]
    engine.run_daily_jobs()
    drain()
    found = again(case)
    assert (found.state, found.outcome) == ("responded", "N_AGENT_NO_PROOF")
    assert found.responded_at.date() < found.due_safe


def test_who_matched_nobody_gets_the_same_answer(drawn, matches, frozen):
    a_ccpa_business("confirm")
    matches.clear()
    case = proved_by_agent(drawn)
    assert case.stuck == "proof-too-little"
    frozen(now() + timedelta(days=42))
    engine.run_daily_jobs()
    drain()
    assert again(case).outcome == "N_AGENT_NO_PROOF"


def test_no_letter_says_that_a_permission_was_not_confirmed_which_was(case, frozen):
    """Who asks is doubted after the person said yes, and proves nothing more."""
    agents.answer_permission(person_link(case), is_given=True)
    with pytest.raises(Blocked, match="may act for the person"):
        review.decline(case.pk, staff(), seen=again(case).entry_count, reasons=["N_AGENT_NO_PROOF"])
    verification.ask_proof_again(case.pk, staff(), seen=again(case).entry_count)
    drain()
    frozen(now() + timedelta(days=42))
    engine.run_daily_jobs()
    drain()
    assert (again(case).state, again(case).outcome) == ("responded", "N_NOT_VERIFIED")


def test_a_power_of_attorney_that_staff_saw_ends_the_question(case):
    secret = person_link(case)
    shown = agents.ShownAuthority("attorney", "The original, at the counter.")
    agents.record_permission(case.pk, staff(), shown, seen=case.entry_count)
    assert review.why_unproved(again(case)) == ""
    with pytest.raises(Blocked, match="may act for the person"):
        review.decline(case.pk, staff(), seen=again(case).entry_count, reasons=["N_AGENT_NO_PROOF"])
    assert not agents.answer_permission(secret, is_given=True)
    drain()
    assert row_of(case).letters == 1


def test_what_staff_decide_on_an_old_page_is_refused(case):
    review.decline(case.pk, staff(), seen=again(case).entry_count, reasons=["N_AGENT_NO_PROOF"])
    from dsr.errors import NotAllowed

    with pytest.raises((NotAllowed, Changed)):
        agents.record_permission(case.pk, staff(), agents.ShownAuthority("agent", "Seen."), seen=1)


def test_to_verify_oneself_takes_the_points_too(drawn, matches):
    a_ccpa_business("verify")
    case = proved_by_agent(drawn)
    assert agents.points_to_ask(row_of(case)) == ("name",)
    assert agents.answer_permission(person_link(case), is_given=True, offered={"name": "Dana Whitlow", "ssn": "1"})
    assert row_of(case).state == "given"
    entry = Entry.objects.get(case=case, name="permission-given")
    assert '"email"' in entry.facts and "Dana" not in entry.facts


def test_too_little_is_for_a_person_who_may_ask_again(drawn, matches):
    a_ccpa_business("verify")
    case = proved_by_agent(drawn)
    matches.discard("name")
    agents.answer_permission(person_link(case), is_given=True, offered={"name": "Dana Other"})
    assert (row_of(case).state, again(case).stuck) == ("short", "permission-short")
    agents.ask_person_again(case.pk, staff(), seen=again(case).entry_count, email="dana@example.com")
    assert (row_of(case).state, again(case).stuck) == ("open", "")
