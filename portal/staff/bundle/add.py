"""Adding to a bundle: people who came in the same letter, and what the agent had left out of one of them."""

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import agents, corrections, parties
from dsr.errors import DeskError
from dsr.formats import references
from dsr.kinds import base
from dsr.law import correction
from dsr.lifecycle import Who
from dsr.models import Case
from portal import access
from portal.staff.account import actor, desk
from portal.staff.bundle.people_fields import PeopleForm
from portal.web.field_choices import offer
from portal.web.mailbox_field import MailboxField
from portal.web.typed_requests import StaffRequest


@desk(Who.REVIEWER, "GET", "POST")
def add_people_page(request: StaffRequest, reference: str) -> HttpResponse:
    """More people of the same letter: same day, same clock, same agent."""
    found = access.bundle_for_staff(request, reference)
    if why := agents.why_not_added(found):
        messages.error(request, why)
        return redirect("staff:bundle", references.spell(found.reference))
    if request.method != "POST":
        form = PeopleForm(auto_id="bundle-%s", initial={"submission": secrets.token_hex(16)})
        words: dict[str, Any] = {"form": form, "bundle": found}
        return render(request, "staff/bundle/add_people.html", words)
    form = PeopleForm(request.POST, request.FILES, auto_id="bundle-%s")
    if form.is_valid():
        form.read_list(base.get(found.kind))
    if form.is_valid() and not form.asks_to_look:
        sent = {"documents": form.files_to_keep(), "token": form.cleaned_data["submission"]}
        try:
            count = agents.add_people(found.pk, form.listed.subjects, actor(request), **sent)
        except DeskError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Added: %(count)d. The agent gets a letter about them.") % {"count": count})
            return redirect("staff:bundle", references.spell(found.reference))
    look, kept = form.look() if form.asks_to_look else None, form.keep_files(found.business, actor(request))
    words = {"form": form, "bundle": found, "look": look, "kept": kept}
    return render(request, "staff/bundle/add_people.html", words, status=422)


class DetailsForm(forms.Form):
    """What may have been left out of one person: the address, and of a correction one thing that is wrong."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    email = MailboxField(
        label=gettext_lazy("The email address the person uses with us"),
        max_length=254,
        required=False,
        error_messages={"invalid": gettext_lazy("Enter an email address like name@example.com.")},
    )
    postal = forms.CharField(
        label=gettext_lazy("Or the person’s mailing address"),
        help_text=gettext_lazy("No permission of this person is shown: what we say of them goes there."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field = forms.ChoiceField(label=gettext_lazy("What is wrong"), required=False)
    says = forms.CharField(label=gettext_lazy("What it says now (if it is known)"), max_length=500, required=False)
    should = forms.CharField(label=gettext_lazy("What it should say"), max_length=500, required=False)
    why = forms.CharField(label=gettext_lazy("What shows it (optional)"), max_length=1000, required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_unreached = parties.deals_with_person(case) and not parties.reader_of(case).is_person_known
        if not is_unreached:
            del self.fields["postal"]
        if parties.sealed_value(case, "subject").get("email"):
            self.fields["email"].label = _("The person’s own email address")
            if not is_unreached:
                del self.fields["email"]
        if base.get(case.kind).items is None:
            for name in ("field", "says", "should", "why"):
                del self.fields[name]
        else:
            fields = [(one.name, corrections.field_words(one.name)) for one in correction.FIELDS]
            offer(self, "field", [("", _("Choose one")), *fields])

    def items(self) -> list[dict[str, str]]:
        said = {name: str(self.cleaned_data.get(name) or "") for name in ("field", "says", "should", "why")}
        return [said] if any(said.values()) else []


@desk(Who.REVIEWER, "GET", "POST")
def add_details_page(request: StaffRequest, reference: str, person: str) -> HttpResponse:
    """What the agent sent later about one person."""
    found = access.bundle_for_staff(request, reference)
    case = access.case_for_staff(request, person)
    in_bundle = agents.bundle_of(case)
    if in_bundle is None or in_bundle.pk != found.pk or not case.data_key:
        raise Http404
    form = DetailsForm(request.POST or None, case=case, auto_id="details-%s", initial={"seen": case.entry_count})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            where = {name: values.get(name) or "" for name in ("email", "postal")}
            agents.add_late_details(case.pk, actor(request), **where, items=form.items(), seen=values["seen"])
        except DeskError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It is added, and the person is matched anew."))
            return redirect("staff:bundle", references.spell(found.reference))
    name = parties.sealed_value(case, "subject").get("name", "")
    words = {"form": form, "bundle": found, "case": case, "name": name}
    return render(request, "staff/bundle/add_details.html", words, status=422 if form.errors else 200)
