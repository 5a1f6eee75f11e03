"""What only who made the request knows: facts of it that no letter carries, asked before a page takes what weighs."""

from dsr.request_facts.fact_check import MOST_WRONG, check_fact, may_try
from dsr.request_facts.uncarried_facts import ASKED_AS, OWN_CODE, askable_facts, is_address_proved, own_code

__all__ = [
    "ASKED_AS",
    "MOST_WRONG",
    "OWN_CODE",
    "askable_facts",
    "check_fact",
    "is_address_proved",
    "may_try",
    "own_code",
]
