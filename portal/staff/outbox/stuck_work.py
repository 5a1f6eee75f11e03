"""Work of no single request that the machine gave up: why, what to mend, and one button that tries it again."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from dsr import work_queue
from dsr.formats import references
from dsr.lifecycle import Who
from dsr.models import Bulk, Bundle, Compilation, DueWork, Letter
from dsr.models.due_work import WorkName
from portal.staff.account import desk
from portal.staff.wording.reasons import Stuck, explain
from portal.staff.wording.works import WORDS
from portal.web.typed_requests import StaffRequest

_MOST = 100


@dataclass(frozen=True)
class StuckWork:
    """One row: what the desk was doing, since when it stands, why, and the page of what it is about, if any."""

    number: int
    words: str
    since: datetime | None
    stuck: Stuck
    page: str
    reference: str


@desk(Who.REVIEWER, "GET")
def stuck_work_page(request: StaffRequest) -> HttpResponse:
    """The oldest first; an event that a tool did not take stands with the tool."""
    rows = [*work_queue.stuck_of_no_case().order_by("given_up_at", "pk")[:_MOST]]
    places = _places(rows)
    listed = [
        StuckWork(
            number=row.pk,
            words=str(WORDS[WorkName(row.name)]) if row.name in WORDS else row.name,
            since=row.given_up_at,
            stuck=explain(row.reason),
            page=places.get(row.pk, ("", ""))[0],
            reference=places.get(row.pk, ("", ""))[1],
        )
        for row in rows
    ]
    return render(request, "staff/outbox/stuck_work.html", {"rows": listed, "is_all": len(rows) < _MOST})


@desk(Who.REVIEWER, "POST")
def try_work_again(request: StaffRequest, work_id: int) -> HttpResponse:
    """It is due again at once; where another press was first, nothing is done twice."""
    with transaction.atomic():
        done = work_queue.again(work_queue.stuck_of_no_case().filter(pk=work_id))
    if done:
        messages.success(request, _("This work is due again."))
    else:
        messages.info(request, _("Somebody was first: this work is not stuck."))
    return redirect("staff:stuck-work")


def _places(rows: list[DueWork]) -> dict[int, tuple[str, str]]:
    """By row, the page that it is about and what that is called; a query for each sort of them."""
    targets = {
        name: [row.target for row in rows if row.name in names]
        for name, names in {
            "bulk": (WorkName.BULK, WorkName.BULK_LOOK),
            "bundle": (WorkName.BUNDLE_END,),
            "send": (WorkName.SEND,),
            "compile": (WorkName.COMPILE,),
        }.items()
    }
    bulks, bundles = Bulk.objects.in_bulk(targets["bulk"]), Bundle.objects.in_bulk(targets["bundle"])
    letters = Letter.objects.exclude(bundle=None).select_related("bundle").in_bulk(targets["send"])
    reports = Compilation.objects.select_related("business").in_bulk(targets["compile"])
    found: dict[int, tuple[str, str]] = {}
    for row in rows:
        if row.target in bulks and row.name in {WorkName.BULK, WorkName.BULK_LOOK}:
            found[row.pk] = _page("staff:bulk", bulks[row.target].reference)
        elif row.name == WorkName.BUNDLE_END and row.target in bundles:
            found[row.pk] = _page("staff:bundle", bundles[row.target].reference)
        elif row.name == WorkName.SEND and row.target in letters:
            found[row.pk] = _page("staff:bundle", letters[row.target].bundle.reference)  # type: ignore[union-attr]
        elif row.name == WorkName.COMPILE and row.target in reports:
            report = reports[row.target]
            found[row.pk] = (reverse("staff:year", args=[report.business_id, report.year]), str(report.year))
    return found


def _page(name: str, plain: str) -> tuple[str, str]:
    spelled = references.spell(plain)
    return reverse(name, args=[spelled]), spelled
