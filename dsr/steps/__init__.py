"""One step of a case in a system: whose it is, how it is settled, and what steps did so far."""

from dsr.steps.effects import Effects, effects_of
from dsr.steps.kept_reasons import (
    declared_exception,
    declared_reason,
    first_look,
    reason_kept,
    reason_name,
    seal_reason,
)
from dsr.steps.person import (
    chosen_portion_words,
    is_hold,
    not_asked_code,
    part_words,
    parts_of,
    party_of,
    person_of,
    points_of,
    portions_of,
    why_asked,
    wrongly_left,
)
from dsr.steps.settlement import (
    OWNER_ANSWERS,
    Settlement,
    begin_step,
    is_settled,
    settle_step,
    stop_step,
    write_tombstones,
)
from dsr.steps.sibling_requests import act_and_prove

__all__ = [
    "OWNER_ANSWERS",
    "Effects",
    "Settlement",
    "act_and_prove",
    "begin_step",
    "chosen_portion_words",
    "declared_exception",
    "declared_reason",
    "effects_of",
    "first_look",
    "is_hold",
    "is_settled",
    "not_asked_code",
    "part_words",
    "parts_of",
    "party_of",
    "person_of",
    "points_of",
    "portions_of",
    "reason_kept",
    "reason_name",
    "seal_reason",
    "settle_step",
    "stop_step",
    "why_asked",
    "write_tombstones",
    "wrongly_left",
]
