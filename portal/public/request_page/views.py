"""The page of one's own request: read what was asked, what is needed, and what was sent; leave it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url

from dsr import request_page
from dsr.kinds import base
from dsr.request_page import Visitor
from portal.public.form import SeeOther
from portal.public.request_page import page_parts
from portal.public.request_page.visits import forget_visit, on_own_page, token_of


@on_own_page()
def own_page(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The page itself."""
    words = {
        "case": visitor.case,
        "kind": base.get(visitor.case.kind),
        "parts": page_parts.drawn(visitor),
        "actions": page_parts.offered(visitor),
    }
    return render(request, "public/request_page/page.html", words)


@on_own_page("POST")
def leave_page(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The browser keeps nothing of the visit any more, nor do we."""
    if request.method != "POST":
        return SeeOther(resolve_url("public:own_page"))
    request_page.end_visit(token_of(request))
    response = render(request, "public/request_page/over.html", {"is_left": True})
    forget_visit(response)
    return response
