"""Clocks: from the instant of receipt to the dates to keep, with an explanation a person can read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from dsr.law.citations import Citation, ccp, civ
from dsr.law.spans import (
    business_days_at_the_least,
    business_days_at_the_most,
    calendar_days,
    last_open_day,
    local_date,
    roll_forward,
)


def gettext_noop(message: str) -> str:
    """The message as it is. By this name, and not by N_, `makemessages` collects it for translation."""
    return message


class Unit(StrEnum):
    CALENDAR = "calendar days"
    BUSINESS = "business days"


class Basis(StrEnum):
    """Who set the day by which a response is due."""

    LAW = "law"
    POLICY = "policy"  # the business, to everyone, in the policy it publishes
    AIM = "aim"  # nobody: the desk works to it, and it is not told to the person


@dataclass(frozen=True)
class Segment:
    """One step of the count: from a day to a day, in words with %(name)s places, and the law that says so."""

    start: date
    end: date
    message: str
    citation: str
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.values

    def as_facts(self) -> dict[str, Any]:
        return {
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "message": self.message,
            "values": dict(self.values),
            "citation": self.citation,
        }


@dataclass(frozen=True)
class Deadline:
    """`due_safe`: the earliest defensible reading. `due_latest`: the last, for counsel only.

    `send_by`: the day to work to, which leads everywhere at the desk: `due_safe`, or the last open day before it.
    `law_day`: `due_safe` as the law alone gives it, where the business or somebody else wants it sooner.
    `basis`: who set `due_safe`.
    """

    clock: str
    due_safe: date
    due_latest: date
    send_by: date
    law_day: date
    basis: Basis
    explanation: tuple[Segment, ...]

    @property
    def is_promised(self) -> bool:
        """True where `due_safe` may be told to the requester as the date by which we respond."""
        return self.basis is not Basis.AIM

    def as_facts(self) -> dict[str, Any]:
        """As it is kept in the journal."""
        return {
            "clock": self.clock,
            "due_safe": self.due_safe.isoformat(),
            "due_latest": self.due_latest.isoformat(),
            "send_by": self.send_by.isoformat(),
            "law_day": self.law_day.isoformat(),
            "is_promised": self.is_promised,
            "basis": self.basis.value,
            "explanation": [segment.as_facts() for segment in self.explanation],
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> "Deadline":
        """Read back what as_facts() made, also before it named the day to send by."""
        told = facts["explanation"][-1]["values"]
        send_by = facts.get("send_by") or (told["day"] if "due" in told else facts["due_safe"])
        return cls(
            clock=facts["clock"],
            due_safe=date.fromisoformat(facts["due_safe"]),
            due_latest=date.fromisoformat(facts["due_latest"]),
            send_by=date.fromisoformat(send_by),
            law_day=date.fromisoformat(facts.get("law_day", facts["due_safe"])),
            basis=Basis(facts.get("basis") or (Basis.LAW if facts["is_promised"] else Basis.AIM)),
            explanation=tuple(
                Segment(
                    date.fromisoformat(segment["start"]),
                    date.fromisoformat(segment["end"]),
                    segment["message"],
                    segment["citation"],
                    segment["values"],
                )
                for segment in facts["explanation"]
            ),
        )


@dataclass(frozen=True)
class Clock:
    """A period of the law. `safe_length` is shorter where the business chose a stricter date to work to.

    `message` and `safe_message` have places for %(days)s and %(day)s.
    """

    name: str
    length: int
    unit: Unit
    citation: Citation
    message: str
    basis: Basis = Basis.LAW
    safe_length: int | None = None
    safe_unit: Unit | None = None  # where the stricter count is of other days than the law's
    safe_message: str = ""
    safe_citation: Citation | None = None  # who asks for the stricter date, where it is not the law

    def __post_init__(self) -> None:
        if self.length < 1 or (self.safe_length is not None and self.safe_length < 1):
            raise ValueError("A period has at least one day.")

    def start(self, received_at: datetime, closed_days: frozenset[date] = frozenset()) -> Deadline:
        """Start at an aware instant of receipt; the dates are days in California.

        Days on which the business is closed move neither date, because no law says so: they give the day to send by.
        """
        received = local_date(received_at)
        counted = self._counted(received)
        latest = roll_forward(counted)
        safe = self._safe(received)
        law_day = self._law_day(received)
        segments = [_receipt(received), *self._strict_segments(received, safe, law_day)]
        segments.append(self._segment(received, counted))
        if latest != counted:
            segments.append(_roll(counted, latest))
        send_by = day_to_send(received, safe, closed_days)
        if send_by != safe:
            segments.append(_target(send_by, safe))
        return Deadline(self.name, safe, latest, send_by, law_day, self.basis, tuple(segments))

    def _counted(self, received: date) -> date:
        if self.unit is Unit.CALENDAR:
            return calendar_days(received, self.length)
        return business_days_at_the_most(received, self.length)

    def _safe(self, received: date) -> date:
        length = self.length if self.safe_length is None else min(self.safe_length, self.length)
        if (self.safe_unit or self.unit) is Unit.CALENDAR:
            return calendar_days(received, length)
        return business_days_at_the_least(received, length)

    def _law_day(self, received: date) -> date:
        """The law's own count in its earliest defensible reading."""
        if self.unit is Unit.CALENDAR:
            return calendar_days(received, self.length)
        return business_days_at_the_least(received, self.length)

    def _segment(self, received: date, counted: date) -> Segment:
        values = {"days": str(self.length), "day": counted.isoformat()}
        return Segment(received, counted, self.message, str(self.citation), values)

    def _strict_segments(self, received: date, safe: date, law_day: date) -> list[Segment]:
        """The stricter counts, where they differ from the law's own in length or in the days they leave out."""
        found = []
        if self.safe_length is not None:
            values = {"days": str(min(self.safe_length, self.length)), "day": safe.isoformat()}
            found.append(Segment(received, safe, self.safe_message, str(self.safe_citation or self.citation), values))
        if self.unit is Unit.BUSINESS:
            words = gettext_noop(
                "Saturdays and smaller holidays may count as business days: work to %(days)s of them, %(day)s."
            )
            if self.safe_length is not None:  # there is an earlier day to work to
                words = gettext_noop(
                    "Saturdays and smaller holidays may count as business days: %(days)s of them end on %(day)s."
                )
            values = {"days": str(self.length), "day": law_day.isoformat()}
            found.append(Segment(received, law_day, words, str(civ("9")), values))
        return found


def day_to_send(received: date, due_safe: date, closed_days: frozenset[date]) -> date:
    """The last day before `due_safe`, or that day itself, on which the business is open; never before it came."""
    day = last_open_day(due_safe, closed_days)
    return day if received < day else due_safe


def _receipt(received: date) -> Segment:
    words = gettext_noop("The request was received on %(day)s in California. This day is not counted.")
    return Segment(received, received, words, str(civ("10")), {"day": received.isoformat()})


def _roll(counted: date, latest: date) -> Segment:
    words = gettext_noop("The last day is a weekend day or a holiday of the courts, so the period runs to %(day)s.")
    return Segment(counted, latest, words, str(ccp("12a")), {"day": latest.isoformat()})


def _target(target: date, safe: date) -> Segment:
    words = gettext_noop("We are closed on %(due)s, and the day does not move for that: send it by %(day)s.")
    return Segment(target, safe, words, str(civ("10")), {"due": safe.isoformat(), "day": target.isoformat()})
