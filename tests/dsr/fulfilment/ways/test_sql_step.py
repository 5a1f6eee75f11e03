"""Steps in databases, from the look to the proof: in order, resumable after a kill, else a person has it."""

import pytest

from dsr import engine, fulfilment, journal, review, work_queue
from dsr.errors import Blocked, Unreachable
from dsr.fulfilment.step_plan import asymmetries
from dsr.fulfilment.ways import sql_step
from dsr.lifecycle import State
from dsr.models import DueWork, Entry, Sealed, Step, System, Tombstone
from dsr.models.suppression import Purpose, Suppression
from dsr.models.system import StepState
from dsr.systems.sql import erasure
from tests import given
from tests.given_systems import DANA, NEWSLETTER, a_database, a_deletion, a_system, count, granted, run, step_of

pytestmark = pytest.mark.django_db(transaction=True)
FOUND = {"order_lines": 2, "orders": 2, "tickets": 1, "customers": 1}
KEEP = "E8_LEGAL_OBLIGATION"


@pytest.fixture
def url(tmp_path):
    return a_database(tmp_path)


@pytest.fixture
def shop(url):
    return a_system(url=url, position=1)


@pytest.fixture
def newsletter(url):
    return a_system(url=url, name="Newsletter", mapping=NEWSLETTER, actions=["delete"], reasons=_ELSEWHERE, position=2)


_ELSEWHERE = {"close-account": {"note": "The shop tells it."}}


def test_a_deletion_is_looked_up_decided_done_proved_and_concluded(shop, newsletter, url):
    case = a_deletion()
    step = step_of(case, shop)
    assert (step.state, step.found) == (StepState.PREVIEWED, FOUND)
    assert count(url, "customers") == 3, "a look changes nothing"
    case = granted(case)
    step = step_of(case, shop)
    assert (step.state, step.did, step.left) == (StepState.DONE, FOUND, dict.fromkeys(FOUND, 0))
    assert step_of(case, newsletter).did == {"subscribers": 1}
    assert [count(url, table) for table in (*FOUND, "subscribers")] == [4, 4, 2, 2, 2]
    assert (case.state, case.outcome, case.stuck) == (State.RESPONDED, "DELETE_COMPLETED", "")
    names = list(Entry.objects.filter(case=case).values_list("name", flat=True))
    assert [name for name in names if name in {"step-done", "concluded"}] == ["step-done", "step-done", "concluded"]
    told = journal.facts_of(Entry.objects.get(case=case, name="step-done", facts__contains=shop.name))
    assert (told["found"], told["did"]) == (FOUND, FOUND)


def test_what_identifies_rows_is_sealed_and_stands_nowhere_else(shop):
    case = a_deletion()
    step = step_of(case, shop)
    assert Sealed.objects.filter(case=case, name=f"step:{step.pk}").exists()
    assert DANA not in repr([list(rows.objects.values()) for rows in (Step, DueWork, Entry)])


def test_tombstones_are_only_of_what_was_deleted(shop, newsletter):
    case = a_deletion()
    case = granted(case, {step_of(case, newsletter).pk: KEEP})
    assert {(row.system_id, row.field) for row in Tombstone.objects.all()} == {
        (shop.pk, name) for name in ("email", "phone", "customer")
    }
    assert case.outcome == "DELETE_PARTIAL"
    assert case.reasons == [KEEP]


def test_data_that_is_kept_is_locked_to_its_exception(shop, url):
    case = a_deletion()
    case = granted(case, {step_of(case, shop).pk: KEEP})
    assert step_of(case, shop).state == StepState.KEPT
    assert run(url, "SELECT id FROM customers WHERE locked_for = :code", code=KEEP) == [(1,)]
    assert count(url, "orders") == 6
    assert Suppression.objects.get().scope == KEEP
    assert Suppression.objects.get().purpose == Purpose.LOCKED
    assert case.outcome == "DELETE_DENIED"


def test_of_a_chosen_part_only_that_is_deleted_and_entombed(shop, newsletter, url):
    case = a_deletion(answers={"ca_resident": "yes", "extent": "some", "portions": "orders"})
    granted(case)
    assert [count(url, table) for table in (*FOUND, "subscribers")] == [4, 4, 3, 3, 3]
    assert (step_of(case, shop).state, step_of(case, newsletter).state) == (StepState.DONE, StepState.KEPT)
    assert {(row.system_id, row.portions) for row in Tombstone.objects.all()} == {(shop.pk, "orders")}
    assert not Suppression.objects.exists(), "what was not asked is no exception"


