"""Several things at once: ticked on one page, asked step by step, checked once and sent with one press.

What takes effect at receipt comes first, with an address only; who leaves the rest out sends that alone."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db import Error as DatabaseFailure
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from dsr.errors import KeyLost
from dsr.kinds import base
from dsr.kinds.base import Kind, Question
from dsr.models import Brand
from portal.public import brand_urls, signed_in_person
from portal.public.form import check_answers, draft, extra_questions, question_pages, several_kinds, submission
from portal.public.form.check_answers import Filled
from portal.public.form.several_kinds import JointKind, rank
from portal.public.form.submission import Held
from portal.web.question_form import form_for
from portal.web.typed_requests import brand_of

_WISH, _PRESSED, _STEP = "wish", "go", "step"
_SEVERAL, _CHECK = "help-me/several", "help-me/several/check"


class _NothingOfferedError(Exception):
    """Of what was ticked, this business takes nothing any more."""


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, max_age=0)
def several_kinds_page(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Tick what is wanted; then one form in steps. Each thing becomes a request of its own, all linked."""
    if request.method == "POST" and _ticked(request):
        return _take(request, slug)
    brand = brand_urls.meet(request, slug)
    wished = _wished(request, brand)
    if not wished:
        return _tick(request, brand)
    if len(wished) == 1 and not _is_begun(request, brand, wished):
        return redirect(brand_urls.address(wished[0], brand))
    return question_pages.show(request, _step(request, wished))


