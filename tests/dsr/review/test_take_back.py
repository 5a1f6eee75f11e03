"""After a decision is taken back nothing says “decided”, and what was done stays told."""

import pytest

from dsr import engine, fulfilment, journal, letters, review
from dsr.clock import now
from dsr.errors import BadInput, Blocked
from dsr.fulfilment import ways
from dsr.lifecycle import State, Transition
from dsr.models import Case, Letter, Step, System
from dsr.models.system import StepState
from dsr.reasons import Reason
from tests import given
from tests.given_systems import NEWSLETTER, a_database, a_deletion, a_system, an_owner, granted, step_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("frozen")]


def _says(case: Case) -> tuple[object, ...]:
    case = Case.objects.get(pk=case.pk)
    return case.state, case.outcome, case.reasons, case.decided_at, case.compilation_id


UNDECIDED = (State.REVIEW, "", [], None, None)


def take_back(case: Case) -> Case:
    case = Case.objects.get(pk=case.pk)
    return review.take_back(case.pk, given.staff(), seen=case.entry_count)


def test_a_grant_that_is_taken_back_leaves_no_decision():
    case = given.approved(given.in_review(business=given.a_ledger()))
    assert case.compilation_id and case.decided_at
    take_back(case)
    assert _says(case) == UNDECIDED


def test_a_decline_that_is_taken_back_leaves_no_decision():
    case = given.declined(given.in_review())
    assert case.reasons
    take_back(case)
    assert _says(case) == UNDECIDED


def test_what_the_machine_gives_back_to_a_person_is_not_decided_either():
    an_owner()
    case = a_deletion()
    case = review.approve(case.pk, given.staff(), review.Approval("DELETE_COMPLETED"), seen=case.entry_count)
    an_owner(name="A newer place")
    engine.advance(case.pk)
    assert journal.facts_of(case.entries.get(name=Transition.RETURN))["reason"] == Reason.SYSTEM_ADDED
    assert _says(case) == UNDECIDED


def test_what_is_opened_again_is_not_decided():
    case = given.responded(business=given.a_ledger())
    review.reopen(case.pk, given.staff(), seen=case.entry_count, note="A recipient was missing.")
    assert _says(case) == UNDECIDED


# -- what was done stays told ----------------------------------------------------------------------------------------

NEVER = ("N_NO_ACTION", "N_EXCESSIVE", "N_EXCESSIVE_FEE", "N_DEFECTIVE")
WHY = "The account belongs to a company, not to the person."


@pytest.fixture
def places(tmp_path):
    """A shop and a mail tool, which the desk itself works in, and a support desk where a person acts."""
    url = a_database(tmp_path)
    mail = {"name": "Mail tool", "holds": "Addresses", "mapping": NEWSLETTER, "actions": ["delete"], "position": 20}
    return a_system(url=url), a_system(url=url, reasons=ELSEWHERE, **mail), an_owner(position=30)


ELSEWHERE = {"close-account": {"note": "The shop tells it."}}


def half_done(places) -> Case:
    """A deletion: done in two databases, its owner asked by a mail that is out; then taken back."""
    case = granted(a_deletion())
    assert [step_of(case, one).state for one in places] == [StepState.DONE, StepState.DONE, StepState.ASKED]
    take_back(case)
    given.drain()
    return Case.objects.select_related("business").get(pk=case.pk)


def decline(case: Case, code: str, reason: str = WHY) -> Case:
    case = Case.objects.get(pk=case.pk)
    return review.decline(case.pk, given.staff(), seen=case.entry_count, reasons=[code], reason=reason)


def response(case: Case) -> str:
    given.drain()
    letter = Letter.objects.filter(case=case, is_response=True).latest("pk")
    return letters.body_of(letter)["text"]


@pytest.mark.parametrize("code", NEVER)
def test_after_rows_are_deleted_no_decline_says_that_nothing_was(places, code):
    case = half_done(places)
    with pytest.raises(
        Blocked, match=r"Done already in: Shop database, Mail tool\. It may have been done in: Support"
    ):
        decline(case, code)
    assert code not in {one.code for one in review.decline_reasons(case)}


