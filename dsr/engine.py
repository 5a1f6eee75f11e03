"""Every transition that the machine may make, one a transaction, until none is left. Only this calls several verbs."""

import logging
import traceback

from django.conf import settings
from django.db import transaction

from dsr import digest, journal, letters, outbox, references, reports, retention, work
from dsr.clock import now
from dsr.errors import DeskError
from dsr.journal import MACHINE, Line
from dsr.kinds import base
from dsr.lifecycle import State, Transition
from dsr.models import Account, Case, Compilation, DueWork, Letter
from dsr.models.compilation import CompilationState
from dsr.models.letter import LetterState
from dsr.outbox import Fate, Result

log = logging.getLogger(__name__)
_MOST_STEPS = 10  # the graph is smaller; more would be a loop


def advance(case_id: int) -> Case:
    """Take the case as far as the machine can."""
    for _step in range(_MOST_STEPS):
        case = Case.objects.select_related("business", "brand", "compilation", "choice_mode").get(pk=case_id)
        step = _STEPS.get(State(case.state))
        if step is None or not step(case):
            return case
    raise RuntimeError("The engine goes in a circle.")


def _acknowledge(case: Case) -> bool:
    kind = base.get(case.kind)
    composed = letters.compose(case, kind.acknowledgement)
    with transaction.atomic():
        letter = outbox.write(case, composed, key=f"acknowledgement:{case.pk}:{case.entry_count}", is_response=False)
        journal.transition(case.pk, Transition.QUEUE, MACHINE, facts={"letter": letter.pk})
        if kind.report:
            reports.want(case, kind.report)
    return True


def _prepare(case: Case) -> bool:
    outcome = base.get(case.kind).outcome(case.outcome)
    report = case.compilation if outcome.needs_report else None
    if outcome.needs_report and (report is None or report.state != CompilationState.DONE):
        return _return_or_wait(case, report)
    composed = letters.compose(case, outcome.letter, compilation=report)
    copies = [(other, letters.compose(other, outcome.letter, compilation=report)) for other in _joined(case)]
    with transaction.atomic():
        key = f"response:{case.pk}:{case.entry_count}"
        letter = outbox.write(case, composed, key=key, is_response=True)
        for other, copy in copies:
            if copy.to != composed.to:
                # Once a decision: who is answered already gets no second copy when the first letter came back.
                outbox.write(other, copy, key=f"copy:{other.pk}:{case.decided_at}", is_response=False)
        facts = {"letter": letter.pk, **_sums(report)}
        # Staff may have taken the decision back while the letter was composed: then these words are not sent.
        journal.transition(case.pk, Transition.PREPARE, MACHINE, seen=case.entry_count, facts=facts)
    return True


def _joined(case: Case) -> list[Case]:
    """The duplicates that this case answers too; each is composed to its own requester with this outcome."""
    others: list[Case] = []
    joined = [case.pk]
    while joined:  # a duplicate may have duplicates of its own
        found = list(Case.objects.filter(joined_to__in=joined).select_related("business", "brand", "choice_mode"))
        others += found
        joined = [other.pk for other in found]
    for other in others:
        other.outcome = case.outcome  # in memory only: the letter's words need it
    return others


def _sums(report: Compilation | None) -> dict[str, str | int]:
    if report is None:
        return {}
    return {"checksum": report.checksum, "ledger_version": report.ledger_version}


def _return_or_wait(case: Case, report: Compilation | None) -> bool:
    if report is not None and report.state == CompilationState.WANTED:
        return False
    journal.transition(case.pk, Transition.RETURN, MACHINE, facts={"reason": "report-not-compiled"})
    return False


def _respond(case: Case) -> bool:
    letter = Letter.objects.filter(case=case, is_response=True).order_by("-pk").first()
    if letter is None:
        return False
    facts = {"letter": letter.pk, "code": letter.answer_code}
    if letter.state == LetterState.ACCEPTED:
        changes = {"responded_at": letter.accepted_at or now(), "stuck": ""}
        journal.transition(case.pk, Transition.RESPOND, MACHINE, seen=case.entry_count, facts=facts, changes=changes)
        return True
    if letter.state in {LetterState.REFUSED, LetterState.BOUNCED}:
        journal.transition(case.pk, Transition.FAIL_DELIVERY, MACHINE, seen=case.entry_count, facts=facts)
    return False


def _tell_joined(case: Case) -> bool:
    kind = base.get(case.kind)
    if kind.letter_to_joined and case.joined_to_id is not None:
        first = references.spell(Case.objects.values_list("reference", flat=True).get(pk=case.joined_to_id))
        composed = letters.compose(case, kind.letter_to_joined, extra={"first_reference": first})
        with transaction.atomic():
            outbox.write(case, composed, key=f"joined:{case.pk}", is_response=False)
    return False


_STEPS = {
    State.JOINED: _tell_joined,
    State.RECEIVED: _acknowledge,
    State.WORKING: _prepare,
    State.RESPONDING: _respond,
}


def do_advance(claim: work.Claim) -> None:
    """The work `advance`: one case."""
    advance(claim.target)
    work.finish(claim)


