"""Forms about documents: adding what came on paper, and saying how a proof of identity was checked."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dsr import documents
from dsr.kinds import base
from dsr.models import Case
from dsr.models.attachment import Purpose
from portal.staff.case.forms import SeenForm
from portal.web.field_choices import offer
from portal.web.uploads import DocumentsField


class AddDocumentsForm(SeenForm):
    """Scans of what came by paper mail, or files of an email; only for what the kind asks for."""

    purpose = forms.ChoiceField(
        label=_("What they are for"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they are for.")},
    )

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, case=case, name=name, **kwargs)
        asked = documents.asked_by(base.get(case.kind))
        if Purpose.PERMISSION in asked and Purpose.IDENTITY not in asked and case.is_for_another:
            asked = (*asked, Purpose.IDENTITY)  # a parent may show an identity card: checked, then deleted
        offer(self, "purpose", [(purpose.value, purpose.label) for purpose in asked])
        self.fields["files"] = DocumentsField(purpose=Purpose.EVIDENCE, label=_("Files"), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("files") and "files" not in self.errors:
            self.add_error("files", _("Choose the files."))
        elif values.get("files") and values.get("purpose"):
            values["files"] = [replace(one, purpose=Purpose(values["purpose"])) for one in values["files"]]
        return values


class CheckedForm(SeenForm):
    """How a proof of identity or parenthood was checked. It is deleted then."""

    document = forms.IntegerField(widget=forms.HiddenInput)
    method = forms.ChoiceField(
        label=_("What you checked"),
        choices=[(code, words) for code, words in documents.METHODS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you checked.")},
    )
    note = forms.CharField(
        label=_("Note for the record (optional)"),
        help_text=_("Never copy numbers of identity papers."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