def test_rows_that_changed_since_the_look_return_to_a_person_with_a_fresh_look(shop, newsletter, url):
    case = a_deletion()
    run(url, "INSERT INTO orders VALUES (99, 1, 'O-99', 'Dana Whitlow', 5)")
    case = granted(case)
    assert case.state == State.REVIEW
    entry = Entry.objects.get(case=case, name="return")
    assert journal.facts_of(entry) == {"reason": "rows-changed"}
    step = step_of(case, shop)
    assert (step.state, step.found["orders"]) == (StepState.PREVIEWED, 3)
    assert count(url, "subscribers") == 3, "what comes later waits"
    case = granted(case)
    assert (case.state, count(url, "orders")) == (State.RESPONDED, 4)


def test_an_unapproved_mapping_only_counts(url):
    system = a_system(url=url, is_approved=False)
    case = granted(a_deletion())
    step = step_of(case, system)
    assert (step.state, step.reason, step.found) == (StepState.DRY, "mapping-not-approved", FOUND)
    assert (case.state, case.stuck) == (State.WORKING, "mapping-not-approved")
    assert count(url, "customers") == 3


def test_a_worker_killed_after_the_other_database_committed_finds_it_done(shop, url, monkeypatch):
    case = a_deletion()
    review.approve(case.pk, given.staff(), review.Approval("DELETE_COMPLETED"), seen=case.entry_count)
    engine.advance(case.pk)
    step = step_of(case, shop)
    with monkeypatch.context() as patch:
        patch.setattr(erasure, "_prove", _killed)
        with pytest.raises(KeyboardInterrupt):
            fulfilment.carry_out_step(step.pk)
    assert (step_of(case, shop).state, count(url, "customers")) == (StepState.DOING, 2)
    given.drain()
    step = step_of(case, shop)
    assert (step.state, step.did) == (StepState.DONE, FOUND)
    case.refresh_from_db()
    assert case.state == State.RESPONDED
    assert Tombstone.objects.count() == 3


@pytest.mark.parametrize("is_away", [False, True])
def test_a_worker_killed_before_it_told_of_the_action_leaves_a_tombstone(
    shop, url, is_away, monkeypatch, tmp_path, settings
):
    settings.WORK_ATTEMPTS = 1
    case = a_deletion()
    review.approve(case.pk, given.staff(), review.Approval("DELETE_COMPLETED"), seen=case.entry_count)
    engine.advance(case.pk)
    step = step_of(case, shop)
    with monkeypatch.context() as patch:
        patch.setattr(sql_step, "settle_step", _killed)
        with pytest.raises(KeyboardInterrupt):
            fulfilment.carry_out_step(step.pk)
    assert (count(url, "customers"), Tombstone.objects.count()) == (2, 0)
    if is_away:  # the second attempt does not even reach it, and a person has it tried again
        (tmp_path / "shop.sqlite3").rename(tmp_path / "away")
        given.drain()
        assert step_of(case, shop).state == StepState.FAILED
        (tmp_path / "away").rename(tmp_path / "shop.sqlite3")
        fulfilment.retry_step(case.pk, step.pk, given.staff())
    given.drain()
    step = step_of(case, shop)
    assert (step.state, step.did, Tombstone.objects.count()) == (StepState.DONE, FOUND, 3)


def _killed(*_args, **_named):
    raise KeyboardInterrupt


def test_a_step_is_carried_out_once_however_often_it_is_asked(shop, url):
    case = granted(a_deletion())
    step = step_of(case, shop)
    entries = Entry.objects.count()
    fulfilment.carry_out_step(step.pk)
    fulfilment.preview_step(step.pk)
    fulfilment.conclude_steps(case)
    assert (step_of(case, shop).did, Entry.objects.count()) == (FOUND, entries)


def test_a_decision_that_was_taken_back_is_not_carried_out(shop, url):
    case = a_deletion()
    review.approve(case.pk, given.staff(), review.Approval("DELETE_COMPLETED"), seen=case.entry_count)
    engine.advance(case.pk)
    case.refresh_from_db()
    review.take_back(case.pk, given.staff(), seen=case.entry_count)
    given.drain()
    assert count(url, "customers") == 3


