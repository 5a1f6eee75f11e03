"""Systems that answer later: by a signed callback, once and in time; else they are asked again and then shown."""

from datetime import timedelta

import pytest

from dsr import clock, fulfilment, letters, review, webhooks
from dsr.clock import now, today
from dsr.errors import BadInput, NotAllowed
from dsr.fulfilment import ways
from dsr.fulfilment.ways import CallbackResult
from dsr.lifecycle import State
from dsr.models import DueWork, System, WebhookCall
from dsr.models import way as register
from dsr.models.system import StepState
from dsr.models.webhook import CallState, Phase
from dsr.webhooks import CannotCall
from tests import given
from tests.given_systems import a_deletion, an_owner, granted, step_of
from tests.given_webhooks import SECRET, a_callback, a_club
from tests.receivers import LATER, always, by_phase, receiving, told

pytestmark = pytest.mark.django_db(transaction=True)
FOUND = told(found={"members": 1})
DONE = {"state": "done", "did": {"members": 1}}
PROVED = {"left": {"members": 0}}


@pytest.fixture(autouse=True)
def inside(settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    yield
    clock.freeze(None)


@pytest.fixture
def club():
    """It counts at once and does the rest later."""
    with receiving(by_phase(preview=FOUND, do=LATER, prove=LATER, keep=LATER)) as receiver:
        yield receiver


def _call(phase=Phase.DO) -> WebhookCall:
    return WebhookCall.objects.get(phase=phase, is_current=True)


def _goes_on(case):
    given.drain()
    case.refresh_from_db()
    return case


def _later(days: int) -> None:
    clock.freeze(now() + timedelta(days=days))


def test_the_answer_comes_later_then_the_proof_and_the_case_is_responded(club):
    system = a_club(club.address)
    case = granted(a_deletion())
    step = step_of(case, system)
    assert (step.state, step.due_on, case.state) == (StepState.ASKED, _call().due_on, State.WORKING)
    assert ways.take_callback(*a_callback(_call(), **DONE)) is CallbackResult.TAKEN
    case = _goes_on(case)
    assert (step_of(case, system).state, club.phases) == (StepState.ASKED, ["preview", "do", "prove"])
    assert ways.take_callback(*a_callback(_call(Phase.PROVE), **PROVED)) is CallbackResult.TAKEN
    case = _goes_on(case)
    assert (case.state, step_of(case, system).did) == (State.RESPONDED, {"members": 1})


def test_a_replay_is_taken_as_known_and_changes_nothing(club):
    system = a_club(club.address)
    case = granted(a_deletion())
    sent = a_callback(_call(), **DONE)
    assert ways.take_callback(*sent) is CallbackResult.TAKEN
    works = DueWork.objects.count()
    assert ways.take_callback(*sent) is CallbackResult.AGAIN
    assert ways.take_callback(*a_callback(_call(), state="failed")) is CallbackResult.AGAIN, "the first answer stands"
    assert DueWork.objects.count() == works
    assert step_of(_goes_on(case), system).reason == ""
    assert club.phases.count("prove") == 1


def test_only_the_system_itself_answers_for_what_it_was_asked(club):
    a_club(club.address)
    case = granted(a_deletion())
    call = _call()
    with pytest.raises(NotAllowed):
        ways.take_callback(*a_callback(call, secret=webhooks.new_secret(), **DONE))
    headers, body = a_callback(call, **DONE)
    with pytest.raises(NotAllowed):
        ways.take_callback({}, body)
    clock.freeze(now() + timedelta(minutes=6))
    with pytest.raises(NotAllowed):
        ways.take_callback(headers, body)
    assert ways.take_callback(*a_callback(call, step="step_other", **DONE)) is CallbackResult.UNKNOWN
    assert ways.take_callback(*a_callback(call, request="msg_other", **DONE)) is CallbackResult.UNKNOWN
    assert (_call().state, _goes_on(case).state) == (CallState.ACCEPTED, State.WORKING)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"type": "step.answered"}', b'{"type": "x", "data": {}}'])
def test_what_is_no_callback_is_refused(body, db):
    with pytest.raises(BadInput):
        ways.take_callback({}, body)


def test_an_answer_that_is_not_understood_is_refused_and_the_right_one_is_still_taken(club):
    a_club(club.address)
    granted(a_deletion())
    for unclear, failure in (({"state": "soon"}, CannotCall), ({"did": {"members": 1}}, BadInput)):
        with pytest.raises(failure):
            ways.take_callback(*a_callback(_call(), **unclear))
    assert ways.take_callback(*a_callback(_call(), **DONE)) is CallbackResult.TAKEN


def test_the_others_do_not_wait_for_one_that_answers_later(club):
    a_club(club.address, position=1)
    owner = an_owner(actions=["delete", "close-account"], position=2)
    case = granted(a_deletion())
    assert step_of(case, owner).state == StepState.ASKED


