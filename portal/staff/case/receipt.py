"""Correcting how a request came, while nothing is decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import parties, receipt_corrections, second_approvals
from dsr.clock import PACIFIC, now
from dsr.errors import DeskError
from dsr.formats import canonical_json
from dsr.journal import Actor
from dsr.kinds import base
from dsr.law.spans import instant_of_day, is_day_alone, local_date
from dsr.lifecycle import State
from dsr.models import Brand, Case, DesignatedAddress
from dsr.models.case import Channel
from portal.staff.case import dates
from portal.staff.case.action import Action, AloneForm, SeenForm
from portal.staff.wording import departure
from portal.staff.wording.dates import spoken_receipt
from portal.web.field_choices import offer, offer_rows

_ELSEWHERE = "elsewhere"


def is_correctable(case: Case) -> bool:
    return State(case.state) in receipt_corrections.CORRECTABLE and bool(case.data_key)


class ReceiptForm(AloneForm):
    """How it came, as the record has it; what is wrong is typed over."""

    brand = forms.ModelChoiceField(
        label=gettext_lazy("Brand it is about"), queryset=Brand.objects.none(), empty_label=None
    )
    channel = forms.ChoiceField(label=gettext_lazy("How did it come?"), choices=Channel.choices)
    received_on = forms.DateField(
        label=gettext_lazy("Received on"),
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
    )
    received_time = forms.TimeField(
        label=gettext_lazy("Time"),
        required=False,
        help_text=gettext_lazy("Pacific time. Leave it empty where nobody knows the hour."),
        widget=forms.TimeInput(attrs={"type": "time", "class": "short"}, format="%H:%M"),
    )
    came_to = forms.ChoiceField(label=gettext_lazy("Which address did it come to?"))
    for_whom = forms.ChoiceField(
        label=gettext_lazy("For whom was it sent?"),
        choices=[("self", gettext_lazy("For who wrote")), ("another", gettext_lazy("For another person"))],
    )
    subject_name = forms.CharField(
        label=gettext_lazy("Name of the person it is about"), max_length=200, required=False
    )
    requester_name = forms.CharField(label=gettext_lazy("Name of who wrote"), max_length=200, required=False)
    reason = forms.CharField(
        label=gettext_lazy("Why it is corrected, and how you know"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write why it is corrected.")},
    )
    is_sure = forms.BooleanField(
        label=gettext_lazy("It is so: I looked at the stamp, the header or the date on it"), required=False
    )
    looked_at = forms.CharField(widget=forms.HiddenInput, required=False)  # the look that was shown, by its digest
    look: receipt_corrections.Look | None = None
    _weighed: receipt_corrections.Weighed | None = None

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, case=case, name=name, **kwargs)
        self.addresses = {
            str(one.pk): one
            for one in DesignatedAddress.objects.filter(business_id=case.business_id).order_by("medium", "pk")
        }
        known = [(key, str(address)) for key, address in self.addresses.items()]
        offer(self, "came_to", [*known, (_ELSEWHERE, _("Another address, or none"))])
        offer_rows(self, "brand", Brand.objects.filter(business_id=case.business_id).order_by("name"))
        for field, value in _as_recorded(case).items():
            self.initial.setdefault(field, value)
        if not base.get(case.kind).clocks.depends_on_address and case.came_to_id is None:
            self.fields["came_to"].required = False

    def may_be_left_to_one(self) -> bool:
        return second_approvals.is_left_to_one(base.TwoPersonAct.LATER_RECEIPT, self.case.send_by)

    def asks_ground(self) -> bool:
        """The verb asks for the source first, and then for it."""
        return False

    @property
    def correction(self) -> receipt_corrections.Correction:
        values = self.cleaned_data
        return receipt_corrections.Correction(
            brand=values["brand"],
            channel=values["channel"],
            came_to=self.addresses.get(values["came_to"]),
            received_at=self._instant(values["received_on"], values.get("received_time")),
            is_for_another=values["for_whom"] == "another",
            subject_name=values["subject_name"],
            requester_name=values["requester_name"],
        )

    def _instant(self, day: date, at: time | None) -> datetime:
        """A minute that was typed, as the instant within it that is on record, where one is; else the day alone."""
        if at is None:
            stands = self.case.received_at
            return stands if is_day_alone(stands) and local_date(stands) == day else instant_of_day(day, now())
        typed = datetime.combine(day, at, tzinfo=PACIFIC)
        recorded = receipt_corrections.recorded_instant(self.case)
        for known in (self.case.received_at, recorded):
            if known is not None and _minute(known) == _minute(typed):
                return known
        return min(typed, now()) if _minute(typed) == _minute(now()) else typed

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            self.cleaned_data["corrected"] = self.correction
            self._look()
        return super().clean()

    def _look(self) -> None:
        """What it comes to is shown before it is done; what is unlikely is done when somebody says that it is so."""
        try:
            self._weighed = receipt_corrections.weigh(self.case, self.correction)
        except DeskError:  # the verb says why
            return
        if not self._weighed.changed and not self._weighed.lighter:  # a name alone moves no date
            return
        self.look = receipt_corrections.look_at_correction(self._weighed)
        digest = canonical_json.digest([self._weighed.changed, sorted(self._weighed.renamed), self.look.doubts])
        self.is_to_be_looked_at = self.cleaned_data["looked_at"] != digest
        self.put(looked_at=digest)
        if self.look.doubts and not self.is_to_be_looked_at and not self.cleaned_data["is_sure"]:
            self.add_error("is_sure", _("Say that it is so, or mend what is wrong above."))


class WaitingForm(SeenForm):
    """Take back a correction that waits, or let it take effect."""


def _minute(instant: datetime) -> datetime:
    return instant.astimezone(PACIFIC).replace(second=0, microsecond=0)


def _as_recorded(case: Case) -> dict[str, Any]:
    came = case.received_at.astimezone(PACIFIC)
    sealed = parties.sealed_values(case)
    return {
        "brand": case.brand_id,
        "channel": case.channel,
        "received_on": came.date(),
        "received_time": None if is_day_alone(came) else came.time().replace(second=0, microsecond=0),
        "came_to": str(case.came_to_id) if case.came_to_id else _ELSEWHERE,
        "for_whom": "another" if case.is_for_another else "self",
        "subject_name": (sealed.get("subject") or {}).get("name", ""),
        "requester_name": (sealed.get("requester") or {}).get("name", ""),
    }


_FACTS = {
    "received_at": gettext_lazy("received"),
    "channel": gettext_lazy("came by"),
    "came_to": gettext_lazy("came to"),
    "brand": gettext_lazy("brand"),
    "for_another": gettext_lazy("for another person"),
    "designated": gettext_lazy("designated address"),
    "year": gettext_lazy("reporting year"),
    "due_safe": gettext_lazy("date for the person"),
}


def in_words(facts: Mapping[str, Any]) -> str:
    """What the journal tells of a correction: each fact with old and new."""
    return "; ".join(
        f"{_FACTS[name]}: {_spoken(name, old)} → {_spoken(name, new)}" for name, old, new in facts["changed"]
    )


def _spoken(name: str, value: str) -> str:
    if not value:
        return _("none")
    if name == "received_at":
        return spoken_receipt(datetime.fromisoformat(value))
    if name == "due_safe":
        return dates.day(datetime.fromisoformat(value).date())
    if name == "channel":
        return str(Channel(value).label)
    if name == "came_to":
        return str(DesignatedAddress.objects.filter(pk=int(value)).first() or value)
    if name == "brand":
        return str(Brand.objects.filter(pk=int(value)).first() or value)
    return {"yes": _("yes"), "no": _("no")}.get(value, value)


def _correct(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return receipt_corrections.correct_receipt(
        case.pk, actor, values["corrected"], seen=values["seen"], reason=values["reason"], is_sure=values["is_sure"]
    )


def _take_back(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return receipt_corrections.take_back_correction(case.pk, actor, seen=values["seen"])


def _correct_now(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return receipt_corrections.correct_now(case.pk, actor, seen=values["seen"])


ACTIONS = (
    Action(
        "correct-receipt",
        ReceiptForm,
        _correct,
        gettext_lazy("Corrected. The clock was computed anew."),
        decided=gettext_lazy("Written down. Nobody is written to before it takes effect."),
        proposed=gettext_lazy("Not corrected yet: a second person must agree. Until then the earlier date rules."),
    ),
    Action(
        "keep-receipt",
        WaitingForm,
        _take_back,
        gettext_lazy("The correction is taken back. All stays as it was, and nobody was written to."),
    ),
    Action("correct-now", WaitingForm, _correct_now, gettext_lazy("Corrected. The clock was computed anew.")),
)


@dataclass(frozen=True)
class Waiting:
    """A correction that waits: what changes, in words, and when it takes effect."""

    changes: str
    leaves: str
    leaves_at: datetime


def waiting(case: Case) -> Waiting | None:
    """None where none waits."""
    found = receipt_corrections.waiting_correction(case)
    if found is None:
        return None
    try:
        changed = receipt_corrections.weigh(case, found.correction).changed
    except DeskError:  # it will not take effect, and the page says so then
        changed = ()
    return Waiting(in_words({"changed": changed}), departure.clock_time(found.leaves_at), found.leaves_at)
