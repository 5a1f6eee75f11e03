"""What is still owed after what was known so far was sent: what the rest comes to, and sending the whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dsr import letters, review
from dsr.clock import PACIFIC
from dsr.journal import Actor
from dsr.kinds import base
from dsr.lifecycle import Transition
from dsr.models import Case, Compilation
from portal.staff.case.action import Action, SeenForm


@dataclass(frozen=True)
class Panel:
    """`sent_on` is when what was known as of `as_of` reached the person. `outcome` and `words`: what is sent now."""

    sent_on: date | None
    as_of: date | None
    year: int
    business_id: int
    outcome: base.Outcome | None
    words: str


def panel(case: Case, compilation: Compilation | None) -> Panel | None:
    """None where nothing is owed."""
    owed = review.planned_supplement(case, is_wanted=False)
    if owed is None:
        return None
    earlier = letters.supplemented_letter(case)
    at = earlier.accepted_at if earlier else None
    words = letters.supplement_words(case, owed.report) if owed.outcome and owed.report else ""
    return Panel(
        sent_on=(earlier.mailed_on if earlier else None) or (at.astimezone(PACIFIC).date() if at else None),
        as_of=earlier.compilation.as_of if earlier and earlier.compilation else None,
        year=case.year or 0,
        business_id=case.business_id,
        outcome=owed.outcome,
        words=words,
    )


class SupplementForm(SeenForm):
    """Exactly the report that the page showed."""

    compilation = forms.IntegerField(widget=forms.HiddenInput)


def _send(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return review.send_supplement(case.pk, actor, seen=values["seen"], compilation_id=values["compilation"])


ACTIONS = (
    Action(
        "supplement",
        SupplementForm,
        _send,
        _("The whole response is being prepared. It says what it adds to what was sent before."),
        Transition.SUPPLEMENT,
    ),
)
