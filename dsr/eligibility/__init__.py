"""Whether the law covers the person: said by the request, or recorded with what it rests on; silence is never a no."""

from dsr.eligibility.evidence import (
    Ground,
    Standing,
    ground_of_outcome,
    requirement_about,
    standing_of,
    why_not_denied,
)
from dsr.eligibility.records import UNDECIDED, Statement, record_eligibility

__all__ = [
    "UNDECIDED",
    "Ground",
    "Standing",
    "Statement",
    "ground_of_outcome",
    "record_eligibility",
    "requirement_about",
    "standing_of",
    "why_not_denied",
]
