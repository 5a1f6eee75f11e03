"""Bulk work that waits for a second person: what was chosen, the letters, approve or refuse."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dsr import bulk, second_approvals
from dsr.clock import today
from dsr.errors import DeskError
from dsr.formats import references
from dsr.lifecycle import Who
from dsr.models import Bulk, Case
from dsr.models.bulk import BulkState
from portal.staff.account import actor, decides, desk, why_not_proved
from portal.staff.bulk import page
from portal.staff.bulk.forms import ApproveSecondForm, RefuseSecondForm
from portal.staff.bulk.selection import bulk_for_staff
from portal.staff.wording import states
from portal.staff.wording.bulk import verb
from portal.web.typed_requests import StaffRequest


def _is_left_to_one(found: Bulk) -> bool:
    return found.approval is not None and second_approvals.is_left_to_one(found.approval.what, found.approval.by)


def show_waiting(
    request: StaffRequest,
    found: Bulk,
    approve: ApproveSecondForm | None = None,
    refuse: RefuseSecondForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """What the second person reads before anything is done; who began it may stop it."""
    why_not = second_approvals.why_may_not_settle(found.approval, request.user) if found.approval else ""
    may = decides(request) and (not why_not or _is_left_to_one(found))
    look = page.look_of(found)
    offered = approve or ApproveSecondForm(is_left_to_one=_is_left_to_one(found))
    words = {
        "bulk": found,
        "verb": verb(found.action),
        "look": look,
        "due": states.due(min((row.case for row in look.rows), key=_urgency), today()) if look.rows else None,
        "why_not": why_not,
        "approve": offered if may else None,
        "refuse": (refuse or RefuseSecondForm(auto_id="refuse-%s")) if decides(request) and not why_not else None,
        "form": refuse or offered,
    }
    return render(request, "staff/bulk/second_approval.html", words, status=status)


def _urgency(case: Case) -> tuple[date, int]:
    return case.send_by, case.pk


def _to(found: Bulk) -> HttpResponse:
    return redirect("staff:bulk", references.spell(found.reference))


@desk(Who.REVIEWER, "POST")
def approve_bulk(request: StaffRequest, reference: str) -> HttpResponse:
    """The second person approves: the work begins."""
    found = bulk_for_staff(request, reference)
    form = ApproveSecondForm(request.POST, is_left_to_one=_is_left_to_one(found))
    values = form.cleaned_data if form.is_valid() else {}
    if (password := values.get("password", "")) and (why := why_not_proved(request, password)):
        form.add_error("password", why)
    if form.errors and found.state == BulkState.WAITS:
        return show_waiting(request, found, form, status=422)
    ground = values.get("ground", "") if password and not form.errors else ""
    try:
        bulk.approve_second(found.pk, actor(request, ground))
    except DeskError as error:
        messages.error(request, str(error))
    return _to(found)


@desk(Who.REVIEWER, "POST")
def refuse_bulk(request: StaffRequest, reference: str) -> HttpResponse:
    """The second person does not approve: nothing is done."""
    found = bulk_for_staff(request, reference)
    form = RefuseSecondForm(request.POST, auto_id="refuse-%s")
    if not form.is_valid() and found.state == BulkState.WAITS:
        return show_waiting(request, found, refuse=form, status=422)
    try:
        bulk.refuse_second(found.pk, actor(request), form.cleaned_data.get("why", ""))
    except DeskError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Not approved. No request was touched."))
    return _to(found)
