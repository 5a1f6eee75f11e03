"""Steps by webhook: counted, decided, done and proved at once; retried by the same message; else a person has it."""

import json

import pytest
from standardwebhooks import Webhook

from dsr import fulfilment, retention, review, systems, work_queue
from dsr.lifecycle import State
from dsr.models import DueWork, Entry, Sealed, Step, System, WebhookCall
from dsr.models.system import StepState
from dsr.models.webhook import CallState, Phase
from tests import given
from tests.given_systems import DANA, TAX_LAW, a_deletion, granted, step_of
from tests.given_webhooks import SECRET, a_club
from tests.receivers import BROKEN, ELSEWHERE, NOT_JSON, SILENT, Said, always, by_phase, done, in_turn, receiving, told

pytestmark = pytest.mark.django_db(transaction=True)
FOUND = told(found={"members": 1})
DID = told(state="done", did={"members": 1})
PROVED = told(left={"members": 0})
KEEP = "E8_LEGAL_OBLIGATION"


@pytest.fixture(autouse=True)
def inside(settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True


@pytest.fixture
def club():
    with receiving() as receiver:
        yield receiver


def _again(case):
    """Everything that was put off is due now."""
    DueWork.objects.unfinished().filter(case=case).update(not_before=given.at("2020-01-01T00:00:00+00:00"))
    given.drain()
    case.refresh_from_db()


def test_a_deletion_is_counted_decided_done_proved_and_responded(club):
    system = a_club(club.address)
    case = a_deletion()
    step = step_of(case, system)
    assert (step.state, step.found, club.phases) == (StepState.PREVIEWED, {"members": 1}, ["preview"])
    case = granted(case)
    step = step_of(case, system)
    assert club.phases == ["preview", "do", "prove"]
    assert (step.state, step.did, step.left) == (StepState.DONE, {"members": 1}, {"members": 0})
    assert (case.state, case.outcome) == (State.RESPONDED, "DELETE_COMPLETED")
    asked = club.data[1]
    assert asked["person"] == {"email": DANA, "name": "Dana Whitlow"}
    assert (asked["case"], asked["deed"], asked["portions"]) == (case.reference, "delete", [])
    assert asked["seen"] == {"members": 1}
    assert asked["callback"].endswith("/api/callback/")
    assert len({data["step"] for data in club.data}) == 1 and str(step.pk) != club.data[0]["step"]
    assert len(set(club.ids)) == 3
    for headers, body in club.sent:
        Webhook(SECRET).verify(body, headers)


def test_only_the_chosen_points_are_told_and_stand_nowhere_in_the_clear(club):
    system = a_club(club.address, mapping={"address": club.address, "points": ["email"]})
    case = granted(a_deletion())
    assert all(set(data["person"]) == {"email"} for data in club.data)
    rows = (Step, DueWork, Entry, WebhookCall, System)
    assert DANA not in repr([list(model.objects.values()) for model in rows])
    assert Sealed.objects.filter(case=case, name__startswith="call:").count() == 3
    assert step_of(case, system).state == StepState.DONE


@pytest.mark.parametrize("note", ["gone \ud83d", "gone \x00"])
def test_an_answer_with_half_an_emoji_is_taken_once_and_mended(club, note):
    club.mood = by_phase(preview=FOUND, do=told(state="done", did={"members": 1}, note=note), prove=PROVED)
    a_club(club.address)
    case = granted(a_deletion())
    assert club.phases == ["preview", "do", "prove"]
    assert (case.state, case.outcome) == (State.RESPONDED, "DELETE_COMPLETED")
    assert not DueWork.objects.unfinished().filter(case=case, name="step").exists()


def test_nobody_is_told_to_an_address_that_is_not_approved(club):
    system = a_club(club.address, is_approved=False)
    case = a_deletion()
    assert (step_of(case, system).state, step_of(case, system).reason) == (StepState.DRY, "webhook-not-approved")
    assert club.sent == []
    systems.approve_mapping(system.pk, given.staff(), digest=system.mapping_digest, reason="Their runbook says so.")
    _again(case)
    assert step_of(case, system).found == {"members": 1}
    assert granted(case).state == State.RESPONDED


def test_a_case_that_was_decided_before_goes_on_when_it_is_approved(club):
    system = a_club(club.address, is_approved=False)
    case = granted(a_deletion())
    assert (case.state, case.stuck, club.sent) == (State.WORKING, "webhook-not-approved", [])
    systems.approve_mapping(system.pk, given.staff(), digest=system.mapping_digest, reason="Read.")
    _again(case)
    assert (case.state, case.stuck, club.phases) == (State.RESPONDED, "", ["do", "prove"])
    System.objects.filter(pk=system.pk).update(mapping={"address": "https://x.example/", "points": ["email"]})
    assert not System.objects.get(pk=system.pk).is_approved, "another address asks for another approval"


def test_nothing_is_held_and_that_is_proved_too(club):
    club.mood = done(members=0)
    system = a_club(club.address)
    case = granted(a_deletion())
    assert step_of(case, system).state == StepState.NOT_HELD
    assert case.outcome == "DELETE_NOTHING_HELD"


def test_what_the_system_keeps_needs_an_exception_that_we_know(club):
    kept = told(state="kept", keep_code=KEEP, note="Seven years of invoices.")
    club.mood = by_phase(preview=FOUND, do=kept)
    system = a_club(club.address)
    case = granted(a_deletion())
    assert (step_of(case, system).state, step_of(case, system).keep_code) == (StepState.KEPT, KEEP)
    assert "invoices" not in repr(list(Entry.objects.values()))
    assert (case.state, case.outcome) == (State.REVIEW, ""), "nobody wrote yet why, as the person is to read it"
    kept = step_of(case, system)
    retention.say_why_kept(case, given.staff(), kept.pk, TAX_LAW, None)
    assert granted(case).outcome == "DELETE_DENIED"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (told(state="kept", keep_code="BECAUSE"), "webhook-not-understood"),
        (told(state="later"), "webhook-not-understood"),
        (told(did={"members": 1}), "webhook-not-understood"),
        (told(state="done", did={DANA: 1}), "webhook-not-understood"),
        (told(state="done", did={"members": -1}), "webhook-not-understood"),
        (NOT_JSON, "webhook-not-understood"),
        (ELSEWHERE, "webhook-redirects"),
        (Said(403), "webhook-refused"),
        (told(state="failed", note="The archive is mounted read-only."), "webhook-failed"),
    ],
)
def test_what_a_person_must_mend_stops_at_once_and_says_why(club, said, reason):
    club.mood = by_phase(preview=FOUND, do=said)
    system = a_club(club.address)
    case = granted(a_deletion())
    step = step_of(case, system)
    assert (step.state, step.reason, case.stuck) == (StepState.FAILED, reason, reason)
    assert club.phases == ["preview", "do"]
    assert DANA not in repr(list(Entry.objects.values()))
    club.mood = by_phase(do=DID, prove=PROVED)
    fulfilment.retry_step(case.pk, step.pk, given.staff())
    _again(case)
    assert (case.state, case.stuck, step_of(case, system).state) == (State.RESPONDED, "", StepState.DONE)


