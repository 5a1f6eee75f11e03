"""What a worker does for each name of due work, and what becomes of it when it fails."""

import logging
import traceback
from collections.abc import Callable

from django.conf import settings
from django.db import transaction

from dsr import (
    address_change,
    agents,
    bulk,
    closures,
    correspondence,
    disclosures,
    evidence,
    fulfilment,
    journal,
    letters,
    reasons,
    receipt_corrections,
    retention,
    third_party_notices,
    verification,
    webhooks,
    work_queue,
)
from dsr.engine import desk_mail, joined_requests, letter_fates, more_time, own_page
from dsr.engine.state_handlers import advance
from dsr.engine.work_register import WORKS, Handler, does
from dsr.errors import DeskError, NoReplyAddress, TryAgain
from dsr.fulfilment import ways
from dsr.journal import MACHINE, EntryName, Line
from dsr.letters import Fate, SendResult
from dsr.lifecycle import State
from dsr.models import Bundle, Case, CopiedCase, Letter, Step
from dsr.models.compilation import CompilationState
from dsr.models.due_work import WorkName
from dsr.models.letter import CALLED_OFF
from dsr.reasons import Reason, Unforeseen

log = logging.getLogger(__name__)


@does(WorkName.ADVANCE)
def do_advance(claim: work_queue.Claim) -> None:
    """One case; a letter that is written goes out at once."""
    with work_queue.keep_letters() as written:
        advance(claim.target)
    work_queue.finish(claim)
    for work_id in written:
        do_work(work_id)


@does(WorkName.BULK)
def do_bulk(claim: work_queue.Claim) -> None:
    """Some cases of bulk work; the rest is a row of its own, so that other work has its turn between."""
    bulk.carry_on(claim.target)
    work_queue.finish(claim)


@does(WorkName.COMPILE)
def do_compile(claim: work_queue.Claim) -> None:
    """One report, then every case that waits for it."""
    row = disclosures.compile_report(claim.target)
    if row.state == CompilationState.FAILED and not claim.is_last:
        return work_queue.put_off(claim, Reason.CANNOT_COMPILE)
    with transaction.atomic():  # with all that waits for it, or neither
        for case_id in Case.objects.filter(compilation=row, state=State.WORKING).values_list("pk", flat=True):
            work_queue.add(WorkName.ADVANCE, case_id, f"advance:{case_id}:compiled:{row.pk}", case_id=case_id)
        if row.state == CompilationState.FAILED:
            work_queue.give_to_person(claim, Reason.CANNOT_COMPILE)
        else:
            work_queue.finish(claim)


@does(WorkName.SEND, is_patient=True)
def do_send(claim: work_queue.Claim) -> None:
    """One letter; then the case goes on, or a person is told why not."""
    outgoing = letters.open_letter(claim.target)
    if outgoing.letter.bundle and is_bundle_copied(outgoing.letter.bundle):
        _give_up(claim, Reason.COPIED, letter=claim.target)
        return
    is_notice = outgoing.letter.name in letters.extension_letter_names()
    if not is_notice and (why := more_time.wait_for_day(outgoing.letter)):
        return _give_up(claim, why, letter=claim.target)
    late = letters.case_of_late_notice(claim.target) if is_notice else None
    if late is not None:
        letters.settle_extension(late)  # then it is found to be sent no more
    stopped = letters.claim_for_all(outgoing, is_too_late=late is not None)
    if stopped is not None:
        after_send(claim, stopped)
        return
    result = letters.submit_message(outgoing.message)
    with transaction.atomic():  # the letter's fate and the entry that tells it, or neither
        is_over = letter_fates.settle_for_all(outgoing.letter, result, is_of_several=outgoing.is_of_several)
        if is_over:
            work_queue.finish(claim)
    if is_notice:
        letters.follow_notice(outgoing.letter.own_case.pk)  # it may have left too late, at the end of its day
    if not is_over:
        after_send(claim, result)


_OF_OWNER = {
    Fate.REFUSED: Reason.OWNER_MAIL_REFUSED,
    Fate.LATER: Reason.OWNER_MAIL_LATER,
    Fate.UNCERTAIN: Reason.OWNER_MAIL_UNCERTAIN,
    Fate.MISCONFIGURED: Reason.OWNER_MAIL_MISCONFIGURED,
}


