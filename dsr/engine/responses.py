"""The last mile of a case: its response is written, and responded to is what the mail server accepted."""

from typing import Any

from django.db import transaction

from dsr import disclosures, journal, letters, retention, review
from dsr.clock import now
from dsr.engine import departures, joined_requests
from dsr.errors import DeskError
from dsr.journal import MACHINE, EntryName, HeldCase, Line
from dsr.kinds import base
from dsr.lifecycle import State, Transition
from dsr.models import Case, Compilation, Letter
from dsr.models.compilation import CompilationState
from dsr.models.letter import LetterState
from dsr.reasons import Reason


def prepare_response(case: Case) -> bool:
    """Fix the words of the response, or give the case back to a person; True when it goes on at once."""
    outcome = base.get(case.kind).outcome(case.outcome)
    report = case.compilation if outcome.needs_report or outcome.sends_again else None
    if outcome.needs_report and (report is None or report.state != CompilationState.DONE):
        return departures.leave(case) if case.decided_mark else _return_or_wait(case, report)
    if report is not None:
        report.business = case.business  # read a moment ago, and what is stated of its years is read once
        disclosures.read_ahead(case)
    name = letters.response_name(case, case, outcome)
    composed = _compose_as_decided(case, name, report) if case.decided_mark else None
    if case.decided_mark and composed is None:
        return departures.leave(case)
    if why := _why_returned(case, name, report):
        journal.transition(case.pk, journal.Move(Transition.RETURN, why), MACHINE)
        return False
    _write(case, composed or letters.compose(case, name, compilation=report), report)
    return False  # it goes on when the letter was sent


def _why_returned(case: Case, name: str, report: Compilation | None) -> dict[str, str]:
    """Why a person must look again: the facts of that entry, empty where nobody must."""
    # The work may have come to more than was decided on; that of a joined request is the first's.
    if case.joined_to_id is None and letters.letter_lacks_reason(case, name):
        return {"reason": Reason.NOBODY_TOLD}
    if lacking := base.get(case.kind).letter(name).lacks(case) or disclosures.why_outdated(report):
        return {"reason": Reason.NOT_ON_RECORD, "why": str(lacking)}
    return {}


def _compose_as_decided(case: Case, name: str, report: Compilation | None) -> letters.ComposedLetter | None:
    """The letter, where it is word for word what was decided; else what was decided is to be drafted anew."""
    try:
        if _why_returned(case, name, report):
            return None
        composed = letters.compose(case, name, compilation=report)
    except DeskError:
        return None
    return composed if review.is_as_decided(case, composed) else None


def _write(case: Case, composed: letters.ComposedLetter, report: Compilation | None) -> None:
    together = joined_requests.compose_responses(case, report)
    with transaction.atomic():
        key = f"response:{case.pk}:{case.entry_count}"
        # What was asked with one press is answered like an acknowledgement.
        at_once = base.get(case.kind).automatic_grant is not None
        letter = letters.write_letter(case, composed, key=key, is_response=True, is_urgent=at_once)
        facts = {"letter": letter.pk, **_sums(report)}
        over: dict[str, Any] = {}
        if case.decided_mark:
            over = {"noted": [Line(EntryName.WAIT_OVER)], "changes": {"decided_mark": ""}}
        # Staff may have taken the decision back while the letter was composed: then these words are not sent.
        move = journal.Move(Transition.PREPARE, facts)
        journal.transition(case.pk, move, MACHINE, seen=case.entry_count, **over)
        joined_requests.write_responses(case, together, _sums(report))


def _sums(report: Compilation | None) -> dict[str, str | int]:
    if report is None:
        return {}
    return {"checksum": report.checksum, "ledger_version": report.ledger_version}


def _return_or_wait(case: Case, report: Compilation | None) -> bool:
    if report is not None and report.state == CompilationState.WANTED:
        return False
    journal.transition(case.pk, journal.Move(Transition.RETURN, {"reason": Reason.REPORT_NOT_COMPILED}), MACHINE)
    return False


def respond(case: Case) -> bool:
    letter = _newest_response(case)
    if letter is None:
        return False
    facts = {"letter": letter.pk, "code": letter.answer_code}
    if letter.state == LetterState.ACCEPTED:
        changes = {"responded_at": letter.accepted_at or now(), "stuck": ""}
        journal.transition(
            case.pk, journal.Move(Transition.RESPOND, facts), MACHINE, seen=case.entry_count, changes=changes
        )
        retention.erase_after_response(case)
        return True
    if letter.state in {LetterState.REFUSED, LetterState.BOUNCED}:
        journal.transition(case.pk, journal.Move(Transition.FAIL_DELIVERY, facts), MACHINE, seen=case.entry_count)
    return False


def _newest_response(case: Case) -> Letter | None:
    return Letter.objects.filter(case=case, is_response=True).order_by("-pk").first()


def settle_response(held: HeldCase, letter: Letter, result: letters.SendResult, line: Line) -> bool:
    """The case is responded to, or its letter is refused, with the entry of that; in the caller's transaction.

    False where it does not wait for this letter, or goes on waiting.
    """
    case = held.case
    if not letter.is_response or case.current is not State.RESPONDING or _newest_response(case) != letter:
        return False
    facts = {"letter": letter.pk, "code": result.code}
    if result.fate is letters.Fate.ACCEPTED:
        changes = {"responded_at": result.went_at or now(), "stuck": ""}
        journal.transition(held, journal.Move(Transition.RESPOND, facts), MACHINE, changes=changes, noted=[line])
        retention.erase_after_response(case)
        return True
    if result.fate is letters.Fate.REFUSED:
        journal.transition(held, journal.Move(Transition.FAIL_DELIVERY, facts), MACHINE, noted=[line])
        return True
    return False
