"""Telling others of a deletion, a correction, an opt-out or a statement: who, the law, the times, and why not."""

from datetime import timedelta

from dsr.law.citations import ccr, civ
from dsr.law.clocks import gettext_noop
from dsr.law.endings import Ground

# By what is told.
LAW = {
    "delete": ccr("7022(b)"),
    "keeping": ccr("7022(f)(4)"),
    "correct": ccr("7023(c)"),
    "stop-sharing": ccr("7026(f)(2)"),
    "statement": civ("1798.185(a)(7)(D)"),
}
# By what was stopped; of sale and sharing where the CCPA binds the business. No other law wants recipients told.
STOPPED = {"sale-sharing": LAW["stop-sharing"], "direct-marketing": civ("1798.83(c)(2)")}
# The law names no day for the answer; these keep each telling moving.
TIME = timedelta(days=10)  # to do it
SILENT_AFTER = timedelta(days=2)  # the day
LINK_LIFETIME = timedelta(days=30)

# Why a recipient is not told. Each wants the facts; who has no fit procedures cannot plead the second, § 7001(i).
NOT_TOLD = (
    Ground("TELL_IMPOSSIBLE", gettext_noop("it is impossible to tell them"), ccr("7022(b)(3)")),
    Ground(
        "TELL_DISPROPORTIONATE",
        gettext_noop("to tell them would take an effort out of all proportion"),
        ccr("7022(b)(3)"),
    ),
)
PROPORTION = ccr("7001(i)")
