"""Several things at once: ticked on one page, then asked step by step, so that none is asked for another's sake.

What takes effect at receipt comes first and asks for an address only; what needs proof comes last.
"""

from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.db import Error as DatabaseFailure
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from dsr import parties
from dsr.errors import BadInput, KeyLost
from dsr.kinds import base
from dsr.kinds.base import Kind
from dsr.models import Brand, Case
from portal import access
from portal.public import brand_urls, signed_in_person
from portal.public.form import effect, extra_questions, several_kinds, submission
from portal.public.form.several_kinds import JointKind
from portal.public.form.submission import Held
from portal.web import rate_limits
from portal.web.question_form import QuestionForm
from portal.web.typed_requests import brand_of

_WISH, _PRESSED = "wish", "go"


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, max_age=0)
def several_kinds_page(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Tick what is wanted; then one form for each step. Each thing becomes a request of its own, all linked."""
    if request.method == "POST" and _ticked(request):
        return _send(request, slug)
    brand = brand_urls.meet(request, slug)
    wished = _wished(request, brand)
    if not wished:
        access.forget_several(request)
        return _tick(request, brand)
    first = _first(request, brand, wished)
    if len(wished) == 1 and first is None:
        return redirect(brand_urls.address(wished[0], brand))
    together = _joint(request, _steps(wished)[0])
    initial = signed_in_person.initial(signed_in_person.person(request), together.kind.questions)
    page = _page(request, together, together.form()(initial=initial), first=first)
    if initial:
        add_never_cache_headers(page)
    return page


def several_kinds_page_again(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The form was open too long, or cookies are off: the same form with what was typed, ready to be sent again."""
    brand = brand_urls.meet(request, slug)
    wished = _wished(request, brand)
    if not wished:
        return _tick(request, brand)
    together = _joint(request, _steps(wished)[0])
    return _page(request, together, together.form()(request.POST), Held.STALE, status=403)


def _send(request: HttpRequest, slug: str) -> HttpResponse:
    """One press of one step. However often it is pressed, and whatever fails, what was typed is not lost."""
    together = several_kinds.join_kinds(_steps(_ticked(request))[0])  # what the page needs if the database is away
    form = together.form()(request.POST)
    try:
        brand = brand_urls.meet(request, slug)
        wished = _wished(request, brand)
        if not wished:
            return _tick(request, brand)
        now_asked, later = _steps(wished)
        first = _first(request, brand, wished)
        together = _joint(request, now_asked)
        form = together.form()(request.POST)
        if (held := _held(request, together, form, first)) is not None:
            return held
        case = submission.receive_several(request, together, form, first)
    except BadInput as refusal:
        form.add_error(None, str(refusal))
        return _page(request, together, form, status=422)
    except (DatabaseFailure, KeyLost) as failure:
        return submission.not_saved(request, together.kind, form, failure)
    return _go_on(request, case, first or case, later)


def _go_on(request: HttpRequest, case: Case, first: Case, later: list[Kind]) -> HttpResponse:
    """To the next step, or to the last page."""
    then = f"{request.path}?{urlencode([(_WISH, kind.code) for kind in later])}" if later else ""
    try:
        access.remember_several(request, case, first, [kind.code for kind in later])
    except DatabaseFailure as failure:
        return submission.received(request, case, failure, then)
    return submission.SeeOther(then or "public:done")


def _held(request: HttpRequest, together: JointKind, form: QuestionForm, first: Case | None) -> HttpResponse | None:
    """The form again, with what is wrong or why it was not taken; None when it can be received."""
    if not form.is_valid():
        return _page(request, together, form, first=first, status=422)
    if submission.is_robot(request):
        return _page(request, together, form, Held.ROBOT, first=first, status=400)
    if not rate_limits.allows(request, rate_limits.PUBLIC_FORM):
        return _page(request, together, form, Held.LIMIT, first=first, status=429)
    return None


def _first(request: HttpRequest, brand: Brand, wished: list[Kind]) -> Case | None:
    return access.first_of_several(request, brand, [kind.code for kind in wished])


def _ticked(request: HttpRequest) -> list[Kind]:
    """What the address names, by the kinds alone: without the database."""
    codes = request.GET.getlist(_WISH)
    return [kind for kind in base.every() if kind.page.wish and kind.code in codes]


def wishes(brand: Brand) -> list[Kind]:
    """What can be ticked: the kinds that this business takes and that are asked for beside others."""
    return [kind for kind in brand_urls.offered(brand) if kind.page.wish]


def _wished(request: HttpRequest, brand: Brand) -> list[Kind]:
    return [kind for kind in _ticked(request) if kind.is_offered(brand.business)]


def _steps(wished: list[Kind]) -> tuple[list[Kind], list[Kind]]:
    """What is asked on this page and what later. Only kinds that may ask for as much as each other share a form."""
    groups = [list(group) for _rank, group in groupby(sorted(wished, key=_rank), key=_rank)]
    return groups[0], [kind for group in groups[1:] for kind in group]


def _rank(kind: Kind) -> int:
    """0: in effect at receipt, with an address only. 1: no proof. 2: proof."""
    if kind.proof is not None:
        return 2
    return 0 if kind.automatic_grant is not None else 1


def _joint(request: HttpRequest, kinds: list[Kind]) -> JointKind:
    business = brand_of(request).business
    asked = (
        ()
        if signed_in_person.proof_of(request)
        else [point for kind in kinds for point in extra_questions.questions_to_match(kind, business)]
    )
    return several_kinds.join_kinds(kinds, asked)


def _tick(request: HttpRequest, brand: Brand) -> HttpResponse:
    words = {
        "wishes": wishes(brand),
        "wish_name": _WISH,
        "pressed_name": _PRESSED,
        "is_unanswered": _PRESSED in request.GET,
        "back": brand_urls.page_address(brand, "help-me"),
    }
    return render(request, "public/form/several_kinds.html", words)


def _page(
    request: HttpRequest,
    together: JointKind,
    form: Any,
    held: Held | None = None,
    *,
    first: Case | None = None,
    status: int = 200,
) -> HttpResponse:
    kind = together.kind if len(together.parts) > 1 else together.parts[0]
    before = [first, *parties.cases_received_together(first)] if first else []
    said = [(effect.said_of(one), one) for one in before]
    return submission.page(request, kind, form, held, status=status, before=said)
