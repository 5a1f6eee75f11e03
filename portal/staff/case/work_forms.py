"""Forms about proof and about the work in systems: what was seen, asked, done by hand, told."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dsr import parties
from dsr.kinds import base
from dsr.law.verification import POINTS, Level
from dsr.models import Case
from dsr.models.system import StepState
from dsr.recipients import opt_out_recipients
from portal.staff.case import embedded_requests, proof, steps
from portal.staff.case.forms import SeenForm
from portal.web.field_choices import offer


class ProofForm(SeenForm):
    """What staff saw themselves, such as papers at the counter. The values are not asked for: only their names."""

    points = forms.MultipleChoiceField(
        label=_("Which of these did you compare, and they matched?"),
        required=False,
        choices=[(point.name, _(point.words)) for point in POINTS],
        widget=forms.CheckboxSelectMultiple,
    )
    is_declared = forms.BooleanField(
        label=_("I have the declaration, signed under penalty of perjury"), required=False
    )
    note = forms.CharField(
        label=_("What you saw, and how"),
        help_text=_("Never copy numbers of identity papers."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what you saw, and how.")},
    )

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, case=case, name=name, **kwargs)
        level = proof.level_of(case)
        if not level.points:
            del self.fields["points"]
        if level is not Level.HIGH:
            del self.fields["is_declared"]


class ShownForm(SeenForm):
    """How a requester showed to be the parent. No paper is uploaded, and no copy is kept."""

    method = forms.ChoiceField(
        label=_("How was it shown?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it was shown.")},
    )
    is_paper_deleted = forms.BooleanField(label=_("The copy of the ID is deleted"), required=False)
    note = forms.CharField(
        label=_("What you saw, and how"),
        help_text=_("Never copy numbers of identity papers or cards."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what you saw, and how.")},
    )

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, case=case, name=name, **kwargs)
        entitlement = base.get(case.kind).entitlement
        offer(self, "method", [(way.value, way.label) for way in entitlement.methods] if entitlement else [])


class HiddenForm(SeenForm):
    """What the text asks for beside: one request of each."""

    kinds = forms.MultipleChoiceField(
        label=_("The text also asks for"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what the text asks for.")},
    )

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, case=case, name=name, **kwargs)
        able = embedded_requests.openable(case, parties.sealed_values(case))
        offer(self, "kinds", [(one.kind.code, one.kind.title) for one in able])


class AskAgainForm(SeenForm):
    reason = forms.CharField(
        label=_("Why you ask again (for the record)"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class StepForm(SeenForm):
    """Something to do with one step."""

    step = forms.IntegerField(widget=forms.HiddenInput)


class HoldForm(StepForm):
    """What is kept for a time only is kept on."""

    until = forms.DateField(
        label=_("The hold now ends on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Give the last day of the hold.")},
    )
    note = forms.CharField(
        label=_("Who renewed it, and why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write who renewed it and why.")},
    )


class ConfirmForm(StepForm):
    """Several rows of people that are one person. `found` is the digest of the rows that the page showed."""

    found = forms.CharField(widget=forms.HiddenInput, max_length=64)
    is_one = forms.BooleanField(
        label=_("I looked there: all these rows are this one person"),
        error_messages={"required": _("Confirm it, or settle the step by hand.")},
    )
    note = forms.CharField(
        label=_("How you know that it is one person"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write how you know that it is one person.")},
    )


class SettleForm(StepForm):
    """What the work in one system came to, as a person found it."""

    state = forms.ChoiceField(
        label=_("What it came to"),
        choices=[
            (StepState.DONE.value, _("It is done there")),
            (StepState.NOT_HELD.value, _("Nothing is held there about the person")),
            (StepState.KEPT.value, _("It is kept under an exception")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it came to.")},
    )
    keep_code = forms.ChoiceField(label=_("Under which exception (only if it is kept)"), required=False)
    note = forms.CharField(
        label=_("How you know"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write how you know.")},
    )

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, case=case, name=name, **kwargs)
        kind = base.get(case.kind)
        choices = [(keep.code, steps.exception(keep)) for keep in kind.keep_codes]
        offer(self, "keep_code", [("", _("Choose one")), *choices])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("state") == StepState.KEPT and not values.get("keep_code"):
            self.add_error("keep_code", _("Choose the exception under which it is kept."))
        return values


class ToldForm(SeenForm):
    """Which recipients were told what the request asks of them, and to pass it on."""

    recipients = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose who was told.")},
    )

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, case=case, name=name, **kwargs)
        if (owed := base.get(case.kind).ledger_recipients) is not None:
            self.fields["recipients"].label = str(owed.told)
        offer(self, "recipients", [(one.key, one.name) for one in opt_out_recipients(case)])
