"""A child under 13: deletion on knowledge, and nothing shown before parenthood is, COPPA, 16 C.F.R. part 312."""

from dataclasses import replace

from dsr.law import deletion
from dsr.law.citations import bpc, ccr, cfr
from dsr.law.clocks import Basis, Clock, Unit, gettext_noop
from dsr.law.endings import Ending

PARENT_RIGHTS = cfr(16, "312.6")  # to review, to refuse further collection and use, and to direct deletion
WITHDRAWAL = cfr(16, "312.6(a)(2)")
REVIEW = cfr(16, "312.6(a)(3)")
RETENTION = cfr(16, "312.10")  # kept no longer than reasonably necessary, then deleted
CHILD = cfr(16, "312.2")
CHILD_BELOW_YEARS = 13  # an individual under this age
METHODS_LAW = ccr("7070(a)(2)")
ID_DELETED = ccr("7070(c)")
PROMISE = bpc("22576")

# Only a law may keep the data of a child: no purpose of our own does. COPPA names no exception, and those of Cal. Civ.
# Code § 1798.105(d) are to a request under that section, which a report is not: the law that requires it is named in
# the reason that staff write, and § 312.10 bounds how long. An agency's direction binds by its own law.
KEEPS = (
    replace(
        next(ground for ground in deletion.EXCEPTIONS if ground.code == "E8_LEGAL_OBLIGATION"),
        words=gettext_noop("another law requires us to keep it, and we may keep it no longer than that law wants"),
        citation=RETENTION,
    ),
    replace(
        next(ground for ground in deletion.SHARED if ground.code == "X_LAW_OR_COURT"),
        words=gettext_noop(
            "another law, a court order or a subpoena requires us to keep it, and we may keep it no longer than that "
            "wants"
        ),
        citation=RETENTION,
    ),
    next(ground for ground in deletion.SHARED if ground.code == "X_LE_HOLD"),
)

# The report itself needs no proof: knowledge is enough to delete, whoever brings it.
NO_PROOF_LAW = RETENTION

# No statute counts days: on knowledge means at once. This desk's own promise leaves time for one look by a person.
CLOCK = Clock(
    name="child-data",
    length=3,
    unit=Unit.BUSINESS,
    citation=RETENTION,
    basis=Basis.POLICY,
    message=gettext_noop(
        "The law counts no days and means at once, as soon as we know; by our own promise %(days)s business days at "
        "most: %(day)s."
    ),
)

# How a person shows to be the parent: a code for the record, and words. Never a copy of a paper that is kept.
GOVERNMENT_ID = "government-id"
METHODS = {
    "signed-form": gettext_noop("A form signed under penalty of perjury came back by mail, fax or scan"),
    "card": gettext_noop("A payment by card, of which the card holder gets a notice"),
    "call": gettext_noop("A toll-free call or a video call with trained staff"),
    "in-person": gettext_noop("In person, with trained staff"),
    GOVERNMENT_ID: gettext_noop("A government ID was checked, and then deleted"),
}

# What staff do for a parent, or hear from one, and how: codes for the record, and words.
DATA_SHOWN, CONSENT_WITHDRAWN = "data-shown", "consent-withdrawn"
ACTS = {
    DATA_SHOWN: gettext_noop("The parent was shown what we have of the child"),
    CONSENT_WITHDRAWN: gettext_noop("The parent withdrew consent to any more of it"),
}
WAYS = {
    "in-person": gettext_noop("In person"),
    "call": gettext_noop("By phone or video call"),
    "mail": gettext_noop("By paper mail"),
    "email": gettext_noop("By email"),
}

GRANTS = (
    Ending(
        "CHILD_DATA_DELETED",
        gettext_noop("Delete what we hold of the child"),
        gettext_noop(
            "It needs no proof. Each step tells and deletes what it found; where nobody could look, a person does."
        ),
        RETENTION,
    ),
    Ending(
        "PARENT_REVIEW_GIVEN",
        gettext_noop("The parent saw the data; delete it now"),
        gettext_noop(
            "Only after parenthood, and that you showed the data, are recorded. Each step then deletes what was found "
            "there."
        ),
        REVIEW,
    ),
    Ending(
        "CONSENT_WITHDRAWN",
        gettext_noop("The parent withdraws consent; delete and collect no more"),
        gettext_noop(
            "Only after parenthood is recorded, and the request or a record says that consent is withdrawn. The steps "
            "delete it; see that nothing more is collected."
        ),
        WITHDRAWAL,
    ),
    Ending(
        "DENIED_NOT_SHOWN_PARENT",
        gettext_noop("Delete, but show nothing: parenthood was not shown"),
        gettext_noop("The wish to see the data is refused. It is deleted all the same."),
        REVIEW,
    ),
    Ending(
        "NO_LONGER_HELD",
        gettext_noop("Nothing is held any more"),
        gettext_noop("It follows from the steps: every system was looked at."),
        RETENTION,
    ),
    Ending(
        "CHILD_DATA_KEPT_BY_LAW",
        gettext_noop("All of it must be kept under a law"),
        gettext_noop("It follows from the steps."),
        RETENTION,
    ),
)
# Anybody may report anything, so a person looks before somebody else's account goes.
DECLINES = (
    Ending(
        "NOT_A_CHILD",
        gettext_noop("It is plainly not about a child under %(below_years)s"),
        gettext_noop("Only on facts that you know; in doubt delete. The letter says no more than that we looked."),
        CHILD,
        is_decline=True,
    ),
    replace(deletion.STOPPED, citation=RETENTION),
)
ENDINGS = (*GRANTS, *DECLINES)
