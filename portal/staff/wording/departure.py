"""What comes once a wait is over: how a letter travels, or that work comes first, decides the verb everywhere."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import parties
from dsr.errors import BadInput
from dsr.formats.days import hour_of
from dsr.kinds import base
from dsr.models import Case
from dsr.models.case import Delivery


class Departure(StrEnum):
    """How it goes on: the letter leaves by email, it is there to print, or systems are worked on before any letter."""

    EMAIL = "email"
    PAPER = "paper"
    WORK = "work"


def of_letter(case: Case) -> Departure:
    """Of a letter that is written already, or that nothing but its wait holds up."""
    return Departure.PAPER if parties.goes_by(case) == Delivery.MAIL else Departure.EMAIL


def of_decision(case: Case, code: str = "") -> Departure:
    """Of a decision, made or about to be made with this outcome. Where the work waits for nothing, the letter does."""
    try:
        kind = base.get(case.kind)
        chosen = code or case.outcome
        is_grant = bool(chosen) and not kind.outcome(chosen).is_decline
    except BadInput:  # of a newer version of the desk
        return of_letter(case)
    is_work_first = is_grant and kind.work is not None and not kind.acts_at_once
    return Departure.WORK if is_work_first else of_letter(case)


def clock_time(at: datetime) -> str:
    """A time of today or tomorrow, as people say it: at 2:14 p.m."""
    return _("at %(time)s") % {"time": hour_of(at)}


def until(how: Departure, at: datetime) -> str:
    """What to do with a decision that waits: nothing, and until when it is so."""
    return str(_UNTIL[how]) % {"at": clock_time(at)}


def waits(how: Departure, decided: str, at: datetime) -> str:
    """After a press: what was decided, and what comes when."""
    return str(_WAITS[how]) % {"decided": decided, "at": clock_time(at)}


_UNTIL = {
    Departure.EMAIL: gettext_lazy("Nothing: it can be taken back until it leaves %(at)s"),
    Departure.PAPER: gettext_lazy("Nothing: it can be taken back until its letter is there to print %(at)s"),
    Departure.WORK: gettext_lazy("Nothing: it can be taken back until the work begins %(at)s"),
}
_WAITS = {
    Departure.EMAIL: gettext_lazy("%(decided)s The letter leaves %(at)s"),
    Departure.PAPER: gettext_lazy("%(decided)s The letter is there to print and mail %(at)s"),
    Departure.WORK: gettext_lazy("%(decided)s The work begins %(at)s"),
}
# In a list, before the time.
IN_LIST = {
    Departure.EMAIL: gettext_lazy("leaves"),
    Departure.PAPER: gettext_lazy("is there to print"),
    Departure.WORK: gettext_lazy("the work begins"),
}
# The button that leaves out the rest of the wait.
NOW = {
    Departure.EMAIL: gettext_lazy("Send now"),
    Departure.PAPER: gettext_lazy("Print without waiting"),
    Departure.WORK: gettext_lazy("Begin now"),
}


def at_once(found: Collection[Departure]) -> str:
    """Of many: what follows the press where nothing waits."""
    return str(_AT_ONCE[frozenset(found)]) if frozenset(found) in _AT_ONCE else str(_AT_ONCE[_BOTH])


def after_wait(found: Collection[Departure]) -> str:
    """Of many: what follows the wait."""
    return str(_AFTER[frozenset(found)]) if frozenset(found) in _AFTER else str(_AFTER[_BOTH])


_BOTH = frozenset({Departure.EMAIL, Departure.PAPER})
_AT_ONCE = {
    frozenset({Departure.EMAIL}): gettext_lazy("The letters leave as soon as they are written."),
    frozenset({Departure.PAPER}): gettext_lazy("The letters are there to print and mail as soon as they are written."),
    _BOTH: gettext_lazy(
        "The letters by email leave as soon as they are written; those on paper are then there to print and mail."
    ),
    frozenset({Departure.WORK}): gettext_lazy(
        "The work begins at once. Each letter is written when its work is done."
    ),
}
_AFTER = {
    frozenset({Departure.EMAIL}): gettext_lazy("Then the letters leave."),
    frozenset({Departure.PAPER}): gettext_lazy("Then the letters are there to print and mail."),
    _BOTH: gettext_lazy("Then the letters by email leave, and those on paper are there to print and mail."),
    frozenset({Departure.WORK}): gettext_lazy("Then the work begins. Each letter is written when its work is done."),
}
