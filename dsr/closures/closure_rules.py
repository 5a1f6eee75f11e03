"""Which endings without an answer are open to a case now, and why the others are not. Reads only."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from dsr import steps
from dsr.closures.closing_letters import letter_of
from dsr.closures.heard_parties import Heard, hearers
from dsr.kinds import base
from dsr.law.closures import CLOSURES, MISTAKE, By, Closure
from dsr.lifecycle import RULES, State, Transition
from dsr.models import Case, Entry, Letter
from dsr.models.case_surroundings import rows_ahead, rows_beside
from dsr.models.letter import MAY_HAVE_REACHED, LetterState

_WENT_OUT = frozenset({*MAY_HAVE_REACHED, LetterState.BOUNCED})


@dataclass(frozen=True)
class BarredClosure:
    """An ending that is not open to a case, and why."""

    closure: Closure
    why: str


def sort_closures(case: Case, too_late: str | None = None) -> tuple[list[Closure], list[BarredClosure]]:
    """The endings that staff may choose now, and those that they may not, each with why."""
    able, barred = [], []
    for closure in CLOSURES.values():
        if closure.by is not By.STAFF or closure.needs_second_person:
            continue
        if why := why_not_closed(case, closure, too_late):
            barred.append(BarredClosure(closure, why))
        else:
            able.append(closure)
    return able, barred


def why_not_closed(case: Case, closure: Closure, too_late: str | None = None) -> str:
    """Why this ending is not open to the case now; empty when it is.

    `too_late`: what `why_too_late` just said, for a page that asks for several endings; by itself it is read anew.
    """
    if State(case.state) not in RULES[Transition.CLOSE].sources:
        return _("Its response is out, or it has ended: it stays in the record as it is.")
    if why := why_too_late(case) if too_late is None else too_late:
        return why
    why = _why_no_mistake(case) if closure is MISTAKE else ""
    return why or _why_untold(case, closure)


def _why_untold(case: Case, closure: Closure) -> str:
    """Who heard of it is told how it ended, or it does not end so."""
    if letter_of(base.get(case.kind), closure) or Heard.REQUESTER not in hearers(case):
        return ""
    return _("Who wrote was told of it, and no letter of this kind takes that back: answer it.")


def why_too_late(case: Case) -> str:
    """What was done must be told, and what is on its way cannot be called back; empty where nothing is."""
    if case.joined_to_id is None and (effects := steps.effects_of(case)).are_some:
        return _("Something was done already, and the person must be told what. %(what)s") % {"what": effects.in_words}
    letters: list[Letter] = rows_beside(case, "letters")
    if any(letter.is_response and letter.state in _WENT_OUT for letter in letters):
        return _("A response to it went out, or is being sent at this moment.")
    return ""


def _why_no_mistake(case: Case) -> str:
    known: list[Entry] | None = rows_ahead(case, "entries")
    found = Entry.objects.filter(case=case, number=1) if known is None else [one for one in known if one.number == 1]
    first = next(iter(found), None)
    if first is None or first.account_id is None:
        return _("The person sent it themselves: nobody here entered it.")
    return ""