def after_send(claim: work_queue.Claim, result: SendResult) -> None:
    """The case goes on, a person is told why not, or the letter is tried again later."""
    if result.fate in {Fate.ACCEPTED, Fate.REFUSED, Fate.DONE}:
        # Work that an early version wrote names no case; a letter about a whole bundle is of none.
        case_id = claim.case_id or Letter.objects.values_list("case_id", flat=True).get(pk=claim.target)
        if case_id is not None:
            advance(case_id)
        work_queue.finish(claim)
    elif result.code == "uncertain-twice" or result.fate is Fate.MISCONFIGURED or claim.is_last:
        _give_up(claim, result.reason, letter=claim.target, code=result.code)
    else:
        if claim.attempts == settings.WORK_ATTEMPTS:  # still tried, but a person should know by now
            _mark_stuck(claim, result.reason, letter=claim.target, code=result.code)
        work_queue.put_off(claim, result.reason)


def _give_up(claim: work_queue.Claim, reason: Reason | Unforeseen, **facts: int | str) -> None:
    with transaction.atomic():
        _mark_stuck(claim, reason, **facts)
        work_queue.give_to_person(claim, reason)


def _mark_stuck(claim: work_queue.Claim, reason: Reason | Unforeseen, **facts: int | str) -> None:
    shown = {claim.case_id: facts}
    if claim.name == WorkName.SEND:
        letter = Letter.objects.get(pk=claim.target)  # about a whole bundle: one of its requests shows it
        shown = {letters.recording_case(letter): facts}
        others = letters.others_with(letter).exclude(state__in=CALLED_OFF)
        shown |= {other.case_id: {**facts, "letter": other.pk} for other in others}
    for case_id, told in shown.items():
        if case_id is not None:
            line = Line(EntryName.STUCK, {"work": claim.name, "reason": reason, **told})
            journal.record(case_id, line, MACHINE, changes={"stuck": reason})


@does(WorkName.PREVIEW)
def do_preview(claim: work_queue.Claim) -> None:
    """Look up in one system what a step would act on."""
    fulfilment.preview_step(claim.target, is_last=claim.is_last)
    work_queue.finish(claim)


@does(WorkName.STEP)
def do_step(claim: work_queue.Claim) -> None:
    """One step of a case in one system; then the case goes on."""
    fulfilment.carry_out_step(claim.target, is_last=claim.is_last)
    advance(Step.objects.values_list("case_id", flat=True).get(pk=claim.target))
    work_queue.finish(claim)


@does(WorkName.PROVE)
def do_prove(claim: work_queue.Claim) -> None:
    """The fresh link and code that a requester asked for; nothing where no case waits for one."""
    if not claim.target:
        work_queue.discard(claim)
        return
    verification.send_fresh_link(claim.target)
    work_queue.finish(claim)


@does(WorkName.CONFIRMED)
def do_confirmed(claim: work_queue.Claim) -> None:
    """The short letter that a confirmation came in."""
    verification.tell_confirmed(claim.target)
    work_queue.finish(claim)


@does(WorkName.ASK_OWNER, is_patient=True)
def do_ask_owner(claim: work_queue.Claim) -> None:
    """One mail to the owner of a system. Not heard to arrive, it is sent again."""
    message = ways.message_to_owner(claim.target)
    result = letters.submit_message(message) if message else SendResult(Fate.DONE)
    if result.fate is Fate.ACCEPTED:
        ways.record_owner_asked(claim.target)
    if result.fate in {Fate.ACCEPTED, Fate.DONE}:
        work_queue.finish(claim)
    elif result.fate in {Fate.LATER, Fate.UNCERTAIN} and not claim.is_last:
        work_queue.put_off(claim, result.reason)
    else:
        _give_up(claim, _OF_OWNER[result.fate], step=claim.target, code=result.code)


@does(WorkName.TELL, is_patient=True)
def do_tell(claim: work_queue.Claim) -> None:
    """One company is told one thing. What a person must mend stands in the notice."""
    later = third_party_notices.send_notice(claim.target, is_last=claim.is_last)
    if later:
        work_queue.put_off(claim, later)
    else:
        work_queue.finish(claim)


