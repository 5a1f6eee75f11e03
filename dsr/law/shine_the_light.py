"""Cal. Civ. Code § 1798.83 as data: exclusions, outcomes, clocks, the yearly limit, choice mode."""

from dataclasses import dataclass
from datetime import date, datetime

from dsr.law.citations import Citation, civ
from dsr.law.clocks import N_, Clock, Unit
from dsr.law.spans import local_date

STATUTE = civ("1798.83")
PUBLICITY = civ("1798.83(b)(1)")
# The words of the link on the home page. The second also spares the business requests that arrive elsewhere.
LINK_TITLE = N_("Your Privacy Rights")
SAFE_HARBOR_LINK_TITLE = N_("Your California Privacy Rights")
EXEMPT_BELOW_EMPLOYEES = 20  # (c)(1)
RELATIONSHIP_MONTHS = 18  # (e)(5)

DESIGNATED = Clock(
    name="shine-the-light-designated",
    length=30,
    unit=Unit.CALENDAR,
    citation=PUBLICITY,
    message=N_("It came to an address we publish for these requests: respond within %(days)s days, by %(day)s."),
)


def elsewhere(reasonable_days: int) -> Clock:
    """A request that came to another address: a reasonable period, at most 150 days, (b)(1)."""
    return Clock(
        name="shine-the-light-elsewhere",
        length=150,
        unit=Unit.CALENDAR,
        citation=PUBLICITY,
        message=N_("It came to another address: the law's outer limit is %(days)s days, %(day)s. Not to be promised."),
        is_promised=False,
        safe_length=reasonable_days,
        safe_message=N_("A reasonable period is our duty; this desk works to %(days)s days, %(day)s."),
    )


def reporting_year(received_at: datetime) -> int:
    """The calendar year before the one of receipt in California, (a); frozen at receipt."""
    return local_date(received_at).year - 1


def was_published(published_on: date, came_on: date) -> bool:
    """An address counts as designated from the day it was first published, and for ever after, (b)(1)."""
    return published_on <= came_on


def choice_holds(policy_published_on: date | None, policy_offers_choice: bool, means: str, came_on: date) -> bool:
    """Choice mode is open to a request when the policy carried it then and a cost-free means is kept, (c)(2)."""
    published = policy_published_on is not None and policy_published_on <= came_on
    return published and policy_offers_choice and bool(means.strip())


@dataclass(frozen=True)
class Exclusion:
    """A disclosure that is not counted, (d). The statute's list is not closed, hence D9 with a note."""

    code: str
    words: str
    citation: Citation
    needs_note: bool = False


EXCLUSIONS = (
    Exclusion(
        "D1A",
        N_("Processing, storage, management or services for us; no direct marketing for third parties"),
        civ("1798.83(d)(1)(A)"),
    ),
    Exclusion(
        "D1B",
        N_("Marketing to our own customers; nothing goes to third parties for their direct marketing"),
        civ("1798.83(d)(1)(B)"),
    ),
    Exclusion(
        "D1C",
        N_("Keeping or servicing accounts: credit decisions, billing, insurance claims"),
        civ("1798.83(d)(1)(C)"),
    ),
    Exclusion(
        "D1D",
        N_("Public records of real property or listing service data, not given to us by the customer"),
        civ("1798.83(d)(1)(D)"),
    ),
    Exclusion(
        "D1E", N_("Joint offering under a written agreement that meets all three tests"), civ("1798.83(d)(1)(E)")
    ),
    Exclusion("D2", N_("To or from a consumer reporting agency for a consumer report"), civ("1798.83(d)(2)")),
    Exclusion("D3", N_("To a financial institution only to be paid by check or card"), civ("1798.83(d)(3)")),
    Exclusion(
        "D4",
        N_("Between a licensed agent and its principal, marketing only to customers of both"),
        civ("1798.83(d)(4)"),
    ),
    Exclusion("D5", N_("Private-label, affinity or cobranded card or installment program"), civ("1798.83(d)(5)")),
    Exclusion(
        "D9_OTHER_COUNSEL",
        N_("Other, on counsel's advice; the note says why"),
        civ("1798.83(d)"),
        needs_note=True,
    ),
)
BY_EXCLUSION = {exclusion.code: exclusion for exclusion in EXCLUSIONS}


@dataclass(frozen=True)
class Ending:
    """An outcome or a reason to decline: its code, plain words for staff, when to choose it, and the law."""

    code: str
    words: str
    advice: str
    citation: Citation
    is_decline: bool = False
    needs_report: bool = False


ENDINGS = (
    Ending(
        "STL_DISCLOSED",
        N_("Disclose the list"),
        N_("The ledger has countable disclosures in the reporting year."),
        civ("1798.83(a)"),
        needs_report=True,
    ),
    Ending(
        "STL_NONE_DISCLOSED",
        N_("Say that nothing was disclosed"),
        N_("The ledger has no countable disclosure in the reporting year. We say so."),
        civ("1798.83(a)"),
        needs_report=True,
    ),
    Ending(
        "STL_SAME_BRAND_COUNT",
        N_("Give the number of companies that share our brand"),
        N_("Only affiliates that share our brand name received information."),
        civ("1798.83(f)"),
        needs_report=True,
    ),
    Ending(
        "STL_CHOICE_OFFERED",
        N_("Offer the choice to say no"),
        N_("The published policy carried an opt-in or opt-out rule when the request came."),
        civ("1798.83(c)(2)"),
    ),
    Ending(
        "NOT_CA_RESIDENT",
        N_("Not a California resident"),
        N_("The request itself says so. Do not ask for proof."),
        civ("1798.83(e)(1)"),
        is_decline=True,
    ),
    Ending(
        "NOT_PERSONAL_FAMILY_HOUSEHOLD",
        N_("Not for personal, family or household purposes"),
        N_("The relationship is mainly for business."),
        civ("1798.83(e)(1)"),
        is_decline=True,
    ),
    Ending(
        "NO_EBR",
        N_("No business relationship was found"),
        N_("We looked and found no dealings with this person."),
        civ("1798.83(e)(5)"),
        is_decline=True,
    ),
    Ending(
        "EBR_OLDER_THAN_18_MONTHS",
        N_("The relationship ended more than 18 months ago"),
        N_("Count from the last purchase. An open account never ages out."),
        civ("1798.83(e)(5)"),
        is_decline=True,
    ),
    Ending(
        "ALREADY_ANSWERED_THIS_CALENDAR_YEAR",
        N_("Answered already in this calendar year"),
        N_("The same person got a full response to a request of the same calendar year."),
        civ("1798.83(c)(1)"),
        is_decline=True,
    ),
    Ending(
        "NOT_AT_DESIGNATED_ADDRESS",
        N_("Did not come to a designated address"),
        N_("Only while the link “Your California Privacy Rights” is live on the home page."),
        civ("1798.83(b)(1)(B)"),
        is_decline=True,
    ),
    Ending(
        "TOLD_HOW_TO_WRITE",
        N_("Tell the person how to write to us"),
        N_(
            "For a request by phone or in person that we do not answer by courtesy. It is not held against the person."
        ),
        civ("1798.83(a)"),
        is_decline=True,
    ),
    Ending(
        "UNDER_20_EMPLOYEES",
        N_("The business has fewer than 20 employees"),
        N_("Full-time and part-time employees together."),
        civ("1798.83(c)(1)"),
        is_decline=True,
    ),
    Ending(
        "CALFIPA_INSTITUTION",
        N_("Financial institution under the California Financial Information Privacy Act"),
        N_("Only where the business complies with the sections that the law names."),
        civ("1798.83(h)"),
        is_decline=True,
    ),
)
