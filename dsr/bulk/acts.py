"""What bulk work can do with a case: for each action, to which case it is open, and the one verb that does it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from dsr import letters, receipt_corrections, review
from dsr.bulk import decision, receipt_press, waits
from dsr.bulk.press import Press, whole_case
from dsr.errors import BadInput, Blocked
from dsr.formats import references
from dsr.kinds import base
from dsr.kinds.base import Kind
from dsr.lifecycle import OPEN, State
from dsr.models import Bulk, Case, Letter
from dsr.models.bulk import BulkAction, BulkResult
from dsr.models.case import JoinGround
from dsr.models.letter import LetterState


@dataclass(frozen=True)
class Act:
    """`is_open`: by state and kind, for what a list offers. `open_to`: the codes that may be chosen, where one is.

    `look` fixes in the row what the person sees, and raises why it cannot be; `prepare` is what must not happen within
    a transaction; `do` is the verb, the same as for one case, with what either of them gave. `is_tried`: the look
    presses as well, and undoes it; not where the verb sets a letter on paper, or needs what is chosen after the look.
    """

    action: BulkAction
    states: frozenset[State]
    do: Callable[[Press, Any], object]
    look: Callable[[Press], Any]
    prepare: Callable[[Press], Any] = lambda press: None
    of_kind: Callable[[Kind], bool] = lambda kind: True
    open_to: Callable[[Case], list[str]] | None = None
    needs: tuple[str, ...] = ()  # of `choice`, before its cases can be looked at
    needs_words: bool = False  # typed once for all
    words_of_each: bool = False  # typed for each case, sealed in it
    is_decision: bool = False
    is_tried: bool = True
    is_of_letters: bool = False  # it is about letters that wait to be mailed, in whatever state the case is
    is_of_bulk: bool = (
        False  # its cases are those of other bulk work, or of a bundle, and no look of ours is before it
    )
    at_end: Callable[[Bulk], object] = lambda bulk: None  # what is owed once its last case is done

    def is_open(self, case: Case, *, has_letters_to_mail: bool) -> bool:
        if self.is_of_letters:
            return has_letters_to_mail
        return State(case.state) in self.states and self.of_kind(base.get(case.kind))


def _look_at_time(press: Press) -> None:
    if why := letters.why_not_extended(press.case):
        raise Blocked(why)
    letter = letters.compose_extension(whole_case(press.case), press.words, is_printed=False)
    press.row.sort = "|".join(
        [
            press.case.kind,
            letter.delivery,
            press.case.language,
            str(press.case.brand_id),
            "person" if letter.to_person else "",
        ]
    )


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
    chosen = Q(goes_with=None) | Q(goes_with__case__in=press.row.bulk.rows.values("case"))
    press.row.letters = list(waiting.filter(chosen).values_list("pk", flat=True))
    if press.row.letters:
        return
    if (other := waiting.first()) is not None and other.goes_with is not None:
        told = _("Its letter is printed with that of request %(reference)s: choose that request, too.")
        raise Blocked(told % {"reference": references.spell(other.goes_with.own_case.reference)})
    raise Blocked(_("No letter of it waits to be mailed."))


def _record_mailed(press: Press, _nothing: object) -> object:
    """All of its letters, or none."""
    day, case = date.fromisoformat(press.choice["mailed_on"]), press.case
    # One that is printed with another's is recorded with it, whichever comes first.
    recorded = Letter.objects.filter(pk__in=press.row.letters, state=LetterState.MAILED, mailed_on=day)
    for letter_id in sorted({*press.row.letters} - {*recorded.values_list("pk", flat=True)}):
        case = letters.record_mailed(case.pk, press.actor, seen=press.row.seen, mailed_on=day, letter_id=letter_id)
    return case


def _look_at_assigned(press: Press) -> None:
    _look_at_assignment(press)
    if press.case.assignee_id is None:
        raise Blocked(_("Nobody has it."))


def _unassign(press: Press, _nothing: object) -> object:
    return review.assign(press.case.pk, press.actor, None, seen=press.row.seen)


def _note(press: Press, _nothing: object) -> object:
    return review.add_note(press.case.pk, press.actor, press.words)


def _require_kept(press: Press) -> None:
    if State(press.case.state) is State.FORGOTTEN:
        raise Blocked(_("It is forgotten: nothing can be written about it."))


def _ask_for_letters(bulk: Bulk) -> None:
    """One letter tells of all: it is looked for again now that none of them is at work any more."""
    done = bulk.rows.filter(result=BulkResult.DONE).select_related("case").first()
    if done is not None:
        receipt_corrections.ask_for_letters(done.case, after=f"bulk:{bulk.pk}")


def _nothing_to_look_at(_press: Press) -> None:
    """One press, as for one case."""


_ACTS = (
    Act(
        BulkAction.APPROVE,
        frozenset({State.REVIEW}),
        decision.approve,
        look=decision.look_at_decision,
        prepare=decision.require_same_letter,
        open_to=decision.open_grants,
        needs=("outcome",),
        is_decision=True,
    ),
    Act(
        BulkAction.DECLINE,
        frozenset({State.REVIEW}),
        decision.decline,
        look=decision.look_at_decision,
        prepare=decision.require_same_letter,
        open_to=decision.open_declines,
        needs=("outcome",),
        is_decision=True,
    ),
    Act(
        BulkAction.EXTEND,
        frozenset({State.VERIFYING, State.REVIEW, State.WORKING, State.JOINED}),
        _extend,
        look=_look_at_time,
        of_kind=lambda kind: kind.clocks.extend is not None,
        prepare=_notice,
        is_tried=False,
        words_of_each=True,
    ),
    Act(BulkAction.ASSIGN, frozenset(OPEN), _assign, look=_look_at_assignment, is_tried=False),
    Act(BulkAction.UNASSIGN, frozenset(OPEN), _unassign, look=_look_at_assigned, is_tried=False),
    Act(BulkAction.JOIN, frozenset({State.REVIEW}), _join, look=_look_at_join, needs=("first", "ground")),
    Act(BulkAction.MAILED, frozenset(), _record_mailed, look=_look_at_paper, is_of_letters=True),
    Act(BulkAction.NOTE, frozenset(State) - {State.FORGOTTEN}, _note, look=_require_kept, needs_words=True),
    Act(BulkAction.TAKE_BACK, frozenset(), waits.take_back, look=_nothing_to_look_at, is_of_bulk=True),
    Act(BulkAction.SEND_NOW, frozenset(), waits.send_now, look=_nothing_to_look_at, is_of_bulk=True),
    Act(
        BulkAction.RECEIPT,
        frozenset(),
        receipt_press.settle_receipt,
        look=_nothing_to_look_at,
        is_of_bulk=True,
        at_end=_ask_for_letters,
    ),
)
ACTS = {act.action: act for act in _ACTS}


def act_of(action: str) -> Act:
    """Raises BadInput for what is no action."""
    if action not in set(BulkAction):
        raise BadInput(_("Choose what to do with them."))
    return ACTS[BulkAction(action)]