def test_silence_is_asked_about_twice_by_the_same_message_and_then_shown(club):
    system = a_club(club.address)
    case = granted(a_deletion())
    due_on = _call().due_on
    assert register.get("webhook").follow_up() == 0
    _later((due_on - today()).days - 3)
    assert (register.get("webhook").follow_up(), register.get("webhook").follow_up()) == (1, 0)
    _goes_on(case)
    assert (step_of(case, system).state, club.phases.count("do")) == (StepState.ASKED, 2)
    _later(3)
    assert (register.get("webhook").follow_up(), register.get("webhook").follow_up()) == (1, 0)
    _goes_on(case)
    assert len(set(club.ids[1:])) == 1
    assert letters.daily_summary(given.an_account()).silent == []
    _later(1)
    assert register.get("webhook").follow_up() == 0
    step = step_of(case, system)
    assert (step.state, step.reason) == (StepState.ASKED, "webhook-silent")
    assert letters.daily_summary(given.an_account()).silent == [step]
    assert ways.take_callback(*a_callback(WebhookCall.objects.get(phase=Phase.DO), **DONE)) is CallbackResult.EXPIRED
    fulfilment.retry_step(case.pk, step.pk, given.staff())
    _goes_on(case)
    assert len(set(club.ids[1:])) == 2, "after its day it is another message"
    assert ways.take_callback(*a_callback(_call(), **DONE)) is CallbackResult.TAKEN


def test_staff_ask_again_before_the_day_by_the_same_message(club):
    system = a_club(club.address)
    case = granted(a_deletion())
    fulfilment.retry_step(case.pk, step_of(case, system).pk, given.staff())
    _goes_on(case)
    assert (len(set(club.ids[1:])), len(club.ids[1:])) == (1, 2)
    assert step_of(case, system).state == StepState.ASKED


def test_a_count_that_comes_later_is_waited_for_before_the_decision(club):
    club.mood = always(LATER)
    system = a_club(club.address)
    case = a_deletion()
    assert review.why_not_ready(step_of(case, system))
    assert ways.take_callback(*a_callback(_call(Phase.PREVIEW), found={"members": 2})) is CallbackResult.TAKEN
    given.drain()
    step = step_of(case, system)
    assert (step.state, step.found, review.why_not_ready(step)) == (StepState.PREVIEWED, {"members": 2}, "")
    club.mood = by_phase(do=LATER)
    case.refresh_from_db()
    assert granted(case).state == State.WORKING


def test_a_count_that_never_comes_is_shown(club):
    club.mood = always(LATER)
    system = a_club(club.address)
    case = a_deletion()
    _later(3)
    register.get("webhook").follow_up()
    assert step_of(case, system).reason == "webhook-silent"
    club.mood = by_phase(preview=FOUND)
    fulfilment.retry_step(case.pk, step_of(case, system).pk, given.staff())
    given.drain()
    assert (step_of(case, system).state, step_of(case, system).reason) == (StepState.PREVIEWED, "")


def test_an_answer_while_the_decision_is_taken_back_counts_when_it_is_made_again(club):
    system = a_club(club.address)
    case = granted(a_deletion())
    review.take_back(case.pk, given.staff(), seen=case.entry_count, note="Wrong person?")
    assert ways.take_callback(*a_callback(_call(), **DONE)) is CallbackResult.TAKEN
    case = _goes_on(case)
    assert (case.state, club.phases) == (State.REVIEW, ["preview", "do"])
    club.mood = by_phase(prove=told(**PROVED))
    case = granted(case)
    assert (case.state, step_of(case, system).did) == (State.RESPONDED, {"members": 1})
    assert club.phases == ["preview", "do", "prove"]


def test_an_answer_that_overtakes_the_acceptance_stands(club):
    def answers_first(data):
        if data["phase"] == "do":
            ways.take_callback(*a_callback(_call(), **DONE))
            return LATER
        return FOUND if data["phase"] == "preview" else told(**PROVED)

    club.mood = answers_first
    a_club(club.address)
    case = granted(a_deletion())
    assert (_call().state, case.state) == (CallState.ANSWERED, State.RESPONDED)


def test_the_first_of_two_answers_stands(club):
    def says_two_things(data):
        if data["phase"] == "do":
            ways.take_callback(*a_callback(_call(), **DONE))
            return told(state="failed")
        return FOUND if data["phase"] == "preview" else told(**PROVED)

    club.mood = says_two_things
    a_club(club.address)
    assert granted(a_deletion()).state == State.RESPONDED


def test_a_system_that_was_asked_on_its_last_day_is_not_asked_again_on_it(club):
    a_club(club.address)
    case = a_deletion()
    _later((case.due_safe - today()).days - 2)
    granted(case)
    assert _call().due_on == today()
    assert register.get("webhook").follow_up() == 0
    _later(1)
    register.get("webhook").follow_up()
    assert _call().state == CallState.EXPIRED


def test_what_a_person_settled_meanwhile_stays(club):
    system = a_club(club.address)
    case = granted(a_deletion())
    step = step_of(case, system)
    fulfilment.settle_step_by_hand(case.pk, step.pk, given.staff(), state="done", note="They wrote that it is done.")
    assert ways.take_callback(*a_callback(_call(), **DONE)) is CallbackResult.EXPIRED
    assert _goes_on(case).state == State.RESPONDED


def test_a_secret_that_was_changed_no_longer_answers(club):
    system = a_club(club.address)
    granted(a_deletion())
    System.objects.filter(pk=system.pk).update(sealed_connection=webhooks.seal_secret(webhooks.new_secret()))
    with pytest.raises(NotAllowed):
        ways.take_callback(*a_callback(_call(), secret=SECRET, **DONE))
