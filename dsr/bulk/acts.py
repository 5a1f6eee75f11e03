"""What bulk work can do with a case: for each action, to which case it is open, and the one verb that does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dsr import agents, disclosures, letters, review, second_approvals
from dsr.bulk.press import Press, whole_case
from dsr.clock import today
from dsr.errors import BadInput, Blocked, Changed, TryAgain
from dsr.formats import canonical_json
from dsr.kinds import base
from dsr.kinds.base import TwoPersonAct
from dsr.lifecycle import OPEN, State
from dsr.models import Case, Compilation, Letter
from dsr.models.bulk import BulkAction
from dsr.models.case import JoinGround
from dsr.models.compilation import CompilationState
from dsr.models.letter import LetterState
from dsr.sealing import secret_digest


@dataclass(frozen=True)
class Act:
    """`is_open`: by the state alone, for what a list offers. `open_to`: the codes that may be chosen, where one is.

    `look` fixes in the row what the person sees, and raises why it cannot be; `prepare` is what must not happen within
    a transaction; `do` is the verb, the same as for one case, with what either of them gave. `is_tried`: the look
    presses as well, and undoes it; not where the verb sets a letter on paper, or needs what is chosen after the look.
    """

    action: BulkAction
    states: frozenset[State]
    do: Callable[[Press, Any], object]
    look: Callable[[Press], Any]
    prepare: Callable[[Press], Any] = lambda press: None
    open_to: Callable[[Case], list[str]] | None = None
    needs: tuple[str, ...] = ()  # of `choice`, before its cases can be looked at
    needs_words: bool = False  # typed once for all
    words_of_each: bool = False  # typed for each case, sealed in it
    is_decision: bool = False
    is_tried: bool = True
    is_of_letters: bool = False  # it is about letters that wait to be mailed, in whatever state the case is

    def is_open(self, case: Case, *, has_letters_to_mail: bool) -> bool:
        return has_letters_to_mail if self.is_of_letters else State(case.state) in self.states


# -- approve and decline ----------------------------------------------------------------------------------------------


def _report(case: Case, code: str) -> Compilation | None:
    """The report that serves this outcome now; it is asked for if it is new. Raises TryAgain while it is compiled."""
    kind = base.get(case.kind)
    if kind.report is None:
        return None
    as_of = today() if code in kind.codes_owing_rest else None
    found = disclosures.request_compilation(case, kind.report.name, as_of=as_of)
    if found.state == CompilationState.WANTED:
        raise TryAgain(_("The report is being compiled."))
    return found


def _grants(case: Case) -> list[str]:
    """What may be granted to many at once: no answer in own words, and nothing that is decided item by item."""
    kind = base.get(case.kind)
    if State(case.state) is not State.REVIEW or kind.items is not None:
        return []
    offered = review.offered_outcomes(case, _report(case, ""))
    return [one.code for one in offered if not one.needs_reason and not one.owes_rest]


def _declines(case: Case) -> list[str]:
    """The reasons that the record of this case supports, without a word of anybody's own.

    While the person may still prove who asks, or the agent give what was asked for, its lack is no reason for many.
    """
    if State(case.state) is not State.REVIEW:
        return []
    found = [one.code for one in review.decline_reasons(case) if one.by_record and not one.needs_reason]
    return [code for code in found if not agents.why_wait_for_agent(case, code)]


def _outcome(press: Press) -> str:
    code = str(press.choice["outcome"])
    kind = base.get(press.case.kind)
    if press.row.open_to is not None and code not in press.row.open_to:
        raise Blocked(_why_closed(press.case, kind, code))
    return code


def _why_closed(case: Case, kind: base.Kind, code: str) -> str:
    chosen = next((one for one in kind.outcomes if one.code == code), None)
    if code and chosen is None:
        return _("A request of its kind does not end so.")
    if State(case.state) is State.VERIFYING:
        return _("It waits for the person to confirm or prove it.")
    if State(case.state) is not State.REVIEW:
        return _("It does not wait for a decision.")
    if chosen is None:
        waits = (agents.why_wait_for_agent(case, one.code) for one in kind.outcomes if one.by_record)
        if why := next((why for why in waits if why), ""):
            return why
        return review.why_unproved(case) or _("Nothing that many may get at once is open to it.")
    if kind.items is not None and not chosen.is_decline:
        return _("It is decided item by item, on its own page.")
    if chosen.needs_reason or (chosen.is_decline and not chosen.by_record):
        return _("It is weighed for each person, on its own page.")
    if why := str(kind.bar(chosen, case)) or agents.why_wait_for_agent(case, code):
        return why
    return review.why_unproved(case) or _("Another outcome holds for it.")


def draft_of(case: Case, code: str, *, is_printed: bool = False) -> review.Draft:
    """The draft of a decision as the page of the case would show it, with what the systems declare that they keep."""
    return review.draft(case, code, _report(case, code), is_printed=is_printed)


def _mark(case: Case, found: review.Draft, keeps: Mapping[int, str]) -> str:
    steps = [[step.pk, keeps.get(step.pk, ""), step.found_digest] for step in review.open_steps(case)]
    words = review.words_of_draft(found.composed) if found.composed else []
    return secret_digest("bulk-letter", canonical_json.digest([found.outcome.code, found.expected.code, words, steps]))


def _decision(press: Press) -> tuple[review.Draft, dict[int, str]]:
    """What would be decided. Raises Blocked where the page of the case would offer no button."""
    code = _outcome(press)
    case = whole_case(press.case)
    keeps = {} if base.get(case.kind).outcome(code).is_decline else review.declared_keeps(case, base.get(case.kind))
    found = draft_of(case, code)
    if found.problem:
        raise Blocked(found.problem)
    if found.expected.letter and found.composed is None:
        raise Blocked(_("Its letter cannot be written."))
    return found, keeps


def _look_at_decision(press: Press) -> dict[int, str]:
    found, keeps = _decision(press)
    press.row.compilation = found.compilation if found.outcome.needs_report else None
    press.row.mark = _mark(press.case, found, keeps)
    press.row.act = found.expected.two_person_act or ""
    letter = found.composed
    parts = [press.case.kind, found.expected.code, letter.name, letter.delivery, letter.language] if letter else [""]
    press.row.sort = "|".join([*parts, str(press.case.brand_id)])
    return keeps


def _the_same_letter(press: Press) -> dict[int, str]:
    """What the systems declare. Raises Changed where the letter, or what is done, would be another than was seen."""
    found, keeps = _decision(press)
    if _mark(press.case, found, keeps) != press.row.mark:
        raise Changed(_("Its letter, or what would be done, changed since you looked."))
    return keeps


def _approve(press: Press, keeps: dict[int, str]) -> object:
    chosen = review.Approval(
        str(press.choice["outcome"]), compilation_id=press.row.compilation_id, keeps=keeps, note=press.words
    )
    case = review.approve(press.case.pk, press.actor, chosen, seen=press.row.seen, given=press.approval)
    return _approved_by_two(press, case)


def _decline(press: Press, _keeps: object) -> object:
    reasons = [str(press.choice["outcome"])]
    case = review.decline(press.case.pk, press.actor, seen=press.row.seen, reasons=reasons, note=press.words)
    return _approved_by_two(press, case)


def _approved_by_two(press: Press, case: Case) -> Case:
    """The second approval of the whole stands in the record of each, also of one that would need none by itself."""
    if press.approval is not None and not press.row.act:
        second_approvals.require(TwoPersonAct.BULK, press.actor, case=case, given=press.approval)
    return case


# -- the others -------------------------------------------------------------------------------------------------------


def _look_at_time(press: Press) -> None:
    if why := letters.why_not_extended(press.case):
        raise Blocked(why)
    letters.compose_extension(whole_case(press.case), press.words, is_printed=False)
    press.row.sort = "|".join([press.case.kind, press.case.delivery, press.case.language, str(press.case.brand_id)])


def _notice(press: Press) -> letters.ComposedLetter:
    if not press.words.strip():
        raise BadInput(_("No reason is written for it."))
    return letters.compose_extension(whole_case(press.case), press.words)


def _extend(press: Press, notice: letters.ComposedLetter) -> object:
    return letters.extend_deadline(
        press.case.pk, press.actor, seen=press.row.seen, reason=press.words, composed=notice
    )


def _look_at_assignment(press: Press) -> None:
    if State(press.case.state) not in OPEN:
        raise Blocked(_("Nothing is left to do for it."))


def _assign(press: Press, _nothing: object) -> object:
    return review.assign(press.case.pk, press.actor, press.choice["account"], seen=press.row.seen)


def _look_at_join(press: Press) -> None:
    first = Case.objects.get(reference=press.choice["first"])
    if first.pk == press.case.pk:
        raise Blocked(_("It is the first: the others are joined to it."))
    if why := review.why_not_join(press.case, first):
        raise Blocked(why)
    if press.choice["ground"] == JoinGround.SAME_ADDRESS and not review.is_same_address(press.case, first):
        raise Blocked(_("It does not give the same name and the same email address of the person."))


def _join(press: Press, _nothing: object) -> object:
    joining = review.Joining(press.choice["first"], press.choice["ground"], press.words)
    return review.join(press.case.pk, press.actor, joining, seen=press.row.seen)


def _look_at_paper(press: Press) -> None:
    waiting = Letter.objects.filter(case=press.case, state=LetterState.TO_MAIL).order_by("pk")
    press.row.letters = list(waiting.values_list("pk", flat=True))
    if not press.row.letters:
        raise Blocked(_("No letter of it waits to be mailed."))


def _record_mailed(press: Press, _nothing: object) -> object:
    """All of its letters, or none."""
    day, case = date.fromisoformat(press.choice["mailed_on"]), press.case
    for letter_id in press.row.letters:
        case = letters.record_mailed(case.pk, press.actor, seen=press.row.seen, mailed_on=day, letter_id=letter_id)
    return case


def _note(press: Press, _nothing: object) -> object:
    return review.add_note(press.case.pk, press.actor, press.words)


def _require_kept(press: Press) -> None:
    if State(press.case.state) is State.FORGOTTEN:
        raise Blocked(_("It is forgotten: nothing can be written about it."))


_ACTS = (
    Act(
        BulkAction.APPROVE,
        frozenset({State.REVIEW}),
        _approve,
        look=_look_at_decision,
        prepare=_the_same_letter,
        open_to=_grants,
        needs=("outcome",),
        is_decision=True,
    ),
    Act(
        BulkAction.DECLINE,
        frozenset({State.REVIEW}),
        _decline,
        look=_look_at_decision,
        prepare=_the_same_letter,
        open_to=_declines,
        needs=("outcome",),
        is_decision=True,
    ),
    Act(
        BulkAction.EXTEND,
        frozenset({State.VERIFYING, State.REVIEW, State.WORKING, State.JOINED}),
        _extend,
        look=_look_at_time,
        prepare=_notice,
        is_tried=False,
        words_of_each=True,
    ),
    Act(BulkAction.ASSIGN, frozenset(OPEN), _assign, look=_look_at_assignment, is_tried=False),
    Act(BulkAction.JOIN, frozenset({State.REVIEW}), _join, look=_look_at_join, needs=("first", "ground")),
    Act(BulkAction.MAILED, frozenset(), _record_mailed, look=_look_at_paper, is_of_letters=True),
    Act(BulkAction.NOTE, frozenset(State) - {State.FORGOTTEN}, _note, look=_require_kept, needs_words=True),
)
ACTS = {act.action: act for act in _ACTS}


def act_of(action: str) -> Act:
    """Raises BadInput for what is no action."""
    if action not in set(BulkAction):
        raise BadInput(_("Choose what to do with them."))
    return ACTS[BulkAction(action)]
