"""Cal. Civ. Code § 1798.83 as data: outcomes, clocks, the yearly limit, choice mode."""

from collections.abc import Iterable
from datetime import date, datetime

from dsr.law.citations import civ
from dsr.law.clocks import Basis, Clock, Unit, gettext_noop
from dsr.law.endings import Ending
from dsr.law.spans import local_date

STATUTE = civ("1798.83")
PUBLICITY = civ("1798.83(b)(1)")
# The words of the link on the home page. The second also spares the business requests that arrive elsewhere.
LINK_TITLE = gettext_noop("Your Privacy Rights")
SAFE_HARBOR_LINK_TITLE = gettext_noop("Your California Privacy Rights")
OUTER_DAYS = 150  # (b)(1)
EXEMPT_BELOW_EMPLOYEES = 20  # (c)(1)
RELATIONSHIP_MONTHS = 18  # (e)(5)
CURE_DAYS = 90  # § 1798.84(d), from the day the business knew that what it gave was not complete or not accurate
CURE = civ("1798.84(d)")
# What a person states of a year of the ledger: (a) is about all that was disclosed in it to third parties that "the
# business knows or reasonably should know" used it for their direct marketing.
YEAR_COMPLETE = gettext_noop(
    "The disclosures are complete for %(year)d. Beyond what they list I know of no disclosure of that year to a third "
    "party that the business knows, or reasonably should know, used the information for its direct marketing."
)

DESIGNATED = Clock(
    name="shine-the-light-designated",
    length=30,
    unit=Unit.CALENDAR,
    citation=PUBLICITY,
    message=gettext_noop(
        "It came to an address we publish for these requests: respond within %(days)s days, by %(day)s."
    ),
)


def elsewhere(reasonable_days: int) -> Clock:
    """A request that came to another address: a reasonable period, up to an outer limit, (b)(1)."""
    return Clock(
        name="shine-the-light-elsewhere",
        length=OUTER_DAYS,
        unit=Unit.CALENDAR,
        citation=PUBLICITY,
        message=gettext_noop(
            "It came to another address: the law's outer limit is %(days)s days, %(day)s. Not to be promised."
        ),
        basis=Basis.AIM,
        safe_length=reasonable_days,
        safe_message=gettext_noop("A reasonable period is our duty; this desk works to %(days)s days, %(day)s."),
    )


def link_title(safe_harbor_since: date | None, on: date) -> str:
    """What the link is called, and so its page: the second only while the link reads so, (b)(1)(B)."""
    is_safe = safe_harbor_since is not None and safe_harbor_since <= on
    return SAFE_HARBOR_LINK_TITLE if is_safe else LINK_TITLE


def reporting_year(received_at: datetime) -> int:
    """The calendar year before the one of receipt in California, (a); frozen at receipt."""
    return local_date(received_at).year - 1


def is_designated(value: str, ever_published: Iterable[tuple[str, date]], came_on: date) -> bool:
    """True when the address a request came to had been published by that day, (b)(1).

    `ever_published` has each address of that medium with the day it was published. A withdrawn address goes on
    counting, and one that was published twice counts from the first time. Case and spacing make no difference.
    """
    return any(_plain(value) == _plain(other) and since <= came_on for other, since in ever_published)


def _plain(value: str) -> str:
    return " ".join(value.split()).casefold()


def choice_holds(
    policy_offers_choice: bool, means: str, since: date, until: date | None, received_at: datetime
) -> bool:
    """Choice mode is open to a request received while it was on, (c)(2).

    `policy_offers_choice` is said of the policy version in force that day, not of the one with which the mode was
    turned on: it holds "as long as the business maintains and discloses" it. `until` is the last day.
    """
    came_on = local_date(received_at)
    is_on = since <= came_on and (until is None or came_on <= until)
    return is_on and policy_offers_choice and bool(means.strip())


