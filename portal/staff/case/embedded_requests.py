"""Requests that hide in a free text: what its words hint at, and what can be opened from the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from dsr import parties, review
from dsr.journal import Actor
from dsr.kinds import base
from dsr.kinds.base import Kind
from dsr.models import Case
from portal.staff.case.action import Action, SeenForm
from portal.staff.wording import states
from portal.web.field_choices import offer


@dataclass(frozen=True)
class Hint:
    """One kind that may hide in the text. `clues`: its words found there; `lacks`: what must be entered by hand."""

    kind: Kind
    clues: list[str]
    lacks: list[str]
    is_open: bool


def hints(case: Case, sealed: Mapping[str, Any]) -> list[Hint]:
    """Every kind that this business takes, those hinted at first; none for a kind whose text hides nothing."""
    if not base.get(case.kind).intake.may_embed_others:
        return []
    text = parties.free_text(case, sealed)
    opened = set(case.opened.values_list("kind", flat=True))
    found = [
        Hint(
            kind,
            kind.intake.clues_in(text),
            [] if kind.intake.is_about_another else _lacks(kind, case, sealed),
            kind.code in opened,
        )
        for kind in base.every()
        if not kind.intake.may_embed_others and kind.is_offered(case.business)
    ]
    return sorted(found, key=lambda hint: not hint.clues)


def _lacks(kind: Kind, case: Case, sealed: Mapping[str, Any]) -> list[str]:
    return review.missing_answers(kind, case, sealed)


def openable(case: Case, sealed: Mapping[str, Any]) -> list[Hint]:
    """What one press can open; the rest is entered with what it lacks."""
    return [one for one in hints(case, sealed) if not (one.is_open or one.lacks or one.kind.intake.is_about_another)]


class HiddenForm(SeenForm):
    """What the text asks for beside: one request of each."""

    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("The text also asks for"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose what the text asks for.")},
    )

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, case=case, name=name, **kwargs)
        able = openable(case, parties.sealed_values(case))
        offer(self, "kinds", [(one.kind.code, states.title(one.kind.code)) for one in able])


def _open_hidden(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return review.open_embedded_requests(case.pk, actor, values["kinds"], seen=values["seen"])


ACTIONS = (Action("open-hidden", HiddenForm, _open_hidden, gettext_lazy("Opened, each as a request of its own.")),)
