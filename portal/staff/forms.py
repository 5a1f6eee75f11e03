"""The forms on a case. Each carries `seen`: how long the journal was when the page was made."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from dsr import references, review
from dsr.clock import today
from dsr.lifecycle import Who
from dsr.models import Account, Case
from dsr.models.case import Delivery
from portal.forms import PostalField


class SeenForm(forms.Form):
    """What every form on a case has. `name` is its action's; field ids begin with it."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        initial = {"seen": case.entry_count, **kwargs.pop("initial", {})}
        super().__init__(*args, initial=initial, auto_id=f"{name}-%s", **kwargs)
        self.case, self.name = case, name


class NoteForm(SeenForm):
    words = forms.CharField(
        label=_("Note"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the note first.")},
    )


class OptionalNoteForm(SeenForm):
    note = forms.CharField(
        label=_("Note for the record (optional)"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AssignForm(SeenForm):
    account = forms.ModelChoiceField(
        label=_("Assign to"), queryset=Account.objects.none(), required=False, empty_label=_("Nobody")
    )

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, case=case, name=name, initial={"account": case.assignee_id}, **kwargs)
        able = Account.objects.filter(is_active=True).exclude(role=Who.VIEWER.value)
        self.fields["account"].queryset = able.order_by("name", "email")


class ApproveForm(OptionalNoteForm):
    outcome = forms.CharField(widget=forms.HiddenInput, max_length=60)
    compilation = forms.IntegerField(widget=forms.HiddenInput, required=False)


class DeclineForm(OptionalNoteForm):
    outcome = forms.CharField(widget=forms.HiddenInput, max_length=60)
    also = forms.MultipleChoiceField(
        label=_("Reasons that hold as well (kept in the record, not in the letter)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, case=case, name=name, **kwargs)
        first = self.data.get("outcome") or self.initial.get("outcome")
        declines = review.reasons(case)
        self.fields["also"].choices = [(o.code, _(o.words)) for o in declines if o.code != first]


class JoinForm(SeenForm):
    first = forms.CharField(label=_("Reference of the earlier request"), max_length=30)

    def clean_first(self) -> str:
        reference = references.parse(self.cleaned_data["first"])
        if reference is None:
            raise ValidationError(_("This is not a reference. Check it for a typing error."))
        return reference


class ReaddressForm(SeenForm):
    delivery = forms.ChoiceField(label=_("Send by"), choices=Delivery.choices, widget=forms.RadioSelect)
    email = forms.CharField(
        label=_("Email address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    postal = PostalField(
        label=_("Mailing address"),
        help_text=_("Street, city, state and ZIP code, as on an envelope."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        chosen = values.get("delivery")
        if chosen == Delivery.EMAIL:
            self.errors.pop("postal", None)  # it is not used
            self._need("email", _("Enter the new email address."))
            if values.get("email"):
                self._check_email(values["email"])
        elif chosen == Delivery.MAIL:
            self._need("postal", _("Enter the new mailing address."))
        values["address"] = values.get("email" if chosen == Delivery.EMAIL else "postal", "")
        return values

    def _need(self, name: str, words: str) -> None:
        if name not in self.errors and not self.cleaned_data.get(name, "").strip():
            self.add_error(name, words)

    def _check_email(self, text: str) -> None:
        try:
            validate_email(text)
        except ValidationError:
            self.add_error("email", _("Enter an email address like name@example.com."))


class MailedForm(SeenForm):
    letter = forms.IntegerField(widget=forms.HiddenInput)
    mailed_on = forms.DateField(
        label=_("Mailed on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_mailed_on(self) -> Any:
        day = self.cleaned_data["mailed_on"]
        if day > today():
            raise ValidationError(_("The mailing date cannot be in the future."))
        return day
