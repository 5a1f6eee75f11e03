"""Approving a mapping: in readable words, beside what a dry run over the open requests would reach."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr.errors import BadInput, Blocked, Changed, DeskError, NotAllowed
from dsr.lifecycle import Who
from dsr.models import Step, System
from dsr.models.way import ApprovalWords
from dsr.systems import approval_eyes, approve_mapping
from portal.staff.account import actor, desk, why_not_proved
from portal.staff.systems import views
from portal.ways import part_of
from portal.web.typed_requests import StaffRequest


class ApproveForm(forms.Form):
    """`digest` is of the mapping that the page showed. With one pair of eyes, the password is asked again."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = forms.CharField(
        label=gettext_lazy("What you checked"),
        help_text=gettext_lazy("Such as the tables, the columns and the counts of the dry run."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write what you checked.")},
    )

    def __init__(
        self, data: QueryDict | None, *, request: StaffRequest, is_alone: bool, initial: Mapping[str, Any]
    ) -> None:
        super().__init__(data, auto_id="approve-%s", initial={**initial})
        self.request = request
        if is_alone:
            self.fields["password"] = forms.CharField(
                label=gettext_lazy("Your password, or the code of your authenticator app"),
                strip=False,
                widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
                error_messages={"required": gettext_lazy("Enter your password again, or a code.")},
            )

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if why := why_not_proved(self.request, password):
            raise forms.ValidationError(why)
        return password


@dataclass(frozen=True)
class DryRun:
    """What the open requests that were looked up would reach: rows by table, and the most of one request."""

    steps: int
    rows: list[tuple[str, int]]
    most: int


def dry_run(system: System) -> DryRun:
    """Only of looks with the mapping as it stands."""
    looked = Step.objects.unsettled().filter(system=system).exclude(found_at=None)
    if system.mapping_changed_at:
        looked = looked.filter(found_at__gte=system.mapping_changed_at)
    found = [dict(counts) for counts in looked.values_list("found", flat=True)]
    rows: Counter[str] = Counter()
    for counts in found:
        rows.update(counts)
    return DryRun(len(found), sorted(rows.items()), max((sum(counts.values()) for counts in found), default=0))


@desk(Who.REVIEWER, "GET", "POST")
def approve_mapping_page(request: StaffRequest, system_id: int) -> HttpResponse:
    """The mapping to read, and the form for who may approve it as it stands."""
    system = views.find_system(system_id)
    if system.how.approval is None:
        raise Http404
    who = approval_eyes(system, actor(request))
    if request.method == "POST":
        return _approve(request, system, who)
    form = _form(request, system, who) if who.may_approve and not system.is_approved else None
    return _show(request, system, form, who)


def _form(request: StaffRequest, system: System, who: Any) -> ApproveForm:
    initial = {"digest": system.mapping_digest}
    return ApproveForm(request.POST or None, request=request, is_alone=who.is_alone, initial=initial)


def _approve(request: StaffRequest, system: System, who: Any) -> HttpResponse:
    form = _form(request, system, who)
    if not form.is_valid():
        return _show(request, system, form, who, status=422)
    values = form.cleaned_data
    try:
        approve_mapping(system.pk, actor(request), digest=values["digest"], reason=values["reason"])
    except (Changed, NotAllowed) as error:
        return _show(request, views.find_system(system.pk), None, who, refusal=str(error), status=409)
    except (BadInput, Blocked) as error:
        return _show(request, system, form, who, refusal=str(error), status=422)
    messages.success(request, _("It is approved. What waited for it goes on."))
    return redirect("staff:system", system.pk)


def _words(system: System) -> ApprovalWords:
    """Raises Http404 where nobody approves anything."""
    if system.how.approval is None:
        raise Http404
    return system.how.approval


def _asked(request: StaffRequest, system: System) -> dict[str, Any]:
    """What the system itself says of it. Once it is approved, only who asks again waits for the answer."""
    if not system.how.has_findings:
        return {}
    if system.is_approved and "ask" not in request.GET:
        return {"may_ask": True}
    try:
        return {"findings": system.how.findings(system)}
    except DeskError as error:
        return {"unasked": str(error)}


def _show(
    request: StaffRequest, system: System, form: ApproveForm | None, who: Any, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    state, tone = views.state_words(system)
    shown = {
        "system": system,
        "state": state,
        "tone": tone,
        "form": form,
        "refusal": {"words": refusal} if refusal else None,
        "waits_for_other": not system.is_approved and not who.may_approve,
        "dry": dry_run(system),
        "approval": _words(system),
        "title": str(_words(system).subject) % {"system": system},
        "part": f"staff/systems/ways/{system.way}.html",
        **part_of(system.way).shown(system, views.actions_of_kinds()),
        **_asked(request, system),
    }
    return render(request, "staff/systems/approve_mapping.html", shown, status=status)
