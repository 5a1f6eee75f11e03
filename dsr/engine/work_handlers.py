"""What a worker does for each name of due work, and what becomes of it when it fails."""

import logging
import traceback

from django.conf import settings
from django.db import transaction

from dsr import fulfilment, verification
from dsr import third_party_notices as tellings
from dsr import work_queue as work
from dsr.disclosures import compilations as reports
from dsr.engine.state_handlers import advance
from dsr.errors import DeskError, TryAgain
from dsr.journal import writer as journal
from dsr.journal.writer import MACHINE, Line
from dsr.letters import daily_email as digest
from dsr.letters import extension_notices as notices
from dsr.letters import outbox
from dsr.letters.outbox import Fate, Result
from dsr.lifecycle import State
from dsr.models import Account, Case, Letter, Step
from dsr.models.compilation import CompilationState
from dsr.webhooks import event_delivery as telling

log = logging.getLogger(__name__)


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
    is_notice = letter.name in notices.names()
    changes = {"stuck": "extension-refused" if is_notice else "letter-refused"} if is_lost else {}
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


def do_preview(claim: work.Claim) -> None:
    """The work `preview`: look up in one system what a step would act on."""
    fulfilment.preview(claim.target, is_last=claim.is_last)
    work.finish(claim)


def do_step(claim: work.Claim) -> None:
    """The work `step`: one step of a case in one system; then the case goes on."""
    fulfilment.carry_out(claim.target, is_last=claim.is_last)
    advance(Step.objects.values_list("case_id", flat=True).get(pk=claim.target))
    work.finish(claim)


def do_prove(claim: work.Claim) -> None:
    """The work `prove`: the fresh link and code that a requester asked for; nothing where no case waits for one."""
    if not claim.target:
        work.discard(claim)
        return
    verification.send_fresh(claim.target)
    work.finish(claim)


def do_ask_owner(claim: work.Claim) -> None:
    """The work `ask-owner`: one mail to the owner of a system. Not heard to arrive, it is sent again."""
    message = fulfilment.message_to_owner(claim.target)
    result = outbox.hand_over(message) if message else Result(Fate.DONE)
    if result.fate is Fate.ACCEPTED:
        fulfilment.asked(claim.target)
    if result.fate in {Fate.ACCEPTED, Fate.DONE}:
        work.finish(claim)
    elif result.fate in {Fate.LATER, Fate.UNCERTAIN} and not claim.is_last:
        work.put_off(claim, f"mail-{result.fate}")
    else:
        _give_up(claim, f"owner-mail-{result.fate}", step=claim.target, code=result.code)


def do_tell(claim: work.Claim) -> None:
    """The work `tell`: one company is told one thing. What a person must mend stands in the telling."""
    later = tellings.tell(claim.target, is_last=claim.is_last)
    if later:
        work.put_off(claim, later)
    else:
        work.finish(claim)


def do_tell_statement(claim: work.Claim) -> None:
    """The work `tell-statement`: whoever has the record is told of a statement that was filed."""
    tellings.write_statement(claim.target)
    work.finish(claim)


def do_event(claim: work.Claim) -> None:
    """The work `event`: one event for one listener. What a person must mend is not tried in vain."""
    try:
        telling.tell(claim.target)
    except TryAgain:
        raise
    except DeskError as error:
        work.give_to_person(claim, error.code)
    else:
        work.finish(claim)


_DOES = {
    "advance": do_advance,
    "ask-owner": do_ask_owner,
    "compile": do_compile,
    "digest": do_digest,
    "event": do_event,
    "preview": do_preview,
    "prove": do_prove,
    "send": do_send,
    "step": do_step,
    "tell": do_tell,
    "tell-statement": do_tell_statement,
}


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
