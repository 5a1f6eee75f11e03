"""The draft of a response, exactly as it would be sent: composed in memory, never written."""

import base64
import hashlib
import re
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dsr import letters, outbox, review
from dsr.errors import BadInput, DeskError, MissingWord
from dsr.kinds import base
from dsr.lifecycle import State, Who
from dsr.models import Case, Compilation
from dsr.models.case import Delivery
from dsr.models.compilation import CompilationState
from portal import access
from portal.staff import dossier, forms
from portal.staff.roles import decides, desk

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


@dataclass(frozen=True)
class Draft:
    """What would be sent. `problem` says why it cannot be; `composed` is None when even the draft cannot be made."""

    outcome: base.Outcome
    compilation: Compilation | None
    composed: letters.Composed | None
    problem: str = ""


def draft(case: Case, code: str, compilation: Compilation | None) -> Draft:
    """The draft for one outcome of the case's kind. `compilation` is the report that serves the case now."""
    outcome = base.get(case.kind).outcome(code)
    used = compilation if outcome.needs_report else None
    problem = _problem(case, outcome, compilation)
    if outcome.needs_report and (used is None or used.state != CompilationState.DONE):
        return Draft(outcome, used, None, problem)
    case.outcome = code  # in memory only: the letter's words need it
    try:
        return Draft(outcome, used, letters.compose(case, outcome.letter, compilation=used), problem)
    except MissingWord:
        return Draft(outcome, used, None, problem or _("The letter lacks something it must say. Complete the set-up."))
    except DeskError as error:
        return Draft(outcome, used, None, problem or str(error))


def _problem(case: Case, outcome: base.Outcome, compilation: Compilation | None) -> str:
    if outcome.is_decline or outcome in review.offered(case, compilation):
        return ""
    if not outcome.needs_report:
        return _("This outcome is not open to this request.")
    if compilation is None or compilation.state == CompilationState.WANTED:
        return _("The report is being compiled. It takes a few seconds; load the page again.")
    if compilation.state == CompilationState.BLOCKED:
        return _("The ledger has gaps that block this response. Mend them first.")
    if compilation.state == CompilationState.FAILED:
        return _("The report could not be compiled.")
    return _("The report says otherwise. Choose the outcome that it shows.")


def find(request: HttpRequest, reference: str, code: str) -> tuple[Case, Draft]:
    """The case and its draft. Raises Http404 for what has no draft."""
    case = access.case_for_staff(request, reference)
    if case.state not in {State.RECEIVED, State.REVIEW}:
        raise Http404
    try:
        return case, draft(case, code, dossier.report(case, request.user))
    except BadInput as error:
        raise Http404 from error


@desk(Who.VIEWER, "GET")
def email(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """The email as a page of its own, for a frame."""
    _case, found = find(request, reference, code)
    if found.composed is None or not found.composed.html:
        raise Http404
    return framed(found.composed.html)


@desk(Who.VIEWER, "GET")
def pdf(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """What is printed (paper mail), or travels with the email."""
    case, found = find(request, reference, code)
    if found.composed is None:
        raise Http404
    if case.delivery == Delivery.MAIL:
        return pdf_response(found.composed.paper, "response.pdf")
    files = outbox.attachments(found.compilation)
    if not files:
        raise Http404
    return pdf_response(files[0][1], files[0][0])


def framed(html: str) -> HttpResponse:
    """A letter's HTML with a policy of its own: its own style block by hash, and nothing else at all."""
    styles = " ".join(f"'sha256-{_digest(style)}'" for style in _STYLE.findall(html)) or "'none'"
    response = HttpResponse(html)
    response["Content-Security-Policy"] = (
        f"default-src 'none'; style-src {styles}; frame-ancestors 'self'; base-uri 'none'; form-action 'none'; sandbox"
    )
    return response


def _digest(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def pdf_response(content: bytes | None, name: str) -> HttpResponse:
    """A PDF to look at or keep."""
    if content is None:
        raise Http404
    response = HttpResponse(bytes(content), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def decision_form(case: Case, found: Draft) -> forms.OptionalNoteForm:
    """The form that sends this draft: approve with exactly this report, or decline."""
    initial = {"outcome": found.outcome.code, "compilation": found.compilation.pk if found.compilation else None}
    if found.outcome.is_decline:
        return forms.DeclineForm(case=case, name="decline", initial=initial)
    return forms.ApproveForm(case=case, name="approve", initial=initial)


def render_page(request: HttpRequest, case: Case, found: Draft, *, status: int = 200, **words: object) -> HttpResponse:
    """The draft's page, with the form to send it for those who may decide."""
    is_open = decides(request) and not found.problem and found.composed and case.state == State.REVIEW
    shown = {
        "case": case,
        "draft": found,
        "composed": found.composed,
        "attachments": outbox.attachments(found.compilation) if case.delivery == Delivery.EMAIL else [],
        "form": decision_form(case, found) if is_open else None,
        "gaps": found.compilation.gaps if found.compilation else [],
        **words,
    }
    return render(request, "staff/draft.html", shown, status=status)


@desk(Who.VIEWER, "GET")
def page(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    case, found = find(request, reference, code)
    return render_page(request, case, found)
