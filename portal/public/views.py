"""The public door: the page of rights, the form, and the page after it."""

from typing import Any

from django.db import Error as DatabaseFailure
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dsr.clock import today
from dsr.errors import BadInput
from dsr.kinds import base
from dsr.kinds.base import Kind
from dsr.law import shine_the_light
from dsr.models import Brand
from dsr.references import spell
from portal import access, limits
from portal.forms import form_for
from portal.public import asking
from portal.public.asking import Held


def _meet(request: HttpRequest, slug: str) -> Brand:
    """The brand a visitor came for; every page then wears its name and color."""
    brands = Brand.objects.select_related("business")
    brand = get_object_or_404(brands, slug=slug) if slug else get_object_or_404(brands, is_front=True)
    request.brand = brand  # type: ignore[attr-defined]
    return brand


def _kind(code: str) -> Kind:
    try:
        return base.get(code)
    except BadInput as error:
        raise Http404 from error


@require_safe
def front(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The page that § 1798.83(b)(1)(B) asks for: its title, the rights, and every designated address."""
    try:
        brand = _meet(request, slug)
    except Http404:
        if slug:
            raise
        return render(request, "public/not_set_up.html", status=503)
    words: dict[str, Any] = {
        "title": _(shine_the_light.SAFE_HARBOR_LINK_TITLE),
        "short_title": _(shine_the_light.LINK_TITLE),
        "statute": shine_the_light.STATUTE,
        "days": shine_the_light.DESIGNATED.length,
        "addresses": brand.business.designated_addresses.in_force(today()),
        "kinds": list(base.every()),
    }
    return render(request, "public/front.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, max_age=0)
def ask(request: HttpRequest, code: str, slug: str = "") -> HttpResponse:
    """The form of one kind. A press makes one case, however often it is pressed; what was typed is never lost."""
    kind = _kind(code)
    if request.method != "POST":
        _meet(request, slug)
        return asking.page(request, kind, form_for(kind)())
    form = form_for(kind)(request.POST)
    try:
        _meet(request, slug)
        if not form.is_valid():
            return asking.page(request, kind, form, status=422)
        if asking.is_robot(request):
            return asking.page(request, kind, form, Held.ROBOT, status=400)
        if not limits.allows(request, limits.PUBLIC_FORM):
            return asking.page(request, kind, form, Held.LIMIT, status=429)
        access.remember_just_made(request, asking.receive(request, kind, form))
    except BadInput as refusal:
        form.add_error(None, str(refusal))
        return asking.page(request, kind, form, status=422)
    except DatabaseFailure as failure:
        return asking.not_saved(request, kind, form, failure)
    return asking.SeeOther("public:done")


def ask_again(request: HttpRequest, code: str, slug: str = "") -> HttpResponse:
    """The form was open too long, or cookies are off: the same form with what was typed, ready to be sent again."""
    kind = _kind(code)
    _meet(request, slug)
    return asking.page(request, kind, form_for(kind)(request.POST), Held.STALE, status=403)


@require_safe
@never_cache
def done(request: HttpRequest) -> HttpResponse:
    """The last page: reference, what happens next and by when. Only the browser that sent the form sees it."""
    case = access.case_just_made(request)
    if case is None:
        return render(request, "public/gone.html", status=404)
    request.brand = case.brand  # type: ignore[attr-defined]
    response = render(request, "public/done.html", {"case": case, "reference": spell(case.reference)})
    response["X-Robots-Tag"] = "noindex"
    return response
