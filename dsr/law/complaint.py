"""A complaint: no statute gives it a clock; the requests that hide in it have their own, from the day it came."""

from dsr.law.citations import bpc, ccr, civ
from dsr.law.clocks import Clock, Unit, gettext_noop
from dsr.law.endings import Ending

PROMISE = bpc("22576")  # a business that breaks its posted policy breaks this law
# A request that did not come by the designated way is treated as if it had, or the person is told how to ask.
TRIAGE = ccr("7020(e)")
ACKNOWLEDGE_REQUESTS = ccr("7021(a)")  # a request that hides in it is to be confirmed in time
STAFF_KNOW = civ("1798.130(a)(6)")  # who answers questions about privacy can say how to use the rights
NO_ACTION = civ("1798.145(h)(2)")
AGENCY = ccr("7300")  # anyone may complain to the California Privacy Protection Agency

ACKNOWLEDGE = Clock(
    name="complaint-acknowledge",
    length=10,
    unit=Unit.BUSINESS,
    citation=ACKNOWLEDGE_REQUESTS,
    message=gettext_noop(
        "A request may hide in it, so confirm the receipt as for one, within %(days)s business days: %(day)s."
    ),
)

ENDINGS = (
    Ending(
        "COMPLAINT_ANSWERED",
        gettext_noop("Answer it"),
        gettext_noop("In your own words. Open the requests in it first: the letter lists them."),
        PROMISE,
        needs_reason=True,
    ),
    Ending(
        "COMPLAINT_NO_ACTION",
        gettext_noop("We take no action"),
        gettext_noop("Say why, and how the person can have it looked at again."),
        NO_ACTION,
        is_decline=True,
        needs_reason=True,
    ),
)
