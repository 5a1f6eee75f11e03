"""Notices of more time: an extension holds only where its notice is out within the first period."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dsr.clock import PACIFIC, now, today
from dsr.journal import Came, EntryName, date_receipt, facts_of
from dsr.kinds import base
from dsr.models import Case, Entry, Letter
from dsr.models.letter import LetterState

_OUT = (LetterState.ACCEPTED, LetterState.MAILED)
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
    """The notice of one case, the entry that has its reason, the day to send it by, and the last one for it."""

    case: Case
    entry: Entry
    send_by: date
    first_due: date
    stand: ExtensionNoticeState


def extension_letter_names() -> list[str]:
    """The letters, of every kind, that say that more time is taken."""
    return sorted({kind.clocks.extension_letter for kind in base.every() if kind.clocks.extension_letter})


def extension_notice_of(case: Case) -> ExtensionNotice | None:
    """The notice of this case; None where no more time was taken."""
    found = _of_all([case]) if case.extended_at is not None else []
    return found[0] if found else None


def waiting_notices(case_ids: Collection[int]) -> dict[int, datetime]:
    """Of these cases, those whose notice waits to leave and can be taken back, each with the instant."""
    waiting = Letter.objects.filter(
        case_id__in=case_ids, name__in=extension_letter_names(), state=LetterState.WAITS, leaves_at__gt=now()
    )
    return {letter.case_id: letter.leaves_at for letter in waiting if letter.leaves_at and letter.case_id}


def waiting_extension_notices() -> list[ExtensionNotice]:
    """Of open cases, what a person must see to: to be mailed, refused, or not out in time. In three queries."""
    out = Letter.objects.filter(name__in=extension_letter_names(), state__in=_OUT).values("case_id")
    cases = Case.objects.open().filter(extended_at__isnull=False).exclude(pk__in=out)
    found = [notice for notice in _of_all(cases) if notice.stand is not ExtensionNoticeState.UNDER_WAY]
    return sorted(found, key=lambda notice: (notice.send_by, notice.case.pk))


def _of_all(cases: Iterable[Case]) -> list[ExtensionNotice]:
    by_id = {case.pk: case for case in cases}
    if not by_id:
        return []
    letters: dict[int, list[Letter]] = defaultdict(list)
    for letter in Letter.objects.filter(case_id__in=by_id, name__in=extension_letter_names()).order_by("pk"):
        if letter.case_id in by_id:
            letters[letter.case_id].append(letter)
    # More time is taken once; an entry before that was taken back.
    names = (EntryName.EXTEND, EntryName.RECEIPT_CORRECTED)
    newest: dict[int, Entry] = {}
    corrected = set()  # since more time was taken
    for entry in Entry.objects.filter(case_id__in=by_id, name__in=names).order_by("case_id", "number"):
        if entry.name == EntryName.EXTEND:
            newest[entry.case_id] = entry
            corrected.discard(entry.case_id)
        else:
            corrected.add(entry.case_id)
    return [
        _notice(by_id[case_id], entry, letters[case_id], case_id in corrected) for case_id, entry in newest.items()
    ]


def _notice(case: Case, entry: Entry, letters: list[Letter], is_corrected: bool) -> ExtensionNotice:
    """`is_corrected`: how it came was corrected since: then the first period may have ended sooner."""
    facts = facts_of(entry)
    first_due = date.fromisoformat(facts["first_due"])
    send_by = date.fromisoformat(facts.get("first_send_by", facts["first_due"]))
    if is_corrected:
        came = Came(case.brand, case.channel, case.came_to, case.received_at)
        anew = date_receipt(base.get(case.kind), came).respond
        first_due, send_by = min(first_due, anew.due_safe), min(send_by, anew.send_by)
    return ExtensionNotice(case, entry, send_by, first_due, _stand(letters, first_due))


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
