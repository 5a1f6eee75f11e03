"""The list of litigation holds, the page of one, and the forms that set, change and end one."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from dsr import access_record, retention
from dsr.access_record import AccessName
from dsr.clock import today
from dsr.errors import CannotOpen, DeskError
from dsr.formats import references
from dsr.formats.days import long_day
from dsr.law.spans import local_date
from dsr.lifecycle import Who
from dsr.models import HoldChange, LegalHold, Recipient
from dsr.models.legal_hold import HoldScope
from portal.staff.account import actor, confirmed, desk
from portal.staff.holds.forms import FORMS, ChangeHoldForm
from portal.web.client_address import client_hash
from portal.web.typed_requests import StaffRequest

_SHOWN = 50
# Why a hold was set may be counsel's word: who neither sets holds nor answers for the desk sees that there is one.
_READ_WHY = retention.MAY_HOLD | {Who.AUDITOR}


@dataclass(frozen=True)
class HoldLine:
    hold: LegalHold
    covers: str
    is_overdue: bool


def _line(hold: LegalHold, *, may_read: bool) -> HoldLine:
    is_overdue = hold.ended_at is None and hold.until < today()
    return HoldLine(hold, _covers(hold, may_read=may_read), is_overdue)


def _covers(hold: LegalHold, *, may_read: bool) -> str:
    """What it keeps, in a line; whom, only for who may read it."""
    if hold.scope == HoldScope.CASE and hold.case:
        return _("Request %(reference)s") % {"reference": references.spell(hold.case.reference)}
    if hold.scope == HoldScope.PERIOD and hold.begins_at and hold.ends_at:
        days = local_date(hold.begins_at), local_date(hold.ends_at) - timedelta(days=1)
        first, last = (long_day(day) for day in days)
        return _("Received %(first)s through %(last)s") % {"first": first, "last": last}
    if hold.scope == HoldScope.RECIPIENT:
        known = Recipient.objects.filter(business=hold.business_id, key=hold.recipient_key).order_by("-pk").first()
        return _("Recipient: %(name)s") % {"name": known.name if known else hold.recipient_key}
    if not may_read:
        return _("A person")
    try:
        return _("Person: %(ways)s") % {"ways": ", ".join(retention.hold_words(hold).person)}
    except CannotOpen as error:
        return str(error)


def _may_read(request: StaffRequest) -> bool:
    return request.user.who in _READ_WHY


@desk(Who.VIEWER, "GET")
def holds_page(request: StaffRequest) -> HttpResponse:
    """Those that stand, the one whose day is nearest first; then those that ended, a page at a time."""
    rows = LegalHold.objects.select_related("case", "set_by")
    before = request.GET.get("before", "")
    ended = rows.exclude(ended_at=None).order_by("-pk")
    if before.isdecimal() and len(before) < 19:
        ended = ended.filter(pk__lt=int(before))
    shown = list(ended[: _SHOWN + 1])
    may_read = _may_read(request)
    words = {
        "standing": [_line(one, may_read=may_read) for one in rows.standing().order_by("until", "pk")],
        "ended": [_line(one, may_read=may_read) for one in shown[:_SHOWN]],
        "older": f"?before={shown[_SHOWN - 1].pk}" if len(shown) > _SHOWN else "",
        "may_hold": request.user.who in retention.MAY_HOLD,
        "scopes": HoldScope.choices,
    }
    return render(request, "staff/holds/holds.html", words)


@desk(Who.VIEWER, "GET")
def hold_page(request: StaffRequest, hold_id: int) -> HttpResponse:
    """What was done with it, by whom and why, and the requests that it covers."""
    hold = get_object_or_404(LegalHold.objects.select_related("case", "set_by"), pk=hold_id)
    may_read = _may_read(request)
    after = request.GET.get("after", "")
    rows = hold.cases.select_related("case").order_by("case_id")
    if after.isdecimal() and len(after) < 19:
        rows = rows.filter(case_id__gt=int(after))
    cases = list(rows[: _SHOWN + 1])
    changes = hold.changes.select_related("by", "hold")
    words = {
        "line": _line(hold, may_read=may_read),
        "hold": hold,
        "changes": [(change, _why(change) if may_read else "") for change in changes],
        "cases": cases[:_SHOWN],
        "older": f"?after={cases[_SHOWN - 1].case_id}" if len(cases) > _SHOWN else "",
        "may_change": request.user.who in retention.MAY_HOLD and hold.ended_at is None,
    }
    return render(request, "staff/holds/hold.html", words)


def _why(change: HoldChange) -> str:
    try:
        return retention.change_words(change)
    except CannotOpen as error:
        return str(error)


@desk(Who.APPROVER, "GET", "POST")
@confirmed("staff:holds")
def set_hold_page(request: StaffRequest, scope: str) -> HttpResponse:
    """One form a scope; what was refused comes again with what was typed."""
    if scope not in HoldScope.values:
        raise Http404
    form = FORMS[HoldScope(scope)](request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            hold = retention.set_hold(form.order(), actor(request))
        except DeskError as error:
            form.add_error(None, str(error))
        else:
            _record(request, AccessName.HOLD_SET, hold)
            messages.success(request, _("The hold stands. The requests that it covers are being marked."))
            return redirect("staff:hold", hold.pk)
    words = {"form": form, "scope": HoldScope(scope).label}
    return render(request, "staff/holds/set_hold.html", words, status=422 if form.errors else 200)


@desk(Who.APPROVER, "GET", "POST")
@confirmed("staff:holds")
def change_hold_page(request: StaffRequest, hold_id: int) -> HttpResponse:
    """Give it another day, or end it. Once somebody ended it, the rule refuses, and what was typed comes again."""
    hold = get_object_or_404(LegalHold.objects.select_related("case"), pk=hold_id)
    if request.method != "POST" and hold.ended_at is not None:
        raise Http404
    newest = hold.changes.last()
    form = ChangeHoldForm(request.POST or None, initial={"seen": newest.pk if newest else 0})
    if request.method == "POST" and form.is_valid():
        try:
            _change(request, hold, form)
        except DeskError as error:
            form.add_error(None, str(error))
        else:
            return redirect("staff:hold", hold.pk)
    words = {"form": form, "line": _line(hold, may_read=_may_read(request)), "hold": hold}
    return render(request, "staff/holds/change_hold.html", words, status=422 if form.errors else 200)


def _change(request: StaffRequest, hold: LegalHold, form: ChangeHoldForm) -> None:
    said, who = form.cleaned_data, actor(request)
    if said["what"] == "end":
        retention.end_hold(hold.pk, said["why"], who, seen=said["seen"])
        _record(request, AccessName.HOLD_ENDED, hold)
        messages.success(request, _("The hold ended. What waited for it is erased when its own day has come."))
    else:
        retention.change_hold(hold.pk, said["until"], said["why"], who, seen=said["seen"])
        _record(request, AccessName.HOLD_CHANGED, hold)
        messages.success(request, _("The hold stands on."))


def _record(request: StaffRequest, name: AccessName, hold: LegalHold) -> None:
    access_record.write(name, request.user, client=client_hash(request), reference=hold.reference)
