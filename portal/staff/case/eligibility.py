"""Whom the law covers, on the case page: what is known of each condition, recording it, and asking the person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import eligibility, letters
from dsr.eligibility import Statement
from dsr.journal import Actor
from dsr.kinds import base
from dsr.kinds.base import Kind
from dsr.models import Case
from dsr.models.eligibility import About, RestsOn, Says
from portal.staff.case.action import Action, SeenForm
from portal.staff.wording import eligibility as wording
from portal.web.field_choices import offer


@dataclass(frozen=True)
class Line:
    """One condition. `asked_at` is set while a question about it has no answer on record."""

    words: str
    known: str
    law: str
    asked_at: datetime | None
    note: str


@dataclass(frozen=True)
class Panel:
    lines: list[Line]
    may_record: bool
    may_ask: bool


def panel(case: Case, kind: Kind, opened: Mapping[str, Any]) -> Panel | None:
    """None for a kind whose law asks nothing of the person, and of a decided case of which nothing is on record."""
    if not kind.eligibility:
        return None
    is_open = case.current in eligibility.UNDECIDED
    found = [(one, eligibility.standing_of(case, one)) for one in kind.eligibility]
    if not is_open and not any(known.record or known.asked for _one, known in found):
        return None
    lines = [
        Line(
            words=str(known.about.label),
            known=wording.known(known),
            law=str(one.law),
            asked_at=known.asked.asked_at if known.asked and known.is_unanswered else None,
            note=str(opened.get(f"words:{known.record.entry}", ""))
            if known.record and known.record.case_id == case.pk
            else "",
        )
        for one, known in found
    ]
    return Panel(lines, is_open, is_open and letters.may_ask_eligibility(case))


class RecordForm(SeenForm):
    about = forms.ChoiceField(
        label=gettext_lazy("What do you record?"),
        error_messages={"required": gettext_lazy("Choose what you record.")},
    )
    says = forms.ChoiceField(
        label=gettext_lazy("Is it so?"),
        choices=Says.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose whether it is so.")},
    )
    rests_on = forms.ChoiceField(
        label=gettext_lazy("What does that rest on?"),
        help_text=gettext_lazy(
            "A billing address, or a search that found nothing, is no ground: ask the person. The answer is one."
        ),
        required=False,
    )
    day = forms.DateField(
        label=gettext_lazy("The day we were told; of a last purchase, its own day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(
        label=gettext_lazy("What you saw or heard, and where it is kept"),
        help_text=gettext_lazy("It stays in the record, sealed. It is not in the letter."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write what you saw or heard, and where it is kept.")},
    )

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, case=case, name=name, **kwargs)
        asked = base.get(case.kind).eligibility
        offer(self, "about", [("", _("Choose one")), *((one.about, About(one.about).label) for one in asked)])
        grounds = {code for one in asked for code in one.rests_on}
        named = [(one.value, one.label) for one in RestsOn if one.value in grounds]
        offer(self, "rests_on", [("", _("Choose one")), *named])


class AskForm(SeenForm):
    about = forms.MultipleChoiceField(
        label=gettext_lazy("What do you ask?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose what is asked.")},
    )

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, case=case, name=name, **kwargs)
        asked = [one for one in base.get(case.kind).eligibility if one.question]
        words = letters.asked_in_words(case, asked)
        offer(self, "about", [(one.about, said) for one, said in zip(asked, words, strict=True)])


def _record(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    said = Statement(values["about"], values["says"], values["rests_on"], values["day"], values["note"])
    return eligibility.record_eligibility(case.pk, actor, said, seen=values["seen"])


def _ask(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return letters.ask_eligibility(case.pk, actor, values["about"], seen=values["seen"])


ACTIONS = (
    Action("record-eligibility", RecordForm, _record, gettext_lazy("Recorded: whether the law covers the person.")),
    Action("ask-eligibility", AskForm, _ask, gettext_lazy("The letter that asks who wrote is written.")),
)