@pytest.mark.parametrize("said", [BROKEN, SILENT, Said(503), Said(429)])
def test_what_may_pass_is_sent_again_as_the_same_message(club, said):
    system = a_club(club.address)
    case = a_deletion()
    club.mood = in_turn(said, said, DID, PROVED)
    case = granted(case)
    call = WebhookCall.objects.get(phase=Phase.DO)
    assert (call.attempts, call.reason, step_of(case, system).state) == (1, "webhook-unreachable", StepState.DOING)
    _again(case)
    _again(case)
    assert case.state == State.RESPONDED
    _preview, *does, _prove = club.sent
    assert len(does) == 3
    assert len({headers["webhook-id"] for headers, _body in does}) == 1
    assert len({body for _headers, body in does}) == 1
    call.refresh_from_db()
    assert (call.attempts, call.state, call.reason) == (3, CallState.ANSWERED, "")


def test_after_the_last_attempt_a_person_has_it_and_trying_again_repeats_the_message(club, settings):
    settings.WORK_ATTEMPTS = 2
    system = a_club(club.address)
    case = a_deletion()
    club.mood = always(BROKEN)
    case = granted(case)
    _again(case)
    step = step_of(case, system)
    assert (step.state, step.reason) == (StepState.FAILED, "webhook-unreachable")
    assert case.stuck
    club.mood = by_phase(do=DID, prove=PROVED)
    fulfilment.retry_step(case.pk, step.pk, given.staff())
    _again(case)
    assert (case.state, case.stuck) == (State.RESPONDED, "")
    assert len(set(club.ids[1:-1])) == 1, "it may have been heard before"