ENDINGS = (
    Ending(
        "STL_SENT_AGAIN",
        gettext_noop("Send the earlier response again"),
        gettext_noop(
            "The same person was answered in this calendar year. The same words and report go out once more."
        ),
        civ("1798.83(c)(1)"),
        sends_again=True,
    ),
    Ending(
        "STL_DISCLOSED",
        gettext_noop("Send the list of companies"),
        gettext_noop("The reporting year has countable disclosures."),
        civ("1798.83(a)"),
        needs_report=True,
    ),
    Ending(
        "STL_NONE_DISCLOSED",
        gettext_noop("Say that nothing was disclosed"),
        gettext_noop("No disclosure at all of the reporting year is recorded. We say so."),
        civ("1798.83(a)"),
        needs_report=True,
    ),
    Ending(
        "STL_NONE_TO_LIST",
        gettext_noop("Say that there is nothing to list"),
        gettext_noop("Something was disclosed in the reporting year, but the law asks us to list none of it."),
        civ("1798.83(a)"),
        needs_report=True,
    ),
    Ending(
        "STL_SAME_BRAND_COUNT",
        gettext_noop("Give the number of companies that share our brand"),
        gettext_noop("Only affiliates that share our brand name received information."),
        civ("1798.83(f)"),
        needs_report=True,
    ),
    Ending(
        "STL_AS_OF",
        gettext_noop("Send what is known so far"),
        gettext_noop(
            "Only where nobody can say by the day to send that the year is complete. The letter says that it is "
            "incomplete, and the rest is owed: it becomes a task of this request."
        ),
        civ("1798.83(a)"),
        needs_report=True,
        owes_rest=True,
    ),
    Ending(
        "STL_CHOICE_OFFERED",
        gettext_noop("Explain how to say no"),
        gettext_noop("The published policy let people opt in or out."),
        civ("1798.83(c)(2)"),
    ),
    Ending(
        "NOT_CA_RESIDENT",
        gettext_noop("Not a California resident"),
        gettext_noop("The request says so, or we were told so since. No answer is not a no. Do not ask for proof."),
        civ("1798.83(e)(1)"),
        is_decline=True,
        by_record=True,
    ),
    Ending(
        "NOT_PERSONAL_FAMILY_HOUSEHOLD",
        gettext_noop("Not for personal, family or household purposes"),
        gettext_noop("The person says so, or our contract shows that the dealings are for business."),
        civ("1798.83(e)(1)"),
        is_decline=True,
        by_record=True,
    ),
    Ending(
        "NO_EBR",
        gettext_noop("No business relationship with the person"),
        gettext_noop("The person says so. A search that found nothing shows nothing: ask the person first."),
        civ("1798.83(e)(5)"),
        is_decline=True,
        by_record=True,
    ),
    Ending(
        "EBR_OLDER_THAN_18_MONTHS",
        gettext_noop("The relationship ended more than %(relationship_months)s months ago"),
        gettext_noop("Count from the last purchase. An open account never ages out."),
        civ("1798.83(e)(5)"),
        is_decline=True,
        by_record=True,
    ),
    Ending(
        "ALREADY_ANSWERED_THIS_CALENDAR_YEAR",
        gettext_noop("Answered already in this calendar year"),
        gettext_noop("The same person got a full response to a request of this calendar year. Rather send it again."),
        civ("1798.83(c)(1)"),
        is_decline=True,
        by_record=True,
    ),
    Ending(
        "NOT_AT_DESIGNATED_ADDRESS",
        gettext_noop("Did not come to a designated address"),
        gettext_noop("Only while the link “Your California Privacy Rights” is live on the home page."),
        civ("1798.83(b)(1)(B)"),
        is_decline=True,
        by_record=True,
    ),
    Ending(
        "TOLD_HOW_TO_WRITE",
        gettext_noop("Tell the person how to write to us"),
        gettext_noop(
            "For a request by phone or in person that we do not answer by courtesy. It is not held against the person."
        ),
        civ("1798.83(a)"),
        is_decline=True,
        by_record=True,
    ),
    Ending(
        "UNDER_20_EMPLOYEES",
        gettext_noop("The business has fewer than %(below_employees)s employees"),
        gettext_noop("Full-time and part-time employees together."),
        civ("1798.83(c)(1)"),
        is_decline=True,
        by_record=True,
    ),
    Ending(
        "CALFIPA_INSTITUTION",
        gettext_noop("Financial institution under the California Financial Information Privacy Act"),
        gettext_noop("Only where the business complies with the sections that the law names."),
        civ("1798.83(h)"),
        is_decline=True,
        by_record=True,
    ),
)
