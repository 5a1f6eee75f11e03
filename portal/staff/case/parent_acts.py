"""What was done for a parent, or heard from one, on the case page: what is recorded, and recording it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import agents
from dsr.formats.days import long_day
from dsr.journal import Actor
from dsr.kinds import base
from dsr.models import Case, Entry
from portal.staff.case.action import Action, SeenForm
from portal.staff.wording import unknown_codes
from portal.web.field_choices import offer


@dataclass(frozen=True)
class Line:
    """One act, in words, and the day that is recorded of it."""

    words: str
    on: date


def panel(kind: base.Kind, entries: list[Entry]) -> list[Line]:
    """Every act that is on record; none for a kind that shows nothing to anybody."""
    acts = kind.entitlement.acts if kind.entitlement else ()
    found = [(act, agents.newest_parent_act(entries, act.value)) for act in acts]
    return [Line(str(act.label), on) for act, on in found if on is not None]


def in_words(kind: base.Kind, facts: Mapping[str, Any]) -> str:
    """An entry about it: how parenthood was shown; or which act, its day and how, or that it was a mistake."""
    known = kind.entitlement
    if "method" in facts:
        return _word(known.methods if known else (), "way to show it", facts["method"])
    act = _word(known.acts if known else (), "act for a parent", facts["act"])
    if facts.get("mistake"):
        return _("%(act)s: this was a mistake") % {"act": act}
    how = _word(known.ways if known else (), "way of an act", facts["how"])
    day = long_day(date.fromisoformat(facts["on"]))
    return _("%(act)s, on %(day)s: %(how)s") % {"act": act, "day": day, "how": how}


def _word(choices: Iterable[base.Choice], sort: str, code: str) -> str:
    known = {choice.value: str(choice.label) for choice in choices}
    return known[code] if code in known else unknown_codes.sentence(sort, code)


class ParentActForm(SeenForm):
    """Which act, its day and how. Of a mistake only which, and why."""

    act = forms.ChoiceField(
        label=gettext_lazy("What do you record?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you record.")},
    )
    on = forms.DateField(label=gettext_lazy("Its day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    how = forms.ChoiceField(label=gettext_lazy("How?"), required=False)
    is_mistake = forms.BooleanField(
        label=gettext_lazy("What was recorded of it before was a mistake (leave day and way empty)"), required=False
    )
    note = forms.CharField(
        label=gettext_lazy("What you showed or heard, and where that is kept"),
        help_text=gettext_lazy("Nothing of the child itself: the record stays when the data is deleted."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write what you showed or heard, and where that is kept.")},
    )

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, case=case, name=name, **kwargs)
        entitlement = base.get(case.kind).entitlement
        acts, ways = (entitlement.acts, entitlement.ways) if entitlement else ((), ())
        offer(self, "act", [(act.value, act.label) for act in acts])
        offer(self, "how", [("", gettext_lazy("Choose how")), *((way.value, way.label) for way in ways)])


def _record(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    said = agents.ParentAct(values["act"], values["note"], values["on"], values["how"], values["is_mistake"])
    return agents.record_parent_act(case.pk, actor, said, seen=values["seen"])


ACTIONS = (Action("record-parent-act", ParentActForm, _record, gettext_lazy("Recorded.")),)
