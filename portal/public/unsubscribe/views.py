"""The door of unsubscribing: one page, and the one-click address of RFC 8058. No cookie, no redirect, no proof."""

import logging
from collections.abc import Mapping

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import Error as DatabaseFailure
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from dsr import letters, suppression
from dsr.errors import CannotOpen, KeyLost
from dsr.formats import mail_domains
from dsr.formats.references import spell
from dsr.models import Brand, Business
from dsr.suppression import UnsubscribeLink
from portal.public.unsubscribe.form import ALL, ONLY, StopForm, names_of, stop, submission_of_page
from portal.web import rate_limits
from portal.web.typed_requests import wear

log = logging.getLogger(__name__)

PAGE, ONE_CLICK = "page", "one-click"
# Mail programs try again later, as RFC 9110 asks of 503.
_LATER = "120"
Words = Mapping[str, object]
_NONE: Words = {}
_HELD = (DatabaseFailure, KeyLost)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe_page(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The one page. The list has it with the press; the page says whether every place has."""
    brands = Brand.objects.select_related("business")
    brand = get_object_or_404(brands, slug=slug) if slug else get_object_or_404(brands, is_front=True)
    wear(request, brand)
    if request.method != "POST":
        return _show(request, StopForm(brand.business))
    form = StopForm(brand.business, request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)
    if not rate_limits.allows(request, rate_limits.STOP_MAIL):
        response = _show(request, form, {"held": "limit"}, status=429)
        response["Retry-After"] = str(rate_limits.STOP_MAIL.seconds)
        return response
    email = form.cleaned_data["email"]
    submission = submission_of_page(brand.business, email, form.chosen)
    return _stop_by_hand(request, brand, form, email, submission)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one_click_page(request: HttpRequest, token: str) -> HttpResponse:
    """The address in the header. Only a POST acts: scanners and previews look with GET."""
    try:
        named = suppression.read_unsubscribe_token(token)
        business = Business.objects.get(pk=named.business_id)
        brand = business.brands.select_related("business").order_by("-is_front", "pk").first()
    except (CannotOpen, Business.DoesNotExist):
        brand = None
    except DatabaseFailure as failure:
        return _later(failure)
    if brand is None:
        return _unknown(request)
    wear(request, brand)
    if request.method == "POST" and not _is_of_page(request):
        return _one_click(brand, named, token)
    return _by_hand(request, brand, named, token)


def _unknown(request: HttpRequest) -> HttpResponse:
    """A cut or foreign link: words for a mail program; for a person a page that leads to the form without a link."""
    if request.method == "POST" and not _is_of_page(request):
        return _plain(_("This link is not one of ours, or it was cut off. Use the whole link from the message."), 400)
    if brand := Brand.objects.select_related("business").filter(is_front=True).first():
        wear(request, brand)
    response = render(request, "public/unsubscribe/unknown_link.html", status=400)
    response["X-Robots-Tag"] = "noindex"
    return response


def _is_of_page(request: HttpRequest) -> bool:
    """True when the form of the page was sent. Whatever else is posted to this secret address is a press.

    RFC 8058 asks for List-Unsubscribe=One-Click, and mail programs send it in every shape: with a line end, in small
    letters, without a type or a body, as multipart that no parser reads. None of them means that mail shall go on.
    """
    try:
        return "by" in request.POST
    except (BadRequest, SuspiciousOperation, MultiPartParserError, OSError, ValueError, LookupError):
        return False


def _one_click(brand: Brand, named: UnsubscribeLink, token: str) -> HttpResponse:
    """RFC 8058, section 3.2. The answer is a status for a machine; a replay gets the same."""
    lists = [named.list_slug] if named.list_slug else []
    try:
        stop(brand, named.email, lists, suppression.submission_of_token(token), ONE_CLICK)
    except _HELD as failure:
        return _later(failure)
    return _plain(_("We have your request: this mail stops."), 200)


def _by_hand(request: HttpRequest, brand: Brand, named: UnsubscribeLink, token: str) -> HttpResponse:
    """The same page, with the address known and masked: who forwards a message does not show it to others."""
    known = {"address": suppression.masked_address(named.email)}
    first = {"what": ONLY if named.list_slug else ALL, "lists": [named.list_slug]}
    if request.method != "POST":
        return _show(request, StopForm(brand.business, knows_email=True, initial=first), known)
    form = StopForm(brand.business, request.POST, knows_email=True)
    if not form.is_valid():
        return _show(request, form, known, status=422)
    submission = suppression.submission_of_token(token, form.chosen)
    return _stop_by_hand(request, brand, form, named.email, submission, known)


def _stop_by_hand(
    request: HttpRequest,
    brand: Brand,
    form: StopForm,
    email: str,
    submission: str,
    known: Words = _NONE,
) -> HttpResponse:
    try:
        case = stop(brand, email, form.chosen, submission, PAGE).case
        stopped = names_of(brand.business, form.chosen)
        is_everywhere = suppression.effect_of(case, {"email": email}).is_everywhere
    except _HELD as failure:
        log.error("An unsubscribe request could not be saved (%s).", type(failure).__name__)
        words = {"form": form, "held": "database", "brand": brand, "path": request.path, **known}
        response = HttpResponse(render_to_string("public/unsubscribe/unsubscribe.html", words), status=503)
        response["Retry-After"] = _LATER
        return response
    done = {"reference": spell(case.reference), "stopped": stopped, "is_done": True, "is_everywhere": is_everywhere}
    done |= {"stopped_for": known.get("address", email), "meant": "" if known else mail_domains.meant(email)}
    return _show(request, form, {**done, "last_day": letters.last_day_of(case).day, **known})


def _show(request: HttpRequest, form: StopForm, more: Words = _NONE, *, status: int = 200) -> HttpResponse:
    # People look for the page by search. What came of it, and what a link of one's own shows, is nobody else's.
    is_found = request.method != "POST" and not more
    words = {"form": form, "path": request.path, "is_found": is_found, **more}
    response = render(request, "public/unsubscribe/unsubscribe.html", words, status=status)
    if not is_found:
        response["X-Robots-Tag"] = "noindex"
    return response


def _plain(words: str, status: int) -> HttpResponse:
    return HttpResponse(f"{words}\n", content_type="text/plain; charset=utf-8", status=status)


def _later(failure: Exception) -> HttpResponse:
    log.error("An unsubscribe request could not be saved (%s).", type(failure).__name__)
    response = _plain(_("We could not save this just now. Send it again in two minutes."), 503)
    response["Retry-After"] = _LATER
    return response
