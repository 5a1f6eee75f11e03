"""What may be decided on a case now, what still stands against it, and how it would end. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from dsr import corrections, parties, repeats, steps
from dsr.kinds import base
from dsr.law.verification import Level
from dsr.models import Case, Compilation, Step
from dsr.models.compilation import CompilationState
from dsr.models.compiled_query import CompiledQuery
from dsr.models.system import SETTLED, StepRows, StepState
from dsr.reasons import Reason

_NONE: Mapping[int, date | None] = MappingProxyType({})


def why_unproved(case: Case) -> str:
    """Why the request cannot be granted before who asks, and by whose leave, is proved; empty when it can."""
    if base.get(case.kind).proof_bounds.least is Level.NONE or case.verified_at is not None:
        return parties.lacking_authority(case)
    return _("Who asks is not proved yet. Record the proof you saw or ask for it again; or decline, in writing.")


def _steps(case_id: int) -> StepRows:
    return Step.objects.filter(case=case_id).select_related("system", "case")


_EVERY = CompiledQuery(_steps, int)
_OPEN = CompiledQuery(lambda case_id: _steps(case_id).unsettled(), int)


def open_steps(case: Case) -> list[Step]:
    """The steps that the decision is about: those that are not settled yet."""
    return _OPEN.all(case.pk)


def expected_steps(case: Case, keeps: Mapping[int, str], looks: Mapping[int, date | None] = _NONE) -> list[Step]:
    """The steps as they settle if all goes well, in memory only: for the draft of the letter before the work.

    `looks` says when somebody looks again at what is kept, where that is not as the system proposes.
    """
    rows = _EVERY.all(case.pk)
    prefetch_related_objects(rows, "directions")
    asked = steps.parts_of(case)
    for step in rows:
        if step.state in SETTLED:
            continue
        step.keep_code = keeps.get(step.pk, "")
        step.review_on = looks.get(step.pk) or steps.first_look(step.system)
        step.state = StepState.KEPT if step.keep_code else StepState.DONE
        _expect_parts(step, asked)
        is_looked_up = step.system.how.looks_up and step.found_at is not None and not step.reason
        is_there = step.done_parts if step.done_parts is not None else any(step.found.values())
        if is_looked_up and not is_there and not step.keep_code:
            step.state = StepState.NOT_HELD
    return rows


def _expect_parts(step: Step, asked: list[str]) -> None:
    """Where a part was asked: which of it the look found, and what else is there."""
    found = step.system.how.parts_found(step) if asked and step.action == _deletes(step.case) else None
    if found is not None:
        step.done_parts, step.left_parts = sorted(found & {*asked}), sorted(found - {*asked})
    step.asked_parts = asked


def _deletes(case: Case) -> str:
    """The action of a kind that is asked for by portions; a correction changes fields, whatever rows are there."""
    kind = base.get(case.kind)
    return kind.work.action if kind.work is not None and kind.items is None else ""


def outcome_of_work(
    case: Case,
    outcome: base.Outcome,
    keeps: Mapping[int, str],
    decisions: Mapping[int, corrections.ItemDecision] | None = None,
) -> base.Outcome:
    """The outcome that would follow if all goes well, where the work decides how it ends."""
    kind = base.get(case.kind)
    by_steps = kind.work.outcome if kind.work is not None else None
    is_open = by_steps is not None and not outcome.is_decline and not outcome.is_final
    expected = expected_steps(case, keeps) if is_open else []
    if not expected or by_steps is None:
        return outcome
    rows = corrections.items_of(case)
    decided = corrections.preview_decisions(rows, decisions or corrections.initial_decisions(rows))
    return kind.outcome(by_steps(corrections.item_results(expected, decided)))


def why_not_ready(step: Step) -> str:
    """Why a step cannot be decided on yet; empty when what it would act on was looked up and still holds."""
    if step.begun_at is not None and (step.keep_code or step.state == StepState.CHANGED):
        return _("It may have been done there already. Look there, and record what you did.")
    if step.keep_code or not step.system.how.looks_up:
        return ""
    if not step.system.how.counts_unapproved and not step.system.is_approved:
        return ""  # it hears of nobody yet: nothing can be counted before the decision
    if step.found_at is None and step.state == StepState.FAILED:
        return _("It could not be looked up. Its step says why; record there what you did.")
    if step.found_at is None:
        return _("It was not looked up yet. Wait a moment, or look again.")
    if step.state == StepState.CHANGED:
        return _("The rows changed since they were looked up. Look again first.")
    if step.reason == Reason.MORE_THAN_ONE_PERSON:
        return _("It finds more than one person. Confirm that they are one, keep the data, or record what you did.")
    changed_at = step.system.mapping_changed_at
    if changed_at is not None and changed_at > step.found_at:
        return _("Its fields changed since it was looked up. Look again first.")
    return ""


def offered_outcomes(case: Case, compilation: Compilation | None = None) -> list[base.Outcome]:
    """The grants that are open to this case now: what the report says, and choice mode where it holds.

    While nobody can say what the report of the whole year says, what is known so far may be sent.
    """
    kind = base.get(case.kind)
    known: dict[str, base.Words] = {}
    by_report = {compilation.outcome} if compilation and compilation.state == CompilationState.DONE else set()
    return [
        outcome
        for outcome in kind.outcomes
        if not outcome.is_decline
        and (outcome.code in by_report or not outcome.needs_report or outcome.owes_rest)
        and not kind.bar(outcome, case, known)
    ]


def report_sent_again(case: Case, outcome: base.Outcome) -> Compilation | None:
    """The report of the earlier response, which travels with it again."""
    chosen = repeats.earlier_of(case) if outcome.sends_again else None
    return chosen.earlier.compilation if chosen else None


@dataclass(frozen=True)
class Barred:
    """A reason to decline that is not open. `is_of_person`: a record of whom the law covers would open it."""

    outcome: base.Outcome
    why: str
    is_of_person: bool = False


def sort_declines(case: Case) -> tuple[list[base.Outcome], list[Barred]]:
    """The reasons to decline that are open to this case, and the others, each with why it is not."""
    kind = base.get(case.kind)
    of_person = {one.outcome for one in kind.eligibility}
    known: dict[str, base.Words] = {}
    found: list[base.Outcome] = []
    barred: list[Barred] = []
    for outcome in kind.outcomes:
        if not outcome.is_decline:
            continue
        if why := str(kind.bar(outcome, case, known)):
            barred.append(Barred(outcome, why, outcome.code in of_person))
        else:
            found.append(outcome)
    return found, barred


def decline_reasons(case: Case) -> list[base.Outcome]:
    """The reasons to decline that are open to this case."""
    return sort_declines(case)[0]
