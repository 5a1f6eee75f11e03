"""The documents of a case on the desk: what came, what is deleted when, and a download that is on record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dsr import documents
from dsr.errors import BadInput, CannotOpen, Forgotten
from dsr.formats import references
from dsr.journal import Actor
from dsr.kinds import base
from dsr.lifecycle import Who
from dsr.models import Attachment, Case
from dsr.models.attachment import Purpose
from dsr.models.case_surroundings import rows_beside
from portal import access
from portal.staff.account import actor, desk
from portal.staff.case.action import Action, SeenForm
from portal.web.documents import TYPES, acting_words, saved_document
from portal.web.field_choices import offer
from portal.web.typed_requests import StaffRequest
from portal.web.uploads import DocumentsField


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
    def kept_days(self) -> int:
        """Days after the decision until a proof of identity is deleted at the latest."""
        return int(settings.IDENTITY_DAYS)

    @property
    def warning(self) -> str:
        """What in it may act by itself; empty where nothing is known to."""
        return acting_words(self.row.acts) if self.is_kept else ""

    @property
    def may_check(self) -> bool:
        return self.is_kept and self.row.purpose == Purpose.IDENTITY


def panel(case: Case, opened: Mapping[str, Any]) -> list[Line]:
    """Every document that came with a case, also those that are deleted."""
    rows: list[Attachment] = rows_beside(case, "attachments", "account")
    return [
        Line(
            row,
            str(opened.get(row.name_sealed_as, "")),
            str(TYPES[row.media_type]),
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
    return saved_document(name, content, found.media_type)


def added(facts: Mapping[str, Any]) -> str:
    """What the journal tells of documents that came: numbers, kinds, sizes and purposes."""
    return "; ".join(_came(one) for one in facts["documents"])


def was_opened(facts: Mapping[str, Any]) -> str:
    return _numbers([facts["document"]])


def of_bundle_was_opened(facts: Mapping[str, Any]) -> str:
    """Which, by its purpose and the bundle: its number is not one of the documents of the request."""
    said = {"purpose": Purpose(facts["purpose"]).label, "reference": references.spell(facts["bundle"])}
    return _("%(purpose)s, bundle %(reference)s") % said


def deleted(facts: Mapping[str, Any]) -> str:
    """Which were deleted, or checked and kept by a hold, and why."""
    method = documents.METHODS.get(str(facts.get("method", "")))
    why = (
        _("checked: %(how)s") % {"how": method}
        if method
        else _("its days after the decision, or after the end, are over")
    )
    return f"{_numbers(facts['documents'])}; {why}"


def _came(one: Mapping[str, Any]) -> str:
    return _("document %(number)s: %(type)s, %(size)s kB, %(purpose)s") % {
        "number": one["id"],
        "type": TYPES[one["media_type"]],
        "size": max(1, one["size"] // 1024),
        "purpose": Purpose(one["purpose"]).label,
    }


def _numbers(ids: Sequence[int]) -> str:
    shown = ", ".join(str(number) for number in ids)
    return ngettext("document %(numbers)s", "documents %(numbers)s", len(ids)) % {"numbers": shown}


class AddDocumentsForm(SeenForm):
    """Scans of what came by paper mail, or files of an email; only for what the kind asks for."""

    purpose = forms.ChoiceField(
        label=gettext_lazy("What they are for"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what they are for.")},
    )

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, case=case, name=name, **kwargs)
        asked = (*documents.asked_by(base.get(case.kind)), Purpose.LETTER, Purpose.ENVELOPE)
        if Purpose.PERMISSION in asked and Purpose.IDENTITY not in asked and case.is_for_another:
            asked = (*asked, Purpose.IDENTITY)  # a parent may show an identity card: checked, then deleted
        offer(self, "purpose", [(purpose.value, purpose.label) for purpose in asked])
        self.fields["files"] = DocumentsField(purpose=Purpose.EVIDENCE, label=gettext_lazy("Files"), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("files") and "files" not in self.errors:
            self.add_error("files", gettext_lazy("Choose the files."))
        elif values.get("files") and values.get("purpose"):
            values["files"] = [replace(one, purpose=Purpose(values["purpose"])) for one in values["files"]]
        return values


class CheckedForm(SeenForm):
    """How a proof of identity or parenthood was checked. It is deleted then."""

    document = forms.IntegerField(widget=forms.HiddenInput)
    method = forms.ChoiceField(
        label=gettext_lazy("What you checked"),
        choices=[(code, words) for code, words in documents.METHODS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you checked.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Note for the record (optional)"),
        help_text=gettext_lazy("Never copy numbers of identity papers."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def _add(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return documents.add(case.pk, actor, values["files"], seen=values["seen"])


def _checked(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    row = case.attachments.filter(pk=values["document"]).first()
    if row is None:
        raise BadInput(_("This document is not of this request."))
    return documents.checked(row, actor, method=values["method"], note=values["note"], seen=values["seen"])


ACTIONS = (
    Action("add-documents", AddDocumentsForm, _add, gettext_lazy("The documents are added.")),
    Action(
        "document-checked",
        CheckedForm,
        _checked,
        gettext_lazy(
            "How it was checked stays in the journal. The document is deleted, unless a litigation hold keeps it."
        ),
        item="document",
    ),
)
