"""The guide: one plain question a page, then the right form. A wrong door leads here, never to a dead end."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from dsr.clock import today
from dsr.kinds.base import Kind, Need
from dsr.models import Brand
from dsr.models.designated_address import Medium
from portal.public import brand_urls
from portal.public.guide import questions
from portal.public.guide.questions import Stand
from portal.web.typed_requests import brand_of

_ANSWER, _PRESSED = "a", "at"


@require_safe
def guide_page(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The question that comes next, or the forms at the end. The address holds the answers, nothing personal."""
    brand = brand_urls.meet(request, slug)
    stand = questions.walk(request.GET.getlist(_ANSWER))
    if stand.at == questions.SEVERAL:
        return redirect(brand_urls.page_address(brand, "help-me/several"))
    if stand.fork is None:
        return render(request, "public/guide/destination.html", _end(brand, Need(stand.at)) | _back(brand, stand))
    is_unanswered = request.GET.get(_PRESSED, "") == str(len(stand.taken))
    return render(request, "public/guide/question.html", _question(brand, stand) | {"is_unanswered": is_unanswered})


@cache_control(private=True, max_age=0)
def wrong_form_page(request: HttpRequest) -> HttpResponse:
    """The address names no request that this business takes: say so, and begin to ask."""
    brand = brand_of(request)
    words = _question(brand, questions.walk([])) | {"is_wrong_door": True} | _others(brand)
    return render(request, "public/guide/question.html", words, status=404)


def _question(brand: Brand, stand: Stand) -> dict[str, Any]:
    return {
        "fork": stand.fork,
        "taken": stand.taken,
        "number": len(stand.taken) + 1,
        "most": questions.MOST_QUESTIONS,
        "action": brand_urls.page_address(brand, "help-me"),
        "answer_name": _ANSWER,
        "pressed_name": _PRESSED,
        **_back(brand, stand),
    }


def _back(brand: Brand, stand: Stand) -> dict[str, Any]:
    """The address of the page before: the same answers without the last."""
    start = brand_urls.page_address(brand, "help-me")
    answers = [(_ANSWER, way.value) for way in stand.taken[:-1]]
    back = f"{start}?{urlencode(answers)}" if answers else start
    return {
        "back": back if stand.taken else "",
        "start": start,
        "several": brand_urls.page_address(brand, "help-me/several"),
    }


def _end(brand: Brand, need: Need) -> dict[str, Any]:
    """The forms that meet the need; where there is none, how to reach us in words of one's own."""
    met = _forms(brand, need)
    return {"forms": met, "is_met": bool(met)} | _others(brand, needs_words=not met)


def _forms(brand: Brand, need: Need) -> list[tuple[str, Kind, str]]:
    found = [kind for kind in brand_urls.offered(brand) if need in kind.page.meets]
    # What the need is first of all for such a kind stands first.
    found.sort(key=lambda kind: kind.page.meets.index(need))
    return [(brand_urls.title(kind, brand), kind, brand_urls.address(kind, brand)) for kind in found]


def _others(brand: Brand, *, needs_words: bool = True) -> dict[str, Any]:
    """Other ways to reach us: the form for free words, and the published addresses."""
    addresses = brand.business.designated_addresses.in_force(today()).exclude(medium=Medium.FORM)
    return {
        "free": _forms(brand, Need.ANYTHING_ELSE) if needs_words else [],
        "addresses": addresses,
        "media": {address.medium for address in addresses},
    }
