"""After a correction: the statement of who was denied, the value that the person compares, and whether it stays."""

import contextlib
from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from dsr import corrections, journal, letters, sealing, work_queue
from dsr.clock import now
from dsr.errors import BadInput, Blocked, DeskError
from dsr.journal import MACHINE, REQUESTER, Actor, EntryName, Line
from dsr.kinds import base
from dsr.law.correction import STATEMENT_WORDS
from dsr.lifecycle import State
from dsr.models import Case, Item, Step
from dsr.models import way as ways
from dsr.models.due_work import WorkName
from dsr.models.item import Decision
from dsr.models.system import StepState
from dsr.reasons import Reason

_LOOK_EVERY = timedelta(days=1)
_AT_ONCE = 200  # steps a look, so that the day's work ends
# Values that may be compared for one item: enough for a slip of the pen, too few to guess by.
MOST_TRIES = 5


def file_statement(case_id: int, texts: Mapping[int, str]) -> Case:
    """Make the person's statements part of the record, at most 250 words for each denied item, § 7023(f)(3).

    Raises BadInput when one is too long, or none was written. Filed again, the newer one stands.
    """
    case = Case.objects.select_related("business", "brand", "choice_mode").get(pk=case_id)
    invited = {item.number: item for item in corrections.items_inviting_statement(corrections.items_of(case))}
    told = {number: text.strip() for number, text in texts.items() if number in invited and text.strip()}
    if not told:
        raise BadInput(_("Write the statement first."))
    for number, text in told.items():
        if (count := len(text.split())) > STATEMENT_WORDS:
            said = {"field": corrections.field_words(invited[number].field), "count": count, "most": STATEMENT_WORDS}
            raise BadInput(_("%(field)s: this has %(count)d words, and %(most)d fit.") % said)
    kind = base.get(case.kind)
    rules = kind.item_rules
    # It says what the same transaction writes.
    composed = letters.compose(case, rules.statement_letter, extra={"statement_filed": True})
    with transaction.atomic():
        for number, text in told.items():
            journal.reseal(case_id, f"statement:{number}", text)
        Item.objects.filter(case=case, number__in=told).update(statement_at=now())
        changes = {"outcome": rules.statement_outcome} if kind.outcome(case.outcome).invites_statement else {}
        line = Line(EntryName.STATEMENT_FILED, {"items": sorted(told)})
        fresh = journal.record(case_id, line, REQUESTER, changes=changes)
        letters.write_letter(case, composed, key=f"statement:{case_id}:{fresh.entry_count}", is_response=False)
        # From now on it travels with the record, also to those who have it already.
        key = f"tell-statement:{case_id}:{fresh.entry_count}"
        work_queue.add(WorkName.TELL_STATEMENT, case_id, key, case_id=case_id)
    return fresh


def matches_correction(case: Case, number: int, typed: str) -> bool:
    """Whether what is held now is what the person typed, so that nothing secret need be shown, § 7023(j).

    The try is counted before the look. Raises Blocked after too many, TryAgain while a system is away.
    """
    item = Item.objects.filter(case=case, number=number, decision=Decision.CORRECT).first()
    if item is None or not typed.strip():
        raise BadInput(_("Write the value to compare."))
    if not Item.objects.filter(pk=item.pk, tries__lt=MOST_TRIES).update(tries=F("tries") + 1):
        raise Blocked(_("This was compared too often. Please reply to our letter, and we look for you."))
    should = corrections.item_as_stated(case, number).get("should", "")
    held = [step.system.how.is_held(step, {item.field: should}) for step in _changed(case)]
    # What a person changed by hand is held as it was asked for and recorded as done. Spelling is no difference.
    is_kept = all(one for one in held if one is not None)
    is_same = is_kept and _plain(item.field, typed) == _plain(item.field, should)
    journal.record(case.pk, Line(EntryName.VALUE_COMPARED, {"item": number, "same": is_same}), REQUESTER)
    return is_same


def _plain(field: str, text: str) -> str:
    plain = " ".join(text.split())
    return sealing.normalize(field, plain) if field in {"email", "phone"} else plain.casefold()


def _changed(case: Case) -> list[Step]:
    """The steps that were changed where it can be read whether that still stands."""
    done = Step.objects.filter(case=case, state=StepState.DONE, system__way__in=_rereading(), system__is_active=True)
    return list(done.select_related("system", "case"))


def check_corrections() -> int:
    """Corrected rows must stay so, § 7023(c): the steps longest not looked at, some each time; how many were undone.

    What a later import or change undid is shown to a person, who sets it right again.
    """
    since = now() - _LOOK_EVERY
    due = Q(checked_at=None, settled_at__lte=since) | Q(checked_at__lte=since)
    corrected = Step.objects.filter(due, action__in=_actions(), state=StepState.DONE, system__way__in=_rereading())
    rows = corrected.filter(case__state=State.RESPONDED, case__stuck="", system__is_active=True)
    undone = 0
    for step in rows.select_related("system", "case").order_by(F("checked_at").asc(nulls_first=True), "pk")[:_AT_ONCE]:
        with contextlib.suppress(DeskError):  # a system that is away is asked again the next time
            undone += _look(step)
    return undone


def _rereading() -> list[str]:
    return [way.code for way in ways.every() if way.rereads]


def _actions() -> list[str]:
    """What kinds that are decided item by item do in systems."""
    return [kind.work.action for kind in base.every() if kind.items is not None and kind.work is not None]


def _look(step: Step) -> bool:
    stays = step.system.how.is_held(step, corrections.new_values(step.case))
    with transaction.atomic():
        Step.objects.filter(pk=step.pk).update(checked_at=now())
        if stays is False:
            line = Line(EntryName.CORRECTION_UNDONE, {"step": step.pk, "system": step.system.name})
            journal.record(step.case_id, line, MACHINE, changes={"stuck": Reason.CORRECTION_UNDONE})
    return stays is False


def correct_again(case_id: int, actor: Actor) -> Case:
    """A person read why it was undone and wants it corrected again: done at once, with a fresh look, and proved.

    Raises Blocked with what the system says; the mark stays until it is done.
    """
    journal.must_decide(actor)
    case = Case.objects.get(pk=case_id)
    if case.stuck != Reason.CORRECTION_UNDONE:
        raise BadInput(_("Nothing was undone."))
    try:
        for step in _changed(case):
            step.system.how.set_right(step)
    except DeskError as error:
        raise Blocked(str(error)) from error
    return journal.record(case_id, Line(EntryName.CORRECTION_AGAIN), actor, changes={"stuck": ""})
