"""Pages for what went wrong; each says what to do next. 400, 403, 404, 429 and 500 are templates of that name.

Who is signed in at the desk gets its own, with the way back to the desk."""

from collections.abc import Callable

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views import defaults

from portal.api import refuse
from portal.public import form, guide
from portal.public.brand_urls import NotTaken
from portal.public.form import ask_page_again, check_page_again
from portal.staff.account import is_lacking

_KEEPS_WHAT_WAS_TYPED: dict[str, Callable[..., HttpResponse]] = {
    "public:ask": ask_page_again,
    "public:brand_ask": ask_page_again,
    "public:check_answers": check_page_again,
    "public:brand_check_answers": check_page_again,
    "public:several": form.several_kinds_page_again,
    "public:brand_several": form.several_kinds_page_again,
    "public:several_check": form.several_kinds_check_page_again,
    "public:brand_several_check": form.several_kinds_check_page_again,
}


_DESK = ("/desk/", "/admin/", "/accounts/")


def _is_at_desk(request: HttpRequest) -> bool:
    """Whether who asks came in: the desk's own pages name its places, and who is signed in."""
    is_there = request.path_info.startswith(_DESK) and hasattr(request, "user")
    return is_there and request.user.is_authenticated and not is_lacking(request)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing is here. An address of a request that is not taken leads to the guide, never to a dead end."""
    if isinstance(exception, NotTaken):
        return guide.wrong_form_page(request)
    try:
        request.POST  # noqa: B018  (Django's page looks at the form's token, and fails where nobody can read the form)
    except (MultiPartParserError, BadRequest, SuspiciousOperation, OSError) as error:
        return bad_request(request, error)
    if _is_at_desk(request):
        return render(request, "staff/problems/not_found.html", status=404)
    return defaults.page_not_found(request, exception)


def not_open(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A page that this role does not open."""
    if _is_at_desk(request):
        return render(request, "staff/problems/not_open.html", status=403)
    return defaults.permission_denied(request, exception)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent cannot be read. Django's own page would read it once more, to look at its CSRF token."""
    if request.path_info.startswith("/api/"):
        return refuse(
            "bad-request", _("This cannot be read. Send UTF-8 without a NUL, to the host name of this desk."), 400
        )
    return HttpResponseBadRequest(render_to_string("400.html"))


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long or cookies are off: say how to go on. The public form loses nothing."""
    match = request.resolver_match
    if match and match.view_name in _KEEPS_WHAT_WAS_TYPED:
        return _KEEPS_WHAT_WAS_TYPED[match.view_name](request, **match.kwargs)
    page = "staff/problems/not_sent.html" if _is_at_desk(request) else "public/form/failed_form.html"
    return render(request, page, status=403)
