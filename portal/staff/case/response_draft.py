"""The draft of a response, exactly as it would be sent: composed in memory, never written."""

from collections.abc import Mapping
from copy import copy
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render

from dsr import letters, parties, review
from dsr.clock import today
from dsr.errors import BadInput
from dsr.formats import canonical_json
from dsr.formats.sent_values import whole_number
from dsr.kinds import base
from dsr.lifecycle import State, Who
from dsr.models import Case, Compilation
from dsr.models.case import Delivery
from dsr.review import Chosen, Draft, KeptChoice, draft
from portal import access
from portal.staff import queue
from portal.staff.account import decides, desk
from portal.staff.case import facts, steps
from portal.staff.case.correction_items import approval
from portal.staff.case.decision import ApproveForm, DecisionForm, DeclineForm
from portal.staff.case.list_context import list_context
from portal.staff.case.page import report
from portal.staff.case.saved_decision import form_as_saved
from portal.staff.wording import states
from portal.web.letter_views import framed, pdf_response
from portal.web.typed_requests import StaffRequest


def find_draft(request: StaffRequest, reference: str, code: str) -> tuple[Case, Draft]:
    """The case and its draft. Raises Http404 for what has no draft."""
    case = access.case_for_staff(request, reference)
    if case.state not in {State.RECEIVED, State.VERIFYING, State.REVIEW} and not review.owes_rest(case):
        raise Http404
    try:
        return case, draft(case, code, report(case, request.user, code), Chosen(kept=_asked_keeps(request)))
    except BadInput as error:
        raise Http404 from error


def _asked_keeps(request: StaffRequest) -> KeptChoice | None:
    """The choice of exceptions that a frame's address carries: step ids and codes, nothing personal."""
    pairs = [value.partition(".") for value in request.GET.getlist("keep")]
    keeps = {number: code for step, _dot, code in pairs if (number := whole_number(step)) is not None}
    return KeptChoice(keeps) if keeps else None


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
    if parties.goes_by(case) == Delivery.MAIL:
        return pdf_response(letters.print_look(case, found.composed), "response.pdf")
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


def begun(case: Case, found: Draft, form: DecisionForm) -> Draft:
    """The draft as the form begins: with what was written before a decision was taken back, where something was."""
    if not form.begins_anew():
        return found
    again = draft(copy(case), found.outcome.code, found.compilation, _chosen(form))
    form.initial["shown"] = letter_mark(again, form)
    return again


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
        found = draft(copy(case), form.data.get("outcome", ""), compilation, _chosen(form))
    except BadInput:
        return True  # there is no such letter: the verb refuses it
    return bool(letter_mark(found, form) == shown)


def _chosen(form: DecisionForm) -> Chosen:
    kept = form.kept() if isinstance(form, ApproveForm) else None
    return Chosen(kept, form.typed(), form.decisions())


def letter_mark(found: Draft, form: DecisionForm) -> str:
    """A mark of the letter as it is composed and of the decision, which another letter or decision does not have."""
    words: Any = form.typed() if found.composed is None else review.words_of_draft(found.composed)
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
        found = begun(case, found, form)
    shown = {
        "case": case,
        "draft": found,
        "composed": found.composed,
        "attachments": letters.report_attachments(found.compilation) if _goes_by_email(case) else [],
        "form": form,
        "joined": review.joined_requests(case),
        "by_hand": [] if found.outcome.is_decline else steps.by_hand(case),
        "due": states.due(case, today()),
        "gaps": found.compilation.gaps if found.compilation else [],
        "frame_query": address_of_keeps(form.keeps()) if isinstance(form, ApproveForm) else "",
        # Typed words never stand in an address, so no frame shows them.
        "facts": facts.panel(case, base.get(case.kind), parties.sealed_values(case)),
        "kind_words": states.title(case.kind),
        "wait": int(settings.DECISION_WAIT.total_seconds() // 60),
        "has_typed_words": found.outcome.needs_reason
        or (form is not None and bool(form.has_own_words() or form.item_groups())),
        "saved_at": None,
        **list_context(queue.came_from(request)),
        **more,
    }
    return render(request, "staff/case/response_draft.html", shown, status=status)


@desk(Who.VIEWER, "GET")
def draft_page(request: StaffRequest, reference: str, code: str) -> HttpResponse:
    case, found = find_draft(request, reference, code)
    if decides(request) and is_open(case, found) and (saved := form_as_saved(request, case, found)):
        form, at = saved
        return render_page(request, case, looked_at(case, form, found.compilation), form=form, saved_at=at)
    return render_page(request, case, found)


def _goes_by_email(case: Case) -> bool:
    return parties.goes_by(case) == Delivery.EMAIL
