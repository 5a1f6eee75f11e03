"""What a report is compiled from: one version of a ledger, and what is known of the whole year beside it."""

from dataclasses import dataclass
from datetime import date

from dsr.models import Business, YearStatement


@dataclass(frozen=True)
class Basis:
    """`statement` is what a person stated of the whole year. Without one, only what is known `as_of` a day is told."""

    business: Business
    year: int
    version: int
    language: str
    statement: YearStatement | None = None
    as_of: date | None = None