def test_what_may_have_been_done_is_settled_before_the_answer(places, mailoutbox):
    case = half_done(places)
    # Who was asked is told to stop, and can still say that it was done.
    stop = [mail for mail in mailoutbox if mail.to == [places[2].owner_email]][-1]
    assert "That decision was taken back" in stop.body
    with pytest.raises(Blocked, match="Settle that first"):
        decline(case, "N_STOPPED")
    token = stop.body.partition("/task/")[2].partition("/")[0]
    assert ways.owner_task_of(token).is_called_off
    ways.answer_owner_task(token, StepState.NOT_HELD, note="I had not begun.")
    case = decline(case, "N_STOPPED")
    said = response(case)
    assert "- Shop database: Customers and orders" in said
    assert "- Mail tool: Addresses" in said
    assert "We changed nothing here:\n\n- Support desk" in said
    assert WHY in said


def test_granted_again_the_response_tells_what_was_done_before(places, mailoutbox):
    case = granted(half_done(places))
    asked = [mail for mail in mailoutbox if mail.to == [places[2].owner_email]]
    assert len(asked) == 3  # asked, told to stop, asked again
    step = step_of(case, places[2])
    fulfilment.settle_step_by_hand(case.pk, step.pk, given.staff(), state="done", note="Done.")
    said = response(case)
    assert all(f"- {place.name}" in said for place in places)


def test_an_owner_whose_mail_is_not_out_is_not_asked(places, mailoutbox):
    no_part = {"delete": {"note": "Nothing of a person is there."}, **ELSEWHERE}
    System.objects.exclude(pk=places[2].pk).update(actions=[], reasons=no_part)
    case = a_deletion()
    case = review.approve(case.pk, given.staff(), review.Approval("DELETE_COMPLETED"), seen=case.entry_count)
    engine.advance(case.pk)
    assert step_of(case, places[2]).state == StepState.ASKED
    case.refresh_from_db()
    take_back(case)
    given.drain()
    step = step_of(case, places[2])
    assert (step.state, step.begun_at) == (StepState.PLANNED, None)
    assert [mail for mail in mailoutbox if mail.to == [places[2].owner_email]] == []
    assert decline(case, "N_NO_ACTION").state == State.WORKING


def test_a_decision_taken_back_a_moment_ago_is_not_begun(places):
    case = a_deletion()
    case = review.approve(case.pk, given.staff(), review.Approval("DELETE_COMPLETED"), seen=case.entry_count)
    step = step_of(case, places[0])  # as a worker has read it
    take_back(case)
    step.system.how.carry_out(step)
    step.refresh_from_db()
    assert (step.state, step.begun_at) == (StepState.PREVIEWED, None)


def test_a_second_response_tells_again_what_the_first_decision_did(places):
    System.objects.filter(pk=places[2].pk).update(actions=[], reasons={"delete": {"note": "No."}, **ELSEWHERE})
    case = granted(a_deletion())
    assert case.state == State.RESPONDED
    review.reopen(case.pk, given.staff(), seen=case.entry_count, note="We forgot the archive.")
    given.drain()
    with pytest.raises(Blocked, match="Done already"):
        decline(case, "N_NO_ACTION")
    case.refresh_from_db()
    said = response(granted(case))
    assert "- Shop database" in said and "- Mail tool" in said


def test_what_was_begun_is_not_looked_up_as_if_nothing_had_been(places):
    """Its rows may be gone: “nothing is held” would hide that the desk itself deleted them."""
    case = a_deletion()
    Step.objects.filter(case=case, system=places[0]).update(begun_at=now(), state=StepState.FAILED, reason="away")
    step = step_of(case, places[0])
    with pytest.raises(BadInput, match="may have been done"):
        fulfilment.retry_step(case.pk, step.pk, given.staff())
    with pytest.raises(Blocked, match="record what you did"):
        granted(case, {step.pk: "E8_LEGAL_OBLIGATION"})
