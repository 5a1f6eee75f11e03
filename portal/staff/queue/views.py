"""The queue: what to do next and by when, the most urgent first; and finding a case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import bulk, disclosures
from dsr.clock import today
from dsr.formats import references
from dsr.law import ccpa
from dsr.lifecycle import Who
from dsr.models import Case
from portal import access
from portal.staff.account import administers, decides, desk
from portal.staff.queue import bar as drawing
from portal.staff.queue import listing
from portal.staff.wording import bulk as bulk_words
from portal.staff.wording import states
from portal.web.checks import renewal_words
from portal.web.typed_requests import StaffRequest

MOST_FOUND = 50


@dataclass(frozen=True)
class Row:
    """A case as the queue shows it; nothing sealed is opened for a list."""

    case: Case
    kind: str
    step: states.Step
    due: states.Due


class _Listed(Protocol):
    """What portal/access.py reads beside each case of a list."""

    has_letters_to_mail: bool
    has_notice_to_mail: bool
    waiting_step: Mapping[str, str] | None
    is_year_stated: bool
    waits_for_second: bool


class FindForm(forms.Form):
    """Sent by POST: what is looked for is often personal and must not stand in an address."""

    text = forms.CharField(label=gettext_lazy("Reference, exact email or full name"), max_length=254)


@desk(Who.VIEWER, "GET")
def queue_page(request: StaffRequest) -> HttpResponse:
    filters = listing.Filters(request.GET)
    chosen, day = filters.chosen(), today()
    cases = access.cases_for_staff(request)
    narrowed = listing.narrow(cases, chosen, request.user, day)
    page = listing.page(narrowed, request.GET.get("after", ""), request.GET.get("before", ""))
    summary = listing.summary(cases, day)
    return render(
        request,
        "staff/queue/queue.html",
        {
            "rows": [row(case) for case in page.cases],
            "filters": filters,
            "is_narrowed": bool(chosen),
            "summary": summary,
            "notices": access.notices_for_staff(request),
            "notice_law": str(ccpa.EXTENSION_NOTICE),
            "sale_conflicts": list(disclosures.sale_conflicts()) if administers(request) else [],
            "renewal": renewal_words() if administers(request) else "",
            "open_years": disclosures.open_years() if decides(request) else [],
            "bars": drawing.bars(summary),
            "find": FindForm(auto_id="find-%s"),
            "waiting_bulks": bulk.bulks_awaiting_second(),
            "bulk": _bar(request, page.cases, narrowed.count(), [*chosen.items()]) if decides(request) else None,
            "earlier": urlencode({**chosen, "before": page.earlier}) if page.earlier else "",
            "later": urlencode({**chosen, "after": page.later}) if page.later else "",
        },
    )


def _bar(
    request: StaffRequest, cases: list[Case], count: int, fields: Sequence[tuple[str, str]]
) -> bulk_words.Bar | None:
    return bulk_words.bar(cases, back=request.get_full_path(), everything=count, fields=fields)


def row(case: Case) -> Row:
    """A case for a list."""
    known = cast(_Listed, case)
    waiting = states.waiting(known.waiting_step)
    step = states.approval_step(case, is_asked=known.waits_for_second) or states.next_step(
        case, known.has_letters_to_mail, waiting, known.has_notice_to_mail, known.is_year_stated
    )
    return Row(case, states.title(case.kind), step, states.due(case, today()))


@desk(Who.VIEWER, "GET", "POST")
def find_page(request: StaffRequest) -> HttpResponse:
    """Find by reference, exact email or name. Answers the POST itself, so that no address tells the name.

    By GET, as after "back" or a reload, the form alone: what was looked for is typed again.
    """
    if request.method == "GET":
        return render(request, "staff/queue/find.html", {"find": FindForm(auto_id="find-%s")})
    form = FindForm(request.POST, auto_id="find-%s")
    if not form.is_valid():
        messages.error(request, _("Type a reference, an email address or a name."))
        return redirect("staff:queue")
    text = form.cleaned_data["text"]
    reference = references.parse(text)
    if reference and access.cases_for_staff(request).filter(reference=reference).exists():
        return redirect("staff:case", references.spell(reference))
    if reference and access.is_bundle_for_staff(request, reference):
        return redirect("staff:bundle", references.spell(reference))
    found = access.cases_found_by_staff(request, text, MOST_FOUND)
    listed = [("listed", references.spell(case.reference)) for case in found]
    bar = bulk_words.bar(found, back=reverse("staff:queue"), everything=len(found), fields=listed)
    words = {"find": form, "rows": [row(case) for case in found], "most": MOST_FOUND}
    return render(request, "staff/queue/find.html", {**words, "bulk": bar if decides(request) else None})
