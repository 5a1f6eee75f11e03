"""The page of a bundle: who sent it, how far it came, and what to do next with whom."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from dsr import agents
from dsr.clock import today
from dsr.errors import CannotOpen, Forgotten
from dsr.formats import references
from dsr.lifecycle import Who
from dsr.models import Bundled
from portal import access
from portal.staff.account import actor, decides, desk
from portal.staff.wording import states
from portal.web import documents
from portal.web.typed_requests import StaffRequest


@desk(Who.VIEWER, "GET")
def bundle_page(request: StaffRequest, reference: str) -> HttpResponse:
    """Its cases with their states. The people's names stay on their own pages."""
    found = access.bundle_for_staff(request, reference)
    lines = access.bundled_for_staff(request, found)
    told = {
        "bundle": found,
        "agent": agents.agent_of_bundle(found),
        "documents": [
            {"row": row, "name": agents.name_of_document(row), "type": documents.TYPES[row.media_type]}
            for row in agents.documents_of_bundle(found)
        ],
        "may_open": decides(request),
        "kind": states.title(found.kind),
        "rows": [_row(line) for line in lines],
        "people": len({line.number for line in lines}),
        "open": sum(line.case.is_open for line in lines),
    }
    return render(request, "staff/bundle/bundle.html", told)


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


def _row(line: Bundled) -> dict[str, Any]:
    case = line.case
    outcome = states.outcome(case.kind, case.outcome) if case.outcome else ""
    due = states.due(case, today())
    return {"number": line.number, "case": case, "kind": states.title(case.kind), "outcome": outcome, "due": due}
