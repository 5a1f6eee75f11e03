"""The public door: the page of rights, the form, and the page after it."""

from functools import partial
from typing import Any

from django.db import Error as DatabaseFailure
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dsr import letters, parties, request_facts, verification
from dsr.clock import today
from dsr.errors import BadInput, KeyLost
from dsr.formats.references import spell
from dsr.kinds import base
from dsr.kinds.base import Kind
from dsr.law import shine_the_light
from dsr.models import Case
from dsr.models.case import Delivery
from portal import access
from portal.public import brand_urls, signed_in_person
from portal.public.brand_urls import NotTaken
from portal.public.form import check_answers, effect, extra_questions, question_pages, submission
from portal.public.form.check_answers import Filled
from portal.public.form.submission import Held
from portal.web.question_form import QuestionForm, form_for
from portal.web.typed_requests import brand_of, wear


@require_safe
def front_page(request: HttpRequest, slug: str = "") -> HttpResponse:
    """What § 1798.83(b)(1)(B) asks for: its title, the rights, every designated address. Then other requests."""
    try:
        brand = brand_urls.meet(request, slug)
    except Http404:
        if slug:
            raise
        return render(request, "public/not_set_up.html", status=503)
    offered = sorted(brand_urls.offered(brand), key=lambda kind: kind.page.place)
    words: dict[str, Any] = {
        "statute": shine_the_light.STATUTE,
        "days": shine_the_light.DESIGNATED.length,
        "addresses": brand.business.designated_addresses.in_force(today()),
        "kinds": [kind for kind in offered if kind.page.is_first],
        "guide": brand_urls.page_address(brand, "help-me"),
        "several": brand_urls.page_address(brand, "help-me/several"),
        "follow": brand_urls.page_address(brand, "r"),
        "tasks": [(brand_urls.title(kind, brand), brand_urls.address(kind, brand)) for kind in offered],
    }
    return render(request, "public/front.html", words)


def _form(request: HttpRequest, kind: Kind) -> type[QuestionForm]:
    """The form of a kind at this business. Who is signed in there has no points to give."""
    business = brand_of(request).business
    extra = () if signed_in_person.proof_of(request) else extra_questions.questions_to_match(kind, business)
    return form_for(kind, extra_questions=extra)


def _kind(request: HttpRequest, code: str, slug: str) -> Kind:
    """The kind of this address. Raises NotTaken."""
    try:
        return base.get(code)
    except BadInput as error:
        brand_urls.meet(request, slug)
        raise NotTaken from error


def _check_offered(request: HttpRequest, kind: Kind, slug: str) -> None:
    if not kind.is_offered(brand_urls.meet(request, slug).business):
        raise NotTaken


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, max_age=0)
def ask_page(request: HttpRequest, code: str, slug: str = "") -> HttpResponse:
    """The form of one kind. What was typed is kept, never lost, and shown once more before it is sent."""
    kind = _kind(request, code, slug)
    if kind.page.own_address:
        return redirect(brand_urls.address(kind, brand_urls.meet(request, slug)))
    if request.method != "POST":
        _check_offered(request, kind, slug)
        return question_pages.show(request, _filled(request, kind))
    form = form_for(kind)(request.POST, request.FILES)  # what the page needs if the database is away
    try:
        _check_offered(request, kind, slug)
        return question_pages.take(request, _filled(request, kind))
    except (DatabaseFailure, KeyLost) as failure:
        return submission.not_saved(request, kind, form, failure)


def ask_page_again(request: HttpRequest, code: str, slug: str = "") -> HttpResponse:
    """The form was open too long, or cookies are off: the same form with what was typed, ready to be sent again."""
    kind = _kind(request, code, slug)
    _check_offered(request, kind, slug)
    form = _form(request, kind)(request.POST, request.FILES)
    return submission.page(request, kind, form, Held.STALE, status=403, more={"steps": 2})


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, max_age=0)
def check_page(request: HttpRequest, code: str, slug: str = "") -> HttpResponse:
    """The answers of the form of one kind, before they are sent. However often it is pressed, it makes one case."""
    kind = _kind(request, code, slug)
    if request.method == "POST":
        return check_answers.send(request, partial(_filled_at, request, kind, slug), kind)
    return check_answers.page(request, _filled_at(request, kind, slug))


