"""The graph of a case's life, searched exhaustively and held against what the journal really does."""

import itertools

import pytest

from dsr import journal
from dsr.errors import NotAllowed
from dsr.journal import Actor
from dsr.law.closures import MISTAKE
from dsr.lifecycle import (
    DECIDES,
    ENDED,
    OPEN,
    RULES,
    STAFF_ROLES,
    WAITS_FOR_MACHINE,
    WAITS_FOR_REQUESTER,
    WAITS_FOR_STAFF,
    State,
    Transition,
    Who,
    allows,
    possible,
)
from dsr.models import Case
from tests.given import a_case, an_account

EDGES = {(source, rule.target) for rule in RULES.values() for source in rule.sources}


def reachable(start: State | None, edges: set[tuple[State | None, State]] = EDGES) -> set[State]:
    found: set[State] = set()
    frontier: set[State | None] = {start}
    while frontier:
        frontier = {target for source, target in edges if source in frontier} - found
        found |= frontier
    return found


def test_every_transition_has_its_rule():
    assert set(RULES) == set(Transition)
    assert all(rule.transition is name for name, rule in RULES.items())


def test_every_state_is_reached_from_nothing():
    assert reachable(None) == set(State)


@pytest.mark.parametrize("state", sorted(OPEN))
def test_every_open_case_can_end(state):
    assert reachable(state) & ENDED


def test_nothing_leads_out_of_forgotten():
    assert not any(State.FORGOTTEN in rule.sources for rule in RULES.values())


def _edges_without(*names):
    return {(s, rule.target) for rule in RULES.values() if rule.transition not in names for s in rule.sources}


def test_a_case_is_responded_only_through_responding_or_where_the_page_was_the_answer():
    # What follows a response that is out may be taken back: that leads only to where it came from.
    follow_up = RULES[Transition.UNDO_FOLLOW_UP]
    assert follow_up.who == DECIDES
    edges = _edges_without(Transition.ANSWER, Transition.UNDO_FOLLOW_UP)
    without = {edge for edge in edges if State.RESPONDING not in edge}
    assert State.RESPONDED not in reachable(None, without)
    assert RULES[Transition.ANSWER].sources == {State.WORKING}
    assert RULES[Transition.ANSWER].who == {Who.MACHINE}


def test_a_decision_is_needed_for_every_response():
    decisions = {Transition.APPROVE, Transition.DECLINE, Transition.GRANT, Transition.FAIL_VERIFICATION}
    decisions |= {Transition.JOIN}  # a person decides that the decision on the earlier request is this one's, too
    assert not reachable(None, _edges_without(*decisions)) & {State.RESPONDING, State.RESPONDED}


def test_no_proof_in_time_leads_to_a_written_answer_and_to_nothing_else():
    ways = {name for name, rule in RULES.items() if State.VERIFYING in rule.sources and Who.MACHINE in rule.who}
    assert ways == {Transition.QUEUE, Transition.VERIFY, Transition.FAIL_VERIFICATION, Transition.CORRECT}
    assert RULES[Transition.FAIL_VERIFICATION].target is State.WORKING


def test_of_what_waits_for_a_decision_the_machine_changes_the_proof_alone():
    ways = {name for name, rule in RULES.items() if State.REVIEW in rule.sources and Who.MACHINE in rule.who}
    # CORRECT: a new address that the person proved on their page takes effect, and all is acknowledged anew.
    assert ways == {Transition.ASK_PROOF, Transition.VERIFY, Transition.FAIL_VERIFICATION, Transition.CORRECT}


def test_open_and_ended_are_all_and_every_open_state_waits_for_somebody():
    assert set(State) == OPEN | ENDED
    assert not OPEN & ENDED
    # A letter on its way waits for the mail server, or for the person who mails it.
    assert {State.RESPONDING} == OPEN - WAITS_FOR_MACHINE - WAITS_FOR_STAFF - WAITS_FOR_REQUESTER


def test_the_machine_alone_prepares_queues_and_forgets_and_never_decides():
    for name in (Transition.PREPARE, Transition.QUEUE, Transition.FORGET, Transition.ANSWER, Transition.GRANT):
        assert RULES[name].who == {Who.MACHINE}
    for name in (Transition.APPROVE, Transition.DECLINE, Transition.JOIN):
        assert Who.MACHINE not in RULES[name].who


def test_viewers_and_auditors_change_nothing_and_whoever_decides_may_the_same():
    for state in State:
        assert possible(state, Who.VIEWER) == possible(state, Who.AUDITOR) == ()
        # A person may withdraw their own request; whether this one, and how, is for dsr/closures/.
        assert {*possible(state, Who.REQUESTER)} <= {Transition.CLOSE}
        assert len({possible(state, who) for who in DECIDES}) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("state", list(State))
def test_the_journal_allows_what_the_table_allows_and_nothing_else(state, frozen):
    case = a_case()
    accounts = {who: an_account(who).pk for who in STAFF_ROLES}
    for name, who in itertools.product(Transition, Who):
        # The journal refuses to put a case anywhere but along the graph, so the test puts it there by hand.
        closure = MISTAKE.code if state is State.CLOSED else ""
        Case.objects.filter(pk=case.pk).update(state=state.value, closure=closure)
        before = Case.objects.values("entry_count", "head").get(pk=case.pk)
        actor = Actor(who, accounts.get(who))
        if allows(name, state, who):
            changes = {"closure": MISTAKE.code} if name is Transition.CLOSE else {}
            done = journal.transition(case.pk, journal.Move(name), actor, changes=changes)
            assert done.state == RULES[name].target
            assert done.entries.get(number=done.entry_count).name == name
        else:
            with pytest.raises(NotAllowed):
                journal.transition(case.pk, journal.Move(name), actor)
            assert Case.objects.values("entry_count", "head").get(pk=case.pk) == before
            assert Case.objects.get(pk=case.pk).state == state


@pytest.mark.django_db
@pytest.mark.parametrize("who", list(Who))
def test_who_may_write_a_request_down(who, frozen):
    account = an_account(who).pk if who in STAFF_ROLES else None
    if allows(Transition.RECEIVE, None, who):
        assert a_case(Actor(who, account)).state == State.RECEIVED
    else:
        with pytest.raises(NotAllowed):
            a_case(Actor(who, account))
        assert not Case.objects.exists()
