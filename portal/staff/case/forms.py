"""The forms on a case. Each carries `seen`: how long the journal was when the page was made."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dsr import recipients, review
from dsr.clock import today
from dsr.corrections import ItemDecision
from dsr.formats import canonical_json, references
from dsr.kinds import base
from dsr.lifecycle import Who
from dsr.models import Account, Case
from dsr.models.case import Delivery
from portal.staff.case import steps
from portal.web.field_choices import offer, offer_rows
from portal.web.question_form import PostalField


class SeenForm(forms.Form):
    """What every form on a case has. `name` is its action's; field ids begin with it."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self,
        data: QueryDict | None = None,
        files: "MultiValueDict[str, UploadedFile[bytes]] | None" = None,
        *,
        case: Case,
        name: str,
        initial: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        super().__init__(data, files, initial={"seen": case.entry_count, **initial}, auto_id=f"{name}-%s")
        self.case, self.name = case, name

    def put(self, **values: object) -> None:
        """Set what stands in the form, as if it had been sent so."""
        sent = self.data.copy() if isinstance(self.data, QueryDict) else dict(self.data)
        for name, value in values.items():
            sent[name] = str(value)
        self.data = sent


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
        offer_rows(self, "account", able.order_by("name", "email"))


# Words of letters that the person who decides writes.
_REASON, _NOT_TOLD = "decision_reason", "not_told_reason"


class DecisionForm(OptionalNoteForm):
    """What decides. `shown` marks what the letter on the page was made from: another choice is looked at first."""

    outcome = forms.CharField(widget=forms.HiddenInput, max_length=60)
    shown = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def typed(self) -> dict[str, str]:
        """The words of the letter that were typed."""
        return {}

    def mark(self) -> str:
        """What was chosen and typed, as a mark; empty where nothing of it stands in the letter."""
        return ""

    def keep_fields(self) -> list[BoundField]:
        """The choices for each system; a decline has none."""
        return []

    def item_groups(self) -> list[tuple[str, list[BoundField]]]:
        """The questions about each item of a correction; other decisions have none."""
        return []

    def item_fields(self) -> list[BoundField]:
        return [field for _words, group in self.item_groups() for field in group]

    def decisions(self) -> dict[int, ItemDecision] | None:
        """What is decided about each item; None where there is none."""
        return None

    def is_as_shown(self) -> bool:
        return bool(self.cleaned_data.get("shown", "") == self.mark())


def _typed(form: forms.Form, name: str) -> str:
    """What was typed, also while something else is missing."""
    return str(form.data.get(name, "")).replace("\r\n", "\n").strip() if name in form.fields else ""


class ApproveForm(DecisionForm):
    """Grant. For each system: act there, or keep the data under an exception."""

    field_order = ("reason", "not_told", "note")
    reason = forms.CharField(
        label=_("The answer, as the person will read it"),
        help_text=_("Plain words and facts. It stands in the letter."),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write the answer. The person reads these words.")},
    )
    compilation = forms.IntegerField(widget=forms.HiddenInput, required=False)
    not_told = forms.CharField(
        label=_("Recipients that are not told, and why"),
        help_text=_(
            "Needed unless all who got what was sold or shared are told, or have a reason, on the request's page. "
            "Write facts, such as why it is impossible or out of proportion: they stand in the letter."
        ),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, case=case, name=name, **kwargs)
        kind = base.get(case.kind)
        self.steps = review.open_steps(case)
        first = self.data.get("outcome") or self.initial.get("outcome")
        if not any(outcome.needs_reason for outcome in kind.outcomes if outcome.code == first):
            del self.fields["reason"]
        if not recipients.owes_sale_notice(case):
            del self.fields["not_told"]
        for step in self.steps:
            self.fields[f"keep-{step.pk}"] = forms.ChoiceField(
                label=step.system.name,
                required=False,
                choices=[("", _("Act on it")), *((keep.code, steps.exception(keep)) for keep in kind.keep_codes)],
                initial=steps.declared(step, case, kind),
            )

    def clean(self) -> dict[str, Any]:
        return {**(super().clean() or {}), "keeps": self.keeps(), "decisions": {}}

    def keeps(self) -> dict[int, str]:
        """What is kept, by step: as sent, or as the systems declare before anything was sent."""
        values = getattr(self, "cleaned_data", None)
        read = {name: field.initial or "" for name, field in self.fields.items()} if values is None else values
        return {step.pk: read.get(f"keep-{step.pk}", "") for step in self.steps}

    def keep_fields(self) -> list[BoundField]:
        return [self[f"keep-{step.pk}"] for step in self.steps]

    def typed(self) -> dict[str, str]:
        """The words of the letter that were typed."""
        read = {_REASON: _typed(self, "reason"), _NOT_TOLD: _typed(self, "not_told")}
        return {name: text for name, text in read.items() if text}

    def mark(self) -> str:
        looked_up: dict[str, Any] = {str(step.pk): [self.keeps()[step.pk], step.found_digest] for step in self.steps}
        chosen = {**looked_up, **self.typed()}
        return canonical_json.digest(chosen) if chosen else ""


class DeclineForm(DecisionForm):
    field_order = ("reason", "also", "note")
    reason = forms.CharField(
        label=_("The reason, as the person will read it"),
        help_text=_("Plain words and facts. It stands in the letter."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write the reason. The person is told in these words.")},
    )
    also = forms.MultipleChoiceField(
        label=_("Reasons that hold as well (kept in the record, not in the letter)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, case=case, name=name, **kwargs)
        first = self.data.get("outcome") or self.initial.get("outcome")
        declines = review.decline_reasons(case)
        offer(self, "also", [(o.code, str(o.words)) for o in declines if o.code != first])
        if not any(o.needs_reason for o in declines if o.code == first):
            del self.fields["reason"]

    def typed(self) -> dict[str, str]:
        """The words of the letter that were typed."""
        return {_REASON: text} if (text := _typed(self, "reason")) else {}

    def mark(self) -> str:
        return canonical_json.digest(self.typed()) if self.typed() else ""


class ExtendForm(SeenForm):
    reason = forms.CharField(
        label=_("Why more time is needed"),
        help_text=_("The person is told in these words."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write why more time is needed. The person is told in these words.")},
    )


class ReopenForm(SeenForm):
    note = forms.CharField(
        label=_("Why it is opened again"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why it is opened again.")},
    )


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

    def _need(self, name: str, words: str | Promise) -> None:
        if name not in self.errors and not self.cleaned_data.get(name, "").strip():
            self.add_error(name, str(words))

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
