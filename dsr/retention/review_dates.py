"""What is kept is looked at again: a hold on its last day, an exception on the day that the person was told."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from dsr import journal
from dsr.clock import today
from dsr.errors import BadInput
from dsr.journal import MACHINE, Actor, EntryName, Line
from dsr.kinds import base
from dsr.kinds.base import KeepCode
from dsr.law.endings import Keeping
from dsr.law.spans import local_date
from dsr.lifecycle import State
from dsr.models import AgencyDirection, Case, Entry, Step
from dsr.models.case_surroundings import rows_ahead
from dsr.models.due_work import DAILY
from dsr.models.system import StepRows, StepState
from dsr.reasons import Reason
from dsr.retention import kept_data
from dsr.steps import first_look

# A person must look at what is kept.
ON_KEPT = frozenset({Reason.HOLD_OVER, Reason.REVIEW_DUE})


@dataclass(frozen=True)
class KeptReview:
    """A step that keeps data, and its day: the last one of a hold or of an order of secrecy, or to look again."""

    step: Step
    due_on: date
    is_hold: bool

    @property
    def reason(self) -> Reason:
        return Reason.HOLD_OVER if self.is_hold else Reason.REVIEW_DUE

    def is_due(self, day: date) -> bool:
        """A hold is over once its last day is; a reason is looked at on its day."""
        return self.due_on < day if self.is_hold else self.due_on <= day


def review_of(step: Step, keep: KeepCode | None = None) -> KeptReview | None:
    """When somebody must look at what a step keeps; None for what is not kept, or of which no end was promised.

    `keep` is the ground, where the caller has it.
    """
    keep = keep or kept_data.keep_of(step)
    if keep is None or not keep.locks:
        return None
    if keep.keeping is Keeping.HOLD:
        ends_on = hold_ends_on(step, keep)
        return KeptReview(step, ends_on, is_hold=True) if ends_on else None
    order = kept_data.direction_of(step)
    if order is not None and order.forbids_telling and (step.review_on is None or order.ends_on < step.review_on):
        return KeptReview(step, order.ends_on, is_hold=True)
    return KeptReview(step, step.review_on, is_hold=False) if step.review_on else None


def hold_ends_on(step: Step, keep: KeepCode | None = None) -> date | None:
    """The last day of a hold, counted from the newest direction.

    One that an earlier version of the desk took without a direction ends as it was promised: counted from the day on
    which the step was settled, or as it was renewed then.
    """
    if row := kept_data.direction_of(step):
        return row.ends_on
    keep = keep or kept_data.keep_of(step)
    if keep is None or not keep.days or step.settled_at is None:
        return None
    renewed = Entry.objects.filter(case=step.case_id, name=EntryName.STEP_HELD, at__gte=step.settled_at)
    for facts in map(journal.facts_of, renewed.order_by("-number")):
        if facts["step"] == step.pk:
            return date.fromisoformat(facts["ends_on"])
    return local_date(step.settled_at) + timedelta(days=keep.days)


def open_reviews(case: Case) -> list[KeptReview]:
    """Every review of a case that is still to come or is due, the earliest first."""
    known: list[Step] | None = rows_ahead(case, "steps")
    if known is None:
        return _reviews(Step.objects.filter(open_review(), case=case))
    found = [review for step in known if _is_under_review(step) and (review := review_of(step))]
    return sorted(found, key=_by_day)


def reviews_due(by: date) -> list[KeptReview]:
    """Every review whose day is this one or an earlier one, of any case, the earliest first."""
    orders = AgencyDirection.objects.filter(step=OuterRef("pk"), forbids_telling=True, ends_on__lte=by)
    near = Q(review_on__lte=by) | Q(keep_code__in=_hold_codes()) | Exists(orders)
    rows = Step.objects.filter(open_review()).filter(near).exclude(case__state=State.FORGOTTEN)
    return [review for review in _reviews(rows) if review.due_on <= by]


def open_review() -> Q:
    """Of steps: those that somebody must look at again, now or later."""
    return Q(state=StepState.KEPT) & (Q(review_on__isnull=False) | Q(keep_code__in=_hold_codes()))


def _is_under_review(step: Step) -> bool:
    """What open_review() asks of the database, of one step."""
    return step.state == StepState.KEPT and (step.review_on is not None or step.keep_code in _hold_codes())


def _by_day(review: KeptReview) -> tuple[date, int]:
    return review.due_on, review.step.pk


def _hold_codes() -> set[str]:
    return {keep.code for kind in base.every() for keep in kind.keep_codes if keep.keeping is Keeping.HOLD}


def _reviews(rows: StepRows) -> list[KeptReview]:
    steps = rows.select_related("case", "system").prefetch_related("directions")
    found = [review for step in steps if (review := review_of(step))]
    return sorted(found, key=_by_day)


def show_due_reviews() -> int:
    """A case whose hold is over, or of which a review is due, goes to a person; how many go anew."""
    shown = 0
    due: dict[int, KeptReview] = {}
    for review in reviews_due(today()):
        if review.is_due(today()):
            due.setdefault(review.step.case_id, review)
    for case_id, review in sorted(due.items()):
        with transaction.atomic():
            if Case.objects.select_for_update(no_key=True).get(pk=case_id).stuck:
                continue  # a person looks at it already, and the daily email lists what is kept
            line = Line(EntryName.STUCK, {"work": DAILY, "reason": review.reason})
            journal.record(case_id, line, MACHINE, changes={"stuck": review.reason})
            shown += 1
    return shown


@transaction.atomic
def keep_on(case: Case, actor: Actor, step_id: int, until: date, why: str, *, seen: int | None = None) -> Case:
    """The reason has not ended: somebody looks again on this day. Who says so, and why, is written down and sealed."""
    journal.must_decide(actor)
    step = _kept_for_purpose(case, step_id)
    kept_data.check_look(until)
    if not why.strip():
        raise BadInput(_("Write why it is still needed."))
    Step.objects.filter(pk=step.pk).update(review_on=until)
    line = Line(EntryName.STEP_KEPT_ON, {**_of(step), "ends_on": until.isoformat()}, why.strip())
    return journal.record(case.pk, line, actor, seen=seen, changes=unstuck(step))


@transaction.atomic
def say_why_kept(
    case: Case, actor: Actor, step_id: int, why: str, look_on: date | None, *, seen: int | None = None
) -> Case:
    """What a letter must say of what is kept, and nobody said yet: the reason, and when somebody looks again."""
    journal.must_decide(actor)
    step = _kept_for_purpose(case, step_id)
    if not why.strip():
        raise BadInput(_("Write why it is kept. The person reads these words."))
    look_on = kept_data.check_look(look_on or first_look(step.system))
    kept_data.write_reason(step, why)
    Step.objects.filter(pk=step.pk).update(review_on=look_on)
    line = Line(EntryName.STEP_KEPT_BECAUSE, {**_of(step), "ends_on": look_on.isoformat()}, why.strip())
    return journal.record(case.pk, line, actor, seen=seen)


def unstuck(step: Step) -> dict[str, str]:
    """The mark of a case goes once nothing but this step was due, or stopped it."""
    stuck = Case.objects.values_list("stuck", flat=True).get(pk=step.case_id)
    others = [review for review in open_reviews(step.case) if review.step.pk != step.pk and review.is_due(today())]
    return {"stuck": ""} if stuck in ON_KEPT and not others else {}


def _kept_for_purpose(case: Case, step_id: int) -> Step:
    step = Step.objects.select_related("case", "system").filter(pk=step_id, case=case).first()
    keep = kept_data.keep_of(step) if step else None
    if step is None or keep is None or not keep.has_purpose:
        raise BadInput(_("Nothing is kept here for a purpose."))
    return step


def _of(step: Step) -> dict[str, object]:
    return {"step": step.pk, "system": step.system.name}
