"""What became of a letter, written into its case; of one about a whole bundle, into one of the bundle's."""

from dsr import journal, letters
from dsr.engine.responses import settle_response
from dsr.journal import MACHINE, EntryName, HeldCase, Line
from dsr.letters import Fate, SendResult
from dsr.models import Letter
from dsr.reasons import MAIL, Reason

_ENTRIES = {
    Fate.ACCEPTED: EntryName.LETTER_ACCEPTED,
    Fate.REFUSED: EntryName.LETTER_REFUSED,
    Fate.LATER: EntryName.LETTER_LATER,
    Fate.UNCERTAIN: EntryName.LETTER_UNCERTAIN,
    Fate.MISCONFIGURED: EntryName.LETTER_MISCONFIGURED,
}


def settle_for_all(letter: Letter, result: SendResult, *, is_of_several: bool = True) -> bool:
    """What became of a letter, in its row and in the record of each request that it is about.

    In the caller's transaction. True when its case waited for it: then there is nothing more to do.
    """
    case_id = letters.recording_case(letter)
    held = letters.hold_cases(case_id, letter if is_of_several else None)
    letters.settle_letter(letter.pk, result)
    is_over = record_fate(held[case_id], letter, result)
    for other in letters.follow(letter) if is_of_several else ():
        record_fate(held[other.own_case.pk], other, result)
    return is_over


def record_fate(held: HeldCase, letter: Letter, result: SendResult) -> bool:
    """True when it was the response that its case waited for: then there is nothing more to do."""
    facts = {"letter": letter.pk, "name": letter.name, "code": result.code}
    line = Line(_ENTRIES[result.fate], {**facts, **({"bundle": str(letter.bundle)} if letter.bundle else {})})
    # A response that is refused re-opens the duty; of another letter only this mark tells.
    is_lost = result.fate is Fate.REFUSED and not letter.is_response
    is_notice = letter.name in letters.extension_letter_names()
    refused = Reason.EXTENSION_REFUSED if is_notice else Reason.LETTER_REFUSED
    refused = Reason.BUNDLE_LETTER_REFUSED if letter.bundle else refused
    changes: dict[str, str] = {"stuck": refused} if is_lost else {}
    if settle_response(held, letter, result, line):
        return True
    if result.fate is Fate.ACCEPTED and held.case.stuck in MAIL:
        changes = {"stuck": ""}
    journal.record(held, line, MACHINE, changes=changes)
    return False
