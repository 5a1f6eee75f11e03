"""What is entered of a litigation hold, one form a scope, and what is changed of one."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dsr.models import Recipient
from dsr.models.legal_hold import HoldScope
from dsr.retention import HoldOrder
from portal.web.day_field import DAY_BOUNDS, DayField

_MOST_TEXT = 4_000


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
        validators=DAY_BOUNDS,
        error_messages={"required": _("Enter the day.")},
    )


def _why(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=_MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why.")},
    )


class SetHoldForm(forms.Form):
    """What every hold has; a form of a scope asks for what is covered, too."""

    use_required_attribute = False

    until = _day(_("Look at it again on"), _("The hold stands past this day, until somebody ends it."))
    why = _why(_("Why, such as the case or the order that asks for it"))

    def order(self) -> HoldOrder:
        raise NotImplementedError

    def _order(self, scope: HoldScope, **covered: Any) -> HoldOrder:
        said = self.cleaned_data
        return HoldOrder(scope=scope, until=said["until"], why=said["why"], **covered)


class PersonHoldForm(SetHoldForm):
    person = forms.CharField(
        label=_("Email addresses, user names, phone numbers or full names of the person, one a line"),
        help_text=_("A name finds every request of anybody with exactly this name."),
        max_length=_MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        error_messages={"required": _("Enter at least one.")},
    )
    field_order = ("person", "until", "why")

    def order(self) -> HoldOrder:
        return self._order(HoldScope.PERSON, person=self.cleaned_data["person"].splitlines())


class CaseHoldForm(SetHoldForm):
    reference = forms.CharField(
        label=_("Reference of the request"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
        error_messages={"required": _("Enter the reference.")},
    )
    field_order = ("reference", "until", "why")

    def order(self) -> HoldOrder:
        return self._order(HoldScope.CASE, reference=self.cleaned_data["reference"])


class PeriodHoldForm(SetHoldForm):
    since = _day(_("Requests received from"))
    through = _day(_("Through"))
    field_order = ("since", "through", "until", "why")

    def order(self) -> HoldOrder:
        return self._order(HoldScope.PERIOD, since=self.cleaned_data["since"], through=self.cleaned_data["through"])


class RecipientHoldForm(SetHoldForm):
    recipient = forms.CharField(
        label=_("Name or key of the recipient, as the disclosures have it"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter the recipient.")},
    )
    field_order = ("recipient", "until", "why")

    def clean_recipient(self) -> Recipient:
        text = self.cleaned_data["recipient"].strip()
        rows = Recipient.objects.filter(Q(key=text) | Q(name__iexact=text)).order_by("-pk")[:200]
        found = {(row.business_id, row.key): row for row in reversed(rows)}
        if not found:
            raise ValidationError(_("The disclosures know no recipient of this name or key."))
        if len(found) > 1:
            keys = ", ".join(sorted({key for _business, key in found})[:10])
            raise ValidationError(_("Several are called so. Give the key of one: %(keys)s."), params={"keys": keys})
        return next(iter(found.values()))

    def order(self) -> HoldOrder:
        return self._order(HoldScope.RECIPIENT, recipient=self.cleaned_data["recipient"])


FORMS: dict[HoldScope, type[SetHoldForm]] = {
    HoldScope.PERSON: PersonHoldForm,
    HoldScope.CASE: CaseHoldForm,
    HoldScope.PERIOD: PeriodHoldForm,
    HoldScope.RECIPIENT: RecipientHoldForm,
}


class ChangeHoldForm(forms.Form):
    """Another day, or the end. `seen` is the newest change that the page showed."""

    use_required_attribute = False

    seen = forms.IntegerField(widget=forms.HiddenInput)
    what = forms.ChoiceField(
        label=_("What is to happen"),
        choices=[("keep", _("It stands on: look again on another day")), ("end", _("End it now"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    until = DayField(label=_("Look at it again on"), help_text=_("Only where it stands on."))
    why = _why(_("Why"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("what") == "keep" and not isinstance(said.get("until"), date) and "until" not in self.errors:
            self.add_error("until", _("Enter the day."))
        return said
