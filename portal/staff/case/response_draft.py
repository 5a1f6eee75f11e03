"""The draft of a response, exactly as it would be sent: composed in memory, never written."""

import re
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dsr import corrections, letters, parties, review
from dsr.clock import today
from dsr.errors import BadInput, DeskError, MissingWord
from dsr.formats import canonical_json
from dsr.formats.sent_values import whole_number
from dsr.kinds import base
from dsr.lifecycle import State, Who
from dsr.models import Case, Compilation
from dsr.models.case import Delivery
from dsr.models.compilation import CompilationState
from portal import access
from portal.staff.account import decides, desk
from portal.staff.case import kept_fields, steps
from portal.staff.case.correction_items import approval
from portal.staff.case.decision import ApproveForm, DecisionForm, DeclineForm
from portal.staff.case.letter_views import framed, pdf_response
from portal.staff.case.page import report
from portal.staff.wording import states
from portal.web.typed_requests import StaffRequest

_LINK = re.compile(r"(?<=/)[\w.=-]{32,}(?=/)")  # the secret part of an address of ours


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

    kept: kept_fields.KeptChoice | None = None
    typed: Mapping[str, str] | None = None
    decisions: Mapping[int, corrections.ItemDecision] | None = None


def draft(
    case: Case,
    code: str,
    compilation: Compilation | None,
    chosen: Chosen = Chosen(),
    *,
    is_printed: bool = True,
) -> Draft:
    """The draft for one outcome of the case's kind. `compilation` is the report that serves the case now.

    For a kind with work to do, the letter says what it would say if all goes well, and the outcome is the one that
    would follow. `is_printed`: a letter on paper is made as a PDF, too.
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
    used = compilation if outcome.needs_report else review.report_sent_again(case, outcome)
    keeps = chosen.kept.keeps if chosen.kept else None
    problem = _problem(case, outcome, compilation, keeps) or str(kind.letter_lacks(expected, case))
    if not expected.letter or (outcome.needs_report and (used is None or used.state != CompilationState.DONE)):
        return Draft(outcome, expected, used, None, problem)
    case.outcome = expected.code  # in memory only: the letter's words need it
    try:
        composed = letters.compose(
            case, expected.letter_to(case), compilation=used, extra=extra, is_printed=is_printed
        )
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
    kept = chosen.kept or kept_fields.KeptChoice(initial_keeps(case, kind))
    sealed = parties.sealed_values(case)
    steps_then = review.expected_steps(case, kept.keeps, kept.looks)
    told = kept_fields.whys_as_told(kind, review.open_steps(case), kept, _("(Here stands the reason that you write.)"))
    words: dict[str, Any] = letters.work_lists(case, kind, steps_then, {**sealed, **told})
    if rows := corrections.items_of(case):
        decided = chosen.decisions or corrections.initial_decisions(rows)
        stated = corrections.draft_sealed(sealed, decided)
        words |= letters.item_words(case, corrections.preview_decisions(rows, decided), stated)
    return review.outcome_of_work(case, outcome, kept.keeps, chosen.decisions), words


def initial_keeps(case: Case, kind: base.Kind) -> dict[int, str]:
    """What the systems themselves declare that they keep."""
    return {step.pk: steps.declared(step, case, kind) for step in review.open_steps(case)}


def _problem(
    case: Case, outcome: base.Outcome, compilation: Compilation | None, keeps: Mapping[int, str] | None
) -> str:
    if outcome.is_decline:
        return str(base.get(case.kind).bar(outcome, case))
    if why := base.get(case.kind).bar(outcome, case):
        return str(why)
    if not outcome.needs_report:
        return review.why_unproved(case) or _not_ready(case, keeps)
    if compilation is None or compilation.state == CompilationState.WANTED:
        return _("The report is being compiled. It takes a few seconds; load the page again.")
    if compilation.state == CompilationState.BLOCKED:
        return _("The ledger has gaps that block this response. Mend them first.")
    if compilation.state == CompilationState.FAILED:
        return _("The report could not be compiled.")
    if compilation.outcome == outcome.code:
        return ""
    return _("The report says otherwise. Choose the outcome that it shows.")


def _not_ready(case: Case, keeps: Mapping[int, str] | None) -> str:
    """The first system that cannot be decided on yet, unless its data is kept."""
    chosen = initial_keeps(case, base.get(case.kind)) if keeps is None else keeps
    for step in review.open_steps(case):
        step.keep_code = chosen.get(step.pk, "")
        if why := review.why_not_ready(step):
            return f"{step.system.name}: {why}"
    return ""


def find_draft(request: StaffRequest, reference: str, code: str) -> tuple[Case, Draft]:
    """The case and its draft. Raises Http404 for what has no draft."""
    case = access.case_for_staff(request, reference)
    if case.state not in {State.RECEIVED, State.VERIFYING, State.REVIEW} and not review.owes_rest(case):
        raise Http404
    try:
        return case, draft(case, code, report(case, request.user, code), Chosen(kept=_asked_keeps(request)))
    except BadInput as error:
        raise Http404 from error


def _asked_keeps(request: StaffRequest) -> kept_fields.KeptChoice | None:
    """The choice of exceptions that a frame's address carries: step ids and codes, nothing personal."""
    pairs = [value.partition(".") for value in request.GET.getlist("keep")]
    keeps = {number: code for step, _dot, code in pairs if (number := whole_number(step)) is not None}
    return kept_fields.KeptChoice(keeps) if keeps else None


