"""What the machine does with a case in each state: one function a state, one transition a call."""

from datetime import timedelta

from django.db import transaction

from dsr import (
    agents,
    fulfilment,
    journal,
    parties,
    suppression,
    systems,
    third_party_notices,
    verification,
    work_queue,
)
from dsr.clock import by_database, now
from dsr.engine import acknowledgement, departures, joined_requests, responses
from dsr.journal import MACHINE, EntryName, Line
from dsr.kinds import base
from dsr.law.verification import Level
from dsr.lifecycle import State, Transition
from dsr.models import Case
from dsr.models.case_surroundings import may_have, with_beside
from dsr.models.compiled_query import CompiledQuery
from dsr.models.due_work import WorkName
from dsr.reasons import Reason

_PROGRAMS_TAKE = timedelta(days=1)  # in which a program that reads the feed is expected to take what is new
# With what every letter says; the rest is read by who needs it.
_CASE = CompiledQuery(lambda pk: with_beside(Case.objects.select_related("business", "brand")).filter(pk=pk), int)
_MOST_STEPS = 10  # the graph is smaller; more would be a loop


def advance(case_id: int) -> Case:
    """Take the case as far as the machine can."""
    for _step in range(_MOST_STEPS):
        case = _CASE.get(case_id)
        step = _STEPS.get(State(case.state))
        if step is None or not step(case):
            return case
    raise RuntimeError("The engine goes in a circle.")


def _acknowledge(case: Case) -> bool:
    kind = base.get(case.kind)
    if kind.automatic_grant is not None:
        return _grant(case, kind.automatic_grant.outcome(case.answers))
    return acknowledgement.acknowledge(case)


def _grant(case: Case, outcome: str) -> bool:
    with transaction.atomic():
        changes = {"outcome": outcome, "decided_at": now()}
        if journal.is_entered_by_staff(case.pk):  # it takes effect at once; the letter can still be stopped
            changes |= journal.wait_from_now(case.send_by)
        journal.transition(case.pk, journal.Move(Transition.GRANT, {"outcome": outcome}), MACHINE, changes=changes)
        fulfilment.plan_steps(case)
    return True


def _verify(case: Case) -> bool:
    """Judge what was given so far. Too little is for a person to look at; nothing yet is waited for."""
    verdict = verification.assess_proof(case)
    if verdict.is_open:
        return False
    name = Transition.VERIFY if verdict.is_enough else Transition.QUEUE
    with transaction.atomic():
        for one in verification.cases_served(case):  # the case and those that its form opened with it
            if State(one.state) is not State.VERIFYING:
                continue
            changes = (
                verification.proven_changes(verdict.level)
                if verdict.is_enough
                else verification.too_little_changes(one)
            )
            journal.transition(
                one.pk, journal.Move(name, verdict.facts), MACHINE, seen=one.entry_count, changes=changes
            )
            fulfilment.plan_steps(one)
    agents.ask_person(case.pk)
    return False


def _look_up(case: Case) -> bool:
    """A person decides on what the systems hold: every system that takes part is looked up, also one that is new.

    Where an agent asks and the business's rule wants it, the person is asked now that their address is known.
    """
    if base.get(case.kind).work is not None:
        with transaction.atomic():
            fulfilment.plan_steps(case)
    if may_have(case, "waiting_receipt") and journal.has_waiting_receipt(
        case
    ):  # what is written says how it came: it wakes this case once it is corrected
        return False
    if case.verified_at is not None:  # nobody is asked on behalf of who is not proved
        agents.ask_person(case.pk)
    joined_requests.take_back_letter(case)
    return False


