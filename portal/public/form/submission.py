"""Sending the form: one press, one case; whatever holds it up, the page keeps what was typed and says what to do."""

import logging
import secrets
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from django.db import Error as DatabaseFailure
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render, resolve_url
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from dsr import documents, intake
from dsr.clock import now, today
from dsr.formats import canonical_json
from dsr.formats.references import spell
from dsr.journal import REQUESTER
from dsr.kinds import base
from dsr.kinds.base import Kind
from dsr.models import Case, DesignatedAddress
from dsr.models.attachment import Purpose
from dsr.models.case import Channel
from dsr.models.designated_address import Medium
from portal import access
from portal.public import signed_in_person
from portal.public.form import draft
from portal.public.form.several_kinds import JointKind, answers_by_kind
from portal.web import rate_limits
from portal.web.question_form import QuestionForm, to_parties
from portal.web.typed_requests import brand_of

log = logging.getLogger(__name__)

# A field that people do not see and robots fill in.
TRAP = "subject_line"
TOKEN = "submission"  # noqa: S105  # the name of a field


class Held(StrEnum):
    """Why a filled form was not taken; public/form/held.html has the words of each."""

    ROBOT = "robot"
    LIMIT = "limit"
    STALE = "stale"
    DATABASE = "database"
    CHANGED = "changed"
    OVER = "over"
    REFUSED = "refused"


class SeeOther(HttpResponseRedirect):
    """After a POST: look at another page, so that a reload sends nothing again."""

    status_code = 303

    def __init__(self, view: str) -> None:
        super().__init__(resolve_url(view))


def is_robot(request: HttpRequest) -> bool:
    return bool(request.POST.get(TRAP, "").strip())


def receive(request: HttpRequest, kind: Kind, form: QuestionForm, token: str) -> Case:
    """Make the case, or find the one that an earlier press of this form made.

    Raises BadInput, and a database's own error when it was not saved.
    """
    brand = brand_of(request)
    proof, answered = signed_in_person.proved(signed_in_person.person(request), to_parties(form))
    received = intake.receive(
        intake.Request(
            kind=kind.code,
            brand=brand,
            submission=mark(request, kind, form, token),
            channel=Channel.FORM,
            came_to=None,
            is_by_form=True,
            received_at=now(),
            language=get_language() or "en",
            proof=proof if kind.proof is not None else "",
            **answered._asdict(),
        ),
        REQUESTER,
    )
    return received.case


def receive_several(request: HttpRequest, joint: JointKind, form: QuestionForm, token: str) -> Case:
    """One case of each kind: the first carries the proof for those that need it.

    Raises BadInput, and a database's own error when it was not saved.
    """
    brand = brand_of(request)
    person, asked = signed_in_person.person(request), []
    for kind, told in answers_by_kind(joint, form):
        is_proved = kind.proof is not None
        proof, answered = signed_in_person.proved(person, told) if is_proved else ("", told)
        asked.append(
            intake.Request(
                kind=kind.code,
                brand=brand,
                submission=mark(request, joint.kind, form, token),
                channel=Channel.FORM,
                came_to=None,
                is_by_form=True,
                received_at=now(),
                language=get_language() or "en",
                proof=proof,
                **answered._asdict(),
            )
        )
    return intake.receive(asked[0], REQUESTER, also=asked[1:]).case


def mark(request: HttpRequest, kind: Kind, form: QuestionForm, token: str) -> str:
    """The same answers sent again from the same form are one request; a changed answer makes another.

    The year is part of it, because each calendar year gives a new right to ask. The token is never stored, so the
    keyed hash tells nothing about the answers.
    """
    # A list of documents is spoken as its purposes, types and digests.
    answers = {name: str(value) for name, value in form.cleaned_data.items()}
    brand = brand_of(request)
    message = canonical_json.encode([token, kind.code, brand.pk, today().year, answers])
    return salted_hmac("portal.public.submission", message, algorithm="sha256").hexdigest()


