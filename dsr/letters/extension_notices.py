"""Notices of more time: an extension holds only where its notice is out within the first period."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dsr.clock import PACIFIC, by_database, today
from dsr.journal import Came, EntryName, date_receipt, facts_of
from dsr.kinds import base
from dsr.models import Case, Entry, Letter
from dsr.models.case import Delivery
from dsr.models.letter import LetterState

_OUT = (LetterState.ACCEPTED, LetterState.MAILED)
_RECORDABLE = (LetterState.TO_MAIL, LetterState.TOO_LATE)
_HOLDS = (EntryName.EXTENSION_LAPSED, EntryName.EXTENSION_RESTORED)
_UNDER_WAY = (LetterState.WAITS, LetterState.WRITTEN, LetterState.SENDING, LetterState.UNCERTAIN)


class ExtensionNoticeState(StrEnum):
    """How far a notice came."""

    OUT = "out"
    UNDER_WAY = "under-way"
    TO_MAIL = "to-mail"  # a person must print and mail it
    REFUSED = "refused"  # it did not reach the person, and there is time yet
    LOST = "lost"  # the first period is over without it: the extension does not hold


@dataclass(frozen=True)
class ExtensionNotice:
    """The notice of one case, the entry that has its reason, the day to send it by, and the last one for it.

    `has_lapsed`: the case fell back to its first day, as the journal says. `is_recordable`: it is on paper, and the
    day on which it was mailed may still be recorded.
    """

    case: Case
    entry: Entry
    send_by: date
    first_due: date
    stand: ExtensionNoticeState
    has_lapsed: bool = False
    is_recordable: bool = False

    @property
    def is_awaited(self) -> bool:
        """The longer time does not count yet, and still can."""
        return self.stand not in {ExtensionNoticeState.OUT, ExtensionNoticeState.LOST}


def extension_letter_names() -> list[str]:
    """The letters, of every kind, that say that more time is taken."""
    return sorted({kind.clocks.extension_letter for kind in base.every() if kind.clocks.extension_letter})


def extension_notice_of(case: Case) -> ExtensionNotice | None:
    """The notice of this case; None where no more time was taken."""
    found = notices_of([case]) if case.extended_at is not None else []
    return found[0] if found else None


def has_lapsed(case: Case) -> bool:
    """The journal says that more time was taken, and does not count."""
    notice = extension_notice_of(case)
    return notice is not None and notice.has_lapsed


def may_be_in_time(notice: ExtensionNotice, last: date) -> bool:
    """Whether it was out, or can still be, by this last day for it, where the first period ends sooner."""
    letters = Letter.objects.filter(case=notice.case, name__in=extension_letter_names())
    return _stand(list(letters), min(last, notice.first_due)) is not ExtensionNoticeState.LOST


def waiting_notices(case_ids: Collection[int]) -> dict[int, datetime]:
    """Of these cases, those whose notice waits to leave and can be taken back, each with the instant."""
    waiting = Letter.objects.filter(
        case_id__in=case_ids, name__in=extension_letter_names(), state=LetterState.WAITS, leaves_at__gt=by_database()
    )
    return {letter.case_id: letter.leaves_at for letter in waiting if letter.leaves_at and letter.case_id}


def waiting_extension_notices() -> list[ExtensionNotice]:
    """Of open cases, what a person must see to: to be mailed, refused, or not out in time. In three queries."""
    out = Letter.objects.filter(name__in=extension_letter_names(), state__in=_OUT).values("case_id")
    cases = Case.objects.open().filter(extended_at__isnull=False).exclude(pk__in=out)
    found = [notice for notice in notices_of(cases) if notice.stand is not ExtensionNoticeState.UNDER_WAY]
    return sorted(found, key=lambda notice: (notice.send_by, notice.case.pk))


def notices_of(cases: Iterable[Case]) -> list[ExtensionNotice]:
    """Of each that took more time, in two queries beside that for the cases."""
    by_id = {case.pk: case for case in cases}
    if not by_id:
        return []
    letters: dict[int, list[Letter]] = defaultdict(list)
    for letter in Letter.objects.filter(case_id__in=by_id, name__in=extension_letter_names()).order_by("pk"):
        if letter.case_id in by_id:
            letters[letter.case_id].append(letter)
    # More time is taken once; an entry before that was taken back.
    names = (EntryName.EXTEND, EntryName.RECEIPT_CORRECTED, *_HOLDS)
    newest: dict[int, Entry] = {}
    since: dict[int, set[str]] = defaultdict(set)  # what the journal says since more time was taken
    for entry in Entry.objects.filter(case_id__in=by_id, name__in=names).order_by("case_id", "number"):
        if entry.name == EntryName.EXTEND:
            newest[entry.case_id] = entry
            since[entry.case_id] = set()
        elif entry.name == EntryName.EXTENSION_RESTORED:
            since[entry.case_id].discard(EntryName.EXTENSION_LAPSED)
        else:
            since[entry.case_id].add(entry.name)
    return [_notice(by_id[case_id], entry, letters[case_id], since[case_id]) for case_id, entry in newest.items()]


def _notice(case: Case, entry: Entry, letters: list[Letter], since: Collection[str]) -> ExtensionNotice:
    facts = facts_of(entry)
    first_due = date.fromisoformat(facts["first_due"])
    send_by = date.fromisoformat(facts.get("first_send_by", facts["first_due"]))
    if EntryName.RECEIPT_CORRECTED in since:  # then the first period may have ended sooner
        came = Came(case.brand, case.channel, case.came_to, case.received_at)
        anew = date_receipt(base.get(case.kind), came).respond
        first_due, send_by = min(first_due, anew.due_safe), min(send_by, anew.send_by)
    stand = _stand(letters, first_due)
    is_recordable = any(one.state in _RECORDABLE and one.delivery == Delivery.MAIL for one in letters)
    return ExtensionNotice(case, entry, send_by, first_due, stand, EntryName.EXTENSION_LAPSED in since, is_recordable)


def _stand(letters: list[Letter], first_due: date) -> ExtensionNoticeState:
    days = [day for day in map(_out_on, letters) if day is not None]
    if days and min(days) <= first_due:
        return ExtensionNoticeState.OUT
    if days or today() > first_due:
        return ExtensionNoticeState.LOST
    states = {LetterState(letter.state) for letter in letters}
    if LetterState.TO_MAIL in states:
        return ExtensionNoticeState.TO_MAIL
    return ExtensionNoticeState.UNDER_WAY if states & set(_UNDER_WAY) else ExtensionNoticeState.REFUSED


def _out_on(letter: Letter) -> date | None:
    if letter.state not in _OUT:
        return None
    return letter.mailed_on or (letter.accepted_at.astimezone(PACIFIC).date() if letter.accepted_at else None)
