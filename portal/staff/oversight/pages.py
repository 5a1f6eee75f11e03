"""The page of all measures, that of one with its requests, and the table as a file without anything personal."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import oversight
from dsr.clock import today
from dsr.formats.days import short_month
from dsr.lifecycle import Who
from portal.staff.account import desk
from portal.web.typed_requests import StaffRequest

_SHOWN = 50
WORDS: Mapping[str, Any] = {
    "receipts-corrected": gettext_lazy("Corrections of how a request came"),
    "voided": gettext_lazy("Closed as a mistake or a test"),
    "put-aside": gettext_lazy("Put aside as no request"),
    "withdrawn": gettext_lazy("Withdrawn by the person"),
    "joined": gettext_lazy("Joins to an earlier request"),
    "late": gettext_lazy("Answered after the date for the person"),
    "second-approvals-left-out": gettext_lazy("Second approvals left out"),
    "agents-refused": gettext_lazy("Agents refused for lack of permission"),
    "proof-asked": gettext_lazy("Proof asked for"),
    "proof-destroyed": gettext_lazy("Proof deleted"),
    "stopped-in-a-day": gettext_lazy("Stops on our list within a day"),
    "stopped-in-a-fortnight": gettext_lazy("Stops on our list within a fortnight"),
    "stopped-later": gettext_lazy("Stops on our list later than that"),
}


@dataclass(frozen=True)
class Bar:
    """A number that is drawn beside its words; `width` of a hundred, the longest bar being whole."""

    words: str
    count: int
    width: float
    address: str


def bars(rows: list[tuple[str, int, str]]) -> list[Bar]:
    """Bars begin at zero."""
    most = max((count for _words, count, _address in rows), default=0)
    return [Bar(words, count, 100 * count / most if most else 0.0, address) for words, count, address in rows]


def _month_words(month: date) -> str:
    return short_month(month)


@desk(Who.AUDITOR, "GET")
def oversight_page(request: StaffRequest) -> HttpResponse:
    """Every measure of the last twelve months, of this one and of the one before; each leads to its requests."""
    months = oversight.months_until(today())
    lines = []
    for code, measure in oversight.MEASURES.items():
        counts = oversight.by_month(measure, months)
        lines.append((code, WORDS[code], _small(counts), counts[-1], counts[-2], sum(counts)))
    words = {"lines": lines, "this": months[-1], "last": months[-2]}
    return render(request, "staff/oversight/oversight.html", words)


def _small(counts: list[int]) -> list[tuple[float, float]]:
    """Twelve columns side by side, each as (place, height) of a drawing of 120 by 20."""
    most = max(counts) or 1
    return [(10.0 * place, 20 * count / most) for place, count in enumerate(counts)]


@desk(Who.AUDITOR, "GET")
def measure_page(request: StaffRequest, measure: str) -> HttpResponse:
    """One measure by month and by who pressed, and the requests behind the number that was chosen."""
    known = oversight.MEASURES.get(measure)
    if known is None:
        raise Http404
    months = oversight.months_until(today())
    month = next((one for one in months if one.isoformat()[:7] == request.GET.get("month")), None)
    chosen = [month] if month else months
    typed = request.GET.get("who", "")
    who = int(typed) if typed.isdecimal() and len(typed) < 19 else None
    cases, more = oversight.cases_behind(known, chosen, _SHOWN, who=who, before=request.GET.get("before", ""))
    kept = {"month": month.isoformat()[:7] if month else "", "who": typed if who is not None else ""}
    counts = oversight.by_month(known, months, who)
    words = {
        "title": WORDS[measure],
        "months": bars(
            [
                (_month_words(one), count, _address({**kept, "month": one.isoformat()[:7]}))
                for one, count in zip(months, counts, strict=True)
            ]
        ),
        "people": bars(
            [
                (str(one) if one else _("Nobody of the desk"), count, _address({**kept, "who": one.pk}) if one else "")
                for one, count in oversight.by_person(known, chosen)
            ]
        ),
        "cases": cases,
        "older": _address({**kept, "before": more}) if more else "",
        "chosen": _month_words(month) if month else "",
        "is_narrowed": bool(month or who is not None),
    }
    return render(request, "staff/oversight/measure.html", words)


def _address(query: Mapping[str, Any]) -> str:
    return "?" + urlencode({name: value for name, value in query.items() if value})


@desk(Who.AUDITOR, "GET")
def figures_csv(request: StaffRequest) -> HttpResponse:
    """Month, measure, number: nothing of a person, and nothing of who pressed."""
    months = oversight.months_until(today())
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="oversight.csv"'
    rows = csv.writer(answer)
    rows.writerow(["month", "measure", "count"])
    for code, measure in oversight.MEASURES.items():
        for month, count in zip(months, oversight.by_month(measure, months), strict=True):
            rows.writerow([month.isoformat()[:7], code, count])
    return answer
