"""What a worker does for each name of due work, and what becomes of it when it fails."""

import logging
import traceback

from django.conf import settings
from django.db import transaction

from dsr import disclosures, fulfilment, journal, letters, third_party_notices, verification, webhooks, work_queue
from dsr.engine.state_handlers import advance
from dsr.errors import DeskError, TryAgain
from dsr.fulfilment import ways
from dsr.journal import MACHINE, Line
from dsr.letters import Fate, SendResult
from dsr.lifecycle import State
from dsr.models import Account, Case, Letter, Step
from dsr.models.compilation import CompilationState

log = logging.getLogger(__name__)


def do_advance(claim: work_queue.Claim) -> None:
    """The work `advance`: one case."""
    advance(claim.target)
    work_queue.finish(claim)


def do_compile(claim: work_queue.Claim) -> None:
    """The work `compile`: one report, then every case that waits for it."""
    row = disclosures.compile_report(claim.target)
    if row.state == CompilationState.FAILED and not claim.is_last:
        work_queue.put_off(claim, "cannot-compile")
        return
    for case_id in Case.objects.filter(compilation=row, state=State.WORKING).values_list("pk", flat=True):
        work_queue.add("advance", case_id, f"advance:{case_id}:compiled:{row.pk}", case_id=case_id)
    if row.state == CompilationState.FAILED:
        work_queue.give_to_person(claim, "cannot-compile")
    else:
        work_queue.finish(claim)


def do_send(claim: work_queue.Claim) -> None:
    """The work `send`: one letter; then the case goes on, or a person is told why not."""
    message = letters.message_of_letter(claim.target)
    stopped = letters.claim_letter(claim.target)
    if stopped is not None:
        _after_send(claim, stopped)
        return
    result = letters.submit_message(message)
    with transaction.atomic():  # the letter's fate and the entry that tells it, or neither
        letters.settle_letter(claim.target, result)
        _record_fate(Letter.objects.select_related("case").get(pk=claim.target), result)
    _after_send(claim, result)


def _record_fate(letter: Letter, result: SendResult) -> None:
    line = Line(f"letter-{result.fate}", {"letter": letter.pk, "name": letter.name, "code": result.code})
    # A response that is refused re-opens the duty; of another letter only this mark tells.
    is_lost = result.fate is Fate.REFUSED and not letter.is_response
    is_notice = letter.name in letters.extension_letter_names()
    changes = {"stuck": "extension-refused" if is_notice else "letter-refused"} if is_lost else {}
    if result.fate is Fate.ACCEPTED and letter.case.stuck.startswith("mail-"):
        changes = {"stuck": ""}
    journal.record(letter.case_id, line, MACHINE, changes=changes)


def _after_send(claim: work_queue.Claim, result: SendResult) -> None:
    if result.fate in {Fate.ACCEPTED, Fate.REFUSED, Fate.DONE}:
        advance(Letter.objects.values_list("case_id", flat=True).get(pk=claim.target))
        work_queue.finish(claim)
    elif result.code == "uncertain-twice" or result.fate is Fate.MISCONFIGURED or claim.is_last:
        _give_up(claim, f"mail-{result.fate}", letter=claim.target, code=result.code)
    else:
        if claim.attempts == settings.WORK_ATTEMPTS:  # still tried, but a person should know by now
            _mark_stuck(claim, f"mail-{result.fate}", letter=claim.target, code=result.code)
        work_queue.put_off(claim, f"mail-{result.fate}")


def _give_up(claim: work_queue.Claim, reason: str, **facts: int | str) -> None:
    with transaction.atomic():
        _mark_stuck(claim, reason, **facts)
        work_queue.give_to_person(claim, reason)


def _mark_stuck(claim: work_queue.Claim, reason: str, **facts: int | str) -> None:
    if claim.case_id is not None:
        line = Line("stuck", {"work": claim.name, "reason": reason, **facts})
        journal.record(claim.case_id, line, MACHINE, changes={"stuck": reason[:60]})


