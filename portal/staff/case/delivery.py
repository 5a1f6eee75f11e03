"""The letters of a case and where they go: the list, another address, mailing and what came back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import letters, third_party_notices
from dsr.clock import today
from dsr.journal import Actor
from dsr.kinds import base
from dsr.law.spans import local_date
from dsr.letters import extension_letter_names
from dsr.lifecycle import Transition
from dsr.models import Case, Letter
from dsr.models.case import Delivery
from dsr.models.letter import LetterState
from dsr.models.third_party_notice import LETTERS
from portal.staff.case.action import Action, OptionalNoteForm, SeenForm
from portal.staff.wording import dates
from portal.web.field_choices import offer
from portal.web.mailbox_field import MailboxField
from portal.web.text_fields import PostalField


@dataclass(frozen=True)
class Shown:
    """A letter in the list: its row, what it is in words, and how its state looks."""

    letter: Letter
    words: str
    tone: str
    is_to_mail: bool
    is_recordable: bool = (
        False  # on paper, and its mailing is not recorded: it waits, or is a notice that came too late
    )
    held_back: str = ""  # why it may be neither printed to be mailed nor recorded yet


_TONES = {
    LetterState.ACCEPTED: "good",
    LetterState.MAILED: "good",
    LetterState.REFUSED: "late",
    LetterState.BOUNCED: "late",
    LetterState.UNCERTAIN: "warn",
    LetterState.TO_MAIL: "warn",
    LetterState.TOO_LATE: "late",
}


def letter_in_words(letter: Letter) -> str:
    """What a letter is, for a list."""
    return shown(letter).words


def shown(letter: Letter) -> Shown:
    """A letter for a list."""
    if letter.is_response:
        what = _("Response")
    elif letter.case_id is None:
        what = _of_bundle(letter.name)
    else:
        is_first = letter.name in {kind.letters.acknowledgement for kind in base.every()}
        what = _("Acknowledgement") if is_first else _("Letter")
        what = _("Acknowledgement, in one letter with another request") if letter.goes_with_id else what
        what = _("Notice of more time") if letter.name in extension_letter_names() else what
        what = _("To a company that is told") if letter.name in LETTERS else what
    state = LetterState(letter.state)
    is_late = state is LetterState.TOO_LATE and letter.delivery == Delivery.MAIL
    here = is_to_mail(letter)
    held_back = letters.why_not_free(letter) if here else ""
    return Shown(letter, what, _TONES.get(state, ""), here, here or is_late, held_back)


def is_to_mail(letter: Letter) -> bool:
    """It is to be printed here: one sheet for several requests is, as that of the first of them."""
    return letter.state == LetterState.TO_MAIL and letter.goes_with_id is None


def _of_bundle(name: str) -> str:
    rules = [kind.agents for kind in base.every()]
    if name in {one.covering for one in rules}:
        return _("Covering letter")
    if name in {one.missing for one in rules}:
        return _("What is missing, asked of the agent")
    return _("List of what came of all")


class ReaddressForm(SeenForm):
    delivery = forms.ChoiceField(label=gettext_lazy("Send by"), choices=Delivery.choices, widget=forms.RadioSelect)
    email = MailboxField(
        label=gettext_lazy("Email address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    postal = PostalField(
        label=gettext_lazy("Mailing address"),
        help_text=gettext_lazy("Street, city, state and ZIP code, as on an envelope."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        chosen = values.get("delivery")
        if chosen == Delivery.EMAIL:
            self.errors.pop("postal", None)  # it is not used
            self._need("email", gettext_lazy("Enter the new email address."))
        elif chosen == Delivery.MAIL:
            self.errors.pop("email", None)
            self._need("postal", gettext_lazy("Enter the new mailing address."))
        values["address"] = values.get("email" if chosen == Delivery.EMAIL else "postal", "")
        return values

    def _need(self, name: str, words: str | Promise) -> None:
        if name not in self.errors and not self.cleaned_data.get(name, "").strip():
            self.add_error(name, str(words))


class MailedForm(SeenForm):
    letter = forms.IntegerField(widget=forms.HiddenInput)
    mailed_on = forms.DateField(
        label=gettext_lazy("Mailed on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_mailed_on(self) -> Any:
        day = self.cleaned_data["mailed_on"]
        if day > today():
            raise ValidationError(gettext_lazy("The mailing date cannot be in the future."))
        return day


class CameBackForm(OptionalNoteForm):
    letter = forms.ChoiceField(
        label=gettext_lazy("Which letter came back?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the letter that came back.")},
    )
    field_order = ("seen", "letter", "note")

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, case=case, name=name, **kwargs)
        rows = [
            row
            for row in Letter.objects.filter(case=case).order_by("-pk")
            if letters.may_have_returned(row) and letters.keeps_words(row)
        ]
        offer(self, "letter", [(str(row.pk), _which(row)) for row in rows])


def _which(letter: Letter) -> str:
    """What it is, how it went, when, and under which subject: two of a day are told apart."""
    when = dates.short(letter.mailed_on or local_date(letter.accepted_at or letter.written_at))
    return _("%(what)s, %(how)s, %(day)s: %(subject)s") % {
        "what": letter_in_words(letter),
        "how": letter.get_delivery_display(),
        "day": when,
        "subject": letters.body_of(letter)["subject"],
    }


def _readdress(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return letters.readdress(
        case.pk, actor, seen=values["seen"], delivery=values["delivery"], address=values["address"]
    )


def _correct(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return letters.correct_address(
        case.pk, actor, seen=values["seen"], delivery=values["delivery"], address=values["address"]
    )


def _mailed(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    done = letters.record_mailed(
        case.pk, actor, seen=values["seen"], mailed_on=values["mailed_on"], letter_id=values["letter"]
    )
    third_party_notices.record_mailed_notices()
    return done


def _returned(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return letters.record_returned(case.pk, actor, seen=values["seen"], note=values["note"])


def _came_back(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return letters.record_letter_returned(
        case.pk, actor, seen=values["seen"], letter_id=int(values["letter"]), note=values["note"]
    )


ACTIONS = (
    Action(
        "readdress",
        ReaddressForm,
        _readdress,
        gettext_lazy("The response goes to the new address."),
        Transition.READDRESS,
    ),
    Action(
        "correct",
        ReaddressForm,
        _correct,
        gettext_lazy("The address is corrected. The acknowledgement goes there."),
        Transition.CORRECT,
    ),
    Action("mailed", MailedForm, _mailed, gettext_lazy("The mailing is recorded."), item="letter"),
    Action("letter-returned", CameBackForm, _came_back, gettext_lazy("Recorded: this letter came back.")),
    Action(
        "returned",
        OptionalNoteForm,
        _returned,
        gettext_lazy("Recorded: the response did not reach the person. Give another address."),
        Transition.FAIL_DELIVERY,
    ),
)
