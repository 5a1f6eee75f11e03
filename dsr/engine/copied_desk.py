"""A restored copy: released by a person, and then what may have gone out after the backup, request by request."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from dsr import access_record, installation, journal, letters, suppression, work_queue
from dsr.access_record import AccessName
from dsr.clock import now
from dsr.engine.gone_days import day_of_line, days_since_backup, moment_of, must_be_after_backup
from dsr.engine.letter_fates import settle_for_all
from dsr.engine.work_handlers import after_send, attempts_of, fail
from dsr.errors import BadInput, Blocked, NotAllowed
from dsr.journal import Actor, EntryName, Line
from dsr.letters import Fate, SendResult
from dsr.lifecycle import OPEN
from dsr.models import (
    Account,
    Business,
    Case,
    CopiedCase,
    DueWork,
    GoneLetter,
    Installation,
    Letter,
    System,
    ThirdPartyNotice,
)
from dsr.models import way as ways
from dsr.models.due_work import OUTWARD, WorkName
from dsr.models.letter import LetterState
from dsr.reasons import Reason

# What became of a letter that went out from the desk that this is a copy of.
GONE = "gone"
_BATCH, _MOST = 500, 200
# As outbox.write_letter() makes them: the local part is ours alone.
_MESSAGE_ID = re.compile(r"<?([0-9a-f]{32}@[A-Za-z0-9.-]+)>?")


@dataclass(frozen=True)
class Waiting:
    """One request of a copy, and what of it may have gone out: the letters by name, and how much other work."""

    case: Case
    letters: list[Letter]
    others: int


def not_replayed() -> list[Business]:
    """The businesses in whose systems the deletions were not replayed since the copy is held."""
    replaying = [way.code for way in ways.every() if way.replays]
    systems = System.objects.active().filter(way__in=replaying, business=OuterRef("pk"))
    done = {number for row in Installation.objects.exclude(held_since=None) for number in row.replayed}
    return list(Business.objects.filter(Exists(systems)).exclude(pk__in=done).order_by("name"))


def release(actor: Actor, *, without_replay: bool = False, client: str = "") -> int:
    """The copy is a desk again; how many requests it brought along wait until somebody says that they go on.

    `without_replay`: no system of the business was restored with it, as the person says. Raises Blocked before
    deletions were replayed, NotAllowed where nothing is held.
    """
    with transaction.atomic():
        row = Installation.objects.select_for_update().exclude(held_since=None).first()
        if row is None:
            raise NotAllowed(_("This desk is no copy that waits."))
        lacking = not_replayed()
        if lacking and not without_replay:
            words = _(
                "Replay the deletions of %(names)s first (manage.py replay_deletions --do), or say that no system was "
                "restored with the desk."
            )
            raise Blocked(words % {"names": ", ".join(one.name for one in lacking)})
        copied = _maybe_told().filter(pk__lte=row.last_case, copied=None).order_by("pk").values_list("pk", flat=True)
        while pks := list(copied[:_BATCH]):  # those that are written are no longer among them
            CopiedCase.objects.bulk_create([CopiedCase(case_id=pk) for pk in pks])
        _stop_of_no_case()
        suppression.replay_feed()
        placed = {"name": settings.INSTALLATION_ID, "place": installation.renew_place(), "marked_at": now()}
        freed = {"held_since": None, "released_at": now(), "released_by_id": actor.account_id}
        Installation.objects.filter(pk=1).update(**placed, **freed)
        by = Account.objects.filter(pk=actor.account_id or 0).first()
        told: dict[str, Any] = {"deletions": _("deletions not replayed")} if lacking else {}
        access_record.write(AccessName.COPY_RELEASED, by, client=client, **told)
    return CopiedCase.objects.count()


def _maybe_told() -> QuerySet[Case]:
    """Requests of which the other desk may have told somebody something since the backup."""
    work = DueWork.objects.unfinished().filter(case_id=OuterRef("pk"))
    notices = ThirdPartyNotice.objects.open().filter(case_id=OuterRef("pk"))
    return Case.objects.filter(Q(state__in=OPEN) | Exists(work) | Exists(notices))


def _stop_of_no_case() -> None:
    """What belongs to no request: the daily emails are over, and the rest is given to a person."""
    rows = DueWork.objects.unfinished().filter(case=None)
    work_queue.drop_rows(rows.filter(name=WorkName.DIGEST), Reason.COPIED)
    about_bundles = rows.filter(name=WorkName.SEND).values_list("target", flat=True)
    for letter in Letter.objects.filter(pk__in=list(about_bundles)):
        line = Line(EntryName.STUCK, {"work": WorkName.SEND, "reason": Reason.COPIED, "letter": letter.pk})
        journal.record(letters.recording_case(letter), line, journal.MACHINE, changes={"stuck": Reason.COPIED})
    work_queue.give_rows_to_person(rows.filter(name__in=OUTWARD), Reason.COPIED)


def waiting(limit: int = _MOST) -> tuple[list[Waiting], int]:
    """The requests whose mail and work wait, those first of which something is ready; and how many there are.

    Of a copy that is still held: those that will wait.
    """
    held = Installation.objects.exclude(held_since=None).first()
    cases = _maybe_told().filter(pk__lte=held.last_case) if held else Case.objects.exclude(copied=None)
    ready = DueWork.objects.unfinished().filter(case_id=OuterRef("pk"), name__in=OUTWARD, given_up_at=None)
    page = list(cases.annotate(is_ready=Exists(ready)).order_by("-is_ready", "pk")[:limit])
    work = DueWork.objects.unfinished().filter(case__in=page, name__in=OUTWARD, given_up_at=None)
    rows = list(work.values_list("case_id", "name", "target"))
    written = Letter.objects.in_bulk([target for _case, name, target in rows if name == WorkName.SEND])
    on_paper = list(Letter.objects.filter(case__in=page, state=LetterState.TO_MAIL, goes_with=None).order_by("pk"))
    return [_waiting(case, rows, written, on_paper) for case in page], cases.count()


def _waiting(
    case: Case, rows: list[tuple[int, str, int]], written: dict[int, Letter], on_paper: list[Letter]
) -> Waiting:
    own = [(name, target) for case_id, name, target in rows if case_id == case.pk]
    of_letters = [written[target] for name, target in own if name == WorkName.SEND and target in written]
    on_paper = [letter for letter in on_paper if letter.case_id == case.pk]
    return Waiting(case, [*of_letters, *on_paper], len(own) - len(of_letters))


def note_gone(text: Iterable[str], on: date | None = None) -> int:
    """Message-IDs of our letters that a mail server's log names, in lines of any form; how many are new.

    Where one of them waits, or is written later for a request that waits, it is not sent again. `on`: the day for
    lines that name none after the backup. Raises BadInput where such a line comes without it.
    """
    before = GoneLetter.objects.count()
    fresh: dict[str, date] = {}
    given, span = None if on is None else must_be_after_backup(on), days_since_backup()
    for line in text:
        if found := _MESSAGE_ID.findall(line):
            day = day_of_line(line, span) or given
            if day is None:
                raise BadInput(
                    _("A line of this log names no day since the backup. Say on which day its mail went out.")
                )
            for one in found:
                fresh.setdefault(f"<{one}>", day)
        if len(fresh) > _BATCH:
            _keep(fresh)
            fresh.clear()
    _keep(fresh)
    return GoneLetter.objects.count() - before


def note_gone_of(case_ids: Collection[int], on: date) -> int:
    """The letters of these requests that wait went out on that day, as a person says; how many.

    Raises BadInput where it is no day between the backup and now.
    """
    must_be_after_backup(on)
    rows = DueWork.objects.waiting_as_copied().filter(case_id__in=case_ids, name=WorkName.SEND)
    sent = Letter.objects.filter(pk__in=rows.values("target")).values_list("message_id", flat=True)
    _keep(found := dict.fromkeys(sent, on))
    return len(found)


def _keep(days: Mapping[str, date]) -> None:
    rows = (GoneLetter(message_id=one, gone_on=day) for one, day in days.items())
    GoneLetter.objects.bulk_create(rows, ignore_conflicts=True)


def settle_gone_letters() -> int:
    """Letters that wait and are known to have gone out: recorded so, and their requests go on; how many."""
    if not GoneLetter.objects.exists() or not CopiedCase.objects.exists():
        return 0
    gone = Letter.objects.filter(message_id__in=GoneLetter.objects.values("message_id"))
    rows = DueWork.objects.waiting_as_copied().filter(name=WorkName.SEND, target__in=gone.values("pk"))
    return sum(_settle(work_id) for work_id in list(rows.order_by("pk").values_list("pk", flat=True)[:_BATCH]))


def _settle(work_id: int) -> bool:
    claim = work_queue.claim(work_id, attempts_of, is_copied=True)
    if claim is None:
        return False
    try:
        letter = Letter.objects.get(pk=claim.target)
        gone_on = GoneLetter.objects.values_list("gone_on", flat=True).get(pk=letter.message_id)
        result = SendResult(Fate.ACCEPTED, GONE, moment_of(gone_on))
        with transaction.atomic():
            letters.hold_cases(letters.recording_case(letter), letter)
            Letter.objects.filter(pk=letter.pk).update(state=LetterState.SENDING, sending_since=now())
            is_over = settle_for_all(letter, result)
            if is_over:
                work_queue.finish(claim)
            if letter.name in letters.extension_letter_names():
                letters.follow_notice(letter.own_case.pk)  # by the day on which it went out
        if not is_over:
            after_send(claim, result)
    except Exception as error:  # as of any work: the row says so, and the next one has its turn
        fail(claim, error)
        return False
    return True


def let_go_on(case_ids: Collection[int], actor: Actor) -> int:
    """A person says that nothing of these requests went out that the copy does not know: they go on; how many."""
    done = 0
    for case_id in case_ids:
        with transaction.atomic():
            removed, _by_model = CopiedCase.objects.filter(case_id=case_id).delete()
            if removed:
                journal.record(case_id, Line(EntryName.COPY_GOES_ON), actor)
                work_queue.ring_for(case_id)
                done += 1
    return done