def do_digest(claim: work_queue.Claim) -> None:
    """The work `digest`: the daily email to one member of staff."""
    account = Account.objects.filter(pk=claim.target, is_active=True).first()
    message = letters.compose_daily_email(account) if account else None
    result = letters.submit_message(message) if message else SendResult(Fate.DONE)
    if result.fate in {Fate.ACCEPTED, Fate.DONE, Fate.UNCERTAIN}:
        work_queue.finish(claim)  # a lost daily email comes again tomorrow
    elif result.fate is Fate.LATER and not claim.is_last:
        work_queue.put_off(claim, "mail-later")
    else:
        work_queue.give_to_person(claim, f"mail-{result.fate}")


def do_preview(claim: work_queue.Claim) -> None:
    """The work `preview`: look up in one system what a step would act on."""
    fulfilment.preview_step(claim.target, is_last=claim.is_last)
    work_queue.finish(claim)


def do_step(claim: work_queue.Claim) -> None:
    """The work `step`: one step of a case in one system; then the case goes on."""
    fulfilment.carry_out_step(claim.target, is_last=claim.is_last)
    advance(Step.objects.values_list("case_id", flat=True).get(pk=claim.target))
    work_queue.finish(claim)


def do_prove(claim: work_queue.Claim) -> None:
    """The work `prove`: the fresh link and code that a requester asked for; nothing where no case waits for one."""
    if not claim.target:
        work_queue.discard(claim)
        return
    verification.send_fresh_link(claim.target)
    work_queue.finish(claim)


def do_ask_owner(claim: work_queue.Claim) -> None:
    """The work `ask-owner`: one mail to the owner of a system. Not heard to arrive, it is sent again."""
    message = ways.message_to_owner(claim.target)
    result = letters.submit_message(message) if message else SendResult(Fate.DONE)
    if result.fate is Fate.ACCEPTED:
        ways.record_owner_asked(claim.target)
    if result.fate in {Fate.ACCEPTED, Fate.DONE}:
        work_queue.finish(claim)
    elif result.fate in {Fate.LATER, Fate.UNCERTAIN} and not claim.is_last:
        work_queue.put_off(claim, f"mail-{result.fate}")
    else:
        _give_up(claim, f"owner-mail-{result.fate}", step=claim.target, code=result.code)


def do_tell(claim: work_queue.Claim) -> None:
    """The work `tell`: one company is told one thing. What a person must mend stands in the telling."""
    later = third_party_notices.send_notice(claim.target, is_last=claim.is_last)
    if later:
        work_queue.put_off(claim, later)
    else:
        work_queue.finish(claim)


def do_tell_statement(claim: work_queue.Claim) -> None:
    """The work `tell-statement`: whoever has the record is told of a statement that was filed."""
    third_party_notices.plan_statement_notices(claim.target)
    work_queue.finish(claim)


def do_event(claim: work_queue.Claim) -> None:
    """The work `event`: one event for one listener. What a person must mend is not tried in vain."""
    try:
        webhooks.deliver_event(claim.target)
    except TryAgain:
        raise
    except DeskError as error:
        work_queue.give_to_person(claim, error.code)
    else:
        work_queue.finish(claim)


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


def do_work(work_id: int) -> bool:
    """Claim one row of due work and do it. Every failure is written into the row; the last goes to a person."""
    claim = work_queue.claim(work_id)
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


def _failed(claim: work_queue.Claim, error: Exception) -> None:
    reason = error.code if isinstance(error, DeskError) else type(error).__name__
    # The place, not the words: an exception's own text may quote what was sealed.
    at = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{at.filename}:{at.lineno}"
    log.error("Work %s (%s), attempt %s: %s at %s", claim.work_id, claim.name, claim.attempts, reason, place)
    if claim.is_last:
        _give_up(claim, reason)
    else:
        work_queue.put_off(claim, reason)
