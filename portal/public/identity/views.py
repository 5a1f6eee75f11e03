"""Proving: the page behind a letter's link, the page on which a code is typed, and the second step. Only POST acts."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from dsr import letters, verification
from dsr.clock import today
from dsr.formats import references
from dsr.kinds import base
from dsr.verification import ProofLinkState
from portal import access
from portal.access import ToProve
from portal.public.form import SeeOther
from portal.public.identity.forms import CodeForm, ProofForm
from portal.web import rate_limits
from portal.web.typed_requests import wear

DO = "do"
CONFIRMED_NOW = "confirmed"
View = Callable[..., HttpResponse]


def _private(view: View) -> View:
    """Nobody keeps the page or finds it by search."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        response: HttpResponse = never_cache(view)(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return guarded


@csrf_exempt  # who holds the link may press its button, and no other site holds it; so it works without cookies too
@require_http_methods(["GET", "HEAD", "POST"])
@_private
def proof_link_page(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a letter's link. Mail scanners open it: only the button confirms."""
    response = _page(request, access.proof_by_link(token))
    # The address is a secret, so no other site is told of it.
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@_private
def request_page(request: HttpRequest) -> HttpResponse:
    """The same page, for a browser in which the code was typed."""
    return _page(request, access.proof_by_code(request))


def _page(request: HttpRequest, to_prove: ToProve | None) -> HttpResponse:
    if to_prove is None:
        return render(request, "public/identity/prove_answer.html", {"said": "unknown"}, status=404)
    wear(request, to_prove.case.brand)
    if request.method == "POST":
        return _act(request, to_prove)
    if to_prove.stand is not ProofLinkState.OPEN:
        return _said(request, to_prove, to_prove.stand.value)
    return _ask(request, to_prove, ProofForm(row=to_prove.row))


def _ask(request: HttpRequest, to_prove: ToProve, form: ProofForm, status: int = 200) -> HttpResponse:
    requests = [
        {
            "title": base.get(one.kind).title,
            "reference": references.spell(one.reference),
            "at": one.received_at,
            "extent": one.answers.get("extent", ""),
            "part": letters.part_asked(one),
        }
        for one in verification.cases_of_request(to_prove.case)
    ]
    words = {"form": form, "requests": requests, "path": request.path, "today": today()}
    return render(request, "public/identity/prove.html", words, status=status)


def _said(request: HttpRequest, to_prove: ToProve, said: str, status: int = 200) -> HttpResponse:
    served = verification.cases_of_request(to_prove.case)
    is_over = said in {ProofLinkState.GIVEN.value, ProofLinkState.SETTLED.value}
    words = {"said": said, "path": request.path, "kind": base.get(to_prove.case.kind)}
    promised = served[0] if served else to_prove.case  # what was answered already is promised no more
    words |= {"is_first": CONFIRMED_NOW in request.GET, "promise": letters.promise(promised)}
    words["each"] = [{"title": base.get(one.kind).title, "promise": letters.promise(one)} for one in served]
    words |= {"may_disown": is_over and bool(served), "is_open": to_prove.case.is_open or bool(served)}
    return render(request, "public/identity/prove_answer.html", words, status=status)


def _act(request: HttpRequest, to_prove: ToProve) -> HttpResponse:
    wanted = request.POST.get(DO, "")
    if wanted == "not-me":
        verification.disown_request(to_prove.found.secret)
        return _said(request, to_prove, "not-me")
    if wanted == "fresh":
        return _send_fresh(request, to_prove.case.pk)
    if to_prove.stand is not ProofLinkState.OPEN:
        return _said(request, to_prove, to_prove.stand.value)
    form = ProofForm(request.POST, row=to_prove.row)
    if not form.is_valid():
        return _ask(request, to_prove, form, status=422)
    verification.prove(to_prove.found.secret, form.points(), form.declaration())
    return SeeOther(f"{request.path}?{CONFIRMED_NOW}")


def _send_fresh(request: HttpRequest, case_id: int) -> HttpResponse:
    """The same page whether or not anything is sent; a worker writes the letter."""
    if not rate_limits.allows(request, rate_limits.PROOF):
        return _held_back(request)
    verification.want_fresh_link(case_id)
    return render(request, "public/identity/prove_answer.html", {"said": "sent"})


@require_http_methods(["GET", "HEAD", "POST"])
@_private
def code_page(request: HttpRequest) -> HttpResponse:
    """Where a reference and a code are typed. An unknown reference and a wrong code get the same answer."""
    if request.method != "POST":
        return render(request, "public/identity/enter_code.html", {"form": CodeForm()})
    wants_fresh = request.POST.get(DO) == "fresh"
    form = CodeForm(request.POST, is_code_needed=not wants_fresh)
    if not form.is_valid():
        return render(request, "public/identity/enter_code.html", {"form": form}, status=422)
    typed = form.cleaned_data
    if wants_fresh:
        return _send_fresh(request, verification.carrier_by_reference(references.parse(typed["reference"]) or ""))
    if not rate_limits.allows(request, rate_limits.PROOF):
        return _held_back(request)
    secret = verification.enter_code(typed["reference"], typed["code"])
    if secret is None:
        form.add_error(None, _("This reference and code do not open a request that waits. Check both and try again."))
        return render(request, "public/identity/enter_code.html", {"form": form, "is_miss": True}, status=422)
    access.remember_code(request, secret)
    return SeeOther("public:prove_request")


def _held_back(request: HttpRequest) -> HttpResponse:
    response = render(request, "public/identity/prove_answer.html", {"said": "limit"}, status=429)
    response["Retry-After"] = str(rate_limits.PROOF.seconds)
    return response


@require_POST
@_private
def confirm_page(request: HttpRequest) -> HttpResponse:
    """The second step on the page after the form, § 7020(d), for who came signed in from the business's own site."""
    case = access.case_just_made(request)
    if case is not None:
        verification.confirm_second_step(case.pk)
    return SeeOther("public:done")
