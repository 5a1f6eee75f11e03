"""The register of service providers, and how recipients of the ledger are told. A secret is shown once."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import webhooks
from dsr.errors import BadInput
from dsr.kinds import base
from dsr.models import Contact, Provider, Recipient
from dsr.models.third_party_notice import How
from portal.admin.webhooks import SecretForm, ShowsSecret, will_show
from portal.ways import POINTS


def _actions() -> list[tuple[str, str]]:
    """The deeds of which somebody is told, with the kinds of request that do them."""
    found: dict[str, list[str]] = {}
    for kind in base.every():
        if kind.notices is not None and kind.work is not None:
            found.setdefault(kind.work.action, []).append(str(kind.title))
    return [(action, f"{action}: {', '.join(titles)}") for action, titles in found.items()]


class DoorForm(SecretForm):
    """Where a company is told: what its way needs must be there."""

    points = forms.MultipleChoiceField(
        label=gettext_lazy("A webhook tells of a person"),
        help_text=gettext_lazy("No more than the company needs to find a person."),
        choices=lambda: list(POINTS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def clean_address(self) -> str:
        text = str(self.cleaned_data["address"]).strip()
        try:
            return webhooks.check_address(text) if text else ""
        except BadInput as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        how = said.get("how")
        if how == How.EMAIL and not said.get("email") and "email" not in self.errors:
            self.add_error("email", _("Enter the email address."))
        if how == How.MAIL and not said.get("postal_address", "").strip():
            self.add_error("postal_address", _("Enter the postal address."))
        if how == How.WEBHOOK:
            if not said.get("address") and "address" not in self.errors:
                self.add_error("address", _("Enter the address of the webhook."))
            if not said.get("points"):
                self.add_error("points", _("Choose by what the company finds a person."))
        return said


_DOOR = ("how", "email", "postal_address", "address", "points", "new_secret")


class ProviderForm(DoorForm):
    actions = forms.MultipleChoiceField(
        label=gettext_lazy("Is told of"),
        choices=_actions,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose of what it is told.")},
    )

    class Meta:
        model = Provider
        fields = ("business", "name", "is_active", "actions", "systems", *_DOOR)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        strange = [
            one for one in said.get("systems") or () if said.get("business") and one.business != said["business"]
        ]
        if strange:
            self.add_error("systems", _("Choose systems of the same business."))
        return said


class ContactForm(DoorForm):
    class Meta:
        model = Contact
        fields = ("business", "recipient_key", *_DOOR)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        key, business = said.get("recipient_key"), said.get("business") or getattr(self.instance, "business", None)
        if key and business and not Recipient.objects.filter(business=business, key=key).exists():
            words = _("The disclosures have no recipient with this key. Look it up in the disclosures.")
            self.add_error("recipient_key", words)
        return said


class DoorPages(ShowsSecret):
    """What was told stays told: nothing here is removed, a provider is switched off."""

    list_select_related = ("business",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("business",) if obj else ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("business")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if obj.how == How.WEBHOOK and (form.cleaned_data["new_secret"] or not obj.sealed_secret):
            secret = webhooks.new_secret()
            obj.sealed_secret = webhooks.seal_secret(secret)
            will_show(request, secret)
        super().save_model(request, obj, form, change)


@admin.register(Provider)
class ProviderPages(DoorPages):
    """Service providers and contractors."""

    form = ProviderForm
    list_display = ("name", "business", "how", "is_active")
    list_filter = ("business", "is_active")
    search_fields = ("name",)


@admin.register(Contact)
class ContactPages(DoorPages):
    """Recipients without one are told by paper, at the address of the ledger."""

    form = ContactForm
    list_display = ("recipient_key", "business", "how")
    list_filter = ("business",)
    search_fields = ("recipient_key",)
