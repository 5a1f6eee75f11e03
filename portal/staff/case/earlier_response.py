"""An earlier response of the same person, on the case page: what may be one, choosing it, and what follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import repeats
from dsr.formats import references
from dsr.formats.days import long_day
from dsr.journal import Actor
from dsr.models import Case, EarlierResponse
from portal.staff.case.action import Action, SeenForm
from portal.web.field_choices import offer

NONE = "none"


@dataclass(frozen=True)
class Panel:
    """`chosen` is on record; `why_not`: why it holds no longer, `why_not_again`: why it is not sent once more."""

    found: list[repeats.EarlierOne]
    chosen: EarlierResponse | None
    why_not: str
    why_not_again: str
    may_choose: bool


def panel(case: Case) -> Panel | None:
    """None where nothing of the same person was answered before, or it is decided and nothing was chosen."""
    is_open = case.current in repeats.UNDECIDED
    found = repeats.find_earlier_responses(case) if is_open else []
    chosen = repeats.earlier_of(case) if found or not is_open or repeats.may_repeat(case) else None
    if not found and chosen is None:
        return None
    return Panel(
        found=found,
        chosen=chosen,
        why_not=repeats.why_not_repeated(case) if chosen else "",
        why_not_again=repeats.why_not_sent_again(case) if chosen else "",
        may_choose=is_open,
    )


class EarlierForm(SeenForm):
    earlier = forms.ChoiceField(
        label=gettext_lazy("Which request is the same person's?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose which request is the same person's, or none.")},
    )
    note = forms.CharField(
        label=gettext_lazy("How you know that it is the same person (needed where the address is another one)"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    is_permission_seen = forms.BooleanField(
        label=gettext_lazy("I saw the signed permission of the person for whom this request is made"), required=False
    )

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, case=case, name=name, **kwargs)
        offer(
            self,
            "earlier",
            [*((one.case.reference, _spoken(one)) for one in repeats.find_earlier_responses(case)), (NONE, _("None"))],
        )
        if not case.is_for_another:
            del self.fields["is_permission_seen"]


def _spoken(one: repeats.EarlierOne) -> str:
    said = {"reference": references.spell(one.case.reference), "day": long_day(one.answered_on)}
    if one.same_address:
        return _("%(reference)s, answered on %(day)s, at the same address") % said
    return _("%(reference)s, answered on %(day)s, at another address") % said


def _choose(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    reference = "" if values["earlier"] == NONE else values["earlier"]
    choice = repeats.Choice(reference, values["note"], values.get("is_permission_seen", False))
    return repeats.choose_earlier(case.pk, actor, choice, seen=values["seen"])


ACTIONS = (Action("choose-earlier", EarlierForm, _choose, gettext_lazy("Recorded: which request came before.")),)
