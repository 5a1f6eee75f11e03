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

from dsr import agents, parties
from dsr.errors import CannotOpen, DeskError
from dsr.formats import references
from dsr.law.agents import Authority
from dsr.lifecycle import Who
from dsr.models.attachment import Purpose
from portal import access
from portal.staff.account import actor, desk
from portal.staff.bundle.kept_files import keep_files
from portal.web.field_choices import offer
from portal.web.typed_requests import StaffRequest
from portal.web.uploads import DocumentsField


class ShownPeopleField(forms.MultipleChoiceField):
    """Cases that are ticked, each as its number and the entry count that the page showed."""

    numbers: frozenset[str] = frozenset()

    def valid_value(self, value: Any) -> bool:
        number, _dot, seen = str(value).partition(".")
        return number in self.numbers and seen.isascii() and seen.isdigit()


class PermissionsForm(forms.Form):
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

    def __init__(self, *args: Any, stands: Sequence[agents.Stand], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_people(self, stands)

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

    @property
    def chosen(self) -> dict[int, int]:
        return {int(number): int(seen) for number, seen in (one.split(".") for one in self.cleaned_data["people"])}


def offer_people(form: forms.Form, stands: Sequence[agents.Stand]) -> None:
    """Fill the field of the people of a form: each by number and name."""
    cases = [stand.case for stand in stands]
    names = parties.subjects_of(cases)
    shown = [f"{case.pk}.{case.entry_count}" for case in cases]
    named = [_named(stand, names.get(stand.case.pk, {})) for stand in stands]
    offer(form, "people", list(zip(shown, named, strict=True)))
    field = form.fields["people"]
    if isinstance(field, ShownPeopleField):
        field.numbers = frozenset(str(case.pk) for case in cases)


def _named(stand: agents.Stand, subject: dict[str, str]) -> str:
    name = subject.get("name", "") or _("(forgotten)")
    return _("%(number)d. %(name)s") % {"number": stand.line.number, "name": name}


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
    for one in left:
        told = {"reference": references.spell(one.case.reference), "why": one.why}
        messages.error(request, _("Not in %(reference)s: %(why)s") % told)
