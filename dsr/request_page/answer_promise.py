"""By when we answer, as the letters say it, and why: the clock of the law in plain words, with its citation."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from dsr import letters
from dsr.clock import PACIFIC
from dsr.formats.days import long_day
from dsr.kinds import base
from dsr.kinds.base import Receipt
from dsr.law.clocks import Basis, Deadline
from dsr.letters import ExtensionNoticeState
from dsr.lifecycle import State
from dsr.models import Case, Letter
from dsr.models.letter import LetterState
from dsr.request_page.visitor import answered_on


@dataclass(frozen=True)
class Reason:
    """One sentence of why, and the law it rests on; empty where it rests on none."""

    words: str
    citation: str = ""


@dataclass(frozen=True)
class AnswerDay:
    """`words`: the promise of the letters. `why`: how the day follows from the receipt."""

    words: str
    why: tuple[Reason, ...]


def answer_day(case: Case, *, is_person: bool = False) -> AnswerDay | None:
    """None once it is answered or ended: nothing is promised any more. `is_person`: as whom it is about reads it."""
    if State(case.state) in {State.RESPONDED, State.CLOSED, State.FORGOTTEN} or answered_on(case):
        return None
    return AnswerDay(letters.promise(case), tuple(_why(case, is_person)))


def _why(case: Case, is_person: bool) -> list[Reason]:
    started = _started(case)
    received = long_day(case.received_at.astimezone(PACIFIC).date())
    segment = next((one for one in started.explanation[1:] if one.end == started.law_day), started.explanation[-1])
    said = {"day": received, "days": segment.values.get("days", "")}
    first = Reason(_("We received it on %(day)s. That day is not counted.") % said, started.explanation[0].citation)
    why = [first]
    if started.basis is Basis.AIM:
        why.append(
            Reason(_("The law asks for an answer within a reasonable time, and names no day."), segment.citation)
        )
    elif started.basis is Basis.POLICY:
        why.append(Reason(_("Our own policy names this day.")))
    elif said["days"]:
        why.append(Reason(_("The law gives us %(days)s days to answer.") % said, segment.citation))
        if started.due_safe < started.law_day:
            why.append(Reason(_("The day that we name is sooner than the law asks.")))
    notice = letters.extension_notice_of(case)
    if (
        notice is not None
        and notice.stand is ExtensionNoticeState.OUT
        and not notice.has_lapsed
        and _is_written_here(case, is_person)
    ):
        why.append(Reason(_("We wrote to you that we need more time, as the law allows once.")))
    return why


def _is_written_here(case: Case, is_person: bool) -> bool:
    """A notice of more time that is out went to who reads the page: what another got is not “to you”."""
    rows = Letter.objects.filter(to_person=True) if is_person else Letter.objects.to_writer()
    names = letters.extension_letter_names()
    return rows.filter(case=case, name__in=names, state__in=[LetterState.ACCEPTED, LetterState.MAILED]).exists()


def _started(case: Case) -> Deadline:
    receipt = Receipt(case.received_at, case.is_designated, settings.REASONABLE_PERIOD_DAYS, frozenset())
    return base.get(case.kind).clocks.respond(receipt)
