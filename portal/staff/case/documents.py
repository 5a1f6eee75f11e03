"""The documents of a case on the desk: what came, what is deleted when, and a download that is on record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dsr import documents
from dsr.errors import CannotOpen, Forgotten
from dsr.formats import file_types, references
from dsr.lifecycle import Who
from dsr.models import Attachment, Case
from dsr.models.attachment import Purpose
from portal import access
from portal.staff.account import actor, desk
from portal.web.typed_requests import StaffRequest

_TYPES = {
    file_types.PDF: gettext_lazy("PDF"),
    file_types.JPEG: gettext_lazy("photo (JPEG)"),
    file_types.PNG: gettext_lazy("picture (PNG)"),
}


@dataclass(frozen=True)
class Line:
    """One document in the list. Its name is empty when it is deleted."""

    row: Attachment
    name: str
    type: str
    by: str
    delete_on: date | None

    @property
    def is_kept(self) -> bool:
        return self.row.purged_at is None

    @property
    def may_check(self) -> bool:
        return self.is_kept and self.row.purpose == Purpose.IDENTITY


def panel(case: Case, opened: Mapping[str, Any]) -> list[Line]:
    """Every document that came with a case, also those that are deleted."""
    rows = Attachment.objects.filter(case=case).select_related("account", "case__joined_to").order_by("pk")
    return [
        Line(
            row,
            str(opened.get(row.name_sealed_as, "")),
            str(_TYPES[row.media_type]),
            str(row.account) if row.account else _("the requester"),
            documents.delete_on(row),
        )
        for row in rows
    ]


@desk(Who.REVIEWER, "POST")
def download_document(request: StaffRequest, reference: str, document_id: int) -> HttpResponse:
    """Hand out one document to be saved, never shown by the browser as a page of ours. Who opened it is on record."""
    found = access.document_for_staff(request, reference, document_id)
    try:
        name, content = documents.open_on_record(found, actor(request))
    except (Forgotten, CannotOpen) as error:
        messages.error(request, str(error))
        return redirect("staff:case", references.spell(found.case.reference))
    response = HttpResponse(content, content_type=found.media_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def added(facts: Mapping[str, Any]) -> str:
    """What the journal tells of documents that came: numbers, kinds, sizes and purposes."""
    return "; ".join(_came(one) for one in facts["documents"])


def was_opened(facts: Mapping[str, Any]) -> str:
    return _numbers([facts["document"]])


def deleted(facts: Mapping[str, Any]) -> str:
    """Which were deleted, and why."""
    method = documents.METHODS.get(str(facts.get("method", "")))
    why = (
        _("checked: %(how)s") % {"how": method} if method else _("it served, and its days after the decision are over")
    )
    return f"{_numbers(facts['documents'])}; {why}"


def _came(one: Mapping[str, Any]) -> str:
    return _("document %(number)s: %(type)s, %(size)s kB, %(purpose)s") % {
        "number": one["id"],
        "type": _TYPES[one["media_type"]],
        "size": max(1, one["size"] // 1024),
        "purpose": Purpose(one["purpose"]).label,
    }


def _numbers(ids: Sequence[int]) -> str:
    shown = ", ".join(str(number) for number in ids)
    return ngettext("document %(numbers)s", "documents %(numbers)s", len(ids)) % {"numbers": shown}
