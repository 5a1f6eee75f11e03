"""One evidence pack: what it is, whom it is for, the second approval, how far it came, and fetching it."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from dsr import evidence, second_approvals
from dsr.clock import now
from dsr.errors import DeskError
from dsr.formats import references
from dsr.lifecycle import Who
from dsr.models import DueWork, EvidencePack
from dsr.models.due_work import WorkName
from dsr.models.evidence import PackState
from portal.staff.account import actor, desk, why_not_proved
from portal.staff.bulk import ApproveSecondForm, RefuseSecondForm, time_left
from portal.staff.evidence.listing import published_words
from portal.staff.wording import evidence as wording
from portal.web.page_refresh import come_again
from portal.web.typed_requests import StaffRequest


def _pack(reference: str) -> EvidencePack:
    beside = ("case", "bundle", "business", "asked_by", "stopped_by", "approval__asked_by", "approval__settled_by")
    rows = EvidencePack.objects.select_related(*beside)
    return get_object_or_404(rows, reference=references.parse(reference) or "")


@desk(Who.APPROVER, "GET")
def pack_page(request: StaffRequest, reference: str) -> HttpResponse:
    return _show(request, _pack(reference))


def _show(
    request: StaffRequest,
    pack: EvidencePack,
    approve: ApproveSecondForm | None = None,
    refuse: RefuseSecondForm | None = None,
    status: int = 200,
) -> HttpResponse:
    waits = pack.state == PackState.WAITS and pack.approval is not None
    why_not = second_approvals.why_may_not_settle(pack.approval, request.user) if waits and pack.approval else ""
    is_alone = waits and _is_left_to_one(pack)
    words = {
        "pack": pack,
        "covers": wording.covers(pack),
        "details": evidence.details_of(pack),
        "receiver": wording.receiver(pack.receiver),
        "ground": wording.ground(pack.ground),
        "law": wording.law(pack.ground),
        "content": wording.form(pack),
        "why_not": why_not,
        "approve": (approve or ApproveSecondForm(is_left_to_one=is_alone))
        if waits and (not why_not or is_alone)
        else None,
        "refuse": (refuse or RefuseSecondForm(auto_id="refuse-%s")) if waits and not why_not else None,
        "form": refuse or approve,
        "left": time_left(_left(pack)),
        "is_given_up": pack.state == PackState.WORK and _is_given_up(pack),
        "is_over": pack.state in {PackState.STOPPED, PackState.REFUSED, PackState.GONE},
        **published_words(),
    }
    response = render(request, "staff/evidence/pack.html", words, status=status)
    if pack.state == PackState.WORK and not words["is_given_up"]:
        come_again(request, response)
    return response


def _left(pack: EvidencePack) -> timedelta | None:
    """How long the rest takes at the pace so far."""
    if pack.state != PackState.WORK or not pack.done or pack.begun_at is None:
        return None
    return (now() - pack.begun_at) / pack.done * (pack.total - pack.done)


def _is_given_up(pack: EvidencePack) -> bool:
    return DueWork.objects.stuck().filter(name=WorkName.EVIDENCE, target=pack.pk).exists()


def _is_left_to_one(pack: EvidencePack) -> bool:
    return pack.approval is not None and second_approvals.is_left_to_one(pack.approval.what, pack.approval.by)


def _to(pack: EvidencePack) -> HttpResponse:
    return redirect("staff:evidence-pack", references.spell(pack.reference))


@desk(Who.APPROVER, "POST")
def approve_pack(request: StaffRequest, reference: str) -> HttpResponse:
    """The second person approves: it is made."""
    pack = _pack(reference)
    form = ApproveSecondForm(request.POST, is_left_to_one=_is_left_to_one(pack))
    values = form.cleaned_data if form.is_valid() else {}
    if (password := values.get("password", "")) and (why := why_not_proved(request, password)):
        form.add_error("password", why)
    if form.errors and pack.state == PackState.WAITS:
        return _show(request, pack, form, status=422)
    try:
        evidence.approve_pack(pack.pk, actor(request, values.get("ground", "") if password else ""))
    except DeskError as error:
        messages.error(request, str(error))
    return _to(pack)


@desk(Who.APPROVER, "POST")
def refuse_pack(request: StaffRequest, reference: str) -> HttpResponse:
    """The second person does not approve: nothing is made."""
    pack = _pack(reference)
    form = RefuseSecondForm(request.POST, auto_id="refuse-%s")
    if not form.is_valid() and pack.state == PackState.WAITS:
        return _show(request, pack, refuse=form, status=422)
    try:
        evidence.refuse_pack(pack.pk, actor(request), form.cleaned_data.get("why", ""))
    except DeskError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Not approved. No pack was made."))
    return _to(pack)


@desk(Who.APPROVER, "POST")
def stop_pack(request: StaffRequest, reference: str) -> HttpResponse:
    """It is not made, or deleted before its time."""
    pack = _pack(reference)
    try:
        evidence.stop_pack(pack.pk, actor(request))
    except DeskError as error:
        messages.error(request, str(error))
    return _to(pack)


@desk(Who.APPROVER, "POST")
def try_pack_again(request: StaffRequest, reference: str) -> HttpResponse:
    """The work was given up: it begins anew."""
    pack = _pack(reference)
    evidence.try_pack_again(pack.pk, actor(request))
    return _to(pack)


@desk(Who.APPROVER, "GET")
def download_pack(request: StaffRequest, reference: str) -> HttpResponseBase:
    """The file, a part in memory at a time, while it can be fetched."""
    pack = _pack(reference)
    if pack.state != PackState.READY or pack.keep_until is None or pack.keep_until <= now():
        raise Http404
    response = StreamingHttpResponse(evidence.read_parts(pack), content_type="application/zip")
    response["Content-Length"] = str(pack.size)
    response["Content-Disposition"] = f'attachment; filename="evidence-{references.spell(pack.reference)}.zip"'
    return response
