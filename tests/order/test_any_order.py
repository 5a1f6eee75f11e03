"""No order of transitions, kills and retries loses a request, repeats an effect, or answers without proof.

DAYLIGHT_TEST_ORDERS=400 searches deeper than a usual run, and each time elsewhere."""

import os
import traceback
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from dsr import bulk, letters, parties, review, work_queue
from dsr.agents import bundle_answers, bundle_covering
from dsr.bulk import job
from dsr.clock import now
from dsr.engine import departures, state_handlers, work_handlers
from dsr.lifecycle import State
from dsr.models import Case
from dsr.models.system import StepState
from tests.order.desk import Desk
from tests.order.world import PEOPLE
from tests.replacement import replace_everywhere

ORDERS = int(os.environ.get("DAYLIGHT_TEST_ORDERS", "0"))
HOW = settings(
    max_examples=ORDERS or 6,
    stateful_step_count=30,
    derandomize=not ORDERS,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def test_no_order_loses_repeats_or_answers_without_proof(desk):
    run_state_machine_as_test(desk, settings=HOW)


def _proved_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both looks at the proof are blind: the reviewer's and the machine's."""
    work = state_handlers._STEPS[State.WORKING]

    def blind(case):
        case.verified_at = case.verified_at or now()
        return work(case)

    replace_everywhere(monkeypatch, review.why_unproved, lambda case: "")
    monkeypatch.setitem(state_handlers._STEPS, State.WORKING, blind)


def _eager_postman(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the mail server took is handed over once more."""
    once = letters.submit_message

    def twice(message):
        once(message)
        return once(message)

    replace_everywhere(monkeypatch, letters.submit_message, twice)


def _idle_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The work is ticked off, and nothing was done."""
    monkeypatch.setattr(work_handlers, "advance", lambda case_id: None)


def _hasty_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was decided is carried out at once."""
    monkeypatch.setattr(departures, "waits", lambda case: False)


def _lonely_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine does not ask whether a second person approved."""
    monkeypatch.setattr(departures, "second_approvals", SimpleNamespace(asked_of=lambda case: None))


def _decided_by_one_of_two(machine: Desk) -> None:
    machine.another_person_comes_or_leaves(is_here=True)
    machine.receive("deletion", PEOPLE[0])
    machine.all_work_is_done()
    machine.staff_act(0, "see_proof")
    machine.all_work_is_done()
    machine.staff_act(0, "approve")
    machine.minutes_pass(1)
    machine.all_work_is_done()
    machine.somebody_settles_it(0, is_same=True, approves=True)
    machine.all_work_is_done()
    machine.nothing_is_deleted_before_it_is_approved()
    machine.all_holds()
    machine.somebody_settles_it(0, is_same=False, approves=True)
    machine.all_work_is_done()
    machine.what_is_deleted_was_approved()
    machine.all_holds()


def _forgetful_clerk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A case of bulk work is done, and its row does not say so."""

    def done(press, act):
        act.do(press, act.prepare(press))

    monkeypatch.setattr(job, "_carry_out", done)


def _many_noted(machine: Desk) -> None:
    machine.receive("shine-the-light", PEOPLE[0])
    machine.all_work_is_done()
    machine.look_before_bulk("note")
    machine.begin_bulk_work()
    machine.work_is_done(0)
    machine.each_case_of_bulk_work_once()


def _restless_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was planned for a request goes on after its end."""
    replace_everywhere(monkeypatch, work_queue.drop, lambda *_case: None)


def _ended_while_a_notice_waits(machine: Desk) -> None:
    machine.a_decision_waits(10)
    machine.somebody_enters_it("deletion", 2)
    machine.all_work_is_done()
    machine.its_receipt_is_corrected(0, -2, is_designated=True)
    machine.staff_act(0, "extend")
    machine.all_holds()
    machine.staff_act(0, "extension_back")
    machine.all_holds()
    machine.staff_act(0, "extend")
    machine.it_ends_or_opens(0, "mistake")
    machine.what_ended_without_an_answer_is_left_alone()
    machine.all_work_is_done()
    machine.all_holds()
    machine.it_ends_or_opens(0, "open-again")
    machine.all_work_is_done()
    machine.it_ends_or_opens(0, "withdrawn")
    machine.all_work_is_done()
    machine.it_ends_or_opens(0, "withdrawn")
    machine.all_work_is_done()
    assert Case.objects.get().closure == "withdrawn"
    machine.what_ended_without_an_answer_is_left_alone()
    machine.all_holds()


def _generous_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks whether the notice of more time was out."""
    for name in ("settle_extension", "follow_notice"):
        monkeypatch.setattr(letters, name, lambda _case_id: "")


def _more_time_on_paper(machine: Desk) -> None:
    """It is not mailed, as far as anybody knows; that it was is recorded after the day."""
    machine.receive("deletion", PEOPLE[0])
    machine.all_work_is_done()
    for act in ("by_mail", "see_proof", "extend"):
        machine.staff_act(0, act)
        machine.all_work_is_done()
        machine.all_holds()
    machine.days_pass(40)
    machine.days_pass(12)
    machine.all_holds()
    machine.staff_act(0, "mailed_before")
    machine.all_holds()
    machine.days_pass(1)
    machine.all_holds()
    names = [entry.name for entry in Case.objects.get().entries.order_by("number")]
    assert names.index("extension-lapsed") < names.index("extension-restored")


def _open_handed_clerk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The firm reads whole names in place of initials."""
    monkeypatch.setattr(bundle_covering, "initials_of", lambda name: name)


def _talkative_clerk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What came of a request is told to the firm, whoever permitted it."""
    told = SimpleNamespace(sealed_value=parties.sealed_value, is_permission_shown=lambda _case: True)
    monkeypatch.setattr(bundle_answers, "parties", told)


def _many_in_one_letter(machine: Desk) -> None:
    """Two of whom no permission is shown, and one more later: asked about, corrected whole, decided from it."""
    machine.a_decision_waits(10)
    machine.a_firm_writes_for_many("shine-the-light", is_shown=False, days=2)
    machine.all_work_is_done()
    machine.the_firm_is_asked(0)
    machine.what_was_left_out_comes(0, "email")
    machine.all_work_is_done()
    machine.a_whole_receipt_is_corrected(0, -2, has_source=False)
    machine.all_work_is_done()
    machine.many_are_kept_apart_and_told_together()
    machine.a_whole_correction_is_settled(0, bulk.ReceiptVerb.NOW)
    machine.people_of_the_same_letter_are_added(0)
    machine.all_work_is_done()
    machine.many_are_kept_apart_and_told_together()
    machine.staff_act(0, "approve")  # its report is compiled
    machine.all_work_is_done()
    machine.look_from_a_bundle(0, "approve")
    machine.begin_bulk_work()
    machine.all_work_is_done()
    machine.minutes_pass(70)
    machine.all_work_is_done()
    machine.many_are_kept_apart_and_told_together()
    machine.all_holds()
    assert Case.objects.filter(state="responded").count() == 3


def _decided_and_woken(machine: Desk) -> None:
    machine.a_decision_waits(10)
    machine.receive("deletion", PEOPLE[0])
    machine.all_work_is_done()
    machine.staff_act(0, "see_proof")
    machine.all_work_is_done()
    machine.staff_act(0, "approve")
    machine.all_work_is_done()
    machine.all_holds()
    machine.minutes_pass(70)
    machine.all_work_is_done()
    machine.all_holds()


def _wrongly_proved(machine: Desk) -> None:
    machine.receive("deletion", PEOPLE[-1])  # of whom no system knows, so that no point matches
    machine.all_work_is_done()
    machine.press_a_link(0, is_right=False)
    machine.all_work_is_done()
    machine.staff_act(0, "approve")
    for _step in range(4):  # the owner of the last system answers between
        machine.all_work_is_done()
        machine.an_owner_answers(0, StepState.DONE)
        machine.all_holds()


def _asked_and_left_alone(machine: Desk) -> None:
    machine.receive("shine-the-light", PEOPLE[0])
    for _hour in range(3):
        machine.all_work_is_done()
        machine.all_holds()
        machine.minutes_pass(70)


@pytest.mark.parametrize(
    ("plant", "happens", "said"),
    [
        pytest.param(_proved_or_not, _wrongly_proved, "granted without proof", id="an answer without proof"),
        pytest.param(_eager_postman, _asked_and_left_alone, "no_letter_too_often", id="a letter sent twice"),
        pytest.param(_hasty_machine, _decided_and_woken, "early", id="a decision that does not wait"),
        pytest.param(_generous_desk, _more_time_on_paper, "without its notice", id="more time without its notice"),
        pytest.param(_lonely_machine, _decided_by_one_of_two, "before it was approved", id="one pair of eyes"),
        pytest.param(_forgetful_clerk, _many_noted, "left a trace", id="bulk work without its row"),
        pytest.param(_restless_desk, _ended_while_a_notice_waits, "goes on", id="work after the end"),
        pytest.param(_open_handed_clerk, _many_in_one_letter, "names a person", id="a name told to a firm"),
        pytest.param(_talkative_clerk, _many_in_one_letter, "without permission", id="an outcome told to a firm"),
        pytest.param(_idle_machine, _asked_and_left_alone, "is lost in", id="a lost request"),
    ],
)
def test_what_must_hold_tells_a_planted_fault(desk, monkeypatch, plant, happens, said):
    """The rules of the search, in an order that meets the fault at once."""
    plant(monkeypatch)
    machine = desk()
    machine.first_day()
    with pytest.raises(AssertionError) as found:
        try:
            happens(machine)
        finally:
            machine.teardown()
    assert said in "".join(traceback.format_exception(found.value))


@pytest.mark.parametrize(
    "happens",
    [
        *(_wrongly_proved, _asked_and_left_alone, _decided_and_woken, _decided_by_one_of_two, _many_noted),
        *(_ended_while_a_notice_waits, _more_time_on_paper, _many_in_one_letter),
    ],
)
def test_the_same_orders_hold_without_a_fault(desk, happens):
    machine = desk()
    machine.first_day()
    happens(machine)
    machine.teardown()
