"""Who acts for another, and what may be asked of either: signed permission, and of the person at most one thing."""

from dataclasses import dataclass
from enum import StrEnum

from dsr.law.child import METHODS, METHODS_LAW
from dsr.law.citations import Citation, ccr, prob
from dsr.law.clocks import gettext_noop
from dsr.law.verification import HONDA, Matter

PERMISSION = ccr("7063(a)")
NO_MORE_WITH_POWER = ccr("7063(b)")
POWER_OF_ATTORNEY = prob("4121-4130")
OPT_OUT = ccr("7026(j)")
# How a person shows to be the parent of a minor; of an identity card no copy is kept, § 7070(c).
PARENT_METHODS = METHODS


class Authority(StrEnum):
    """As what somebody acts for another. An answer that is left open is read as an agent."""

    AGENT = "agent"
    PARENT = "parent"
    ATTORNEY = "attorney"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def citation(self) -> str:
        """The law that says what may be asked of who acts so."""
        laws = {
            Authority.AGENT: str(PERMISSION),
            Authority.PARENT: str(METHODS_LAW),
            Authority.ATTORNEY: f"{NO_MORE_WITH_POWER}, {POWER_OF_ATTORNEY}",
        }
        return laws[self]


_LABELS = {
    Authority.AGENT: gettext_noop("an agent with signed permission"),
    Authority.PARENT: gettext_noop("a parent or guardian of a minor"),
    Authority.ATTORNEY: gettext_noop("a person with a power of attorney, or a conservator"),
}


class Asks(StrEnum):
    """What a business asks of the person for whom an agent acts: nothing, or one of the two, § 7063(a)."""

    NOTHING = "nothing"
    CONFIRM = "confirm"
    VERIFY = "verify"

    @property
    def label(self) -> str:
        return _ASKS[self]


_ASKS = {
    Asks.NOTHING: gettext_noop("nothing"),
    Asks.CONFIRM: gettext_noop("to confirm that they gave the permission"),
    Asks.VERIFY: gettext_noop("to verify their own identity"),
}
BY_WEIGHT = (Asks.NOTHING, Asks.CONFIRM, Asks.VERIFY)


@dataclass(frozen=True)
class Agents:
    """What a kind may ask when another person makes the request, and the law that says so."""

    may_ask_permission: bool  # of the agent: the signed permission, or that it is stated
    may_ask_person: bool  # of the person: one of the two
    citation: Citation | None  # None: that of the kind, by which nobody proves anything
    matters: tuple[Matter, ...] = ()  # in which businesses were fined for asking more, under the same law

    @property
    def allowed(self) -> tuple[Asks, ...]:
        return BY_WEIGHT if self.may_ask_person else (Asks.NOTHING,)


# Delete and correct.
ASKED = Agents(may_ask_permission=True, may_ask_person=True, citation=PERMISSION)
# Opting out: signed permission only; who acts for whom is never put to the person.
ONLY_PERMISSION = Agents(may_ask_permission=True, may_ask_person=False, citation=OPT_OUT, matters=(HONDA,))
# What anybody may ask, for whomever.
NOTHING = Agents(may_ask_permission=False, may_ask_person=False, citation=None)

# What an agent states who does not show the permission.
STATED = gettext_noop("I hold the signed permission of this person to make this request, and will show it when asked.")
