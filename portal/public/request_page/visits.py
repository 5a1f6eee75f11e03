"""Who is on the page of their own request: the cookie of a visit, and the guard of each view of the page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dsr.request_page import MOST
from portal import access
from portal.web.typed_requests import wear

# Under https a name that no other host can set a cookie for, and none without TLS.
COOKIE = "__Host-own-request" if settings.SECURE_COOKIES else "own-request"
View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """Nobody keeps the page, finds it by search, or is told where it is."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = never_cache(view)(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "same-origin"
        return response

    return guarded


def on_own_page(*methods: str) -> Callable[[View], View]:
    """A view of the page: it gets the request and who is on it. Whoever is on none any more is told how to come back.

    `methods` beside GET and HEAD, such as "POST"; whom another wrote for reads, and presses nothing.
    """

    def guard(view: View) -> View:
        @require_http_methods(["GET", "HEAD", *methods])
        @private
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            visitor = access.page_visitor(token_of(request))
            if visitor is None:
                return render(request, "public/request_page/over.html", status=403)
            if methods and visitor.is_subject:  # what takes a press is of who wrote
                return redirect("public:own_page")
            wear(request, visitor.case.brand)
            return view(request, visitor, *args, **kwargs)

        return guarded

    return guard


def token_of(request: HttpRequest) -> str:
    """What this browser keeps of its visit; empty when it keeps none."""
    return request.COOKIES.get(COOKIE, "")


def remember_visit(response: HttpResponse, token: str) -> None:
    """From now on this browser is on the page."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(MOST.total_seconds()),
        path="/",
        secure=settings.SECURE_COOKIES,
        httponly=True,
        samesite="Lax",
    )


def forget_visit(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, path="/", samesite="Lax")
