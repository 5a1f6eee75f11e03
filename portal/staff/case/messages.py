"""What the person wrote or added on the page of their request, and the address that they ask for: read and settled."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import address_change, correspondence
from dsr.clock import PACIFIC
from dsr.correspondence import LONGEST, Shown
from dsr.errors import BadInput
from dsr.journal import Actor
from dsr.kinds.base import Kind
from dsr.models import AddressChange, Case, Message
from dsr.models.case import Delivery
from dsr.models.case_surroundings import may_have, rows_beside
from dsr.models.message import About, Settled
from portal.staff.case.action import Action, OptionalNoteForm, SeenForm
from portal.staff.wording import states
from portal.web.field_choices import offer


@dataclass(frozen=True)
class Line:
    """One message, and what its words may ask for beside the request itself."""

    shown: Shown
    title: str
    settled: str
    hints: tuple[Kind, ...] = ()  # what its words may ask for and one press can open
    lacking: tuple[Kind, ...] = ()  # the same, of which the request says too little: it is entered

    @property
    def message(self) -> Message:
        return self.shown.message

    @property
    def is_words(self) -> bool:
        return self.message.about == About.WORDS

    @property
    def is_fact(self) -> bool:
        return self.message.about == About.FACT


@dataclass(frozen=True)
class NewAddress:
    """A change of the address that waits: to where, from when, and what it waits for."""

    change: AddressChange
    address: str
    by: str  # email or paper mail
    is_proved: bool

    @property
    def leaves_at(self) -> datetime:
        return self.change.leaves_at.astimezone(PACIFIC)


@dataclass(frozen=True)
class Panel:
    """`lines`: the newest first. `new_address`: None where no change waits."""

    lines: list[Line]
    new_address: NewAddress | None

    @property
    def waiting(self) -> list[Line]:
        return [line for line in self.lines if line.shown.is_waiting]

    @property
    def settled(self) -> list[Line]:
        return [line for line in self.lines if not line.shown.is_waiting]


def panel(case: Case, opened: Mapping[str, Any]) -> Panel:
    rows = rows_beside(case, "messages") if may_have(case, "messages") else []
    lines = [_line(case, one) for one in correspondence.read_messages(case, opened, rows)]
    waits = address_change.waiting_change(case) if may_have(case, "address_change") else None
    return Panel(lines, _new_address(waits, opened) if waits else None)


def _new_address(change: AddressChange, opened: Mapping[str, Any]) -> NewAddress:
    address = address_change.new_address_of(change, opened)
    return NewAddress(change, address, str(Delivery(change.delivery).label), change.proved_at is not None)


_TITLES = {
    About.WORDS: gettext_lazy("The person writes"),
    About.DOCUMENTS: gettext_lazy("The person added documents"),
    About.NOT_MINE: gettext_lazy("Who reads the address on file stopped a change of it: “This was not me”"),
    About.LAPSED: gettext_lazy("The person confirmed a new address, and it was not taken: ask where to write"),
    About.TRIES: gettext_lazy("Somebody gave wrong facts on the page of this request until it closed for a week"),
}


def _line(case: Case, shown: Shown) -> Line:
    message = shown.message
    about = About(message.about)
    if about is About.FACT:
        title = _("The person adds: %(point)s") % {"point": correspondence.point_in_words(message.point)}
    else:
        title = str(_TITLES[about])
    is_open = about is About.WORDS and shown.is_waiting
    hinted = correspondence.kinds_in(case, shown.words) if is_open and shown.words else []
    hints = tuple(kind for kind in hinted if correspondence.may_open(case, kind))
    settled = str(Settled(message.settled).label) if message.settled else ""
    return Line(shown, title, settled, hints, tuple(kind for kind in hinted if kind not in hints))


class MessageForm(SeenForm):
    """Something to do with one message."""

    message = forms.IntegerField(widget=forms.HiddenInput)


class AnswerForm(MessageForm):
    words = forms.CharField(
        label=gettext_lazy("Your answer"),
        help_text=gettext_lazy(
            "It stands on the page of the request. An email or letter says only that an answer waits there."
        ),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Write the answer first.")},
    )


class SettleForm(OptionalNoteForm, MessageForm):
    """It needs no answer."""


class OpenForm(MessageForm):
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("The message also asks for"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose what the message asks for.")},
    )

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, case=case, name=name, **kwargs)
        number = str(self.data.get("message") or self.initial.get("message") or "")
        found = case.messages.filter(pk=int(number)).first() if number.isdecimal() else None
        words = correspondence.read_messages(case, rows=[found])[0].words if found else ""
        able = [kind for kind in correspondence.kinds_in(case, words) if correspondence.may_open(case, kind)]
        offer(self, "kinds", [(kind.code, states.title(kind.code)) for kind in able])


class KeepAddressForm(SeenForm):
    note = forms.CharField(
        label=gettext_lazy("Why the address stays, for the record"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write why the address stays.")},
    )


def _own(case: Case, values: Mapping[str, Any]) -> int:
    """The id of a message of this case. Raises BadInput for another's."""
    if not case.messages.filter(pk=values["message"]).exists():
        raise BadInput(_("This message is not of this request."))
    number: int = values["message"]
    return number


def _answer(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return correspondence.answer_message(_own(case, values), actor, values["words"], seen=values["seen"])


def _settle(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return correspondence.settle_message(_own(case, values), actor, seen=values["seen"], note=values["note"])


def _use(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return correspondence.use_fact(_own(case, values), actor, seen=values["seen"])


def _open(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return correspondence.open_from_message(_own(case, values), actor, values["kinds"], seen=values["seen"])


def _keep(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return address_change.stop_at_desk(case.pk, actor, seen=values["seen"], note=values["note"])


ACTIONS = (
    Action(
        "answer-message",
        AnswerForm,
        _answer,
        gettext_lazy("Answered. The person gets word that the answer waits."),
        item="message",
    ),
    Action("settle-message", SettleForm, _settle, gettext_lazy("Recorded: it needs no answer."), item="message"),
    Action(
        "use-fact", MessageForm, _use, gettext_lazy("The fact is used. The points are matched anew."), item="message"
    ),
    Action(
        "open-from-message",
        OpenForm,
        _open,
        gettext_lazy("Opened, each as a request of its own. Now answer the message, or record that it needs none."),
        item="message",
    ),
    Action("keep-address", KeepAddressForm, _keep, gettext_lazy("The address stays as it is.")),
)
