"""Entering what one agent asked for many people at once."""

import secrets
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import agents
from dsr.clock import now
from dsr.documents import Document
from dsr.errors import BadInput, Blocked, KeyLost
from dsr.formats import references
from dsr.kinds import base
from dsr.law.agents import Authority
from dsr.lifecycle import Who
from dsr.models import Business, DesignatedAddress
from dsr.models.attachment import Purpose
from dsr.models.case import Delivery
from portal.staff.account import actor, desk
from portal.staff.bundle.people_fields import PeopleForm
from portal.staff.entry import EntryForm, instant, offer_addresses
from portal.staff.wording import states
from portal.web.field_choices import offer
from portal.web.mailbox_field import MailboxField
from portal.web.text_fields import NameField, PostalField
from portal.web.typed_requests import StaffRequest
from portal.web.uploads import DocumentsField

_LAST = ("people", "table", "is_test")  # once it is said how the letter came, and whose it is
_CAME = ("brand", "channel", "received_on", "received_time", "is_test")


class BundleForm(PeopleForm):
    """How the letter came, who the agent is, and the people."""

    brand, channel, received_on, received_time, is_test = (EntryForm.base_fields[name] for name in _CAME)
    kind = forms.ChoiceField(
        label=gettext_lazy("What does it ask for?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what it asks for.")},
    )
    came_to = forms.ChoiceField(
        label=gettext_lazy("Which address did it come to?"),
        help_text=gettext_lazy("Only where the date depends on it, as for Shine the Light."),
        required=False,
    )
    name = NameField(
        label=gettext_lazy("The agent's name"),
        max_length=200,
        error_messages={"required": gettext_lazy("Enter the name of who wrote.")},
    )
    firm = NameField(label=gettext_lazy("Firm or organization (optional)"), max_length=200, required=False)
    email = MailboxField(
        label=gettext_lazy("The agent's email address"),
        help_text=gettext_lazy("Fill in one of the two: the responses go there."),
        max_length=254,
        required=False,
        error_messages={"invalid": gettext_lazy("Enter an email address like name@example.com.")},
    )
    postal = PostalField(
        label=gettext_lazy("The agent's mailing address"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    who = forms.ChoiceField(
        label=gettext_lazy("How does the agent act?"),
        choices=[
            (Authority.AGENT.value, gettext_lazy("With signed permission")),
            (Authority.ATTORNEY.value, gettext_lazy("With a power of attorney of each")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how the agent acts.")},
    )
    letter = DocumentsField(
        purpose=Purpose.LETTER, label=gettext_lazy("The letter as it came (scan, optional)"), required=False
    )
    documents = DocumentsField(
        purpose=Purpose.PERMISSION,
        label=gettext_lazy("The permissions or powers of attorney (optional; for all of the people)"),
        required=False,
    )
    is_stated = forms.BooleanField(
        label=gettext_lazy("The letter states that the agent holds the signed permission of each person."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        businesses = list(Business.objects.all())
        able = [k for k in base.every() if k.agents.covering and any(map(k.is_offered, businesses))]
        offer(self, "kind", [(kind.code, states.title(kind.code)) for kind in able])
        self.addresses = offer_addresses(self)
        self.fields["submission"].required = True
        self.order_fields([*(name for name in BundleForm.base_fields if name not in _LAST), *_LAST])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        asked = [base.get(values["kind"])] if values.get("kind") else []
        if any(kind.clocks.depends_on_address for kind in asked):
            self._check_address(values)
        if not {"email", "postal"} & set(self.errors) and bool(values.get("email")) == bool(values.get("postal")):
            self.add_error(
                "email", _("Enter the email address or the mailing address for the responses, one of them.")
            )
        if values.get("received_on") and self.received_at > now():
            self.add_error("received_on", _("This is in the future. Check the date and the time."))
        self.read_list(asked[0] if asked else None)
        return values

    def _check_address(self, values: dict[str, Any]) -> None:
        brand = values.get("brand")
        if not values.get("came_to") and "came_to" not in self.errors:
            self.add_error("came_to", EntryForm.base_fields["came_to"].error_messages["required"])
        elif self.address and brand and self.address.business_id != brand.business_id:
            self.add_error("came_to", _("This address belongs to another business than the brand."))

    @property
    def address(self) -> DesignatedAddress | None:
        """The designated address it came to; None for any other, and where no date depends on it."""
        kind = base.get(self.cleaned_data["kind"])
        return self.addresses.get(self.cleaned_data["came_to"]) if kind.clocks.depends_on_address else None

    @property
    def received_at(self) -> datetime:
        return instant(self.cleaned_data["received_on"], self.cleaned_data.get("received_time"))

    def files_to_keep(self) -> list[Document]:
        values = self.cleaned_data
        return [*(values.get("letter") or []), *(values.get("documents") or []), *super().files_to_keep()]

    def roll(self) -> agents.NewBundle:
        values = self.cleaned_data
        return agents.NewBundle(
            kind=values["kind"],
            brand=values["brand"],
            token=values["submission"],
            channel=values["channel"],
            came_to=self.address,
            received_at=self.received_at,
            delivery=Delivery.EMAIL if values["email"] else Delivery.MAIL,
            agent={name: values[name] for name in ("name", "firm", "email", "postal")},
            who=values["who"],
            is_stated=values["is_stated"],
            subjects=self.listed.subjects,
            documents=self.files_to_keep(),
            is_test=values["is_test"],
        )


@desk(Who.REVIEWER, "GET", "POST")
def enter_bundle_page(request: StaffRequest) -> HttpResponse:
    """The form. What stopped in the middle goes on when it is pressed again."""
    if request.method != "POST":
        form = BundleForm(auto_id="bundle-%s", initial={"submission": secrets.token_hex(16)})
        return render(request, "staff/bundle/enter.html", {"form": form, "alone": _alone()})
    form = BundleForm(request.POST, request.FILES, auto_id="bundle-%s")
    if form.is_valid() and not form.asks_to_look:
        try:
            entered = agents.enter_bundle(form.roll(), actor(request))
        except (BadInput, Blocked, KeyLost) as error:
            form.add_error(None, str(error))
        else:
            said = _("The bundle is entered.") if entered.is_new else _("This bundle was entered already.")
            messages.success(request, said)
            return redirect("staff:bundle", references.spell(entered.bundle.reference))
    brand = form.cleaned_data.get("brand")
    words = {
        "form": form,
        "look": form.look() if form.asks_to_look else None,
        "kept": form.keep_files(brand.business if brand else Business.objects.earliest("pk"), actor(request)),
        "alone": _alone(),
    }
    return render(request, "staff/bundle/enter.html", words, status=422)


def _alone() -> list[base.Kind]:
    """The kinds that are entered one by one; each says why."""
    return [kind for kind in base.every() if kind.agents.entered_alone]
