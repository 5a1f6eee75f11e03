"""The forms that decide a case, and those that go with a decision: take back, open again."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from dsr import recipients, review, second_approvals
from dsr.corrections import ItemDecision
from dsr.kinds import base
from dsr.models import Case
from portal.staff.case import kept_fields
from portal.staff.case.action import OptionalNoteForm, SeenForm, ground_fields, require_ground
from portal.web.field_choices import offer

# Words of letters that the person who decides writes.
_REASON, _NOT_TOLD = "decision_reason", "not_told_reason"


class DecisionForm(OptionalNoteForm):
    """What decides. `shown` marks the letter on the page and the decision it tells: another one is looked at first.

    What only the record keeps, such as the note, changes no letter and asks for no second look.
    """

    outcome = forms.CharField(widget=forms.HiddenInput, max_length=60)
    shown = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, case=case, name=name, **kwargs)
        self.first = str(self.data.get("outcome") or self.initial.get("outcome") or "")
        # What the form begins with, where the same was decided and taken back; nothing once it was sent.
        self.before = review.Written() if self.is_bound else review.written_before(case, self.first)

        self.hinted = review.unopened_requests(case)
        if self.hinted:
            words = _("I read its text: it makes no request of these: %(kinds)s")
            label = words % {"kinds": review.titles_of(self.hinted)}
            self.fields["is_text_read"] = forms.BooleanField(label=label, required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.hinted and "look" not in self.data and not said.get("is_text_read"):
            self.add_error("is_text_read", _("Open each request that its text makes, or say that it makes none."))
        return said

    def begins_anew(self) -> bool:
        """True where what stands in the form was written for a decision that was taken back."""
        return self.before != review.Written()

    def begin(self, **texts: str) -> None:
        """The fields that there are begin with these."""
        for name, text in texts.items():
            if name in self.fields and text:
                self.fields[name].initial = text

    def typed(self) -> dict[str, str]:
        """The words of the letter that were typed."""
        return {}

    def told(self) -> dict[str, Any]:
        """What was chosen, as JSON: without what only the record keeps, and without the words of the letter."""
        return {}

    def keep_fields(self) -> list[BoundField]:
        """The choices for each system; a decline has none."""
        return []

    def has_own_words(self) -> bool:
        """True when the letter says what is typed here and stands nowhere else."""
        return bool(self.typed())

    def item_groups(self) -> list[tuple[str, list[BoundField]]]:
        """The questions about each item of a correction; other decisions have none."""
        return []

    def item_fields(self) -> list[BoundField]:
        return [field for _words, group in self.item_groups() for field in group]

    def decisions(self) -> dict[int, ItemDecision] | None:
        """What is decided about each item; None where there is none."""
        return None


def _typed(form: forms.Form, name: str) -> str:
    """What was typed, also while something else is missing; before anything was sent, what the form begins with."""
    if name not in form.fields:
        return ""
    said = form.data.get(name, "") if form.is_bound else form.fields[name].initial or ""
    return str(said).replace("\r\n", "\n").strip()


class ApproveForm(DecisionForm):
    """Grant. For each system: act there, or keep the data under an exception."""

    field_order = ("reason", "not_told", "note", "ground", "password")
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
        self.kind = kind = base.get(case.kind)
        self.steps = review.open_steps(case)
        if not any(outcome.needs_reason for outcome in kind.outcomes if outcome.code == self.first):
            del self.fields["reason"]
        if not recipients.owes_sale_notice(case):
            del self.fields["not_told"]
        self.begin(reason=self.before.reason, not_told=self.before.not_told)
        for step in self.steps:
            self.fields |= kept_fields.of_step(step, case, kind)
            kept_fields.begin_as_before(self, step)
        act = self._two_person_act(self.first)
        if act is not None and second_approvals.is_left_to_one(act, case.send_by):
            self.fields |= ground_fields()

    def _two_person_act(self, code: str) -> base.TwoPersonAct | None:
        return next((one.two_person_act for one in self.kind.outcomes if one.code == code), None)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        kept = kept_fields.read_choice(self, said)
        for name, why in kept_fields.missing(self.kind, self.steps, kept):
            self.add_error(name, why)
        if "ground" in self.fields and self._erases(kept.keeps):
            require_ground(self)
        return {**said, "keeps": kept.keeps, "whys": kept.whys, "looks": kept.looks, "decisions": {}}

    def _erases(self, keeps: Mapping[int, str]) -> bool:
        """Whether what is chosen comes to something that two people do."""
        chosen = self.kind.outcome(self.data.get("outcome", ""))
        return review.outcome_of_work(self.case, chosen, keeps, None).two_person_act is not None

    def kept(self) -> review.KeptChoice:
        """What is kept, why, and until when: as sent, or as the systems declare before anything was sent."""
        return kept_fields.read_choice(self, getattr(self, "cleaned_data", None))

    def keeps(self) -> dict[int, str]:
        """What is kept, by step."""
        return dict(self.kept().keeps)

    def keep_fields(self) -> list[BoundField]:
        return [field for step in self.steps for field in kept_fields.bound(self, step)]

    def keep_groups(self) -> list[tuple[BoundField, list[BoundField]]]:
        """For each system the choice, and what the chosen exception asks beside it."""
        return [kept_fields.group(self, self.kind, step) for step in self.steps]

    def has_own_words(self) -> bool:
        return bool(self.typed() or self.kept().is_own)

    def typed(self) -> dict[str, str]:
        """The words of the letter that were typed."""
        read = {_REASON: _typed(self, "reason"), _NOT_TOLD: _typed(self, "not_told")}
        return {name: text for name, text in read.items() if text}

    def told(self) -> dict[str, Any]:
        """For each system what is kept, why and until when, and what was found there."""
        kept = self.kept()
        return {f"keep-{step.pk}": [*kept.marks(step.pk), step.found_digest] for step in self.steps}


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
        declines = review.decline_reasons(case)
        offer(self, "also", [(o.code, str(o.words)) for o in declines if o.code != self.first])
        if not any(o.needs_reason for o in declines if o.code == self.first):
            del self.fields["reason"]
        self.begin(reason=self.before.reason)

    def typed(self) -> dict[str, str]:
        """The words of the letter that were typed."""
        return {_REASON: text} if (text := _typed(self, "reason")) else {}


class ReopenForm(SeenForm):
    note = forms.CharField(
        label=_("Why it is opened again"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why it is opened again.")},
    )
