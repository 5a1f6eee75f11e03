"""The page of a bundle: who sent it, how far it came, and what to do next with whom."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dsr import agents, receipt_corrections
from dsr.agents import Standing
from dsr.clock import today
from dsr.errors import CannotOpen, DeskError, Forgotten
from dsr.formats import references
from dsr.lifecycle import Who
from dsr.models import Bundle
from portal import access
from portal.staff import queue
from portal.staff.account import actor, decides, desk
from portal.staff.bundle import head, listed_people
from portal.staff.bundle.letters import listed_letters
from portal.staff.bundle.waiting_receipts import waiting_receipts
from portal.staff.wording import bulk as bulk_words
from portal.web import documents
from portal.web.typed_requests import StaffRequest

_A_PAGE = 50


@desk(Who.VIEWER, "GET")
def bundle_page(request: StaffRequest, reference: str) -> HttpResponse:
    """Where it stands, and its people with what each needs; in parts, and by pages."""
    found = access.bundle_for_staff(request, reference)
    stands = agents.stands_of(found)
    shown = request.GET.get("show", "")
    shown = shown if shown in set(Standing) else ""
    part = [stand for stand in stands if not shown or stand.standing == shown]
    page = Paginator(part, _A_PAGE).get_page(request.GET.get("page"))
    may_decide = decides(request)
    earlier = listed_people.likely_repeats(stands)
    rows = listed_people.rows(request, list(page), earlier, today())
    listed = [("listed", stand.case.reference) for stand in part]
    bar = bulk_words.bar([row.case for row in rows], back=request.get_full_path(), everything=len(part), fields=listed)
    written, listed_as = listed_letters(found), queue.query_of(queue.list_of_bundle(found.reference, shown))
    told = {
        "bundle": found,
        "head": head.head(found, stands) if stands else None,
        "next": head.next_action(found, stands, earlier, listed_as),
        "asks_words": "" if agents.why_not_asked(stands) else head.asks_in_words(found, stands),
        "bulks": sorted({stand.bulk for stand in stands if stand.bulk}),
        "is_test": agents.is_test(found),
        **_offered(found, stands),
        "counts": listed_people.counts_in_words(stands),
        "bar": listed_people.drawn_bar(stands),
        "tabs": listed_people.tabs(stands, shown),
        "shown": shown,
        "list_query": listed_as,
        "page": page,
        "rows": rows,
        "is_told_end": found.answered_at is not None and not agents.is_end_outdated(found),
        "is_end_returned": agents.is_end_returned(found),
        "is_end_to_come": bool(stands) and agents.is_end_to_come(found),
        "letters": written,
        "is_to_mail": any(one.shown.is_to_mail for one in written),
        "documents": _documents(found),
        "receipts": waiting_receipts(request, found),
        "may_decide": may_decide,
        "bulk": bar if may_decide else None,
    }
    return render(request, "staff/bundle/bundle.html", told)


def _offered(bundle: Bundle, stands: Sequence[agents.Stand]) -> dict[str, bool]:
    """What can be done with the whole of it, beside the one thing to do next."""
    return {
        "may_add": not agents.why_not_added(bundle),
        "may_correct": any(stand.case.state in receipt_corrections.CORRECTABLE for stand in stands),
        "may_permit": bool(agents.without_permission(stands)),
        "may_answer_agent": bool(agents.decidable(stands)),
    }


def _documents(bundle: Bundle) -> list[dict[str, Any]]:
    return [
        {
            "row": row,
            "name": agents.name_of_document(row),
            "type": documents.TYPES[row.media_type],
            "warning": documents.acting_words(row.acts) if row.purged_at is None else "",
        }
        for row in agents.documents_of_bundle(bundle)
    ]


@desk(Who.REVIEWER, "POST")
def ask_agent(request: StaffRequest, reference: str) -> HttpResponse:
    """Ask the agent in one letter for all that is missing."""
    found = access.bundle_for_staff(request, reference)
    try:
        agents.ask_agent(found.pk, actor(request))
    except DeskError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The letter that asks the agent is written. No clock waits for the answer."))
    return redirect("staff:bundle", references.spell(found.reference))


@desk(Who.REVIEWER, "POST")
def download_document(request: StaffRequest, reference: str, document_id: int) -> HttpResponse:
    """Hand out what came once for all, to be saved. Who opened it is on record."""
    found = access.bundle_document_for_staff(request, reference, document_id)
    try:
        name, content = agents.open_bundle_document(found, actor(request))
    except (Forgotten, CannotOpen) as error:
        messages.error(request, str(error))
        return redirect("staff:bundle", references.spell(found.bundle.reference))
    return documents.saved_document(name, content, found.media_type)