def do_compile(claim: work.Claim) -> None:
    """The work `compile`: one report, then every case that waits for it."""
    row = reports.compile_report(claim.target)
    if row.state == CompilationState.FAILED and not claim.is_last:
        work.put_off(claim, "cannot-compile")
        return
    for case_id in Case.objects.filter(compilation=row, state=State.WORKING).values_list("pk", flat=True):
        work.add("advance", case_id, f"advance:{case_id}:compiled:{row.pk}", case_id=case_id)
    if row.state == CompilationState.FAILED:
        work.give_to_person(claim, "cannot-compile")
    else:
        work.finish(claim)


def do_send(claim: work.Claim) -> None:
    """The work `send`: one letter; then the case goes on, or a person is told why not."""
    message = outbox.message_of(claim.target)
    stopped = outbox.claim(claim.target)
    if stopped is not None:
        _after_send(claim, stopped)
        return
    result = outbox.hand_over(message)
    with transaction.atomic():  # the letter's fate and the entry that tells it, or neither
        outbox.settle(claim.target, result)
        _record_fate(Letter.objects.select_related("case").get(pk=claim.target), result)
    _after_send(claim, result)


def _record_fate(letter: Letter, result: Result) -> None:
    line = Line(f"letter-{result.fate}", {"letter": letter.pk, "name": letter.name, "code": result.code})
    # A response that is refused re-opens the duty; of another letter only this mark tells.
    is_lost = result.fate is Fate.REFUSED and not letter.is_response
    changes = {"stuck": "letter-refused"} if is_lost else {}
    if result.fate is Fate.ACCEPTED and letter.case.stuck.startswith("mail-"):
        changes = {"stuck": ""}
    journal.record(letter.case_id, line, MACHINE, changes=changes)


def _after_send(claim: work.Claim, result: Result) -> None:
    if result.fate in {Fate.ACCEPTED, Fate.REFUSED, Fate.DONE}:
        advance(Letter.objects.values_list("case_id", flat=True).get(pk=claim.target))
        work.finish(claim)
    elif result.code == "uncertain-twice" or result.fate is Fate.MISCONFIGURED or claim.is_last:
        _give_up(claim, f"mail-{result.fate}", letter=claim.target, code=result.code)
    else:
        if claim.attempts == settings.WORK_ATTEMPTS:  # still tried, but a person should know by now
            _mark_stuck(claim, f"mail-{result.fate}", letter=claim.target, code=result.code)
        work.put_off(claim, f"mail-{result.fate}")


def _give_up(claim: work.Claim, reason: str, **facts: int | str) -> None:
    with transaction.atomic():
        _mark_stuck(claim, reason, **facts)
        work.give_to_person(claim, reason)


def _mark_stuck(claim: work.Claim, reason: str, **facts: int | str) -> None:
    if claim.case_id is not None:
        line = Line("stuck", {"work": claim.name, "reason": reason, **facts})
        journal.record(claim.case_id, line, MACHINE, changes={"stuck": reason[:60]})


def do_digest(claim: work.Claim) -> None:
    """The work `digest`: the daily email to one member of staff."""
    account = Account.objects.filter(pk=claim.target, is_active=True).first()
    message = digest.compose(account) if account else None
    result = outbox.hand_over(message) if message else Result(Fate.DONE)
    if result.fate in {Fate.ACCEPTED, Fate.DONE, Fate.UNCERTAIN}:
        work.finish(claim)  # a lost daily email comes again tomorrow
    elif result.fate is Fate.LATER and not claim.is_last:
        work.put_off(claim, "mail-later")
    else:
        work.give_to_person(claim, f"mail-{result.fate}")


_DOES = {"advance": do_advance, "compile": do_compile, "send": do_send, "digest": do_digest}


def do(work_id: int) -> bool:
    """Claim one row of due work and do it. Every failure is written into the row; the last goes to a person."""
    claim = work.claim(work_id)
    if claim is None:
        return False
    if claim.is_too_many:  # every worker that took it died of it, or was killed
        _give_up(claim, "worker-lost")
        return True
    try:
        _DOES[claim.name](claim)
    except Exception as error:  # whatever fails, the row must say so and a person must see it
        _failed(claim, error)
    return True


def _failed(claim: work.Claim, error: Exception) -> None:
    reason = error.code if isinstance(error, DeskError) else type(error).__name__
    # The place, not the words: an exception's own text may quote what was sealed.
    at = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{at.filename}:{at.lineno}"
    log.error("Work %s (%s), attempt %s: %s at %s", claim.work_id, claim.name, claim.attempts, reason, place)
    if claim.is_last:
        _give_up(claim, reason)
    else:
        work.put_off(claim, reason)


def sweep() -> int:
    """Find again whatever is due and unclaimed, and ring for it. The guarantee behind the doorbell."""
    overdue = work.due()
    for work_id, name in overdue:
        if not work.ring(work_id, name):
            break
    return len(overdue)


def daily() -> None:
    """What happens once a day; asking again on the same day does nothing twice."""
    digest.plan()
    retention.forget_due()


def unfinished() -> int:
    """How many rows of work are not done, for the health page and the daily email."""
    return DueWork.objects.unfinished().count()