def address_of_keeps(keeps: Mapping[int, str]) -> str:
    """The same choice as the end of an address."""
    return urlencode([("keep", f"{step}.{code}") for step, code in keeps.items()])


@desk(Who.VIEWER, "GET")
def draft_email(request: StaffRequest, reference: str, code: str) -> HttpResponse:
    """The email as a page of its own, for a frame."""
    _case, found = find_draft(request, reference, code)
    if found.composed is None or not found.composed.html:
        raise Http404
    return framed(found.composed.html)


@desk(Who.VIEWER, "GET")
def draft_pdf(request: StaffRequest, reference: str, code: str) -> HttpResponse:
    """What is printed (paper mail), or travels with the email."""
    case, found = find_draft(request, reference, code)
    if found.composed is None:
        raise Http404
    if case.delivery == Delivery.MAIL:
        return pdf_response(found.composed.paper, "response.pdf")
    files = letters.report_attachments(found.compilation)
    if not files:
        raise Http404
    return pdf_response(files[0][1], files[0][0])


def decision_form(case: Case, found: Draft) -> DecisionForm:
    """The form that sends this draft: approve with exactly this report, or decline."""
    initial = {"outcome": found.outcome.code, "compilation": found.compilation.pk if found.compilation else None}
    made: DecisionForm
    if found.outcome.is_decline:
        made = DeclineForm(case=case, name="decline", initial=initial)
    else:
        made = approval(case=case, name="approve", initial=initial)
    made.initial["shown"] = letter_mark(found, made)
    return made


def looked_at(case: Case, form: DecisionForm, compilation: Compilation | None) -> Draft:
    """The draft for what stands in the form now; the form then sends exactly this."""
    found = draft(case, form.data.get("outcome", ""), compilation, _chosen(form))
    form.put(shown=letter_mark(found, form), seen=case.entry_count)
    return found


def is_as_shown(case: Case, form: DecisionForm, compilation: Compilation | None) -> bool:
    """True when what stands in the form now gives the letter that the page showed, and the decision that it tells.

    Who shows no mark saw no page of ours. That does where nothing was chosen or typed: the rest is pinned by itself.
    """
    shown = form.cleaned_data.get("shown", "")
    if not shown and not form.told() and not form.typed():
        return True
    try:
        found = draft(copy(case), form.data.get("outcome", ""), compilation, _chosen(form), is_printed=False)
    except BadInput:
        return True  # there is no such letter: the verb refuses it
    return bool(letter_mark(found, form) == shown)


def _chosen(form: DecisionForm) -> Chosen:
    kept = form.kept() if isinstance(form, ApproveForm) else None
    return Chosen(kept, form.typed(), form.decisions())


def letter_mark(found: Draft, form: DecisionForm) -> str:
    """A mark of the letter as it is composed and of the decision, which another letter or decision does not have.

    A link in a letter is drawn anew each time it is composed: its secret part is no change.
    """
    letter = found.composed
    words: Any = form.typed()
    if letter is not None:
        words = [letter.name, letter.delivery, letter.to, letter.subject, _LINK.sub("", f"{letter.text}{letter.html}")]
    return canonical_json.digest([found.outcome.code, words, form.told()])


def is_open(case: Case, found: Draft) -> bool:
    """True while this draft may be decided."""
    if found.problem or (found.expected.letter and not found.composed):
        return False
    return case.state == State.REVIEW or (case.state == State.VERIFYING and found.outcome.is_decline)


def render_page(request: StaffRequest, case: Case, found: Draft, *, status: int = 200, **more: object) -> HttpResponse:
    """The draft's page, with the form to send it for those who may decide."""
    form: Any = more.pop("form", None)
    if form is None and decides(request) and is_open(case, found):
        form = decision_form(case, found)
    shown = {
        "case": case,
        "draft": found,
        "composed": found.composed,
        "attachments": letters.report_attachments(found.compilation) if case.delivery == Delivery.EMAIL else [],
        "form": form,
        "joined": review.joined_requests(case),
        "due": states.due(case, today()),
        "gaps": found.compilation.gaps if found.compilation else [],
        "frame_query": address_of_keeps(form.keeps()) if isinstance(form, ApproveForm) else "",
        # Typed words never stand in an address, so no frame shows them.
        "has_typed_words": found.outcome.needs_reason
        or (form is not None and bool(form.has_own_words() or form.item_groups())),
        **more,
    }
    return render(request, "staff/case/response_draft.html", shown, status=status)


@desk(Who.VIEWER, "GET")
def draft_page(request: StaffRequest, reference: str, code: str) -> HttpResponse:
    case, found = find_draft(request, reference, code)
    return render_page(request, case, found)
