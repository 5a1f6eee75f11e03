"""Whom the law covers: the conditions that kinds share, and the facts of the letters that deny one of them."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from dsr import eligibility
from dsr.kinds.base import Fact, Requirement
from dsr.law import ccpa
from dsr.law.citations import Citation, civ
from dsr.models.eligibility import TOLD, About, RestsOn

# What the person says, in the request or since. A billing address, or a search that found nothing, shows none of it.
_SAID = (RestsOn.REQUEST, *sorted(TOLD))
_RECORD = (
    "the answer of the request, or the newest EligibilityRecord of the case about it, which says that it is not so"
)


def _denied(name: str, about: About) -> Fact:
    return Fact(name, about.denied, _RECORD, partial(eligibility.why_not_denied, about=about))


NOT_CALIFORNIA = _denied("not-california", About.RESIDENCE)
NOT_HOUSEHOLD = _denied("not-household", About.HOUSEHOLD)
NO_RELATIONSHIP = _denied("no-relationship", About.RELATIONSHIP)
RELATIONSHIP_ENDED = _denied("relationship-ended", About.RECENT)
HELD_FOR_ANOTHER = _denied("held-for-another", About.OWN_DATA)


def residence(outcome: str, law: Citation) -> Requirement:
    return Requirement(
        about=About.RESIDENCE,
        outcome=outcome,
        law=law,
        rests_on=_SAID,
        answer="ca_resident",
        question=_("Does %(name)s live in California, or is %(name)s away from it only for a time?"),
        own_question=_("Do you live in California, or are you away from it only for a time?"),
    )


def household(outcome: str, law: Citation) -> Requirement:
    return Requirement(
        about=About.HOUSEHOLD,
        outcome=outcome,
        law=law,
        rests_on=(*_SAID, RestsOn.CONTRACT),
        answer="household",
        question=_(
            "Are the dealings of %(name)s with us mainly for personal, family or household use, not for a business or "
            "a job?"
        ),
        own_question=_(
            "Are your dealings with us mainly for personal, family or household use, not for a business or a job?"
        ),
    )


def relationship(outcome: str, law: Citation) -> Requirement:
    return Requirement(
        about=About.RELATIONSHIP,
        outcome=outcome,
        law=law,
        rests_on=_SAID,
        question=_(
            "Did %(name)s ever buy, rent or lease something from us, or get or ask for a product or service of ours? "
            "If so: under which name, email address or account?"
        ),
        own_question=_(
            "Did you ever buy, rent or lease something from us, or get or ask for a product or service of ours? "
            "If so: under which name, email address or account?"
        ),
    )


def recent(outcome: str, law: Citation, months: int) -> Requirement:
    return Requirement(
        about=About.RECENT,
        outcome=outcome,
        law=law,
        rests_on=(*_SAID, RestsOn.LAST_PURCHASE),
        question=_(
            "Does %(name)s still have an account or a contract with us? When did %(name)s last buy, rent or lease "
            "something from us?"
        ),
        own_question=_(
            "Do you still have an account or a contract with us? When did you last buy, rent or lease something from "
            "us?"
        ),
        wants_months=months,
    )


# Of a request under the CCPA. Whose data we hold, the person cannot know: only our contract shows it.
CCPA = (
    residence("N_NOT_CA_CONSUMER", ccpa.CONSUMER),
    Requirement(
        about=About.OWN_DATA,
        outcome="N_SERVICE_PROVIDER",
        law=civ("1798.105(c)(3)"),
        rests_on=(RestsOn.CONTRACT,),
    ),
)
# The facts of the letters about them, by the last part of the letter's name.
OF_CCPA_LETTER = {"not-ca-consumer": (NOT_CALIFORNIA,), "service-provider": (HELD_FOR_ANOTHER,)}
