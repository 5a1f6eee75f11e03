"""A webhook in the set-up and at the desk: where the system is asked, what it is told, and how its messages fared."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import webhooks
from dsr.errors import BadInput, DeskError
from dsr.law.verification import BY_POINT
from dsr.models import Step, System
from portal.staff.wording import webhook as webhook_words
from portal.ways.base import StaffPart, register_part

POINTS = {
    "email": gettext_lazy("Email address"),
    "phone": gettext_lazy("Phone number"),
    "name": gettext_lazy("Full name"),
    "postal": gettext_lazy("Postal address"),
}


class AddressField(forms.CharField):
    """Where messages go. Raises a form error that says how to write it."""

    def clean(self, value: Any) -> str:
        text = str(super().clean(value)).strip()
        try:
            return webhooks.check_address(text) if text else ""
        except BadInput as error:
            raise ValidationError(str(error)) from error


def new_secret_field() -> forms.BooleanField:
    """Of whatever signs."""
    return forms.BooleanField(
        label=gettext_lazy("Make a new signing secret"),
        help_text=gettext_lazy("It is shown once, after you save. The one before it counts no longer."),
        required=False,
    )


class WebhookPart(StaffPart):
    code = "webhook"

    def fields(self) -> dict[str, forms.Field]:
        return {
            "address": AddressField(
                label=gettext_lazy("Address"),
                help_text=gettext_lazy(
                    "For a webhook, such as https://privacy-hook.example.com/requests (docs/webhooks.md)."
                ),
                widget=forms.TextInput(attrs={"size": 80, "autocomplete": "off"}),
                required=False,
            ),
            "points": forms.MultipleChoiceField(
                label=gettext_lazy("Is told of a person"),
                help_text=gettext_lazy(
                    "For a webhook: no more than it needs to find a person. Email or phone is one of them."
                ),
                choices=lambda: list(POINTS.items()),
                widget=forms.CheckboxSelectMultiple,
                initial=["email"],  # the least
                required=False,
            ),
            "new_secret": new_secret_field(),
        }

    def initial(self, system: System) -> dict[str, Any]:
        return {
            "mapping": "",
            "address": system.mapping.get("address", ""),
            "points": system.mapping.get("points", ["email"]),
        }

    def check(self, form: "forms.ModelForm[System]", said: Mapping[str, Any]) -> None:
        if not said.get("address") and "address" not in form.errors:
            form.add_error("address", _("Enter where the system is asked."))
        if not webhooks.FINDS_BY & set(said.get("points", ())):
            form.add_error("points", _("Choose email or phone too: by one of them it finds a person."))

    def keep(self, system: System, said: Mapping[str, Any]) -> str:
        system.mapping = webhooks.parse_webhook({"address": said["address"], "points": said["points"]}).to_json()
        if system.sealed_connection and not said["new_secret"]:
            return ""
        secret = webhooks.new_secret()
        system.sealed_connection = webhooks.seal_secret(secret)
        return secret

    def shown(self, system: System, titles: Mapping[str, list[str]]) -> dict[str, Any]:
        try:
            target = webhooks.target_of(system)
        except DeskError as error:
            return {"problem": str(error)}
        return {
            "target": target,
            "points": [_(BY_POINT[name].words) if name in BY_POINT else _("Postal address") for name in target.points],
            "titles": [title for action in system.actions for title in titles.get(action, [])],
            "has_secret": bool(system.sealed_connection),
        }

    def tries(self, step: Step) -> tuple[str, ...]:
        return tuple(webhook_words.call_in_words(call) for call in step.calls.all() if call.is_current)


register_part(WebhookPart())
