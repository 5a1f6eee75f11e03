"""Letters as they were sent, or as they will be."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from dsr import letters
from dsr.lifecycle import Who
from dsr.models import Case, Letter
from dsr.models.case import Delivery
from portal import access
from portal.staff.account import desk
from portal.staff.case import delivery
from portal.web import letter_views
from portal.web.typed_requests import StaffRequest


@desk(Who.VIEWER, "GET")
def letter_page(request: StaffRequest, reference: str, letter_id: int) -> HttpResponse:
    """One letter as it was sent, or as it will be."""
    case, found = _find(request, reference, letter_id)
    body = letters.body_of(found)
    shown = {
        "case": case,
        "letter": found,
        "shown": delivery.shown(found),
        "body": body,
        "attachments": letters.report_attachments(found.compilation) if found.delivery == Delivery.EMAIL else [],
    }
    return render(request, "staff/case/letter.html", shown)


@desk(Who.VIEWER, "GET")
def letter_email(request: StaffRequest, reference: str, letter_id: int) -> HttpResponse:
    _case, found = _find(request, reference, letter_id)
    html = letters.body_of(found)["html"]
    if not html:
        raise Http404
    return letter_views.framed(html)


@desk(Who.VIEWER, "GET")
def letter_pdf(request: StaffRequest, reference: str, letter_id: int) -> HttpResponse:
    """The print-ready PDF of a paper letter."""
    case, found = _find(request, reference, letter_id)
    if found.delivery != Delivery.MAIL:
        raise Http404
    return letter_views.pdf_response(letters.paper_pdf(found), f"{case.reference}-{found.pk}.pdf")


@desk(Who.VIEWER, "GET")
def letter_file(request: StaffRequest, reference: str, letter_id: int, name: str) -> HttpResponse:
    """One file as it travelled with an email."""
    _case, found = _find(request, reference, letter_id)
    for file_name, content, mime in letters.report_attachments(found.compilation):
        if file_name == name and found.delivery == Delivery.EMAIL:
            response = HttpResponse(content, content_type=mime)
            kind = "inline" if mime == "application/pdf" else "attachment"
            response["Content-Disposition"] = f'{kind}; filename="{file_name}"'
            return response
    raise Http404


def _find(request: StaffRequest, reference: str, letter_id: int) -> tuple[Case, Letter]:
    case = access.case_for_staff(request, reference)
    found = case.letters.select_related("compilation").filter(pk=letter_id).first()
    # A forgotten case has no words any more, nor one of which only what must be found again is kept.
    if found is None or not letters.keeps_words(found):
        raise Http404
    found.case = case
    return case, found