def token_of(request: HttpRequest) -> str:
    """The form's own token; without one each sending is a form of its own."""
    return _token(request) or secrets.token_urlsafe(24)


def _token(request: HttpRequest) -> str:
    """The form's own token, if it is one of ours by its length."""
    token = request.POST.get(TOKEN, "")
    return token if 32 <= len(token) <= 64 else ""


def _new_token(request: HttpRequest) -> str:
    """The same all day in one browser: who goes back to the form, which is then loaded anew, and sends it again has
    sent it once. Keyed with the browser's own secret, so nobody can guess it.
    """
    get_token(request)  # makes the secret where there is none
    message = f"{request.META['CSRF_COOKIE']} {today()}"
    return salted_hmac("portal.public.token", message, algorithm="sha256").hexdigest()[:32]


def _words(request: HttpRequest, kind: Kind, form: QuestionForm, held: Held | None) -> dict[str, object]:
    form.ask_for_files_again()
    return {
        "kind": kind,
        "form": form,
        "groups": list(form.groups()),
        "asks_identity": Purpose.IDENTITY in documents.asked_by(kind),
        "asks_permission": kind.agents.law.may_ask_person,
        "asks_proof": kind.proof is not None,
        "held": held.value if held else "",
        "path": request.get_full_path(),
        "token": _token(request) or _new_token(request),
        "token_name": TOKEN,
        "trap_name": TRAP,
    }


def page(
    request: HttpRequest,
    kind: Kind,
    form: QuestionForm,
    held: Held | None = None,
    *,
    status: int = 200,
    more: Mapping[str, object] = MappingProxyType({}),
) -> HttpResponse:
    """The form with what was typed, and above it what is wrong or why it was not taken."""
    words = _words(request, kind, form, held) | dict(more)
    if kind.proof is not None:
        words["known"] = signed_in_person.person(request)
    if held:
        words["addresses"] = other_addresses(request)
    response = render(request, "public/form/ask.html", words, status=status)
    if held is Held.LIMIT:
        response["Retry-After"] = str(rate_limits.PUBLIC_FORM.seconds)
    if request.GET:  # what stands in the address stands in the page, too, whoever put it there
        add_never_cache_headers(response)
    return response


def other_addresses(request: HttpRequest) -> QuerySet[DesignatedAddress]:
    """Other ways to ask, for who cannot send the form."""
    return brand_of(request).business.designated_addresses.in_force(today()).exclude(medium=Medium.FORM)


def not_saved(request: HttpRequest, kind: Kind, form: QuestionForm, failure: Exception) -> HttpResponse:
    """The database refused. This page asks it nothing more: no context processors, no session."""
    log.error("A request could not be saved (%s).", type(failure).__name__)
    words = _words(request, kind, form, Held.DATABASE)
    words |= {"brand": getattr(request, "brand", None), "csrf_token": get_token(request)}
    response = HttpResponse(render_to_string("public/form/ask.html", words), status=503)
    response["Retry-After"] = "60"
    return response


def accepted(request: HttpRequest, case: Case, name: str) -> HttpResponse:
    """On to the last page of a request that is made; where it could not be found again, the reference at once.

    What was typed is kept no more, by the same save of the session.
    """
    try:
        draft.forget_draft(request, name, lambda: access.remember_just_made(request, case))
    except DatabaseFailure as failure:
        return received(request, case, failure)
    return SeeOther("public:done")


def received(request: HttpRequest, case: Case, failure: Exception) -> HttpResponse:
    """The reference of a request that is made, while the database refuses the session. It is asked nothing more."""
    log.error("The session of a request that was saved could not be (%s).", type(failure).__name__)
    words = {"reference": spell(case.reference), "brand": brand_of(request), "path": request.path}
    words["is_confirmed"] = bool(base.get(case.kind).letters.acknowledgement)
    response = HttpResponse(render_to_string("public/form/received.html", words))
    add_never_cache_headers(response)
    return response