def test_a_system_that_stays_away_is_given_to_a_person_and_tried_again(shop, newsletter, url, tmp_path, settings):
    settings.WORK_ATTEMPTS = 1
    case = a_deletion()
    (tmp_path / "shop.sqlite3").rename(tmp_path / "away")
    case = granted(case)
    step = step_of(case, shop)
    assert (step.state, step.reason, case.stuck) == (StepState.FAILED, "system-unreachable", "system-unreachable")
    assert DueWork.objects.stuck().get().name == "step"
    (tmp_path / "away").rename(tmp_path / "shop.sqlite3")
    fulfilment.retry_step(case.pk, step.pk, given.staff())
    given.drain()
    case.refresh_from_db()
    assert (case.state, case.stuck, count(url, "customers")) == (State.RESPONDED, "", 2)


def test_a_passing_failure_is_put_off_first(shop, tmp_path):
    case = a_deletion()
    review.approve(case.pk, given.staff(), review.Approval("DELETE_COMPLETED"), seen=case.entry_count)
    engine.advance(case.pk)
    (tmp_path / "shop.sqlite3").unlink()
    with pytest.raises(Unreachable):
        fulfilment.carry_out_step(step_of(case, shop).pk, is_last=False)
    assert step_of(case, shop).state != StepState.FAILED
    row = DueWork.objects.get(name="step")
    assert engine.do_work(row.pk)
    row.refresh_from_db()
    assert (row.reason, row.given_up_at) == ("system-unreachable", None)


def test_a_mapping_that_does_not_fit_stops_the_step_with_its_reason(shop, newsletter, url):
    case = a_deletion()
    run(url, "ALTER TABLE tickets RENAME TO letters")
    case = granted(case)
    assert (step_of(case, shop).reason, case.stuck) == ("system-refused", "system-refused")
    assert count(url, "subscribers") == 3, "a step that failed holds those after it"
    fulfilment.settle_step_by_hand(case.pk, step_of(case, shop).pk, given.staff(), state="done", note="Done by hand.")
    given.drain()
    case.refresh_from_db()
    assert (case.stuck, case.state, count(url, "subscribers")) == ("", State.RESPONDED, 2)


@pytest.mark.parametrize("hid_in", ["", "complaint"])
def test_nothing_held_is_said_so_but_not_when_the_proof_says_otherwise(shop, url, hid_in):
    run(url, "UPDATE customers SET email = 'old@example.com' WHERE id = 1")
    run(url, "DELETE FROM tickets")
    opener = given.a_case(kind=hid_in, answers={}) if hid_in else None  # it asks for no proof itself
    case = a_deletion(opened_by=opener)
    case.verification.points_matched = ["name", "zip"]
    case.verification.save()
    case = granted(case)
    assert (step_of(case, shop).state, case.stuck) == (StepState.FAILED, "matched-by-other-points")
    case.verification.points_matched = ["email", "name"]
    case.verification.save()
    fulfilment.retry_step(case.pk, step_of(case, shop).pk, given.staff())
    given.drain()
    case.refresh_from_db()
    assert (step_of(case, shop).state, case.outcome) == (StepState.NOT_HELD, "DELETE_NOTHING_HELD")


def test_a_system_that_neither_acts_nor_says_why_stops_the_response(shop, url):
    silent = a_system(url=url, name="Silent", actions=[])
    case = granted(a_deletion())
    assert (case.state, case.stuck) == (State.WORKING, "system-without-reason")
    System.objects.filter(pk=silent.pk).update(reasons={"delete": {"note": "It holds no persons."}})
    assert asymmetries(case.business, "delete") == []
    review.retry_case(case.pk, given.staff())
    engine.advance(case.pk)
    case.refresh_from_db()
    assert case.state == State.RESPONDING


def test_a_system_that_came_after_the_decision_is_decided_on_too(shop, url):
    case = a_deletion()
    late = a_system(url=url, name="Late", mapping=NEWSLETTER, actions=["delete"])
    case = granted(case)
    assert case.state == State.REVIEW
    assert step_of(case, late).state == StepState.PREVIEWED


def test_work_of_steps_takes_ids_alone(shop):
    case = a_deletion()
    assert {row.name for row in DueWork.objects.filter(case=case)} >= {"preview", "advance"}
    assert work_queue.due() == []
    with pytest.raises(Blocked):
        Step.objects.update(found_at=None)
        review.approve(case.pk, given.staff(), review.Approval("DELETE_COMPLETED"), seen=case.entry_count)
