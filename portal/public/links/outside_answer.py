"""The page on which somebody outside answers: behind the link of a mail, without an account. Only a press answers."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from dsr.errors import BadInput, Changed, NotAllowed
from dsr.models import Case
from portal.web import rate_limits
from portal.web.typed_requests import wear

FRESH = "fresh"
View = Callable[[HttpRequest, str], HttpResponse]


def behind_link(view: View) -> View:
    """A view whose address is a secret: nobody keeps the page, finds it by search, or is told where it is.

    Who holds the link may press its button, and no other site holds it; so it works without cookies too.
    """

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @never_cache
    @wraps(view)
    def secret(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return secret


@dataclass(frozen=True)
class SaidWords:
    """What differs in the pages after the question: whose it is, and why nothing can be answered here."""

    over: str | Promise  # it was answered, or is not needed any more
    old: str | Promise  # the link is too old, and another can be had
    sent: str | Promise  # where the new link went


class OutsideAnswer(ABC):
    """What one link asks: whom it is about, what to do, by when. Mail scanners open it: opening changes nothing."""

    template: str

    @property
    @abstractmethod
    def case(self) -> Case: ...

    @property
    @abstractmethod
    def is_open(self) -> bool:
        """False when it was answered, or is not needed any more."""

    @property
    @abstractmethod
    def may_answer(self) -> bool:
        """False when the link is too old."""

    @abstractmethod
    def form(self, data: QueryDict | None) -> forms.Form: ...

    @abstractmethod
    def shown(self) -> dict[str, object]:
        """What the page shows beside the form."""

    @abstractmethod
    def take(self, said: Mapping[str, Any]) -> None:
        """Write the answer. Raises Changed, NotAllowed, BadInput."""

    @abstractmethod
    def send_fresh(self) -> bool:
        """Mail another link. False when there is nothing to answer now, so that none goes out."""


def respond(request: HttpRequest, asked: OutsideAnswer | None, words: SaidWords) -> HttpResponse:
    """The page for what a link opens; None for a link that opens nothing."""
    if asked is None:
        return _said(request, words, "unknown", status=404)
    wear(request, asked.case.brand)
    if request.method == "POST" and not rate_limits.allows(request, rate_limits.PUBLIC_FORM):
        return _said(request, words, "limit", status=429)
    if not asked.is_open:
        return _said(request, words, "over")
    if request.method == "POST" and FRESH in request.POST:
        return _said(request, words, "sent" if asked.send_fresh() else "over")
    if not asked.may_answer:
        return _said(request, words, "old")
    if request.method == "POST":
        return _take(request, asked, words)
    return _ask(request, asked, asked.form(None))


def _take(request: HttpRequest, asked: OutsideAnswer, words: SaidWords) -> HttpResponse:
    form = asked.form(request.POST)
    if not form.is_valid():
        return _ask(request, asked, form, status=422)
    try:
        asked.take(form.cleaned_data)
    except (Changed, NotAllowed):
        return _said(request, words, "over", status=409)
    except BadInput as error:
        form.add_error(None, str(error))
        return _ask(request, asked, form, status=422)
    return _said(request, words, "thanks")


def _ask(request: HttpRequest, asked: OutsideAnswer, form: forms.Form, status: int = 200) -> HttpResponse:
    return render(request, asked.template, {**asked.shown(), "form": form}, status=status)


def _said(request: HttpRequest, words: SaidWords, said: str, status: int = 200) -> HttpResponse:
    shown = {"words": words, "said": said, "fresh": FRESH}
    return render(request, "public/links/outside_answer.html", shown, status=status)
