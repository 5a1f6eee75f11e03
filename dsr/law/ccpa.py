"""What every request under the CCPA has in common: who owes it, its clocks, its ways in, its record."""

import re

from dsr.law.citations import Citation, bpc, ccr, civ
from dsr.law.clocks import Basis, Clock, Unit, gettext_noop

BUSINESS = civ("1798.140(d)")
CONSUMER = civ("1798.140(i)")  # a natural person who lives in California, also while away for a time
WAYS_IN = civ("1798.130(a)(1)(A)")  # two ways or more, one a toll-free number, unless the business is only online
# The title of the link to the opt-out, where a business sells or shares; not that of § 1798.83.
CHOICES_TITLE = gettext_noop("Your Privacy Choices")
CHOICES_LINK = ccr("7015(b)")
OPT_OUT_OFFER = ccr("7022(g)")
RECORD = ccr("7101(a)")
# For so long after a violation the agency may begin an administrative action.
AGENCY_ACTION, AGENCY_ACTION_YEARS = civ("1798.199.70"), 5
RECORD_MONTHS = 24

ACKNOWLEDGE = Clock(
    name="ccpa-acknowledge",
    length=10,
    unit=Unit.BUSINESS,
    citation=ccr("7021(a)"),
    message=gettext_noop(
        "Confirm the receipt within %(days)s business days, by %(day)s: how we verify, and when we respond."
    ),
)
RESPOND = Clock(
    name="ccpa-respond",
    length=45,
    unit=Unit.CALENDAR,
    citation=ccr("7021(b)"),
    message=gettext_noop(
        "Respond within %(days)s calendar days, by %(day)s, however long it takes to verify who asks."
    ),
)
# Notice and reason reach the person within the first 45 days, or there is no extension.
EXTENSION_NOTICE = ccr("7021(b)")
# One extension, counted from the receipt: 45 and 45 more, at most day 90. Notice and reason go out by day 45.
# `due_safe` is day 90 itself. `due_latest` may be some days after: day 90 is the last day of a period that a statute
# sets, so where it is no court day it runs to the next, Cal. Code Civ. Proc. § 12a. That reading is for counsel only.
EXTENDED = Clock(
    name="ccpa-extended",
    length=90,
    unit=Unit.CALENDAR,
    citation=civ("1798.130(a)(2)(A)"),
    message=gettext_noop("Extended once: respond by day %(days)s from the receipt at the latest, %(day)s."),
)


def is_of_act(citation: Citation) -> bool:
    """Whether a place in the law is in the CCPA, which binds a business under it, for who lives in California."""
    return citation.code == BUSINESS.code and bool(re.match(r"1798\.1\d\d\b", citation.section))


def policy(reasonable_days: int) -> Clock:
    """What no statute sets a period for: the business keeps what it says, Cal. Bus. & Prof. Code § 22576."""
    return Clock(
        name="own-policy",
        length=reasonable_days,
        unit=Unit.CALENDAR,
        citation=bpc("22576"),
        basis=Basis.POLICY,
        message=gettext_noop("Our own policy promises this; this desk works to %(days)s days, %(day)s."),
    )
