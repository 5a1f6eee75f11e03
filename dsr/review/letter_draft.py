"""The draft of a response, exactly as it would be sent: composed in memory, never written."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dsr import corrections, letters, parties, steps
from dsr.errors import DeskError, MissingWord
from dsr.kinds import base
from dsr.models import Case, Compilation, Step
from dsr.models.compilation import CompilationState
from dsr.review import allowed_outcomes

# The secret part of an address of ours; of the link to the page of the request, the whole of it.
_LINK = re.compile(r"(?<=/)[\w.=-]{32,}(?=/)|(?<=/r/)[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}(?=/)")


@dataclass(frozen=True)
class KeptChoice:
    """By step id: the exception (empty: act on it), the reason as the person reads it, and the day to look again.

    `is_own`: something of it stands in no register and no address.
    """

    keeps: Mapping[int, str] = field(default_factory=dict)
    whys: Mapping[int, str] = field(default_factory=dict)
    looks: Mapping[int, date | None] = field(default_factory=dict)
    is_own: bool = False

    def marks(self, step_id: int) -> list[str]:
        """What was chosen for one step, for the mark of what the page showed."""
        look = self.looks.get(step_id)
        return [self.keeps.get(step_id, ""), self.whys.get(step_id, ""), look.isoformat() if look else ""]


@dataclass(frozen=True)
class Draft:
    """What would be sent. `problem` says why it cannot be; `composed` is None when even the draft cannot be made.

    `outcome` is what is pressed; `expected` is what its letter says, where the work decides how it ends.
    """

    outcome: base.Outcome
    expected: base.Outcome
    compilation: Compilation | None
    composed: letters.ComposedLetter | None
    problem: str = ""


@dataclass(frozen=True)
class Chosen:
    """What the person who decides chose and typed so far.

    `kept` are the exceptions and their reasons (None: as the systems declare), `typed` are words of the letter by
    their name there, `decisions` are about the items by number (None: all are corrected).
    """

    kept: KeptChoice | None = None
    typed: Mapping[str, str] | None = None
    decisions: Mapping[int, corrections.ItemDecision] | None = None


def draft(
    case: Case,
    code: str,
    compilation: Compilation | None,
    chosen: Chosen = Chosen(),
) -> Draft:
    """The draft for one outcome of the case's kind. `compilation` is the report that serves the case now.

    For a kind with work to do, the letter says what it would say if all goes well, and the outcome is the one that
    would follow. What goes on paper is not printed: letters.print_look does that for who looks.
    """
    kind = base.get(case.kind)
    expected = outcome = kind.outcome(code)
    extra: dict[str, Any] = {"decision_reason": _("(Here stands the reason that you write.)")}
    extra |= chosen.typed or {}
    if text := extra.get("not_told_reason"):
        extra["not_told_reason"] = letters.reasons_not_notified(case, text)
    if kind.work is not None and not outcome.is_decline:
        expected, told = _expected(case, outcome, chosen)
        extra |= told
    used = compilation if outcome.needs_report else allowed_outcomes.report_sent_again(case, outcome)
    keeps = chosen.kept.keeps if chosen.kept else None
    problem = _problem(case, outcome, compilation, keeps) or str(kind.letter_lacks(expected, case))
    if not expected.letter or (outcome.needs_report and (used is None or used.state != CompilationState.DONE)):
        return Draft(outcome, expected, used, None, problem)
    case.outcome = expected.code  # in memory only: the letter's words need it
    try:
        composed = letters.compose(case, expected.letter_to(case), compilation=used, extra=extra, is_printed=False)
        return Draft(outcome, expected, used, composed, problem)
    except MissingWord:
        return Draft(
            outcome, expected, used, None, problem or _("The letter lacks something it must say. Complete the set-up.")
        )
    except DeskError as error:
        return Draft(outcome, expected, used, None, problem or str(error))


def _expected(case: Case, outcome: base.Outcome, chosen: Chosen) -> tuple[base.Outcome, dict[str, Any]]:
    """How it ends if all goes well, and what the letter then says of the work and of the items."""
    kind = base.get(case.kind)
    kept = chosen.kept or KeptChoice(declared_keeps(case, kind))
    sealed = parties.sealed_values(case)
    steps_then = allowed_outcomes.expected_steps(case, kept.keeps, kept.looks)
    told = _whys_as_told(kind, allowed_outcomes.open_steps(case), kept, _("(Here stands the reason that you write.)"))
    words: dict[str, Any] = letters.work_lists(case, kind, steps_then, {**sealed, **told})
    if rows := corrections.items_of(case):
        decided = chosen.decisions or corrections.initial_decisions(rows)
        stated = corrections.draft_sealed(sealed, decided)
        words |= letters.item_words(case, corrections.preview_decisions(rows, decided), stated)
    return allowed_outcomes.outcome_of_work(case, outcome, kept.keeps, chosen.decisions), words


def declared_keeps(case: Case, kind: base.Kind) -> dict[int, str]:
    """What the systems themselves declare that they keep."""
    return {step.pk: steps.declared_exception(step, case, kind) for step in allowed_outcomes.open_steps(case)}


def _problem(
    case: Case, outcome: base.Outcome, compilation: Compilation | None, keeps: Mapping[int, str] | None
) -> str:
    if outcome.is_decline:
        return str(base.get(case.kind).bar(outcome, case))
    if why := base.get(case.kind).bar(outcome, case):
        return str(why)
    if not outcome.needs_report:
        return allowed_outcomes.why_unproved(case) or _not_ready(case, keeps)
    if compilation is None or compilation.state == CompilationState.WANTED:
        return _("The report is being compiled. Load the page again in a moment.")
    if compilation.state == CompilationState.BLOCKED:
        return _("The disclosures have gaps that block this response. Mend them first.")
    if compilation.state == CompilationState.FAILED:
        return _("The report could not be compiled.")
    if compilation.state == CompilationState.STOPPED:
        return _("The report was stopped while it was compiled. Have it compiled again first.")
    if compilation.outcome == outcome.code:
        return ""
    return _("The report says otherwise. Choose the outcome that it shows.")


def _not_ready(case: Case, keeps: Mapping[int, str] | None) -> str:
    """The first system that cannot be decided on yet, unless its data is kept."""
    chosen = declared_keeps(case, base.get(case.kind)) if keeps is None else keeps
    for step in allowed_outcomes.open_steps(case):
        step.keep_code = chosen.get(step.pk, "")
        if why := allowed_outcomes.why_not_ready(step):
            return f"{step.system.name}: {why}"
    return ""


def _whys_as_told(kind: base.Kind, planned: Sequence[Step], kept: KeptChoice, placeholder: str) -> dict[str, Any]:
    """The reasons as they would be sealed, for the draft of the letter; where one lacks still, the placeholder."""
    told = {}
    for step in planned:
        code = kept.keeps.get(step.pk, "")
        keep = next((keep for keep in kind.keep_codes if keep.code == code), None)
        why = kept.whys.get(step.pk) or steps.declared_reason(step.system, code)
        if keep is not None and (why or keep.has_purpose):
            told[steps.reason_name(step.pk)] = {"code": code, "why": why or placeholder}
    return told


def words_of_draft(letter: letters.ComposedLetter) -> list[str]:
    """All that a person would read of it, for comparing two drafts.

    A link in a letter is drawn anew each time it is composed: its secret part is no change.
    """
    return [letter.name, letter.delivery, letter.to, letter.subject, _LINK.sub("", f"{letter.text}{letter.html}")]
