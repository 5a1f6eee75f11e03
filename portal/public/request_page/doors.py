"""What stands before the page: a press sends a code, the code opens it. Nothing here tells whether a link is known.

Mail scanners open links: opening one changes nothing, and only a press asks for a code.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dsr import request_page, sealing
from dsr.formats import page_tokens
from portal.public import brand_urls
from portal.public.form import SeeOther
from portal.public.request_page.forms import CodeForm, LinkForm, ReferencesForm
from portal.public.request_page.visits import private, remember_visit
from portal.web import rate_limits
from portal.web.typed_requests import brand_of

DO, SENT = "do", "sent"
_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(_METHODS)
@private
def link_page(request: HttpRequest, token: str, slug: str = "") -> HttpResponse:
    """Behind the link of a letter. The same page for every link that can be one of ours."""
    brand_urls.meet(request, slug)
    plain = page_tokens.parse(token)
    if plain is None:
        return render(request, "public/request_page/no_link.html", {"enter": _enter(request)}, status=404)
    if request.method != "POST":
        return _door(request, CodeForm())
    by_network = rate_limits.allows(request, rate_limits.PAGE_NETWORK)
    if not (by_network and rate_limits.allows(request, rate_limits.PAGE_LINK, plain)):
        return _held_back(request)
    if request.POST.get(DO) == "send":
        request_page.want_code(plain)
        return SeeOther(f"{request.path}?{SENT}")
    return _open(request, plain)


def _open(request: HttpRequest, token: str) -> HttpResponse:
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _door(request, form, status=422)
    kept = request_page.enter_code(token, form.cleaned_data["code"])
    if not kept:
        form.add_error("code", _("This code does not open the page. Check it, or ask for another code."))
        return _door(request, form, status=422)
    response = SeeOther("public:own_page")
    remember_visit(response, kept)
    return response


def _door(request: HttpRequest, form: CodeForm, status: int = 200) -> HttpResponse:
    has_code = SENT in request.GET or form.is_bound
    words = {
        "form": form,
        "is_sent": SENT in request.GET,
        "has_code": has_code,
        "path": request.path,
        "enter": _enter(request),
        **_ways(request),
    }
    return render(request, "public/request_page/door.html", words, status=status)


@require_http_methods(_METHODS)
@private
def enter_page(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Where the link of a paper letter is typed, or a link to each request is asked for."""
    brand_urls.meet(request, slug)
    form = LinkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return SeeOther(f"{_enter(request)}{page_tokens.spell(form.cleaned_data['link'])}/")
    words = {"form": form, "path": request.path, **_ways(request)}
    return render(request, "public/request_page/enter.html", words, status=422 if form.is_bound else 200)


@require_http_methods(_METHODS)
@private
def references_page(request: HttpRequest, slug: str = "") -> HttpResponse:
    """“Send me my references”: the same answer for every address, and nothing is looked up for it here."""
    brand = brand_urls.meet(request, slug)
    form = ReferencesForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        words = {"form": form, "path": request.path, "enter": _enter(request)}
        return render(request, "public/request_page/references.html", words, status=422 if form.is_bound else 200)
    if not rate_limits.allows(request, rate_limits.PAGE_NETWORK):
        return _held_back(request)
    email = form.cleaned_data["email"]
    # Whoever asks in somebody else's name fills no mailbox; over the limit the page says what it says to all.
    mailbox = sealing.normalize("email", email)
    is_free = rate_limits.counts(rate_limits.PAGE_MAILBOX, mailbox)
    if rate_limits.counts(rate_limits.PAGE_MAILBOX_DAY, mailbox) and is_free:
        request_page.want_references(brand, email, get_language() or "en")
    return render(request, "public/request_page/references_sent.html", {"email": email, "path": request.path})


def _held_back(request: HttpRequest) -> HttpResponse:
    response = render(request, "public/request_page/held_back.html", {"said": "limit"}, status=429)
    response["Retry-After"] = str(rate_limits.PAGE_LINK.seconds)
    return response


def _enter(request: HttpRequest) -> str:
    return brand_urls.page_address(brand_of(request), "r")


def _ways(request: HttpRequest) -> dict[str, str]:
    return {"references": brand_urls.page_address(brand_of(request), "r/references")}
