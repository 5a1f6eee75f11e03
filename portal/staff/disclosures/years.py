"""Years of the ledger: whether each is complete, and the form in which a person says so, or takes it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import disclosures
from dsr.clock import today
from dsr.errors import BadInput, Blocked, Changed, DeskError
from dsr.law import shine_the_light as law
from dsr.lifecycle import Who
from dsr.models import Business, Letter, YearStatement
from portal.staff.account import decides, desk
from portal.staff.wording import states
from portal.web.typed_requests import StaffRequest

_MOST = 200


class CompleteForm(forms.Form):
    """What was checked. `version` is the ledger that the page showed: another one is looked at first."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    sources = forms.CharField(
        label=gettext_lazy("What you checked"),
        help_text=gettext_lazy(
            "Such as contracts, exports of customers, feeds, and who was asked in each department."
        ),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write what you checked.")},
    )
    checked_through = forms.DateField(
        label=gettext_lazy("Checked through"),
        help_text=gettext_lazy("The last day that your check covers: December 31 of the year, or later."),
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
        error_messages={"required": gettext_lazy("Enter the day.")},
    )
    stated = forms.BooleanField(
        error_messages={"required": gettext_lazy("Tick it only if it is so. Without it the year is not complete.")},
    )

    def __init__(self, data: Any = None, *, year: int, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}), auto_id="complete-%s")
        self.fields["stated"].label = disclosures.year_statement_words(year)


class WithdrawForm(forms.Form):
    statement = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(
        label=gettext_lazy("Why it does not hold"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write why it is withdrawn.")},
    )


@dataclass(frozen=True)
class Past:
    """A statement that holds no longer: what went out on it, and until when the law lets that be put right."""

    statement: YearStatement
    letters: list[Letter]
    count: int
    put_right_by: date


@desk(Who.VIEWER, "GET")
def years_page(request: StaffRequest) -> HttpResponse:
    """Every year that is complete, was, or must be."""
    held = YearStatement.objects.filter(until_version=None).select_related("business", "stated_by")
    shown = {
        "open_years": disclosures.open_years(),
        "statements": held.order_by("business__name", "-year"),
        "has_several": Business.objects.count() > 1,
        "law": str(law.STATUTE),
    }
    return render(request, "staff/disclosures/years.html", shown)


@desk(Who.VIEWER, "GET")
def year_page(request: StaffRequest, business_id: int, year: int) -> HttpResponse:
    return _show(request, _business(business_id, year), year)


@desk(Who.REVIEWER, "POST")
def complete_year(request: StaffRequest, business_id: int, year: int) -> HttpResponse:
    """Record that the ledger is complete for the year."""
    business = _business(business_id, year)
    form = CompleteForm(request.POST, year=year)
    if not form.is_valid():
        return _show(request, business, year, form=form, status=422)
    values = form.cleaned_data
    check = disclosures.YearCheck(year, values["sources"], values["checked_through"], values["version"])
    try:
        disclosures.complete_year(business, request.user, check)
    except Changed as error:
        # What is pressed next is said of the ledger that is shown now.
        form = CompleteForm({**request.POST.dict(), "version": business.ledger_version}, year=year)
        return _show(request, business, year, form=form, refusal=str(error), status=409)
    except (BadInput, Blocked) as error:
        return _show(request, business, year, form=form, refusal=str(error), status=422)
    messages.success(
        request, _("Recorded: the disclosures are complete for %(year)s. What waited can go on.") % {"year": year}
    )
    return redirect("staff:year", business_id, year)


@desk(Who.REVIEWER, "POST")
def withdraw_year(request: StaffRequest, business_id: int, year: int) -> HttpResponse:
    """Take back that the ledger is complete, with the reason."""
    business = _business(business_id, year)
    form = WithdrawForm(request.POST, auto_id="withdraw-%s")
    if not form.is_valid():
        return _show(request, business, year, withdraw=form, status=422)
    found = YearStatement.objects.filter(pk=form.cleaned_data["statement"], business=business, year=year).first()
    if found is None:
        raise Http404
    try:
        disclosures.withdraw_statement(found.pk, request.user, form.cleaned_data["why"])
    except DeskError as error:
        return _show(request, business, year, refusal=str(error), status=409)
    messages.success(
        request, _("Withdrawn. No response that is written now speaks of the whole year %(year)s.") % {"year": year}
    )
    return redirect("staff:year", business_id, year)


def _business(business_id: int, year: int) -> Business:
    found = Business.objects.filter(pk=business_id).first()
    if found is None or not disclosures.has_ended(year):
        raise Http404
    return found


def _past(business: Business, year: int) -> list[Past]:
    ended = YearStatement.objects.filter(business=business, year=year).exclude(until_version=None)
    found = []
    for one in ended.select_related("stated_by", "ended_by").order_by("-pk"):
        out = disclosures.responses_on(one)
        found.append(Past(one, out[:_MOST], len(out), disclosures.put_right_by(one)))
    return found


def _show(request: StaffRequest, business: Business, year: int, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of a year; `more` has a form that was sent, and why it was refused."""
    form, withdraw = more.get("form"), more.get("withdraw")
    statement = disclosures.statement_of(business, year)
    waiting = disclosures.cases_waiting(business.pk, year)
    unstated = disclosures.unstated_responses(business.pk, year)
    may_decide = decides(request)
    if statement is None and may_decide and business.ledger_version:
        form = form or CompleteForm(initial={"version": business.ledger_version}, year=year)
    if statement is not None and may_decide:
        withdraw = withdraw or WithdrawForm(initial={"statement": statement.pk}, auto_id="withdraw-%s")
    shown = {
        "business": business,
        "year": year,
        "statement": statement,
        "past": _past(business, year),
        "unstated": unstated[:_MOST],
        "unstated_count": len(unstated),
        "waiting": [(case, states.due(case, today())) for case in waiting[:_MOST]],
        "waiting_count": waiting.count(),
        "gaps": [
            gap.as_dict()
            for gap in disclosures.ledger_gaps(business, year, business.ledger_version)
            if gap.as_dict()["code"] != "year-not-complete"
        ],
        "draft": disclosures.open_draft(business),
        "form": form if statement is None else None,
        "withdraw": withdraw,
        "refusal": more.get("refusal", ""),
        "law": str(law.STATUTE),
        "cure": str(law.CURE),
    }
    return render(request, "staff/disclosures/year.html", shown, status=status)