def several_kinds_page_again(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The form was open too long, or cookies are off: the same form with what was typed, ready to be sent again."""
    brand = brand_urls.meet(request, slug)
    wished = _wished(request, brand)
    if len(wished) < 2:
        return _tick(request, brand)
    step = _step(request, wished)
    return submission.page(request, step.kind, step.form(request.POST), Held.STALE, status=403, more=step.more)


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, max_age=0)
def several_kinds_check_page(request: HttpRequest, slug: str = "") -> HttpResponse:
    """All answers of all steps, before they are sent with one press."""
    if request.method == "POST" and _ticked(request):
        kind = several_kinds.join_kinds(_ticked(request)).kind
        try:
            return check_answers.send(request, partial(_whole_at, request, slug), kind)
        except _NothingOfferedError:
            return _tick(request, brand_of(request))
    brand = brand_urls.meet(request, slug)
    if not _wished(request, brand):
        return _tick(request, brand)
    return check_answers.page(request, _whole_at(request, slug))


def several_kinds_check_page_again(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The page was open too long: the same answers, ready to be sent."""
    try:
        return check_answers.page_again(request, _whole_at(request, slug))
    except _NothingOfferedError:
        return _tick(request, brand_of(request))


def _take(request: HttpRequest, slug: str) -> HttpResponse:
    """One press of one step: on to the next, or to the answers as they will be sent."""
    together = several_kinds.join_kinds(_ticked(request))  # what the page needs if the database is away
    form = together.form()(request.POST)
    try:
        wished = _wished(request, brand_urls.meet(request, slug))
        if not wished or (len(wished) == 1 and not _is_begun(request, brand_of(request), wished)):
            return _tick(request, brand_of(request))
        return question_pages.take(request, _step(request, wished))
    except (DatabaseFailure, KeyLost) as failure:
        return submission.not_saved(request, together.kind, form, failure)


def _ticked(request: HttpRequest) -> list[Kind]:
    """What the address names, by the kinds alone: without the database."""
    codes = request.GET.getlist(_WISH)
    return [kind for kind in base.every() if kind.page.wish and kind.code in codes]


def wishes(brand: Brand) -> list[Kind]:
    """What can be ticked: the kinds that this business takes and that are asked for beside others."""
    return [kind for kind in brand_urls.offered(brand) if kind.page.wish]


def _wished(request: HttpRequest, brand: Brand) -> list[Kind]:
    return [kind for kind in _ticked(request) if kind.is_offered(brand.business)]


def _is_begun(request: HttpRequest, brand: Brand, wished: Sequence[Kind]) -> bool:
    """Whether answers of several things stand here, of which the rest was left out: they are changed here too."""
    found = draft.find_draft(request, _name(brand)) if rank(wished[0]) < 2 else None
    return found is not None and not {question.name for question in wished[0].questions}.isdisjoint(found.answers)


def _name(brand: Brand) -> str:
    """Under which answers of several things are kept."""
    return f"{brand.pk}/several"


def _address(brand: Brand, page: str, kinds: Iterable[Kind], step: int = 0) -> str:
    asked = [(_WISH, kind.code) for kind in kinds] + ([(_STEP, str(step))] if step > 1 else [])
    return f"{brand_urls.page_address(brand, page)}?{urlencode(asked)}"


def _joint(request: HttpRequest, kinds: Sequence[Kind]) -> JointKind:
    business = brand_of(request).business
    asked = (
        ()
        if signed_in_person.proof_of(request)
        else [point for kind in kinds for point in extra_questions.questions_to_match(kind, business)]
    )
    return several_kinds.join_kinds(kinds, asked)


def _ranks(together: JointKind) -> list[int]:
    """The steps, each by the rank of what is asked there."""
    return sorted({together.rank_of(question) for question in together.kind.questions})


def _whole_at(request: HttpRequest, slug: str) -> Filled:
    """Raises _NothingOfferedError."""
    wished = _wished(request, brand_urls.meet(request, slug))
    if not wished:
        raise _NothingOfferedError
    return _whole(request, wished)


def _whole(request: HttpRequest, wished: Sequence[Kind]) -> Filled:
    brand, together = brand_of(request), _joint(request, wished)
    ranks = _ranks(together)
    steps = {question.name: ranks.index(together.rank_of(question)) + 1 for question in together.kind.questions}
    return Filled(
        name=_name(brand),
        kind=together.kind,
        parts=together.parts,
        form=together.form(),
        address_of=lambda name: _address(brand, _SEVERAL, wished, steps.get(name, len(ranks) if name else 1)),
        check_address=_address(brand, _CHECK, wished),
        receive=lambda request, form, token: submission.receive_several(request, together, form, token),
        steps=len(ranks) + 1,
    )


def _step(request: HttpRequest, wished: Sequence[Kind]) -> Filled:
    """One step of the whole: its own questions, less what the answers of the steps before make needless."""
    brand, together, whole = brand_of(request), _joint(request, wished), _whole(request, wished)
    ranks = _ranks(together)
    number = min(max(_number(request), 1), len(ranks))
    found = draft.find_draft(request, whole.name)
    answers = found.answers if found else {}
    here = {q.name for q in together.kind.questions if together.rank_of(q) == ranks[number - 1]}
    asked = list(_settled(together.kind.questions, here, answers))
    is_last = number == len(ranks)
    after = whole.check_address if is_last else _address(brand, _SEVERAL, wished, number + 1)
    now = [kind for kind in together.parts if rank(kind) == ranks[number - 1]]
    before = [kind for kind in wished if rank(kind) < ranks[number - 1]]
    kind = replace(together.kind, questions=tuple(asked), proof=now[0].proof if now else None)
    return replace(
        whole,
        kind=kind,
        form=form_for(kind, extra_questions=together.points if is_last else ()),
        check_address=after,
        step=number,
        more={"now": now, "before": before, "only": _only(brand, before)},
    )


def _only(brand: Brand, before: Sequence[Kind]) -> str:
    """Where who leaves the rest out sends what was answered already: what is answered there is not asked again."""
    return _address(brand, _CHECK, before) if before else ""


def _number(request: HttpRequest) -> int:
    text = request.GET.get(_STEP, "1")
    return int(text) if text.isdecimal() and len(text) < 3 else 1


def _settled(questions: Iterable[Question], here: set[str], answers: Any) -> Iterable[Question]:
    """The questions of this step; a condition on an earlier step is settled by the answer that stands there."""
    for question in questions:
        if question.name not in here:
            continue
        conditions = [one for one in (question.only_if, question.and_if) if one]
        if any(name not in here and answers.get(name) != value for name, value in conditions):
            continue
        left = [one for one in conditions if one[0] in here]
        yield replace(question, only_if=left[0] if left else None, and_if=left[1] if len(left) > 1 else None)


def _tick(request: HttpRequest, brand: Brand) -> HttpResponse:
    words = {
        "wishes": wishes(brand),
        "wish_name": _WISH,
        "pressed_name": _PRESSED,
        "is_unanswered": _PRESSED in request.GET,
        "back": brand_urls.page_address(brand, "help-me"),
    }
    return render(request, "public/form/several_kinds.html", words)
