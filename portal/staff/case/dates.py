"""The dates of a case in words, each with its law: the duty, the acknowledgement, the extension."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import letters
from dsr.formats.days import long_day, long_moment
from dsr.journal import Actor, EntryName, facts_of, receipt_facts
from dsr.kinds.base import Kind
from dsr.law.clocks import Deadline, Segment
from dsr.lifecycle import Transition
from dsr.models import Case, Entry, Letter
from dsr.models.letter import LetterState
from portal.staff.case.action import Action, SeenForm

# By these the day moved after the receipt; the newest says how it stands.
_OF_TIME = frozenset(
    {
        *(EntryName.EXTEND, EntryName.EXTENSION_TAKEN_BACK, EntryName.EXTENSION_LAPSED, EntryName.EXTENSION_RESTORED),
        EntryName.RECEIPT_CORRECTED,
    }
)
_OUT = frozenset({LetterState.ACCEPTED, LetterState.MAILED})


@dataclass(frozen=True)
class Step:
    """One segment of a clock's explanation, in words, with the law."""

    words: str
    citation: str


@dataclass(frozen=True)
class Panel:
    """`deadline` and `clock` as they were at receipt; `extended`; `acknowledge_by` until that letter is out.

    `lapsed`: the longer time, where its notice was not out in time, so that the first day rules again.

    `limit`: the part of the clock that is for counsel, where the law names an outer limit and no day.
    """

    deadline: Deadline
    clock: list[Step]
    limit: list[Step]
    extended: Deadline | None
    lapsed: Deadline | None
    acknowledge_by: Deadline | None
    is_corrected: bool

    @property
    def told_send_by(self) -> date:
        """The day to send by as the clock explained it: closed days may have changed since."""
        return (self.extended or self.deadline).send_by


def panel(kind: Kind, entries: list[Entry], letters: list[Letter]) -> Panel | None:
    """None before anything is received."""
    received = receipt_facts(entries)
    if not received:
        return None
    deadline = Deadline.from_facts(received["clock"])
    extended, lapsed = _extended(entries), _lapsed(entries)
    return Panel(
        deadline=deadline,
        clock=explained(part for part in deadline.explanation if not _is_limit(deadline, part)),
        limit=explained(part for part in deadline.explanation if _is_limit(deadline, part)),
        extended=Deadline.from_facts(extended["clock"]) if extended else None,
        lapsed=Deadline.from_facts(lapsed["clock"]) if lapsed else None,
        acknowledge_by=_acknowledge_by(kind, received, letters),
        is_corrected="changed" in received,
    )


def clock_in_words(case: Case) -> list[Step]:
    """Why a case has the dates it has: the clock as it was explained at receipt, or at its extension."""
    names = [Transition.RECEIVE, *_OF_TIME]
    entries = list(Entry.objects.filter(case=case, name__in=names).order_by("number"))
    facts = _extended(entries) or receipt_facts(entries)
    if not facts:
        return []
    deadline = Deadline.from_facts(facts["clock"])
    return explained(part for part in deadline.explanation if not _is_limit(deadline, part))


def explained(parts: Iterable[Segment]) -> list[Step]:
    return [Step(_(part.message) % _spoken(part.values), part.citation) for part in parts]


def _is_limit(deadline: Deadline, part: Segment) -> bool:
    return not deadline.is_promised and part.end > deadline.due_safe


def _extended(entries: list[Entry]) -> dict[str, Any]:
    """The facts of the extension; none once it was taken back or lapsed, or after a correction: that counts anew."""
    return _taken(entries) if _newest(entries) in {EntryName.EXTEND, EntryName.EXTENSION_RESTORED} else {}


def _lapsed(entries: list[Entry]) -> dict[str, Any]:
    """The facts of an extension that does not hold, as its notice was not out in time."""
    return _taken(entries) if _newest(entries) == EntryName.EXTENSION_LAPSED else {}


def _newest(entries: list[Entry]) -> str:
    return next((entry.name for entry in reversed(entries) if entry.name in _OF_TIME), "")


def _taken(entries: list[Entry]) -> dict[str, Any]:
    return next((facts_of(entry) for entry in reversed(entries) if entry.name == EntryName.EXTEND), {})


def _acknowledge_by(kind: Kind, received: Mapping[str, Any], letters: list[Letter]) -> Deadline | None:
    """The day by which the acknowledgement must be out; None when it is, or when the law names no day."""
    facts = received.get("acknowledge_by")
    is_out = any(
        one.name in {kind.letters.acknowledgement, kind.agents.covering} and LetterState(one.state) in _OUT
        for one in letters
    )
    # Who has the response needs no acknowledgement any more.
    is_answered = any(one.is_response and LetterState(one.state) in _OUT for one in letters)
    return Deadline.from_facts(facts) if facts and not is_out and not is_answered else None


def moment(value: datetime) -> str:
    """An instant as California has it."""
    return long_moment(value)


def day_again(facts: Mapping[str, Any]) -> str:
    """The date that rules once more, in the words of the journal."""
    return _("the date for the person is %(day)s again") % {"day": day(date.fromisoformat(facts["due_safe"]))}


def day(value: date) -> str:
    return long_day(value)


def _spoken(values: Mapping[str, str]) -> dict[str, str]:
    """The values of a segment with its dates as they are spoken."""
    return {name: _date_or_text(value) for name, value in values.items()}


def _date_or_text(value: str) -> str:
    try:
        return day(date.fromisoformat(value)) if "-" in value else value
    except ValueError:
        return value


class ExtendForm(SeenForm):
    reason = forms.CharField(
        label=gettext_lazy("Why more time is needed"),
        help_text=gettext_lazy("The person is told in these words."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write why more time is needed. The person is told in these words.")},
    )


def _extend(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return letters.extend_deadline(case.pk, actor, seen=values["seen"], reason=values["reason"])


def _take_back(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return letters.take_back_extension(case.pk, actor, seen=values["seen"])


def _send_now(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return letters.send_extension_now(case.pk, actor, seen=values["seen"])


ACTIONS = (
    Action(
        "extend",
        ExtendForm,
        _extend,
        gettext_lazy("The time is extended. The letter that says so is written."),
        decided=gettext_lazy("The time is extended."),
    ),
    Action("extension-back", SeenForm, _take_back, gettext_lazy("The extension is taken back.")),
    Action("extension-now", SeenForm, _send_now, gettext_lazy("The notice of more time waits no longer.")),
)
