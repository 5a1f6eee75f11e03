"""Unsubscribing: CAN-SPAM, 15 U.S.C. § 7704 and 16 C.F.R. § 316.5, and what mailbox providers ask for beyond it."""

from dsr.law.citations import Citation, cfr, usc
from dsr.law.clocks import Clock, Unit, gettext_noop

STATUTE = usc(15, "7704(a)")
ONLY_ADDRESS = cfr(16, "316.5")
ONE_CLICK = Citation("RFC 8058", "3.1", ", section ")
MAILBOX_PROVIDERS = Citation("Google, Email sender guidelines", "one-click unsubscribe", ": ")

# The providers of most mailboxes want it done in 48 hours; the law gives ten business days.
PROVIDERS_DAYS = 2

CLOCK = Clock(
    name="unsubscribing",
    length=10,
    unit=Unit.BUSINESS,
    citation=usc(15, "7704(a)(4)(A)"),
    message=gettext_noop("No commercial mail may be sent later than %(days)s business days after receipt: %(day)s."),
    safe_length=PROVIDERS_DAYS,
    safe_unit=Unit.CALENDAR,
    safe_message=gettext_noop("Mailbox providers want it done within %(days)s days: %(day)s."),
    safe_citation=MAILBOX_PROVIDERS,
)

# A link must work for so long after the last message that carried it.
LINK_LIVES = usc(15, "7704(a)(3)(A)(ii)")
# No expiry: only a later affirmative consent ends it.
WITHOUT_END = usc(15, "7704(a)(4)(B)")

SUPPRESSED_ALL = "SUPPRESSED_ALL"
SUPPRESSED_LIST = "SUPPRESSED_LIST"
# The law knows no denial, so there is none here.
OUTCOMES = {
    SUPPRESSED_ALL: gettext_noop("All commercial email stopped"),
    SUPPRESSED_LIST: gettext_noop("The chosen lists stopped"),
}
