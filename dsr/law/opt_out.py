"""Opting out: of sale and sharing, Cal. Civ. Code § 1798.120, and of third-party direct marketing, § 1798.83(c)(2)."""

from dsr.law.citations import ccr, civ
from dsr.law.clocks import Clock, Unit, gettext_noop

STATUTE = civ("1798.120")
DIRECT_MARKETING = civ("1798.83(c)(2)")
NO_PROOF_ASKED = ccr("7026(d)")
CONFIRMATION = ccr("7026(g)")
SIGNAL = ccr("7025(c)")
# Those who got the information between receipt and effect are told, and told to pass it on.
TELL_RECIPIENTS = ccr("7026(f)(2)")
# So many months before the person may be asked to opt in again.
ASK_AGAIN_MONTHS = 12
ASK_AGAIN = civ("1798.135(c)(4)")

CLOCK = Clock(
    name="opting-out",
    length=15,
    unit=Unit.BUSINESS,
    citation=ccr("7026(f)(1)"),
    message=gettext_noop("As soon as feasible, at most %(days)s business days from receipt: %(day)s. No extension."),
)

OPTED_OUT = "OPTED_OUT_ALL"
OPTED_OUT_OF_MARKETING = "OPTED_OUT_MARKETING"  # of third-party direct marketing alone, § 1798.83(c)(2)
FRAUD = "O_FRAUD_DOCUMENTED"
FRAUD_ONLY = ccr("7026(e)")
