"""What Cal. Civ. Code § 1798.83 does not count: the disclosures of (d), and what (e)(2) calls no direct marketing."""

import re
from dataclasses import dataclass

from dsr.law.citations import Citation, civ
from dsr.law.clocks import gettext_noop


@dataclass(frozen=True)
class Exclusion:
    """A disclosure that is not counted. The list of (d) is not closed, hence D9 with a note.

    Whoever sells, rents or exchanges the information on uses it for direct marketing of its own, (e)(2):
    `ends_when_passed_on` says that the exclusion does not hold then, `asks_whether_passed_on` that it stands only
    where a person has said no.
    """

    code: str
    words: str
    citation: Citation
    needs_note: bool = False
    ends_when_passed_on: bool = False
    asks_whether_passed_on: bool = False


EXCLUSIONS = (
    Exclusion(
        "D1A",
        gettext_noop("Processing, storage, management or services for us; no direct marketing for third parties"),
        civ("1798.83(d)(1)(A)"),
        ends_when_passed_on=True,
    ),
    Exclusion(
        "D1B",
        gettext_noop("Marketing to our own customers; nothing goes to third parties for their direct marketing"),
        civ("1798.83(d)(1)(B)"),
        ends_when_passed_on=True,
    ),
    Exclusion(
        "D1C",
        gettext_noop("Keeping or servicing accounts: credit decisions, billing, insurance claims"),
        civ("1798.83(d)(1)(C)"),
    ),
    Exclusion(
        "D1D",
        gettext_noop("Public records of real property or listing service data, not given to us by the customer"),
        civ("1798.83(d)(1)(D)"),
    ),
    Exclusion(
        "D1E",
        gettext_noop("Joint offering under a written agreement that meets all three tests"),
        civ("1798.83(d)(1)(E)"),
        ends_when_passed_on=True,
    ),
    Exclusion(
        "D2", gettext_noop("To or from a consumer reporting agency for a consumer report"), civ("1798.83(d)(2)")
    ),
    Exclusion("D3", gettext_noop("To a financial institution only to be paid by check or card"), civ("1798.83(d)(3)")),
    Exclusion(
        "D4",
        gettext_noop("Between a licensed agent and its principal, marketing only to customers of both"),
        civ("1798.83(d)(4)"),
    ),
    Exclusion(
        "D5", gettext_noop("Private-label, affinity or cobranded card or installment program"), civ("1798.83(d)(5)")
    ),
    Exclusion(
        "D9_OTHER_COUNSEL",
        gettext_noop("Other, on counsel's advice; the note says why"),
        civ("1798.83(d)"),
        needs_note=True,
    ),
    Exclusion(
        "E2_OTHER_CHANNEL",
        gettext_noop(
            "Marketing, but not by mail, phone (or text message) or email; the recipient does not sell it on"
        ),
        civ("1798.83(e)(2)"),
        ends_when_passed_on=True,
        asks_whether_passed_on=True,
    ),
    Exclusion(
        "E2A",
        gettext_noop("A genuine tax-exempt charity or religious organization asks for gifts"),
        civ("1798.83(e)(2)(A)"),
        ends_when_passed_on=True,
        asks_whether_passed_on=True,
    ),
    Exclusion(
        "E2B",
        gettext_noop("Fund-raising and communication about politics and government"),
        civ("1798.83(e)(2)(B)"),
        ends_when_passed_on=True,
        asks_whether_passed_on=True,
    ),
    Exclusion(
        "E2C",
        gettext_noop("The recipient got it only by buying accounts that it owns from then on"),
        civ("1798.83(e)(2)(C)"),
    ),
    Exclusion(
        "E2D",
        gettext_noop("The recipient got it only through one transaction, asked for by the customer, that needed it"),
        civ("1798.83(e)(2)(D)"),
    ),
)
BY_EXCLUSION = {exclusion.code: exclusion for exclusion in EXCLUSIONS}

# Signs of the means of (e)(2), of any other, and of what (e)(2)(A) to (C) leave out whatever the means. English only:
# they raise a question to a person and settle nothing.
_MAIL_PHONE_EMAIL = re.compile(
    r"\b(e-?mails?|mail(s|ed|ing|ings|ers?)?|post(al|cards?)?|letters?|newsletters?|catalog(ue)?s?|flyers?|brochures?"
    r"|(tele)?phones?|(tele)?calls?|calling|telemarketing|texts?|sms|mms|fax(es)?)\b"
)
_OTHER_MEANS = re.compile(
    r"\b(online|internet|web|websites?|ads?|advert\w*|banners?|display|cookies?|pixels?|retarget\w*|remarket\w*"
    r"|social|apps?|in-app|push|notifications?|tv|television|radio|streaming|billboards?|in[- ]person"
    r"|door[- ]to[- ]door|in[- ]stores?)\b"
)
_OTHER_PURPOSE = re.compile(
    r"\b(charit\w*|fund-?rais\w*|donat\w*|donors?|religious|church(es)?|politic\w*|election\w*|candidates?|voters?"
    r"|(purchase|sale|acquisition|transfer) of (customer )?accounts)\b"
)


def may_be_no_direct_marketing(purpose: str, channel: str) -> bool:
    """Tell whether what a row says of itself plainly speaks of something else than mail, phone or email."""
    said = f"{purpose} {channel}".casefold()
    return bool(_OTHER_PURPOSE.search(said) or (_OTHER_MEANS.search(said) and not _MAIL_PHONE_EMAIL.search(said)))