def _work(case: Case) -> bool:
    """Carry out what was decided in every system; then the response. A joined request has the work of the first.

    A decision of a person waits first, for a second one where that is asked, then for its time. Whatever wakes the
    case before goes no further than here.
    """
    kind, outcome = base.get(case.kind), base.get(case.kind).outcome(case.outcome)
    if not kind.acts_at_once and _waits(case):
        return False
    if case.joined_to_id is not None:
        return responses.prepare_response(case)
    if case.decided_mark and not _only_answers(kind):
        return departures.leave(case)
    if kind.work is not None and kind.work.finished and journal.is_finishing(case):
        systems.reopen_ended_steps(case)
    suppression.follow_decision(case, is_declined=outcome.is_decline)
    if not outcome.is_decline:
        if kind.proof_bounds.least is not Level.NONE and case.verified_at is None:
            journal.transition(case.pk, journal.Move(Transition.RETURN, {"reason": Reason.NOT_VERIFIED}), MACHINE)
            return False
        # Of what was kept and is done after all, the leave was seen at the decision.
        if not journal.is_finishing(case) and parties.lacking_authority(case):
            journal.transition(case.pk, journal.Move(Transition.RETURN, {"reason": Reason.NOT_PERMITTED}), MACHINE)
            return False
        progress = fulfilment.continue_steps(case)
        if not progress.is_settled:
            _wait(case, progress)
            return False
        fulfilment.conclude_steps(case)
        if kind.suppression is not None:
            suppression.erase_served_addresses(case)
        third_party_notices.plan_notices(case)
    grant = kind.automatic_grant
    if grant is not None and grant.is_answered_on_page:
        return _answer(case)
    if not outcome.is_decline and kind.suppression is not None and suppression.effect_of(case).awaits_programs:
        _await_programs(case)
        return False
    return not (kind.acts_at_once and _waits(case)) and responses.prepare_response(case)


def _waits(case: Case) -> bool:
    return departures.waits(case) or departures.awaits_address(case)


def _only_answers(kind: base.Kind) -> bool:
    """Whether nothing is done before the letter: whether it is as it was decided is seen when it is composed."""
    return kind.work is None and kind.suppression is None and kind.notices is None


def _await_programs(case: Case) -> None:
    """A program that reads the feed has not taken it yet. It rings when it has; after a day a person is told."""
    at = case.entered_at + _PROGRAMS_TAKE
    if by_database() < at:
        key = f"feed:{case.pk}:{case.entered_at.isoformat()}"
        work_queue.add(WorkName.ADVANCE, case.pk, key, case_id=case.pk, not_before=at)
    elif case.stuck != Reason.FEED_NOT_TAKEN:
        line = Line(EntryName.STUCK, {"work": WorkName.ADVANCE, "reason": Reason.FEED_NOT_TAKEN})
        journal.record(case.pk, line, MACHINE, changes={"stuck": Reason.FEED_NOT_TAKEN})


def _wait(case: Case, progress: fulfilment.StepProgress) -> None:
    """The steps are not done: back to a person with a fresh look, or a mark that says why the machine stopped."""
    if progress.returned:
        with transaction.atomic():
            facts = {"reason": progress.returned}
            journal.transition(case.pk, journal.Move(Transition.RETURN, facts), MACHINE, changes={"stuck": ""})
            fulfilment.plan_steps(case)
            systems.look_up_again(case)
    elif progress.stuck and case.stuck != progress.stuck:
        line = Line(EntryName.STUCK, {"work": WorkName.STEP, "reason": progress.stuck})
        journal.record(case.pk, line, MACHINE, changes={"stuck": progress.stuck})


def _answer(case: Case) -> bool:
    with transaction.atomic():
        journal.transition(
            case.pk,
            journal.Move(Transition.ANSWER),
            MACHINE,
            seen=case.entry_count,
            changes={"responded_at": now(), "stuck": ""},
        )
        journal.unseal(case.pk)
    return True


def _tell_joined(case: Case) -> bool:
    if departures.waits(case):
        return False
    joined_requests.tell_joined(case)
    return False


_STEPS = {
    State.JOINED: _tell_joined,
    State.RECEIVED: _acknowledge,
    State.VERIFYING: _verify,
    State.REVIEW: _look_up,
    State.WORKING: _work,
    State.RESPONDING: responses.respond,
}
