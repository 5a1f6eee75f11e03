"""The forms of evidence packs: whom it is for and why, and the second person's answer."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from dsr import second_approvals
from dsr.kinds.base import TwoPersonAct
from dsr.law.evidence_grounds import GROUNDS, RECEIVERS
from dsr.models import Business
from portal.staff.case import ground_fields, require_ground
from portal.staff.wording.evidence import ground, receiver

WHOLE, REDACTED = "whole", "redacted"
_CHOOSE = ("", _("Choose one"))


class AskForm(forms.Form):
    """Of one request or one bundle."""

    content = forms.ChoiceField(
        label=_("What it holds"),
        choices=(
            (REDACTED, _("Everything but personal data: nobody is named, and the journal can still be checked")),
            (WHOLE, _("Everything: names, addresses, letters and documents, too")),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it holds.")},
    )
    receiver = forms.ChoiceField(label=_("Who gets it"), error_messages={"required": _("Choose who gets it.")})
    recipient = forms.CharField(
        label=_("Their name"), max_length=200, error_messages={"required": _("Name who gets it.")}
    )
    address = forms.CharField(label=_("Their email or mailing address"), max_length=300, required=False)
    legal_ground = forms.ChoiceField(
        label=_("Ground"),
        help_text=_("The record of a request is given out on no other: Cal. Code Regs. tit. 11, § 7101(d)."),
        error_messages={"required": _("Choose the ground.")},
    )
    why = forms.CharField(
        label=_("What the ground rests on"),
        help_text=_("The order with its number, the law, the claim, or the review."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what the ground rests on.")},
    )

    orders = forms.CharField(
        label=_("Why they may know of the order"),
        help_text=_("They made it, or it lets them know: name it, and where it says so. This stands in no pack."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    def __init__(self, data: QueryDict | None = None, *, asks_of_orders: bool = False) -> None:
        super().__init__(data)
        self._orders = self.fields["orders"]
        if not (asks_of_orders or (data and "orders" in data)):
            del self.fields["orders"]
        self.fields["receiver"].choices = [_CHOOSE, *((code, receiver(code)) for code in RECEIVERS)]  # type: ignore[attr-defined]
        self.fields["legal_ground"].choices = [_CHOOSE, *((code, ground(code)) for code in GROUNDS)]  # type: ignore[attr-defined]
        if second_approvals.is_left_to_one(TwoPersonAct.RELEASE, None):
            self.fields |= ground_fields()

    def ask_of_orders(self, why: str) -> None:
        """An order forbids to tell: the question that nobody else is asked stands on the page from now on."""
        self.fields["orders"] = self._orders
        self.add_error("orders", why)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        require_ground(self)
        return said


class AskPeriodForm(AskForm):
    """Of a business's requests of some days."""

    business = forms.ModelChoiceField(
        label=_("Business"),
        queryset=Business.objects.order_by("name"),
        empty_label=None,
        error_messages={"required": _("Choose the business.")},
    )
    from_day = forms.DateField(
        label=_("First day of receipt"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("Enter the first day.")},
    )
    to_day = forms.DateField(
        label=_("Last day of receipt"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("Enter the last day.")},
    )
    field_order = ["business", "from_day", "to_day"]
