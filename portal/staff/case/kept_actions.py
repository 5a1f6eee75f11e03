"""What staff do about data that is kept: say why, record who directed it, look again, end it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dsr import retention, review, second_approvals
from dsr.journal import Actor
from dsr.kinds import base
from dsr.models import Case
from portal.staff.case import steps
from portal.staff.case.action import Action, AloneForm, StepForm
from portal.web.field_choices import offer


def _day(label: Any, missing: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages={"required": missing}, **more)


def _words(label: Any, missing: Any, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, max_length=1000, widget=widget, error_messages={"required": missing}, **more)


class DirectionForm(StepForm):
    """An agency, or a court at its wish, directs that data be kept; or renews that."""

    keep_code = forms.ChoiceField(
        label=_("What was directed"), error_messages={"required": _("Choose what was directed.")}
    )
    agency = forms.CharField(
        label=_("Who directed it"), max_length=200, error_messages={"required": _("Write who directed it.")}
    )
    number = forms.CharField(label=_("Number of their case (optional)"), max_length=100, required=False)
    directed_on = _day(_("Day of the direction, or of its renewal"), _("Give the day of the direction."))
    ends_on = _day(
        _("Its last day"),
        "",
        required=False,
        help_text=_("May be left empty for a hold of law enforcement: then it runs as long as the law lets it."),
    )
    forbids_telling = forms.ChoiceField(
        label=_("Does an order forbid to tell the person?"),
        help_text=_("Yes only where an order or a law that you have seen forbids it. Else the letter tells why."),
        choices=[("no", _("No")), ("yes", _("Yes"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    why = _words(_("Why, and how it came (kept in the record)"), _("Write why, and how it came."))

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, case=case, name=name, **kwargs)
        directable = retention.directable(base.get(case.kind))
        offer(self, "keep_code", [(keep.code, steps.exception(keep)) for keep in directable])


class KeepOnForm(StepForm):
    """It was looked at again, and is still needed."""

    until = _day(_("Look again on"), _("Give the day to look again."))
    why = _words(_("Why it is still needed (kept in the record)"), _("Write why it is still needed."))


class EndForm(StepForm, AloneForm):
    """It was looked at again, and is needed no more."""

    why = _words(
        _("How you know that it is needed no more (kept in the record)"),
        _("Write how you know that it is needed no more."),
    )

    def may_be_left_to_one(self) -> bool:
        case = self.case
        by = case.send_by if case.is_open else None  # a response that is out has a new day once this goes on
        outcome = review.outcome_after_keeping(case) if case.outcome else None  # undecided: nothing is kept yet
        act = outcome.two_person_act if outcome is not None else None
        return act is not None and second_approvals.is_left_to_one(act, by)


class ReasonForm(StepForm):
    """A system keeps something for a purpose, and nobody wrote yet what the letter says of it."""

    why = _words(
        _("What is kept and why, as the person will read it"),
        _("Write why it is kept. The person reads these words."),
    )
    until = _day(_("Look again on"), "", required=False, help_text=_("Left empty, as the set-up of the system says."))


def _direct(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    direction = retention.Direction(
        keep_code=values["keep_code"],
        directed_on=values["directed_on"],
        agency=values["agency"],
        number=values["number"],
        forbids_telling=values["forbids_telling"] == "yes",
        why=values["why"],
        ends_on=values["ends_on"],
    )
    return retention.record_direction(case, actor, values["step"], direction, seen=values["seen"])


def _keep_on(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return retention.keep_on(case, actor, values["step"], values["until"], values["why"], seen=values["seen"])


def _end(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return review.end_keeping(case, actor, values["step"], values["why"], seen=values["seen"])


def _say_why(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return retention.say_why_kept(case, actor, values["step"], values["why"], values["until"], seen=values["seen"])


ACTIONS = (
    Action("step-direct", DirectionForm, _direct, _("The direction is recorded."), item="step"),
    Action("step-keep-on", KeepOnForm, _keep_on, _("Recorded: it is still needed."), item="step"),
    Action(
        "step-end",
        EndForm,
        _end,
        _("Recorded: it is needed no more. It is done next, and then the person is told."),
        decided=_("Recorded: it is needed no more."),
        item="step",
    ),
    Action("step-say-why", ReasonForm, _say_why, _("What the letter says of it is recorded."), item="step"),
)
