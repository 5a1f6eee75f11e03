"""The record periods of all kinds with their reasons, and the form that sets that of one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import access_record, retention
from dsr.access_record import AccessName
from dsr.errors import DeskError
from dsr.kinds import base
from dsr.law import ccpa
from dsr.lifecycle import Who
from dsr.models import RecordPeriod
from portal.staff.account import actor, confirmed, desk
from portal.staff.wording import states
from portal.web.client_address import client_hash
from portal.web.typed_requests import StaffRequest


class RecordPeriodForm(forms.Form):
    """`seen` is the setting that the page showed; 0 for none."""

    use_required_attribute = False

    seen = forms.IntegerField(widget=forms.HiddenInput)
    months = forms.IntegerField(
        label=gettext_lazy("Months after the request ended"),
        widget=forms.NumberInput(attrs={"class": "short"}),
        error_messages={"required": gettext_lazy("Enter the months.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write why.")},
    )


def _law() -> dict[str, Any]:
    return {
        "least": retention.least_months(),
        "least_law": str(ccpa.RECORD),
        "agency_years": ccpa.AGENCY_ACTION_YEARS,
        "agency_law": str(ccpa.AGENCY_ACTION),
    }


@desk(Who.AUDITOR, "GET")
def record_periods_page(request: StaffRequest) -> HttpResponse:
    """Each kind with its months and why; and who set what before."""
    past = RecordPeriod.objects.select_related("set_by").order_by("-pk")[:200]
    words = {
        "periods": [(one, states.title(one.kind.code)) for one in retention.kind_periods()],
        "past": [(one, states.title(one.kind)) for one in past],
        "may_set": request.user.who is Who.ADMINISTRATOR,
        **_law(),
    }
    return render(request, "staff/retention/record_periods.html", words)


@desk(Who.ADMINISTRATOR, "GET", "POST")
@confirmed("staff:record-periods")
def record_period_page(request: StaffRequest, kind: str) -> HttpResponse:
    """Set how long the record of one kind is kept."""
    known = next((one for one in retention.kind_periods() if one.kind.code == kind), None)
    if known is None:
        raise Http404
    setting = known.setting
    initial = {"seen": setting.pk if setting else 0, "months": known.months}
    form = RecordPeriodForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            retention.set_period(kind, said["months"], said["reason"], actor(request), seen=said["seen"])
        except DeskError as error:
            form.add_error(None, str(error))
        else:
            facts = {"kind": kind, "before": known.months, "months": said["months"]}
            access_record.write(AccessName.PERIOD_CHANGED, request.user, client=client_hash(request), **facts)
            messages.success(request, _("Saved. It holds for requests that ended before, too."))
            return redirect("staff:record-periods")
    words = {"form": form, "title": states.title(base.get(kind).code), **_law()}
    return render(request, "staff/retention/record_period.html", words, status=422 if form.errors else 200)
