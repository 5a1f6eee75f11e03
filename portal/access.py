"""The only ways from an HTTP request to a case. Rate limits by name are in portal/limits.py."""

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest

from dsr import references, sealing
from dsr.models import BlindIndex, Case, Letter
from dsr.models.case import CaseRows
from dsr.models.letter import LetterState


def cases_for_staff(request: HttpRequest) -> CaseRows:
    """All cases, for a signed-in member of staff only. Each knows whether a letter of it is to be mailed."""
    if not request.user.is_authenticated:
        return Case.objects.none()
    to_mail = Letter.objects.filter(case=OuterRef("pk"), state=LetterState.TO_MAIL)
    return Case.objects.annotate(has_letters_to_mail=Exists(to_mail)).select_related("assignee")


def case_for_staff(request: HttpRequest, reference: str) -> Case:
    """One case by its reference, however it is spelled. Raises Http404."""
    plain = references.parse(reference)
    related = ("business", "brand", "came_to", "policy_version", "choice_mode", "compilation", "joined_to")
    case = cases_for_staff(request).select_related("assignee", *related).filter(reference=plain or "").first()
    if case is None:
        raise Http404
    return case


def cases_found_by_staff(request: HttpRequest, text: str, limit: int) -> list[Case]:
    """The newest cases of an exact email address or name, found by its blind index."""
    digest = sealing.blind_index("email" if "@" in text else "name", text)
    ids = BlindIndex.objects.filter(digest=digest).values("case_id")
    return list(cases_for_staff(request).filter(pk__in=ids).order_by("-received_at", "-pk")[:limit])


_JUST_MADE = "just_made"


def remember_just_made(request: HttpRequest, case: Case) -> None:
    """Let this browser see the last page of its own request. The session keeps the case's number, nothing personal.

    Saved at once, so that a database that refuses is met here and not after the page was made.
    """
    request.session[_JUST_MADE] = case.pk
    request.session.save()


def case_just_made(request: HttpRequest) -> Case | None:
    """The request this browser made last; None when its session is over."""
    pk = request.session.get(_JUST_MADE)
    return Case.objects.select_related("brand__business").filter(pk=pk).first() if pk else None


def letters_to_mail(request: HttpRequest, limit: int) -> list[Letter]:
    """Paper letters that wait to be printed and mailed, with their cases, the most urgent first."""
    if not request.user.is_authenticated:
        return []
    waiting = Letter.objects.filter(state=LetterState.TO_MAIL).select_related("case")
    return list(waiting.order_by("case__due_safe", "pk")[:limit])
