"""Ending a request without an answer, and opening it again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import closures, second_approvals, suppression
from dsr.journal import Actor
from dsr.kinds.base import TwoPersonAct
from dsr.law.closures import CLOSURES, Closure
from dsr.lifecycle import Transition
from dsr.models import Account, Case
from dsr.models.case import Channel
from portal.staff.case import proposal
from portal.staff.case.action import Action, AloneForm, SeenForm
from portal.staff.wording import states
from portal.web.field_choices import offer


@dataclass(frozen=True)
class Line:
    """An ending: its words, when it is right, and why it is not open; empty where it is."""

    words: str
    advice: str
    why: str = ""


@dataclass(frozen=True)
class Panel:
    """`ended_as`: how a closed request ended. `stays_stopped`: what it stopped at receipt stays on the list.

    `why_not_withdrawn`: why the person cannot take it back; empty when they can. `why_a_request`: why it cannot end as
    no request. `told`: who heard of it, so that a second person must agree; empty where nobody did.
    """

    able: list[Line]
    barred: list[Line]
    ended_as: str
    stays_stopped: bool
    why_not_withdrawn: str = ""
    why_a_request: str = ""
    proposed: proposal.Panel | None = None
    way_back: str = ""
    told: str = ""


def panel(case: Case, reader: Account, opened: Mapping[str, Any]) -> Panel:
    if not case.is_open:
        stays_stopped = bool(case.closure) and suppression.holds_stop(case)
        return Panel([], [], states.closure(case.closure), stays_stopped, way_back=_way_back(case.closure))
    too_late = closures.why_too_late(case)
    able, barred = closures.sort_closures(case, too_late)
    return Panel(
        able=[_line(closure) for closure in able],
        told=_told(case) if able else "",
        barred=[_line(one.closure, one.why) for one in barred],
        ended_as="",
        stays_stopped=suppression.holds_stop(case),
        why_not_withdrawn=closures.why_not_withdrawn(case, too_late),
        why_a_request=closures.why_a_request(case, too_late, opened),
        proposed=proposal.panel(case, reader),
    )


def _way_back(code: str) -> str:
    """What opens it again, by how it ended; of an ending that this version does not know, no more than that."""
    return _(CLOSURES[code].way_back) if code in CLOSURES else _("Open it again")


def _told(case: Case) -> str:
    heard = closures.hearers(case)
    if not heard:
        return ""
    if closures.Heard.PERSON not in heard:
        return _("Who wrote was told of it: a second person must agree, and they are told how it ended.")
    return _("Who wrote, or the person, was told of it: a second person must agree, and they are told how it ended.")


def _line(closure: Closure, why: str = "") -> Line:
    return Line(_(closure.words), _(closure.advice), why)


class CloseForm(AloneForm):
    closure = forms.ChoiceField(
        label=gettext_lazy("How does it end?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how it ends.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Why, for the record"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write why it is closed without an answer.")},
    )

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, case=case, name=name, **kwargs)
        able, _barred = closures.sort_closures(case)
        offer(self, "closure", [(one.code, _(one.words)) for one in able])

    def may_be_left_to_one(self) -> bool:
        act = TwoPersonAct.TOLD_MISTAKE
        return bool(closures.hearers(self.case)) and second_approvals.is_left_to_one(act, self.case.send_by)


class OpenAgainForm(SeenForm):
    note = forms.CharField(
        label=gettext_lazy("Why it is opened again"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write why it is opened again.")},
    )


def _close(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return closures.close(case.pk, actor, values["closure"], seen=values["seen"], note=values["note"])


def _open_again(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return closures.open_again(case.pk, actor, seen=values["seen"], note=values["note"])


class WithdrawalForm(SeenForm):
    how = forms.ChoiceField(
        label=gettext_lazy("How did the person say so?"),
        choices=[(value, label) for value, label in Channel.choices if value != Channel.FORM],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how they said so.")},
    )
    note = forms.CharField(
        label=gettext_lazy("What they said, and how you know that it was them"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write what the person said.")},
    )


def _ask_withdrawal(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return closures.ask_withdrawal(case.pk, actor, seen=values["seen"], how=values["how"], note=values["note"])


ACTIONS = (
    Action(
        "ask-withdrawal",
        WithdrawalForm,
        _ask_withdrawal,
        gettext_lazy("The link to confirm it goes to the address on file. Until then the request goes on."),
        Transition.CLOSE,
    ),
    Action(
        "close",
        CloseForm,
        _close,
        gettext_lazy("Closed without an answer."),
        Transition.CLOSE,
        proposed=gettext_lazy("Written down. It waits for a second person; nothing is done before they agree."),
    ),
    Action(
        "open-again",
        OpenAgainForm,
        _open_again,
        gettext_lazy("Opened again. It is acknowledged anew, and its date stays as it was."),
        Transition.OPEN_AGAIN,
    ),
)
