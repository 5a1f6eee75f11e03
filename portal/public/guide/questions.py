"""The guide's questions as data: plain words that lead to what a person needs, in at most three steps."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from dsr.formats.law_numbers import law_text
from dsr.kinds.base import Need

Words = str | Promise
MOST_QUESTIONS = 3
SEVERAL = "several"


@dataclass(frozen=True)
class Way:
    """One answer: its value in the address, its words, and where it leads: a question's name, a need, or SEVERAL."""

    value: str
    label: Words
    leads_to: str


@dataclass(frozen=True)
class Fork:
    """One question with its answers."""

    title: Words
    ways: tuple[Way, ...]
    hint: Words = ""


FIRST = "what"
FORKS: dict[str, Fork] = {
    FIRST: Fork(
        _("What do you want to do?"),
        (
            Way("stop", _("Stop something, such as ads or the selling of my information"), "stop"),
            Way("change", _("Delete or correct what you have about me, or close my account"), "change"),
            Way("know", _("Know something about my information"), "know"),
            Way(
                "young",
                law_text(gettext_noop("Report that you have information of a child under %(below_years)s")),
                Need.YOUNG_CHILD,
            ),
            Way("other", _("Complain, or ask something else"), Need.ANYTHING_ELSE),
            Way("several", _("Several of these at once"), SEVERAL),
        ),
    ),
    "stop": Fork(
        _("What should stop?"),
        (
            Way("mail", _("Your ads and newsletters to me by email"), Need.STOP_MAIL),
            Way("sharing", _("Selling my information, or giving it to others for their ads"), Need.STOP_SHARING),
            Way("both", _("Both"), SEVERAL),
            Way("other", _("Something else"), Need.ANYTHING_ELSE),
        ),
    ),
    "change": Fork(
        _("What should we do?"),
        (
            Way("delete", _("Delete what you have about me"), "california"),
            Way("close", _("Close my account"), Need.CLOSE),
            Way("correct", _("Correct something that is wrong"), Need.CORRECT),
            Way("several", _("More than one of these"), SEVERAL),
        ),
    ),
    "california": Fork(
        _("Does the person live in California?"),
        (
            Way("yes", _("Yes, also if away for a time"), Need.DELETE),
            Way("no", _("No"), Need.CLOSE),
        ),
        _("People who live in California can have more deleted than an account."),
    ),
    "know": Fork(
        _("What do you want to know?"),
        (
            Way("who", _("Which companies got my information for their own ads"), Need.WHO_RECEIVED),
            Way("what", _("What you have about me"), Need.SEE),
            Way("how", _("How you handle information, or something else"), Need.ANYTHING_ELSE),
        ),
    ),
}


@dataclass(frozen=True)
class Stand:
    """How far the answers lead: the ways taken, and the question or the end that comes next."""

    taken: tuple[Way, ...]
    at: str

    @property
    def fork(self) -> Fork | None:
        return FORKS.get(self.at)


def walk(answers: list[str]) -> Stand:
    """Follow the answers from the first question. What no question offers is left out, with all that follows."""
    at, taken = FIRST, []
    for answer in answers:
        fork = FORKS.get(at)
        way = next((way for way in fork.ways if way.value == answer), None) if fork else None
        if way is None:
            break
        taken.append(way)
        at = str(way.leads_to)
    return Stand(tuple(taken), at)
