"""The only ways from an HTTP request to a case. Rate limits by name are in portal/web/rate_limits.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.contrib.sessions.backends.base import UpdateError
from django.db import Error as DatabaseFailure
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from dsr import agents, closures, corrections, disclosures, letters, parties, third_party_notices, verification
from dsr.errors import CannotOpen, Forgotten, KeyLost
from dsr.formats import references
from dsr.fulfilment import ways
from dsr.journal import is_disowned
from dsr.letters import ExtensionNotice
from dsr.models import (
    AgentPermission,
    Attachment,
    Bundle,
    BundleDocument,
    Case,
    Letter,
    Secret,
    Step,
    System,
    ThirdPartyNotice,
    Verification,
)
from dsr.models.case import CaseRows
from dsr.models.case_surroundings import with_all_beside
from dsr.models.compiled_query import CompiledQuery
from dsr.models.system import waiting_step
from dsr.request_page import Visitor, visitor_of
from dsr.verification import FoundSecret


@cache
def _every_case() -> CaseRows:
    known = {"is_year_stated": disclosures.year_stated(), "is_disowned": is_disowned()}
    return Case.objects.with_notes().annotate(waiting_step=waiting_step(), **known).select_related("assignee")


def _whole_case(reference: str) -> CaseRows:
    frozen = ("business", "brand", "came_to", "policy_version", "choice_mode", "compilation", "joined_to", "opened_by")
    of_agents = ("agent_permission", "opened_by__agent_permission", "bundled__bundle__letter", "bundled__letter")
    proofs = ("verification", "opened_by__verification")
    whole = with_all_beside(_every_case().select_related("assignee", *frozen, *of_agents, *proofs))
    return whole.filter(reference=reference)


_WHOLE_CASE = CompiledQuery(_whole_case, str)


def cases_for_staff(request: HttpRequest) -> CaseRows:
    """All cases, for a signed-in member of staff only; each knows what waits: mail, a second approval, a step."""
    return _every_case().all() if request.user.is_authenticated else Case.objects.none()


def notices_for_staff(request: HttpRequest) -> list[ExtensionNotice]:
    """Notices of more time that staff must see to."""
    return letters.waiting_extension_notices() if request.user.is_authenticated else []


def case_for_staff(request: HttpRequest, reference: str) -> Case:
    """One case by its reference, however it is spelled. Raises Http404."""
    plain = references.parse(reference)
    found = _WHOLE_CASE.first(plain) if plain and request.user.is_authenticated else None
    if found is None:
        raise Http404
    return found


def document_for_staff(request: HttpRequest, reference: str, document_id: int) -> Attachment:
    """One document of one case. Raises Http404."""
    case = case_for_staff(request, reference)
    found = case.attachments.filter(pk=document_id).first()
    if found is None:
        raise Http404
    found.case = case
    return found


def cases_found_by_staff(request: HttpRequest, text: str, limit: int) -> tuple[list[Case], bool]:
    """The newest cases of this email address, user name or name, and whether older ones were not looked at."""
    found = parties.cases_found(text, limit)
    rows = cases_for_staff(request).filter(pk__in=found.cases).order_by("-received_at", "-pk")
    return list(rows[:limit]), found.is_cut_short


def save_session(request: HttpRequest, **values: object) -> None:
    """Keep these in the session, now, so that a database that refuses is met where the page can still say so.

    A session that ended meanwhile, as by signing out in another window, is not called back: a new one begins, with
    these alone. Raises a database's own error; the session is then as it was.
    """
    before, kept = request.session, dict(request.session.items())
    try:
        try:
            before.update(values)
            before.save()
        except UpdateError:
            request.session = type(before)()
            request.session.update(values)
            request.session.save()
    except DatabaseFailure:
        request.session = before
        for name in values:
            before.pop(name)
        before.update({name: kept[name] for name in values if name in kept})
        before.modified = False  # or it would be saved behind the page, in vain
        raise


_JUST_MADE = "just_made"


def remember_just_made(request: HttpRequest, case: Case) -> None:
    """Let this browser see the last page of its own request. The session keeps the case's number, nothing personal."""
    save_session(request, **{_JUST_MADE: case.pk})


def case_just_made(request: HttpRequest) -> Case | None:
    """The request this browser made last; None when its session is over."""
    pk = request.session.get(_JUST_MADE)
    return Case.objects.select_related("brand__business").filter(pk=pk).first() if pk else None


def sealed_values_just_made(case: Case) -> dict[str, Any]:
    """What the browser that sent it typed, to be shown once more. Raises KeyLost where no key opens it."""
    try:
        return dict(parties.sealed_values(case))
    except (CannotOpen, Forgotten) as error:
        raise KeyLost(str(error)) from error


def case_of_submission(submission: str) -> Case | None:
    """The request that a press of a form made. Nobody guesses its mark: a keyed hash of all that was typed."""
    return Case.objects.select_related("brand__business").filter(submission=submission).first() if submission else None


_PROVING = "proving"


@dataclass(frozen=True)
class ToProve:
    """A request that its letter's link or code opened: the case, its proof, and the secret."""

    case: Case
    row: Verification
    found: FoundSecret

    @property
    def stand(self) -> verification.ProofLinkState:
        return verification.proof_link_state(self.row, is_live=self.found.is_live)


def proof_by_link(token: str) -> ToProve | None:
    """The request whose letter carried this link, also when it was used or its time is over."""
    return _to_prove(verification.find_secret(verification.FOR_PROOF, token))


