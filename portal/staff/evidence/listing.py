"""All evidence packs, the newest first, and the fingerprints by which anybody checks one."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from dsr import evidence
from dsr.lifecycle import Who
from dsr.models import EvidencePack
from portal.staff.account import desk
from portal.staff.wording import evidence as wording
from portal.web.typed_requests import StaffRequest

_PAGE = 25


@dataclass(frozen=True)
class Listed:
    """One line: of what, for whom, and how it stands."""

    pack: EvidencePack
    covers: str
    receiver: str
    form: str


@desk(Who.APPROVER, "GET")
def evidence_page(request: StaffRequest) -> HttpResponse:
    rows = EvidencePack.objects.select_related("case", "bundle", "business", "asked_by").order_by("-pk")
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    words = {
        "packs": [Listed(one, wording.covers(one), wording.receiver(one.receiver), wording.form(one)) for one in page],
        "newer": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "older": f"?page={page.next_page_number()}" if page.has_next() else "",
        **published_words(),
    }
    return render(request, "staff/evidence/evidence.html", words)


def published_words() -> dict[str, object]:
    """What who gets a pack compares: fingerprints by key, and the digest of the script that checks it."""
    return {"fingerprints": evidence.published_fingerprints(), "script": evidence.verifier_digest()}


@desk(Who.APPROVER, "GET")
def download_verifier(request: StaffRequest) -> HttpResponse:
    """The script itself, for whoever would run none that came with a pack."""
    response = HttpResponse(evidence.verifier(), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="verify.py"'
    return response
