"""What is chosen and typed on the page of the look: one form an action, all on one page."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dsr import bulk
from dsr.bulk import Words, owed_approval, reasons_on_record
from dsr.clock import today
from dsr.formats import references
from dsr.models import Account, Bulk, BulkRow
from dsr.models.bulk import BulkAction
from dsr.models.case import JoinGround
from portal.staff.case import ground_fields, require_ground
from portal.staff.wording import states
from portal.web.field_choices import offer, offer_rows

_OF_ONE = "reason-"


class LookForm(forms.Form):
    """`looks` names the look that was seen, `ready` how many it said can be done.

    What is in `again` changes which of them can: with another choice they are looked at anew.
    """

    again: tuple[str, ...] = ()
    looks = forms.IntegerField(widget=forms.HiddenInput)
    ready = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, bulk: Bulk, ready: int) -> None:
        begins = {"looks": bulk.looks, "ready": ready, **self.begins_with(bulk)}
        super().__init__(data, initial=begins, auto_id="bulk-%s")
        self.bulk, self.owed = bulk, owed_approval(bulk)
        if self.owed is not None and self.owed.is_left_to_one:
            self.fields |= ground_fields()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        require_ground(self)
        return said

    def begins_with(self, bulk: Bulk) -> dict[str, Any]:
        return {name: bulk.choice.get(name) for name in self.again}

    @property
    def may_choose(self) -> bool:
        """True where another choice would change which of them can."""
        return any(not self.fields[name].widget.is_hidden for name in self.again)

    def choice(self) -> dict[str, Any]:
        """What was chosen, as it is kept: codes, ids and days."""
        return {name: self.cleaned_data[name] for name in self.again if self.cleaned_data.get(name)}

    def late_choice(self) -> dict[str, Any]:
        """What is chosen and changes nothing of what can be done."""
        return {}

    def words_of(self) -> dict[int, str]:
        """What was typed for single ones, by case id."""
        return {}

    def main_fields(self) -> list[forms.BoundField]:
        """What is asked once for all."""
        return [field for field in self if field.name not in {"looks", "ready"} and not self.is_of_one(field.name)]

    def single_fields(self) -> list[forms.BoundField]:
        """What may be said of single requests in its place; folded."""
        return [field for field in self if self.is_of_one(field.name)]

    def is_of_one(self, name: str) -> bool:
        return name.startswith(_OF_ONE)

    def is_seen(self) -> bool:
        """Whether the letters were drawn with what is typed here."""
        return True

    def is_other_choice(self) -> bool:
        return any(self.bulk.choice.get(name) != value for name, value in self.choice().items())

    def words_of_all(self) -> str:
        """What was typed once, for all."""
        return str(self.cleaned_data.get("words", ""))


class OutcomeForm(LookForm):
    again = ("outcome",)
    outcome = forms.ChoiceField(label=_("Which outcome?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Note for the record (optional)"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: QueryDict | None = None, *, bulk: Bulk, ready: int) -> None:
        super().__init__(data, bulk=bulk, ready=ready)
        counts = open_counts(bulk)
        looked_at = {bulk.choice.get("outcome", ""): ready}  # that many of them can; of the others at most so many
        offer(self, "outcome", [(code, _counted(words, count, looked_at.get(code))) for code, words, count in counts])
        if bulk.action == BulkAction.DECLINE:
            self.fields["outcome"].label = _("For which reason?")
        if len(counts) < 2:
            self.fields["outcome"].widget = forms.HiddenInput()


def _counted(words: str, most: int, ready: int | None) -> str:
    """An outcome with how many of the chosen requests get it, or may, until they are looked at with it."""
    if ready is not None:
        return f"{words} ({ready})"
    return gettext("%(words)s (%(count)d at most)") % {"words": words, "count": most}


def open_counts(looked: Bulk) -> list[tuple[str, str, int]]:
    """The outcomes that are open, in words, and to how many."""
    found = bulk.open_outcomes(looked)
    return [(code, states.outcome(kind, code), count) for code, (kind, count) in found.items()]


class AssignForm(LookForm):
    account = forms.ModelChoiceField(label=_("Assign to"), queryset=Account.objects.none(), empty_label=None)

    def __init__(self, data: QueryDict | None = None, *, bulk: Bulk, ready: int) -> None:
        super().__init__(data, bulk=bulk, ready=ready)
        able = Account.objects.who_decide()
        offer_rows(self, "account", able.order_by("name", "email"))

    def late_choice(self) -> dict[str, Any]:
        return {"account": self.cleaned_data["account"].pk}


class JoinForm(LookForm):
    again = ("ground",)
    ground = forms.ChoiceField(
        label=_("How do you know that all are of the same person?"),
        choices=JoinGround.choices,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What you saw or heard"),
        help_text=_("It stands in each record. Needed unless name and email address are the same."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("ground") not in {None, JoinGround.SAME_ADDRESS} and not values.get("words"):
            self.add_error("words", _("Write what you saw or heard: it stands in the record."))
        return values


class MailedForm(LookForm):
    mailed_on = forms.DateField(
        label=_("Mailed on"),
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Enter the day on which you mailed them."),
            "invalid": _("Enter the day on which you mailed them."),
        },
    )

    def clean_mailed_on(self) -> date:
        day: date = self.cleaned_data["mailed_on"]
        if day > today():
            raise forms.ValidationError(_("The mailing date cannot be in the future."))
        return day

    def begins_with(self, bulk: Bulk) -> dict[str, Any]:
        return {"mailed_on": bulk.choice.get("mailed_on")}

    def late_choice(self) -> dict[str, Any]:
        return {"mailed_on": self.cleaned_data["mailed_on"].isoformat()}


class NoteForm(LookForm):
    words = forms.CharField(
        label=_("Note"),
        help_text=_("A court may read it."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the note first.")},
    )


class ExtendForm(LookForm):
    """Why more time is needed: once for all, and for single ones in its place. Who wrote is told one for each."""

    words = forms.CharField(
        label=_("Why more time is needed"),
        help_text=_("Who wrote is told in these words."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, data: QueryDict | None = None, *, bulk: Bulk, ready: int, rows: Sequence[BulkRow], typed: Words
    ) -> None:
        super().__init__(data, bulk=bulk, ready=ready)
        self.typed, self.fields["words"].initial = typed, typed.of_all
        self.on_record = reasons_on_record([row.case_id for row in rows])
        for row in rows:
            self.fields[f"{_OF_ONE}{row.case_id}"] = forms.CharField(
                label=references.spell(row.case.reference),
                initial=typed.of_one.get(row.case_id, self.on_record.get(row.case_id, "")),
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if "look" not in self.data and not self.words_of_all() and not all(self.words_of().values()):
            self.add_error("words", _("Write why more time is needed. Who wrote is told in these words."))
        return said

    @property
    def may_choose(self) -> bool:
        return True

    def words_of(self) -> dict[int, str]:
        """The reason of each that has its own, by case id; empty where it is that of all."""
        named = {name: text for name, text in self.cleaned_data.items() if self.is_of_one(name)}
        return {int(name.removeprefix(_OF_ONE)): str(text).strip() for name, text in named.items()}

    def is_seen(self) -> bool:
        typed = self.words_typed()
        return all(
            typed.of(case_id) == (self.typed.of(case_id) or self.on_record.get(case_id, ""))
            for case_id in typed.of_one
        )

    def words_typed(self) -> Words:
        return Words(self.words_of_all().strip(), self.words_of())


class ApproveSecondForm(forms.Form):
    """Approve what another person began; where it is left to one person, with password and ground."""

    def __init__(self, data: QueryDict | None = None, *, is_left_to_one: bool) -> None:
        super().__init__(data, auto_id="second-%s")
        if is_left_to_one:
            self.fields |= ground_fields()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        require_ground(self)
        return said


class RefuseSecondForm(forms.Form):
    why = forms.CharField(
        label=_("Why you do not approve it (kept in the record)"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write why you do not approve it.")},
    )


FORMS: dict[str, type[LookForm]] = {
    BulkAction.APPROVE: OutcomeForm,
    BulkAction.DECLINE: OutcomeForm,
    BulkAction.ASSIGN: AssignForm,
    BulkAction.UNASSIGN: LookForm,
    BulkAction.EXTEND: ExtendForm,
    BulkAction.JOIN: JoinForm,
    BulkAction.MAILED: MailedForm,
    BulkAction.NOTE: NoteForm,
}