def remember_code(request: HttpRequest, secret: Secret) -> None:
    """A right code was typed: let this browser see the request. The session keeps a row's number, nothing personal."""
    save_session(request, **{_PROVING: secret.pk})


def proof_by_code(request: HttpRequest) -> ToProve | None:
    """The request whose code this browser typed; None when its session is over."""
    secret = Secret.objects.filter(pk=request.session.get(_PROVING, 0), purpose=verification.FOR_PROOF).first()
    return _to_prove(verification.found_secret(secret) if secret else None)


def _to_prove(found: FoundSecret | None) -> ToProve | None:
    if found is None:
        return None
    rows = Verification.objects.select_related("case__brand__business", "case__business")
    row = rows.filter(case_id=found.secret.target).first()
    return ToProve(row.case, row, found) if row else None


@dataclass(frozen=True)
class ToPermit:
    """A request about which its person was asked: the case that carries it, its row, and the secret of the link."""

    case: Case
    row: AgentPermission
    found: FoundSecret

    @property
    def stand(self) -> agents.PermissionLinkState:
        return agents.permission_link_state(self.row, is_live=self.found.is_live)


def permission_by_link(token: str) -> ToPermit | None:
    """The request about which this link's letter asked, also when it was answered or its time is over."""
    found = verification.find_secret(verification.FOR_PERMISSION, token)
    if found is None:
        return None
    rows = AgentPermission.objects.select_related("case__brand__business", "case__business")
    row = rows.filter(case_id=found.secret.target).first()
    return ToPermit(row.case, row, found) if row else None


def withdrawal_by_link(token: str) -> tuple[closures.Withdrawal, Secret] | None:
    """The request that this link withdraws; None for a link that is good for nothing."""
    return closures.withdrawal_by_token(token)


def page_visitor(token: str) -> Visitor | None:
    """Who is on the page of their own request, by what their browser keeps of the visit."""
    return visitor_of(token)


def bundle_for_staff(request: HttpRequest, reference: str) -> Bundle:
    """One bundle by its reference, however it is spelled. Raises Http404."""
    rows, plain = Bundle.objects.select_related("business"), references.parse(reference) or ""
    bundle = rows.filter(reference=plain).first() if request.user.is_authenticated else None
    if bundle is None:
        raise Http404
    return bundle


def bundle_document_for_staff(request: HttpRequest, reference: str, document_id: int) -> BundleDocument:
    """One document of a bundle. Raises Http404."""
    rows = bundle_for_staff(request, reference).documents.select_related("bundle")
    return get_object_or_404(rows, pk=document_id)


def bundle_letter_for_staff(request: HttpRequest, reference: str, letter_id: int) -> Letter:
    """One letter about a whole bundle, of whom the words are kept still. Raises Http404."""
    rows = bundle_for_staff(request, reference).letters.select_related("bundle").exclude(bundle__key=None)
    return get_object_or_404(rows, pk=letter_id)


def is_bundle_for_staff(request: HttpRequest, reference: str) -> bool:
    """True when a plain reference is that of a bundle."""
    return request.user.is_authenticated and Bundle.objects.filter(reference=reference).exists()


def bundle_cases_for_staff(request: HttpRequest, ids: Sequence[int]) -> dict[int, Case]:
    """Cases of a bundle, by id, as a list shows them."""
    return {case.pk: case for case in cases_for_staff(request).filter(pk__in=ids)}


def _read_mark(text: str) -> tuple[date, int] | None:
    """The day and id after which a page goes on; None where there is none."""
    day, _dot, number = text.partition(".")
    try:
        return date.fromisoformat(day), int(number)
    except ValueError:
        return None


def open_steps_of(request: HttpRequest, system: System, after: str, limit: int) -> list[Step]:
    """The steps that are open in a system, the most urgent case first, after a mark: its day to send by and id."""
    if not request.user.is_authenticated:
        return []
    found = Step.objects.unsettled().filter(system=system).select_related("case", "system").prefetch_related("calls")
    if mark := _read_mark(after):
        found = found.filter(Q(case__send_by__gt=mark[0]) | Q(case__send_by=mark[0], pk__gt=mark[1]))
    return list(found.order_by("case__send_by", "pk")[:limit])


def letters_to_mail(request: HttpRequest, limit: int) -> list[Letter]:
    """Paper letters that wait to be printed and mailed, with their cases or bundles, the most urgent first."""
    return letters.letters_to_mail(limit) if request.user.is_authenticated else []


def corrected_by_link(token: str) -> Case | None:
    """The answered correction whose response carried this link."""
    return corrections.case_of_response_link(token)


def notice_by_link(token: str) -> third_party_notices.NoticePage | None:
    """What a company is told, by the token of its mail; it names the person only while the link is good."""
    return third_party_notices.notice_page_of(token)


def open_notices(request: HttpRequest, after: str, limit: int) -> list[ThirdPartyNotice]:
    """The notices to companies that are open across requests, the most urgent first, after a mark: day and id."""
    if not request.user.is_authenticated:
        return []
    found = ThirdPartyNotice.objects.open().select_related("case", "provider", "letter")
    if mark := _read_mark(after):
        found = found.filter(Q(due_on__gt=mark[0]) | Q(due_on=mark[0], pk__gt=mark[1]))
    return list(found.most_urgent_first()[:limit])


def task_by_link(token: str) -> ways.OwnerTask | None:
    """The task of a system's owner, by the token of the mail; it names the person only while the link is good."""
    return ways.owner_task_of(token)
