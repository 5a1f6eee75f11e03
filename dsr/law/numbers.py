"""The law's numbers that sentences say, by the name under which they say them: counted in one place, never typed.

A sentence has a place for a number, such as %(extended_days)s; `dsr.formats.law_numbers` fills it.
"""

from dsr.law import ccpa, child, correction, opt_out, shine_the_light, third_party_notices, verification


def numbers() -> dict[str, int]:
    """Each number as the law's data has it now; the last part of a name is its unit."""
    return {
        "ask_again_months": opt_out.ASK_AGAIN_MONTHS,
        "below_employees": shine_the_light.EXEMPT_BELOW_EMPLOYEES,
        "below_years": child.CHILD_BELOW_YEARS,
        "designated_days": shine_the_light.DESIGNATED.length,
        "extended_days": ccpa.EXTENDED.length,
        "high_points": verification.HIGH_POINTS,
        "notice_link_days": third_party_notices.LINK_LIFETIME.days,
        "reasonable_points": verification.REASONABLE_POINTS,
        "relationship_months": shine_the_light.RELATIONSHIP_MONTHS,
        "repeat_months": correction.REPEAT_MONTHS,
        "statement_words": correction.STATEMENT_WORDS,
    }
