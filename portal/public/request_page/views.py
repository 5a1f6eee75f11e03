"""The page of one's own request: read what was asked, what is needed, and what was sent; leave it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.views.decorators.http import require_POST

from dsr import letters, request_page, verification
from dsr.kinds import base
from dsr.request_page import NeedName, SentLetter, Visitor
from portal.public.form import SeeOther
from portal.public.request_page import page_parts
from portal.public.request_page.letter_text import parts_of
from portal.public.request_page.visits import forget_visit, on_own_page, private, token_of
from portal.web import letter_views, rate_limits


@on_own_page()
def own_page(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The page itself, in the order of what a person asks of it."""
    return render(request, "public/request_page/page.html", _words(visitor))


def _words(visitor: Visitor) -> dict[str, Any]:
    case = visitor.case
    sent, is_person = request_page.letters_sent(visitor), visitor.is_subject
    needs = [] if is_person else request_page.needs_of(case)
    besides = page_parts.needed_besides(visitor)
    return {
        "case": case,
        "kind": base.get(case.kind),
        "part": letters.part_asked(case),
        "about": page_parts.about_whom(visitor),
        "written_by": page_parts.written_by(visitor),
        "needs": needs,
        "confirm_by": next((verification.confirm_by(one.carrier) for one in needs if one.carrier), None),
        "needed_besides": besides,
        "is_needed": bool(needs or besides),
        "answer": request_page.answer_day(case, is_person=is_person),
        "stages": request_page.stages_of(case, may_know_person=visitor.may_act, is_person=is_person),
        "sent": sent,
        "response": request_page.newest_response(sent),
        "parts": page_parts.drawn(visitor),
        "actions": page_parts.offered(visitor),
    }


@on_own_page("POST")
def fresh_link_page(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The letter with the button that confirms, once more."""
    needed = [one for one in request_page.needs_of(visitor.case) if one.name is NeedName.CONFIRM]
    if request.method != "POST" or not needed:
        return SeeOther(resolve_url("public:own_page"))
    is_free = rate_limits.allows(request, rate_limits.PROOF)
    is_sent = is_free and verification.want_fresh_link(needed[0].carrier)
    words = {"is_sent": is_sent, "case": visitor.case}
    return render(request, "public/request_page/fresh_link.html", words, status=200 if is_free else 429)


@on_own_page()
def letter_page(request: HttpRequest, visitor: Visitor, letter_id: int) -> HttpResponse:
    """One letter in its own words, to read, print and keep, with the files that came with it."""
    found = _find(visitor, letter_id)
    words = {
        "found": found,
        "parts": parts_of(letters.body_of(found.letter)["text"]),
        "files": [] if found.is_on_paper else letters.report_attachments(found.letter.compilation),
    }
    return render(request, "public/request_page/letter.html", words)


@on_own_page()
def letter_as_sent(request: HttpRequest, visitor: Visitor, letter_id: int) -> HttpResponse:
    """As it looked: the email, or the PDF that was printed."""
    found = _find(visitor, letter_id)
    if found.is_on_paper:
        return letter_views.pdf_response(letters.paper_pdf(found.letter), f"{visitor.case.reference}-{letter_id}.pdf")
    return letter_views.framed(letters.body_of(found.letter)["html"])


@on_own_page()
def letter_kept(request: HttpRequest, visitor: Visitor, letter_id: int) -> HttpResponse:
    """The email as a file that opens without us."""
    found = _find(visitor, letter_id)
    if found.is_on_paper:
        raise Http404
    response = HttpResponse(letters.body_of(found.letter)["html"], content_type="text/html; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{visitor.case.reference}-{letter_id}.html"'
    return response


@on_own_page()
def letter_file(request: HttpRequest, visitor: Visitor, letter_id: int, name: str) -> HttpResponse:
    """One file as it came with the email."""
    found = _find(visitor, letter_id)
    files = [] if found.is_on_paper else letters.report_attachments(found.letter.compilation)
    for file_name, content, mime in files:
        if file_name == name:
            response = HttpResponse(content, content_type=mime)
            response["Content-Disposition"] = f'attachment; filename="{file_name}"'
            return response
    raise Http404


def _find(visitor: Visitor, letter_id: int) -> SentLetter:
    found = request_page.letter_sent(visitor, letter_id)
    if found is None:
        raise Http404
    return found


@require_POST
@private
def leave_page(request: HttpRequest) -> HttpResponse:
    """The browser keeps nothing of the visit any more, nor do we."""
    request_page.end_visit(token_of(request))
    response = render(request, "public/request_page/over.html", {"is_left": True})
    forget_visit(response)
    return response
