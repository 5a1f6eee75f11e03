"""The facts that letters about a report of a child state: of who wrote, what they asked and what was done for them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr import agents
from dsr.kinds import work_facts
from dsr.kinds.base import Fact, Words
from dsr.law import child as law

# What a parent may wish, as the form answers it.
SEE, WITHDRAW = "see", "withdraw"


def is_shown(case: Any) -> bool:
    """True when staff recorded how this requester showed to be the parent."""
    return case.verified_at is not None


def needs_parent(case: Any) -> Words:
    return "" if is_shown(case) else _("Record first how parenthood was shown. Nothing is told before.")


PARENT_SHOWN = Fact(
    name="parent-shown",
    words=_("The requester showed to be the parent or guardian"),
    record="Case.verified_at, and the entry of how it was shown",
    lacks=needs_parent,
)


def _wanted_to_see(case: Any) -> Words:
    if is_shown(case):
        return _("Parenthood is shown: the parent may see the data.")
    if case.answers.get("wish") != SEE:
        return _("Nobody asked to see the data.")
    return ""


SEEING_REFUSED = Fact(
    name="seeing-refused",
    words=_("The requester asked to see the data, and did not show to be the parent or guardian"),
    record="Case.answers, and Case.verified_at: there is none",
    lacks=_wanted_to_see,
)


def _undecided(case: Any) -> Words:
    if case.state not in work_facts.UNDECIDED and case.decided_at is None:
        return _("Nobody has decided about the report.")
    return ""


REPORT_DECIDED = Fact(
    name="report-decided",
    words=_("Somebody looked into the report, and decided what to do"),
    record="Case.decided_at",
    lacks=_undecided,
)


def _not_seen(case: Any) -> Words:
    if agents.parent_act_on(case, law.DATA_SHOWN) is None:
        return _("Record first, at “Is it the parent?”, when and how you showed the data.")
    return ""


def _not_withdrawn(case: Any) -> Words:
    if case.answers.get("wish") == WITHDRAW or agents.parent_act_on(case, law.CONSENT_WITHDRAWN):
        return ""
    return _("Neither the request nor a record says that consent is withdrawn. Record it at “Is it the parent?”.")


DATA_SHOWN = Fact(
    name="data-shown",
    words=_("We showed the parent what we have of the child"),
    record="the newest entry “entitled-act” about it: the day, how, and the sealed note",
    lacks=_not_seen,
)
CONSENT_WITHDRAWN = Fact(
    name="consent-withdrawn",
    words=_("The parent withdrew consent"),
    record="Case.answers, or the newest entry “entitled-act” about it: the day, how, and the sealed note",
    lacks=_not_withdrawn,
)
# By the last part of the letter's name; those to a parent who showed it begin with that.
OF_LETTER: dict[str, tuple[Fact, ...]] = {
    **dict.fromkeys(("deleted", "nothing-held", "kept"), (PARENT_SHOWN,)),
    "reviewed": (PARENT_SHOWN, DATA_SHOWN),
    "withdrawn": (PARENT_SHOWN, CONSENT_WITHDRAWN),
    "not-shown": (SEEING_REFUSED,),
    "dealt-with": (REPORT_DECIDED,),
}
