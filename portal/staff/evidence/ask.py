"""Asking for an evidence pack of a request, a bundle, or some days."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from dsr import evidence
from dsr.errors import BadInput, Blocked, NotAllowed
from dsr.formats import references
from dsr.lifecycle import Who
from dsr.models import Bundle, Case
from portal import access
from portal.staff.account import actor, desk, why_not_proved
from portal.staff.evidence.forms import REDACTED, AskForm, AskPeriodForm
from portal.web.typed_requests import StaffRequest


@desk(Who.APPROVER, "GET", "POST")
def ask_case_pack_page(request: StaffRequest, reference: str) -> HttpResponse:
    """Of one request."""
    case = access.case_for_staff(request, reference)
    return _ask(request, AskForm(request.POST or None, asks_of_orders=evidence.tells_of_orders(case)), case)


@desk(Who.APPROVER, "GET", "POST")
def ask_bundle_pack_page(request: StaffRequest, reference: str) -> HttpResponse:
    """Of all requests of one bundle, and of what came once for all."""
    bundle = access.bundle_for_staff(request, reference)
    return _ask(request, AskForm(request.POST or None, asks_of_orders=evidence.tells_of_orders(bundle)), bundle)


@desk(Who.APPROVER, "GET", "POST")
def ask_period_pack_page(request: StaffRequest) -> HttpResponse:
    """Of what was received in some days."""
    return _ask(request, AskPeriodForm(request.POST or None), None)


def _ask(request: StaffRequest, form: AskForm, of: Case | Bundle | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        password = values.get("password", "")
        if password and (why := why_not_proved(request, password)):
            form.add_error("password", why)
        else:
            wanted = evidence.WantedPack(
                of=of or evidence.Days(values["business"], values["from_day"], values["to_day"]),
                is_redacted=values["content"] == REDACTED,
                receiver=values["receiver"],
                ground=values["legal_ground"],
                recipient=values["recipient"],
                address=values["address"],
                why=values["why"],
                orders=values.get("orders", ""),
            )
            try:
                pack = evidence.ask_pack(wanted, actor(request, values.get("ground", "") if password else ""))
            except evidence.ToldOfOrder as error:
                form.ask_of_orders(str(error))
            except (BadInput, Blocked, NotAllowed) as error:
                form.add_error(None, str(error))
            else:
                return redirect("staff:evidence-pack", references.spell(pack.reference))
    words = {
        "form": form,
        "case": of if isinstance(of, Case) else None,
        "bundle": of if isinstance(of, Bundle) else None,
        "back": _back(of),
        "needs_second": "ground" not in form.fields,
    }
    return render(request, "staff/evidence/ask.html", words, status=422 if form.errors else 200)


def _back(of: Case | Bundle | None) -> str:
    if of is None:
        return reverse("staff:evidence")
    return reverse("staff:case" if isinstance(of, Case) else "staff:bundle", args=[references.spell(of.reference)])
