"""The permissions that an agent sends later, many in one envelope: entered once, for all or for some of the people."""

import secrets
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dsr import agents
from dsr.errors import CannotOpen, DeskError
from dsr.formats import references
from dsr.law.agents import Authority
from dsr.lifecycle import Who
from dsr.models.attachment import Purpose
from portal import access
from portal.staff.account import actor, desk
from portal.staff.bundle.kept_files import keep_files
from portal.staff.bundle.shown_people import ShownPeopleField, ShownPeopleForm, tell_left
from portal.web.typed_requests import StaffRequest
from portal.web.uploads import DocumentsField


class PermissionsForm(ShownPeopleForm):
    """One document, what it shows, and of whom."""

    submission = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    document = DocumentsField(
        purpose=Purpose.PERMISSION,
        label=gettext_lazy("The permissions as they came (one PDF or scan)"),
        required=False,
    )
    who = forms.ChoiceField(
        label=gettext_lazy("What does it show?"),
        choices=[
            (Authority.AGENT.value, gettext_lazy("The signed permission of each")),
            (Authority.ATTORNEY.value, gettext_lazy("A power of attorney of each, or papers of a conservator")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you saw.")},
    )
    note = forms.CharField(
        label=gettext_lazy("What you saw, and how"),
        help_text=gettext_lazy("It stands in the record of each request: name none of the people."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write what you saw, and how.")},
    )
    people = ShownPeopleField(
        label=gettext_lazy("Of whom did you see it?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose the people whose permission you saw.")},
    )

    def clean_document(self) -> Any:
        try:
            files = self.cleaned_data["document"] or agents.open_kept_files(self.cleaned_data.get("submission", ""))
        except CannotOpen as error:
            raise forms.ValidationError(str(error)) from error
        if not files:
            raise forms.ValidationError(_("Choose the file."))
        if len(files) != 1:
            raise forms.ValidationError(_("Choose one file: put the pages together into one PDF."))
        return files[0]

    @property
    def late(self) -> agents.LatePermission:
        values = self.cleaned_data
        return agents.LatePermission(values["who"], values["note"].strip(), values["document"])


@desk(Who.REVIEWER, "GET", "POST")
def add_permissions_page(request: StaffRequest, reference: str) -> HttpResponse:
    """Entered once for those of whom it was seen; what could not be recorded is said, with why."""
    found = access.bundle_for_staff(request, reference)
    stands = agents.without_permission(agents.stands_of(found))
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    first = {"submission": secrets.token_hex(16)}
    form = PermissionsForm(*sent, stands=stands, auto_id="permissions-%s", initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            left = agents.add_permission(found.pk, actor(request), form.late, form.chosen)
        except DeskError as error:
            form.add_error(None, str(error))
        else:
            agents.drop_files(form.cleaned_data["submission"])
            _tell(request, len(form.chosen) - len(left), left)
            return redirect("staff:bundle", references.spell(found.reference))
    kept: list[str] = []
    if request.method == "POST":
        came = form.cleaned_data.get("document")
        kept = keep_files(form, found.business, [came] if came else [], actor(request))
    words = {"form": form, "bundle": found, "count": len(stands), "kept": kept}
    return render(request, "staff/bundle/add_permissions.html", words, status=422 if form.errors else 200)


def _tell(request: StaffRequest, done: int, left: Sequence[agents.Unrecorded]) -> None:
    words = ngettext(
        "The permission is recorded in %(count)d request.", "The permission is recorded in %(count)d requests.", done
    )
    messages.success(request, words % {"count": done})
    tell_left(request, left)
