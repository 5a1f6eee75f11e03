"""A decision waits a while before anything of it is done or sent: until then it can be taken back, or sent at once."""

from copy import copy
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dsr import journal, parties, steps, work_queue
from dsr.clock import by_database, now
from dsr.errors import Changed, DeskError
from dsr.formats import canonical_json
from dsr.journal import MACHINE, Actor, EntryName, Line
from dsr.letters import ComposedLetter
from dsr.lifecycle import State
from dsr.models import Case, Compilation
from dsr.models.due_work import WorkName
from dsr.review import allowed_outcomes
from dsr.review.letter_draft import Chosen, Draft, KeptChoice, draft, words_of_draft

# What waits in these: a decision, a join, a request that was opened from the text of another; in all but the first a
# correction of how it came.
_WAITING = frozenset({State.WORKING, State.JOINED, State.RECEIVED, State.VERIFYING, State.REVIEW})


def decided_now(case: Case) -> dict[str, Any]:
    """What a decision of this moment writes into the case."""
    return {"decided_at": now(), **journal.wait_from_now(case.send_by)}


def leaves_at(case: Case) -> datetime | None:
    """The instant before which nothing of the decision is done or sent, by the clock that ends the wait; else None."""
    is_ahead = case.state in _WAITING and case.leaves_at is not None and case.leaves_at > by_database()
    return case.leaves_at if is_ahead else None


def decided_draft(case: Case, code: str, compilation: Compilation | None) -> Draft:
    """The letter as it would be sent by what was decided of the case: what is kept, and why, as it is on record."""
    sealed, rows = parties.sealed_values(case), allowed_outcomes.open_steps(case)
    whys = {step.pk: sealed.get(steps.reason_name(step.pk), {}).get("why", "") for step in rows}
    kept = KeptChoice(
        {step.pk: step.keep_code for step in rows},
        {step_id: why for step_id, why in whys.items() if why},
        {step.pk: step.review_on for step in rows},
    )
    undone = copy(case)
    undone.state = State.REVIEW.value  # in memory only: the letter tells what will be done, and nothing is yet
    return draft(undone, code, compilation, Chosen(kept=kept))


def mark_of_letter(case: Case, code: str, compilation: Compilation | None) -> str:
    """A digest of how the case would end and of every word that the person would read."""
    found = decided_draft(case, code, compilation)
    return _mark(case, found.expected.code, words_of_draft(found.composed) if found.composed else [found.problem])


def _mark(case: Case, code: str, words: list[str]) -> str:
    return canonical_json.digest([code, case.year, words])


def is_as_decided(case: Case, letter: ComposedLetter) -> bool:
    """Whether this letter says what was decided, word for word; where it does not, the draft may still."""
    return case.decided_mark == _mark(case, case.outcome, words_of_draft(letter))


def is_outdated(case: Case) -> bool:
    """Whether the letter is another by now than the one that was decided. What was decided without a wait never is."""
    try:
        return bool(case.decided_mark) and mark_of_letter(case, case.outcome, case.compilation) != case.decided_mark
    except DeskError:  # it cannot be written at all any more
        return True


def marked_anew(case: Case) -> dict[str, str]:
    """What is written into a case whose letter goes to another address from now on: it is decided as it was."""
    try:
        return {"decided_mark": mark_of_letter(case, case.outcome, case.compilation)}
    except DeskError:  # it cannot be written to that address: a person looks
        return {}


def end_wait(case_id: int) -> None:
    """Nothing changed while it waited: from here on the work may make the letter another."""
    journal.record(case_id, Line(EntryName.WAIT_OVER), MACHINE, changes={"decided_mark": ""})


def send_now(case_id: int, actor: Actor, *, seen: int) -> Case:
    """End the wait: what was decided is done and sent at once. Raises NotAllowed, and Changed when nothing waits."""
    journal.must_decide(actor)
    if leaves_at(Case.objects.get(pk=case_id)) is None:
        raise Changed(_("This decision waits no longer. Look at the request."))
    case = journal.record(case_id, Line(EntryName.SENT_AT_ONCE), actor, seen=seen, changes={"leaves_at": None})
    work_queue.add(WorkName.ADVANCE, case.pk, f"advance:{case.pk}:{case.entry_count}", case_id=case.pk)
    return case
