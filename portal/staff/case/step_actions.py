"""What staff do about one step: try again, chase its owner, confirm the person, settle it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dsr import fulfilment
from dsr.journal import Actor
from dsr.kinds import base
from dsr.models import Case, Step
from dsr.models.system import StepState
from dsr.steps import part_words, portions_of
from portal.staff.case import steps
from portal.staff.case.action import Action, SeenForm, StepForm
from portal.web.field_choices import offer


class ConfirmForm(StepForm):
    """Several rows of people that are one person. `found` is the digest of the rows that the page showed."""

    found = forms.CharField(widget=forms.HiddenInput, max_length=64)
    is_one = forms.BooleanField(
        label=_("I looked there: all these rows are this one person"),
        error_messages={"required": _("Confirm it, or record what you did.")},
    )
    note = forms.CharField(
        label=_("How you know that it is one person"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write how you know that it is one person.")},
    )


_CAME_TO = (
    (StepState.DONE.value, _("It is done there")),
    (StepState.NOT_HELD.value, _("Nothing is held there about the person")),
    (StepState.KEPT.value, _("It is kept under an exception")),
)


class SettleForm(StepForm):
    """What the work in one system came to, as a person found it."""

    state = forms.ChoiceField(
        label=_("What it came to"),
        choices=_CAME_TO,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it came to.")},
    )
    parts = forms.MultipleChoiceField(
        label=_("If it is done: which of these were there? (optional)"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    keep_code = forms.ChoiceField(label=_("Under which exception (only if it is kept)"), required=False)
    why = forms.CharField(
        label=_("What is kept and why, as the person will read it (only if it is kept)"),
        help_text=_("Left empty, the letter gives the reason that the set-up of the system has for the exception."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    look_on = forms.DateField(
        label=_("Somebody looks again on (only if it is kept)"),
        help_text=_("Left empty, as the set-up of the system says."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(
        label=_("How you know"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write how you know.")},
    )

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, case=case, name=name, **kwargs)
        kind = base.get(case.kind)
        is_part = kind.items is not None or (kind.work is not None and kind.work.asks_part(case.answers))
        keeps = [keep for keep in kind.keep_codes if is_part or not keep.is_not_asked]
        offer(self, "keep_code", [("", _("Choose one")), *((keep.code, steps.exception(keep)) for keep in keeps)])
        asked = sorted(portions_of(case))
        if asked:
            nothing = {StepState.NOT_HELD.value: _("Nothing of what was asked for is held there")}
            offer(self, "state", [(value, nothing.get(value, words)) for value, words in _CAME_TO])
        if len(asked) > 1:
            offer(self, "parts", [(part, part_words(kind, [part])[0]) for part in asked])
        else:
            del self.fields["parts"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("state") == StepState.KEPT and not values.get("keep_code"):
            self.add_error("keep_code", _("Choose the exception under which it is kept."))
        return values


def chase_form(step: Step, case: Case) -> StepForm:
    """A fresh form to chase the owner of a step, wherever it is listed."""
    return StepForm(case=case, name=f"step-chase-{step.pk}", initial={"step": step.pk})


def _retry(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return fulfilment.retry_step(case.pk, values["step"], actor)


def _chase(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return fulfilment.ask_owner_again(case.pk, values["step"], actor)


def _confirm(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return fulfilment.confirm_same_person(case.pk, values["step"], actor, found=values["found"], note=values["note"])


def _settle(case: Case, actor: Actor, values: Mapping[str, Any]) -> None:
    fulfilment.settle_step_by_hand(
        case.pk,
        values["step"],
        actor,
        state=values["state"],
        saw=fulfilment.SeenByHand(values["keep_code"], values["why"], values["look_on"], values.get("parts", ())),
        note=values["note"],
    )


def _set_right(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return fulfilment.correct_again(case.pk, actor)


ACTIONS = (
    Action("step-retry", StepForm, _retry, _("The desk tries it again."), item="step"),
    Action("step-chase", StepForm, _chase, _("Recorded: the owner is to be asked again."), item="step"),
    Action("step-confirm", ConfirmForm, _confirm, _("Recorded: it is one person."), item="step"),
    Action("step-settle", SettleForm, _settle, _("The step is settled."), item="step"),
    Action("set-right", SeenForm, _set_right, _("It is corrected again.")),
)
