"""Closing an account because the business's own policy promises it to everyone: how such a request ends."""

from dataclasses import replace

from dsr.law import deletion
from dsr.law.citations import bpc
from dsr.law.clocks import gettext_noop
from dsr.law.endings import Ending

# A business that breaks its posted policy breaks this law.
PROMISE = bpc("22576")

GRANTS = (
    Ending(
        "ACCOUNT_CLOSED",
        gettext_noop("Close the account"),
        gettext_noop("Each step says what was found there and closes it, but where an exception is chosen."),
        PROMISE,
    ),
    Ending(
        "ACCOUNT_CLOSED_IN_PART",
        gettext_noop("Closed; some of it is kept"),
        gettext_noop("It follows from the steps."),
        PROMISE,
    ),
    Ending(
        "ACCOUNT_KEPT",
        gettext_noop("The account cannot be closed now"),
        gettext_noop("It follows from the steps: every system that has it keeps it under an exception."),
        PROMISE,
    ),
    Ending(
        "ACCOUNT_NOT_FOUND",
        gettext_noop("There is no account"),
        gettext_noop("It follows from the steps: every system was looked at."),
        PROMISE,
    ),
)
DECLINES = (
    deletion.NOT_VERIFIED,
    deletion.NOT_CONFIRMED,
    deletion.AGENT_NO_PROOF,
    deletion.IN_DOUBT,
    deletion.NO_ACTION,
    deletion.DEFECTIVE,
    replace(deletion.STOPPED, citation=PROMISE),
)
ENDINGS = (*GRANTS, *DECLINES)