def check_page_again(request: HttpRequest, code: str, slug: str = "") -> HttpResponse:
    """The page was open too long: the same answers, ready to be sent."""
    return check_answers.page_again(request, _filled_at(request, _kind(request, code, slug), slug))


def _filled_at(request: HttpRequest, kind: Kind, slug: str) -> Filled:
    _check_offered(request, kind, slug)
    return _filled(request, kind)


def _filled(request: HttpRequest, kind: Kind) -> Filled:
    brand = brand_of(request)
    address = brand_urls.address(kind, brand)
    return Filled(
        name=f"{brand.pk}/{kind.code}",
        kind=kind,
        parts=(kind,),
        form=_form(request, kind),
        address_of=lambda _question: address,
        check_address=f"{address}check/",
        receive=lambda request, form, token: submission.receive(request, kind, form, token),
    )


def _opened(case: Case, other: Case) -> dict[str, Any]:
    """Another request that came with the one of this page. `is_implied`: nobody asked for it in words.

    `part`: how much of it was asked for, where that is not all.
    """
    kind, first = base.get(other.kind), base.get(case.kind)
    return {
        "title": kind.title,
        "reference": spell(other.reference),
        "due": other.due_safe,
        "said": effect.said_of(other),
        "is_promised": letters.is_date_promised(other),
        "is_implied": letters.is_implied(case, other),
        "part": letters.part_asked(other),
        "one_proof": case.pk in {other.opened_by_id, case.pk if case.opened_by_id == other.pk else 0}
        and None not in {kind.proof, first.proof},
    }


def _may_withdraw(case: Case, others: list[Case]) -> bool:
    """Whether their code withdraws all that came. Who acts for another must show a permission first."""
    return not case.is_for_another and all(base.get(one.kind).letters.withdrawal for one in (case, *others))


def _told(case: Case) -> dict[str, str]:
    """For whom it is, and where we write to: so that a slip is seen by who made it."""
    try:
        sealed = access.sealed_values_just_made(case)
    except KeyLost:
        return {}
    reply, subject = sealed.get("requester", {}), sealed.get("subject", {})
    place = reply.get("postal" if case.delivery == Delivery.MAIL else "email", "")
    code = request_facts.own_code(case)
    return {"whom": subject.get("name", ""), "place": place, "own_code": f"{code[:4]}-{code[4:]}" if place else ""}


@require_safe
@never_cache
def done_page(request: HttpRequest) -> HttpResponse:
    """The last page: reference, what happens next and by when. Only the browser that sent the form sees it."""
    case = access.case_just_made(request)
    if case is None:
        return render(request, "public/form/gone.html", status=404)
    wear(request, case.brand)
    others = list(parties.cases_received_together(case))
    words: dict[str, Any] = {
        "case": case,
        "may_withdraw": _may_withdraw(case, others),
        **(_told(case) if check_answers.is_new(case) else {}),
        "may_confirm": verification.may_confirm_second_step(case),
        "kind": base.get(case.kind),
        "reference": spell(case.reference),
        "part": letters.part_asked(case),
        "said": effect.said_of(case),
        "last_day": letters.last_day_of(case).day,
        "by_law": effect.is_day_of_law(case),
        "is_promised": letters.is_date_promised(case) and not letters.last_day_of(case).has_passed,
        "promise": letters.promise(case),
        "opened": [_opened(case, other) for other in others],
    }
    words["in_effect"] = any(one["said"].words for one in words["opened"])
    response = render(request, "public/form/done.html", words)
    response["X-Robots-Tag"] = "noindex"
    return response