def test_done_is_only_what_is_proved(club):
    club.mood = by_phase(preview=FOUND, do=DID, prove=told(left={"members": 1}))
    system = a_club(club.address)
    case = granted(a_deletion())
    step = step_of(case, system)
    assert (step.state, step.reason, step.left) == (StepState.FAILED, "rows-left", {"members": 1})
    club.mood = by_phase(do=told(state="not-held", did={"members": 0}), prove=told(note="I cannot count."))
    fulfilment.retry_step(case.pk, step.pk, given.staff())
    _again(case)
    assert (step_of(case, system).state, step_of(case, system).reason) == (StepState.FAILED, "not-proved")
    club.mood = by_phase(prove=PROVED)
    fulfilment.retry_step(case.pk, step.pk, given.staff())
    _again(case)
    assert club.phases[-1] == "prove" and club.phases.count("do") == 2, "only the proof is asked for again"
    step = step_of(case, system)
    assert (case.state, step.state, step.did) == (State.RESPONDED, StepState.DONE, {"members": 1})


def test_a_system_that_cannot_count_beforehand_is_decided_on_without(club):
    club.mood = by_phase(preview=told(), do=DID, prove=PROVED)
    system = a_club(club.address)
    case = a_deletion()
    assert (step_of(case, system).reason, review.why_not_ready(step_of(case, system))) == ("not-counted", "")
    assert granted(case).state == State.RESPONDED


def test_what_changed_since_the_count_returns_to_a_person_and_is_counted_anew(club):
    club.mood = by_phase(preview=FOUND, do=told(state="changed"))
    system = a_club(club.address)
    case = granted(a_deletion())
    assert case.state == State.REVIEW
    assert club.phases == ["preview", "do", "preview"]
    assert len(set(club.ids)) == 3, "a new count is a new message"
    club.mood = by_phase(do=DID, prove=PROVED)
    case = granted(case)
    assert (case.state, step_of(case, system).state) == (State.RESPONDED, StepState.DONE)


def test_data_that_is_kept_is_locked_by_telling_the_system(club):
    system = a_club(club.address)
    case = a_deletion()
    case = granted(case, {step_of(case, system).pk: KEEP})
    assert club.phases == ["preview", "keep"]
    assert club.data[-1]["keep_code"] == KEEP
    assert step_of(case, system).state == StepState.KEPT


def test_who_has_no_address_that_the_system_knows_people_by_is_looked_for_by_a_person(club):
    system = a_club(club.address, mapping={"address": club.address, "points": ["phone", "name"]})
    case = a_deletion()
    assert (step_of(case, system).reason, club.sent) == ("no-address", [])


def test_a_worker_that_dies_between_answer_and_proof_asks_nothing_twice(club):
    system = a_club(club.address)
    case = a_deletion()
    review.approve(case.pk, given.staff(), review.Approval("DELETE_COMPLETED", keeps={}), seen=case.entry_count)
    step = step_of(case, system)
    club.mood = by_phase(preview=FOUND, do=DID, prove=BROKEN)
    given.drain()
    row = DueWork.objects.get(name="step", target=step.pk)
    assert work_queue.claim(row.pk, lambda _name: 1) is None
    club.mood = by_phase(prove=PROVED)
    _again(case)
    assert case.state == State.RESPONDED
    assert club.phases == ["preview", "do", "prove", "prove"]
    assert json.loads(club.sent[1][1])["type"] == "step.requested"


def test_an_answer_may_confirm_recipients_of_the_ledger_and_no_other_words_are_kept():
    business = given.a_ledger()
    counts = told(found={"members": 1}, recipients=["r1", DANA])
    with receiving(by_phase(preview=counts, do=DID, prove=PROVED)) as receiver:
        system = a_club(receiver.address, business)
        case = a_deletion()
        assert step_of(case, system).recipients == {"": 1, "r1": 1}
        granted(case)
        receiver.mood = always(told(found={}, recipients="r1"))
        other = a_deletion()
    assert [row.recipient_key for row in case.third_party_notices.all()] == ["r1"]
    assert step_of(other, system).reason == "webhook-not-understood"
