"""One thing that staff can do on a case, declared."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from dsr.journal import Actor
from dsr.lifecycle import Transition
from dsr.models import Case
from portal.staff.case import forms


@dataclass(frozen=True)
class Action:
    """`do` takes the case, the actor and the form's values. `transition`: offered while the lifecycle allows it."""

    name: str
    form: Callable[..., forms.SeenForm]
    do: Callable[[Case, Actor, Mapping[str, Any]], object]
    done: str | Promise
    transition: Transition | None = None
    on_draft: bool = False  # its page is the draft's, not the case's
    item: str = ""  # the field that tells one of several forms of this action from the others