def _calls(verb: Callable[[int], object]) -> Handler:
    """One verb, which does it once however often it is called, or nothing where it is too late."""

    def do(claim: work_queue.Claim) -> None:
        verb(claim.target)
        work_queue.finish(claim)

    return do


def _carry_on_correction(case_id: int) -> None:
    receipt_corrections.carry_on(case_id)
    joined_requests.renew_letters(case_id)


does(WorkName.DIGEST, is_patient=True)(desk_mail.send_daily_email)
does(WorkName.ANCHOR, is_patient=True)(desk_mail.make_anchor)
does(WorkName.PAGE_CODE)(own_page.send_code)
does(WorkName.PAGE_TRIED)(own_page.record_tries)
does(WorkName.REFERENCES)(own_page.send_references)
does(WorkName.LOST_ADDRESS)(own_page.change_lost_address)
does(WorkName.BULK_LOOK)(_calls(bulk.look_at_more))
does(WorkName.HOLD)(_calls(retention.follow_hold))  # in parts: the rest is a row of its own
does(WorkName.EVIDENCE)(_calls(evidence.make_pack))
does(WorkName.BUNDLE_END)(_calls(agents.tell_ended))
does(WorkName.LET_GO)(_calls(more_time.let_go))
does(WorkName.MORE_TIME)(_calls(more_time.follow_day))
does(WorkName.RECEIPT)(_calls(_carry_on_correction))
does(WorkName.ADDRESS)(_calls(address_change.carry_on))
does(WorkName.CORRESPONDENCE)(_calls(correspondence.tell_answer))
does(WorkName.RENEW_LINK)(_calls(letters.renew_link))
does(WorkName.WITHDRAWAL)(_calls(closures.send_withdrawal_link))
does(WorkName.TELL_STATEMENT)(_calls(third_party_notices.plan_statement_notices))  # who has the record is told


@does(WorkName.EVENT, is_patient=True)
def do_event(claim: work_queue.Claim) -> None:
    """One event for one listener. What a person must mend is not tried in vain."""
    try:
        webhooks.deliver_event(claim.target)
    except TryAgain:
        raise
    except DeskError as error:
        work_queue.give_to_person(claim, error.code)
    else:
        work_queue.finish(claim)


def is_bundle_copied(bundle: Bundle) -> bool:
    """Whether a request of it came with a restored copy and waits for a person."""
    return CopiedCase.objects.filter(case__bundled__bundle=bundle).exists()


def do_work(work_id: int) -> bool:
    """Claim one row of due work and do it. Every failure is written into the row; the last goes to a person."""
    claim = work_queue.claim(work_id, attempts_of)
    if claim is None:
        return False
    if claim.name not in WORKS:  # a newer version of the desk wrote the row
        log.error("Work %s: %r is nothing that this version of the desk does", claim.work_id, claim.name)
        _give_up(claim, Reason.WORK_UNKNOWN)
        return True
    if claim.is_too_many:  # every worker that took it died of it, or was killed
        _give_up(claim, Reason.WORKER_LOST)
        return True
    try:
        with work_queue.keep_lease(claim):
            WORKS[claim.name].do(claim)
    except Exception as error:  # whatever fails, the row must say so and a person must see it
        fail(claim, error)
    return True


def attempts_of(name: str) -> int:
    """How often work of this name is tried."""
    return WORKS[name].attempts if name in WORKS else 1


def fail(claim: work_queue.Claim, error: Exception) -> None:
    """The row says why, and is tried again; the last failure goes to a person."""
    reason = reasons.reason_of(error)
    # The place, not the words: an exception's own text may quote what was sealed.
    at = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{at.filename}:{at.lineno}"
    log.error("Work %s (%s), attempt %s: %s at %s", claim.work_id, claim.name, claim.attempts, reason, place)
    if claim.is_last or isinstance(error, NoReplyAddress):  # only a person can give one: time gives none
        _give_up(claim, reason)
    else:
        work_queue.put_off(claim, reason)
