"""Clocks: from the instant of receipt to the two dates to keep, with an explanation a person can read."""

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
    local_date,
    roll_forward,
)


def N_(message: str) -> str:  # the marker by which messages are collected for translation
    return message


class Unit(StrEnum):
    CALENDAR = "calendar days"
    BUSINESS = "business days"


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
    """`due_safe`: the earliest defensible reading, the date to work to. `due_latest`: the last, for counsel only.

    `is_promised`: due_safe may be told to the requester as the date by which we respond.
    """

    clock: str
    due_safe: date
    due_latest: date
    is_promised: bool
    explanation: tuple[Segment, ...]

    def as_facts(self) -> dict[str, Any]:
        """As it is kept in the journal."""
        return {
            "clock": self.clock,
            "due_safe": self.due_safe.isoformat(),
            "due_latest": self.due_latest.isoformat(),
            "is_promised": self.is_promised,
            "explanation": [segment.as_facts() for segment in self.explanation],
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> "Deadline":
        """Read back what as_facts() made."""
        return cls(
            clock=facts["clock"],
            due_safe=date.fromisoformat(facts["due_safe"]),
            due_latest=date.fromisoformat(facts["due_latest"]),
            is_promised=facts["is_promised"],
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
    """A period of the law. `safe_length` is shorter where the business chose a stricter date to work to."""

    name: str
    length: int
    unit: Unit
    citation: Citation
    message: str
    is_promised: bool = True
    safe_length: int | None = None
    safe_message: str = ""

    def start(self, received_at: datetime, closed_days: frozenset[date] = frozenset()) -> Deadline:
        """Start at an aware instant of receipt; the dates are days in California."""
        received = local_date(received_at)
        counted, latest = self._latest(received, closed_days)
        safe = min(self._safe(received), latest)
        return Deadline(self.name, safe, latest, self.is_promised, self._explain(received, safe, counted, latest))

    def _safe(self, received: date) -> date:
        length = self.length if self.safe_length is None else min(self.safe_length, self.length)
        if self.unit is Unit.CALENDAR:
            return calendar_days(received, length)
        return business_days_at_the_least(received, length)

    def _latest(self, received: date, closed: frozenset[date]) -> tuple[date, date]:
        if self.unit is Unit.CALENDAR:
            counted = calendar_days(received, self.length)
            return counted, roll_forward(counted, closed)
        counted = business_days_at_the_most(received, self.length, closed)
        return counted, counted

    def _explain(self, received: date, safe: date, counted: date, latest: date) -> tuple[Segment, ...]:
        segments = [
            Segment(
                received,
                received,
                N_("The request was received on %(day)s in California. This day is not counted."),
                str(civ("10")),
                {"day": received.isoformat()},
            )
        ]
        if self.safe_length is not None:
            values = {"days": str(self.safe_length), "day": safe.isoformat()}
            segments.append(Segment(received, safe, self.safe_message, str(self.citation), values))
        values = {"days": str(self.length), "day": counted.isoformat()}
        segments.append(Segment(received, counted, self.message, str(self.citation), values))
        if latest != counted:
            segments.append(
                Segment(
                    counted,
                    latest,
                    N_("The last day is a weekend day or a holiday of the courts, so the period runs to %(day)s."),
                    str(ccp("12a")),
                    {"day": latest.isoformat()},
                )
            )
        return tuple(segments)
