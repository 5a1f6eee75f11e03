"""Whether more time counts: only from a notice that was out in time, and the journal says when that was found."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import TruncDate

from dsr import journal, work_queue
from dsr.clock import PACIFIC
from dsr.journal import MACHINE, EntryName, Line
from dsr.letters import extension_notices
from dsr.letters.extension import time_taken_now
from dsr.letters.extension_notices import ExtensionNotice, ExtensionNoticeState
from dsr.models import Bundled, Case, Entry, Letter
from dsr.models.due_work import WorkName
from dsr.models.letter import LetterState

# What may have gone out, as far as anybody knows, is no such letter: a person looks whether it did.
_NOT_OUT = (LetterState.WAITS, LetterState.WRITTEN, LetterState.TO_MAIL)


def lost_extensions() -> list[int]:
    """The open cases, by id, that still have the longer time, and whose notice was not out in time."""
    taken_on = TruncDate("case__extended_at", tzinfo=PACIFIC)  # time is taken on the last day for it at the latest
    at_once = Q(accepted_on__lte=taken_on, state=LetterState.ACCEPTED)
    at_once |= Q(mailed_on__lte=taken_on, state=LetterState.MAILED)
    notices = Letter.objects.filter(name__in=extension_notices.extension_letter_names())
    out = notices.annotate(accepted_on=TruncDate("accepted_at", tzinfo=PACIFIC)).filter(at_once).values("case_id")
    cases = (
        Case.objects.open().filter(extended_at__isnull=False).exclude(pk__in=out).select_related("brand", "came_to")
    )
    return [one.case.pk for one in extension_notices.notices_of(cases) if _is_lost(one)]


def case_of_late_notice(letter_id: int) -> int | None:
    """The case of a notice of more time whose last day is over: what it tells holds no more. None of any other."""
    names = extension_notices.extension_letter_names()
    letter = Letter.objects.select_related("case__brand", "case__came_to").filter(pk=letter_id, name__in=names).first()
    notice = extension_notices.extension_notice_of(letter.own_case) if letter is not None else None
    is_late = notice is not None and notice.stand is ExtensionNoticeState.LOST
    return notice.case.pk if notice is not None and is_late else None


def settle_extension(case_id: int) -> str:
    """Write down whether the longer time counts, by the days on which its notice was out; what was written, or "".

    Without the notice in time the first day rules again, and what is left of the notice is sent no more. Recorded as
    mailed in time after all, the longer time is restored. In the caller's transaction, or in its own.
    """
    with transaction.atomic():
        rows = Case.objects.select_for_update(no_key=True, of=("self",)).select_related("brand", "came_to")
        case = rows.get(pk=case_id)
        notice = extension_notices.extension_notice_of(case) if case.is_open else None
        if notice is None:
            return ""
        if _is_lost(notice):
            return _lapse(notice)
        if notice.has_lapsed and notice.stand is ExtensionNoticeState.OUT:
            return _restore(notice)
        return ""


def follow_notice(case_id: int) -> str:
    """The notice left, or came back: what settle_extension() writes, and else which day is told from now on.

    A letter that did not leave is looked at by the worker, as it may tell the other day: of more time nobody is told
    before its notice is out, or while that came back. In the caller's transaction, or in its own.
    """
    with transaction.atomic():
        if written := settle_extension(case_id):
            return written
        case = Case.objects.select_for_update(no_key=True, of=("self",)).get(pk=case_id)
        beside = Q(case=case) | Q(bundle__in=Bundled.objects.filter(case=case).values("bundle"))
        waits = Letter.objects.filter(beside, is_response=False, state__in=_NOT_OUT)
        waits = waits.exclude(name__in=extension_notices.extension_letter_names())
        if case.is_open and case.extended_at is not None and waits.exists():
            _ask_to_follow(case)
        return ""


def _is_lost(notice: ExtensionNotice) -> bool:
    """The dates rest on it still; those of what follows a response are dates of their own."""
    is_lost = notice.stand is ExtensionNoticeState.LOST and not notice.has_lapsed
    return is_lost and notice.case.due_safe > notice.first_due and not journal.is_finishing(notice.case)


def _lapse(notice: ExtensionNotice) -> str:
    case, facts = notice.case, journal.facts_of(notice.entry)
    latest = date.fromisoformat(facts.get("first_latest", facts["first_due"]))
    days = {"due_safe": notice.first_due, "due_latest": max(min(latest, case.due_latest), notice.first_due)}
    names = extension_notices.extension_letter_names()
    Letter.objects.filter(case=case, name__in=names, state__in=_NOT_OUT).update(
        state=LetterState.TOO_LATE, leaves_at=None
    )
    was = {"was": {"due_safe": case.due_safe.isoformat(), "due_latest": case.due_latest.isoformat()}}
    return _write(case, EntryName.EXTENSION_LAPSED, days, was)


def _restore(notice: ExtensionNotice) -> str:
    """The days of before, or sooner where how it came was corrected since."""
    case = notice.case
    lapsed = Entry.objects.filter(case=case, name=EntryName.EXTENSION_LAPSED).latest("number")
    was = journal.facts_of(lapsed)["was"]
    anew = time_taken_now(case)
    days = {name: min(date.fromisoformat(was[name]), getattr(anew, name)) for name in ("due_safe", "due_latest")}
    return _write(case, EntryName.EXTENSION_RESTORED, days, {})


def _write(case: Case, name: EntryName, days: dict[str, date], facts: dict[str, Any]) -> str:
    """Whoever finds it, the worker follows the entry: what was written or asked for by the other day is looked at."""
    told = {key: day.isoformat() for key, day in days.items()}
    _ask_to_follow(journal.record(case.pk, Line(name, {**told, **facts}), MACHINE, changes=days))
    return name.value


def _ask_to_follow(case: Case) -> None:
    key = f"more-time:{case.pk}:{case.entry_count}"
    work_queue.add(WorkName.MORE_TIME, case.pk, key, case_id=case.pk, is_urgent=True)
