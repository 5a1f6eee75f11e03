"""What may be decided on a case now, what still stands against it, and how it would end. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dsr import corrections, parties
from dsr.kinds import base
from dsr.law.verification import Level
from dsr.models import Case, Compilation, Step
from dsr.models.compilation import CompilationState
from dsr.models.system import SETTLED, StepRows, StepState
from dsr.reasons import Reason


def why_unproved(case: Case) -> str:
    """Why the request cannot be granted before who asks, and by whose leave, is proved; empty when it can."""
    if base.get(case.kind).proof_bounds.least is Level.NONE or case.verified_at is not None:
        return parties.lacking_authority(case)
    return _("Who asks is not proved yet. Record the proof you saw or ask for it again; or decline, in writing.")


def _steps(case: Case) -> StepRows:
    return Step.objects.filter(case=case).select_related("system")


def open_steps(case: Case) -> list[Step]:
    """The steps that the decision is about: those that are not settled yet."""
    return list(_steps(case).unsettled())


def expected_steps(case: Case, keeps: Mapping[int, str]) -> list[Step]:
    """The steps as they settle if all goes well, in memory only: for the draft of the letter before the work."""
    steps = list(_steps(case))
    for step in steps:
        if step.state in SETTLED:
            continue
        step.keep_code = keeps.get(step.pk, "")
        is_looked_up = step.system.how.looks_up and step.found_at is not None and not step.reason
        is_empty = is_looked_up and not any(step.found.values())
        step.state = StepState.KEPT if step.keep_code else StepState.NOT_HELD if is_empty else StepState.DONE
    return steps


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
    steps = expected_steps(case, keeps) if is_open else []
    if not steps or by_steps is None:
        return outcome
    rows = corrections.items_of(case)
    decided = corrections.preview_decisions(rows, decisions or corrections.initial_decisions(rows))
    return kind.outcome(by_steps(corrections.item_results(steps, decided)))


def why_not_ready(step: Step) -> str:
    """Why a step cannot be decided on yet; empty when what it would act on was looked up and still holds."""
    if step.keep_code or not step.system.how.looks_up:
        return ""
    if not step.system.how.counts_unapproved and not step.system.is_approved:
        return ""  # it hears of nobody yet: nothing can be counted before the decision
    if step.found_at is None:
        return _("It was not looked up yet. Wait a moment, or look again.")
    if step.state == StepState.CHANGED:
        return _("The rows changed since they were looked up. Look again first.")
    if step.reason == Reason.MORE_THAN_ONE_PERSON:
        return _("It finds more than one person. Confirm that they are one, keep the data, or settle it by hand.")
    changed_at = step.system.mapping_changed_at
    if changed_at is not None and changed_at > step.found_at:
        return _("Its mapping changed since it was looked up. Look again first.")
    return ""


def offered_outcomes(case: Case, compilation: Compilation | None = None) -> list[base.Outcome]:
    """The grants that are open to this case now: what the report says, and choice mode where it holds."""
    kind = base.get(case.kind)
    by_report = {compilation.outcome} if compilation and compilation.state == CompilationState.DONE else set()
    return [
        outcome
        for outcome in kind.outcomes
        if not outcome.is_decline
        and (outcome.code in by_report or not outcome.needs_report)
        and not kind.bar(outcome, case)
    ]


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
    found: list[base.Outcome] = []
    barred: list[Barred] = []
    for outcome in kind.outcomes:
        if not outcome.is_decline:
            continue
        if why := str(kind.bar(outcome, case)):
            barred.append(Barred(outcome, why, outcome.code in of_person))
        else:
            found.append(outcome)
    return found, barred


def decline_reasons(case: Case) -> list[base.Outcome]:
    """The reasons to decline that are open to this case."""
    return sort_declines(case)[0]
