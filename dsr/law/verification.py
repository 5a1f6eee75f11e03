"""Levels of proof and the points that may be matched: what the law allows to ask, and what it forbids."""

from dataclasses import dataclass
from enum import StrEnum

from dsr.law.citations import Citation, ccp, ccr, cfr, civ
from dsr.law.clocks import gettext_noop

# How many points must match at least, Cal. Code Regs. tit. 11, § 7062(b), (c).
REASONABLE_POINTS, HIGH_POINTS = 2, 3


class Level(StrEnum):
    """How sure the desk must be of who asks, from nothing upward. ACCOUNT stands beside the ladder."""

    NONE = "none"
    EMAIL = "email"
    REASONABLE = "reasonable"
    HIGH = "high"
    ACCOUNT = "account"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def points(self) -> int:
        """How many points must match."""
        return {Level.REASONABLE: REASONABLE_POINTS, Level.HIGH: HIGH_POINTS}.get(self, 0)

    @property
    def rank(self) -> int:
        """Place on the ladder; a signed-in account, § 7061, proves as much as the highest."""
        return {Level.NONE: 0, Level.EMAIL: 1, Level.REASONABLE: 2, Level.HIGH: 3, Level.ACCOUNT: 3}[self]


_LABELS = {
    Level.NONE: gettext_noop("no proof"),
    Level.EMAIL: gettext_noop("control of the email address"),
    Level.REASONABLE: gettext_noop("reasonable: %(reasonable_points)s matching points"),
    Level.HIGH: gettext_noop("reasonably high: %(high_points)s matching points and a signed declaration"),
    Level.ACCOUNT: gettext_noop("signed in at the business's own site"),
}


class Proof(StrEnum):
    """One thing that a requester gives."""

    EMAIL = "email"  # the secret that was sent to the address came back
    CONFIRM = "confirm"  # the second step of an online deletion, § 7020(d)
    POINTS = "points"  # enough points match what a system holds
    DECLARATION = "declaration"  # signed under penalty of perjury, Cal. Code Civ. Proc. § 2015.5
    ACCOUNT = "account"  # signed in at the business's own site, and again just now, § 7061(a)


@dataclass(frozen=True)
class Point:
    """Something a person tells and a system holds, to be matched and not kept."""

    name: str
    words: str
    hint: str = ""


POINTS = (
    Point("email", gettext_noop("Email address")),
    Point("name", gettext_noop("Full name")),
    Point("phone", gettext_noop("Phone number")),
    Point("zip", gettext_noop("ZIP code of your address with us")),
    Point("order", gettext_noop("Number of an order or invoice")),
    Point("customer", gettext_noop("Customer number")),
)
BY_POINT = {point.name: point for point in POINTS}

# Never asked to prove who somebody is: Cal. Code Regs. tit. 11, § 7060(c)(2), Cal. Civ. Code § 1798.81.5(d).
FORBIDDEN_POINTS = frozenset(
    {
        "ssn",
        "driver-license",
        "passport",
        "id-photo",
        "card-number",
        "bank-account",
        "medical",
        "biometric",
        "password",
    }
)


@dataclass(frozen=True)
class Matter:
    """A matter in which a business was fined for what it asked: who brought it, against whom, when, and how much."""

    agency: str
    against: str
    decided: str
    fine: str
    words: str  # what was asked too much

    def __str__(self) -> str:
        return f"{self.agency} v. {self.against} ({self.decided}, {self.fine})"


HONDA = Matter(
    "CPPA",
    "Honda",
    "Mar. 2025",
    "$632,500",
    gettext_noop("one form with eight required fields for every right, and people made to confirm their agents"),
)
SNYDER = Matter(
    "CPPA",
    "Todd Snyder",
    "May 2025",
    "$345,178",
    gettext_noop("more information than was needed to verify"),
)
FORD = Matter(
    "CalPrivacy",
    "Ford",
    "Mar. 5, 2026",
    "$375,703",
    gettext_noop("opt-outs left undone until a link in an email was opened"),
)
ASKED_TOO_MUCH = (HONDA, SNYDER)
ASKED_PROOF_TO_OPT_OUT = (FORD, HONDA)

# The words that are signed for the highest level, Cal. Code Regs. tit. 11, § 7062(c). They name the State, so they
# hold wherever they are signed, Cal. Code Civ. Proc. § 2015.5(b); with the place, also in California, (a).
DECLARATION = gettext_noop(
    "I declare under penalty of perjury under the laws of the State of California that I am the person whose personal "
    "information this request is about, and that what I wrote in it is true and correct."
)
DECLARATION_FOR_ANOTHER = gettext_noop(
    "I declare under penalty of perjury under the laws of the State of California that I may act for the person whose "
    "personal information this request is about, and that what I wrote in it is true and correct."
)
DECLARATION_LAW = ccp("2015.5")


@dataclass(frozen=True)
class Bounds:
    """The least and the most that a kind may ask, and the law that says so."""

    least: Level
    most: Level
    citation: Citation
    is_two_step: bool = False  # an online request is confirmed separately, § 7020(d)
    matters: tuple[Matter, ...] = ()  # in which businesses were fined for asking more, under the same law

    def allows(self, level: Level) -> bool:
        """ACCOUNT is open to everyone whose site hands over; it is never what a rule demands."""
        return level is not Level.ACCOUNT and self.least.rank <= level.rank <= self.most.rank


def no_proof(citation: Citation, *matters: Matter) -> Bounds:
    """Nobody proves who they are: by this law."""
    return Bounds(Level.NONE, Level.NONE, citation, matters=matters)


DELETION = Bounds(Level.REASONABLE, Level.HIGH, ccr("7062(d)"), is_two_step=True, matters=ASKED_TOO_MUCH)
CORRECTION = Bounds(Level.REASONABLE, Level.HIGH, ccr("7062(d)"), matters=ASKED_TOO_MUCH)
ACCOUNT_DELETION = Bounds(Level.EMAIL, Level.REASONABLE, ccr("7060(c)"), is_two_step=True, matters=ASKED_TOO_MUCH)
# What is told is the same for everyone, and of no one person.
SHINE_THE_LIGHT = no_proof(civ("1798.83(b)(3)"))
OPTING_OUT = no_proof(ccr("7060(b)"), *ASKED_PROOF_TO_OPT_OUT)
UNSUBSCRIBING = no_proof(cfr(16, "316.5"))
