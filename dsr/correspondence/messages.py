"""A message to the desk: written once a press, bounded, and read again with its answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dsr import journal, parties
from dsr.clock import now
from dsr.errors import BadInput, Blocked
from dsr.formats.hidden_characters import without_hidden
from dsr.journal import REQUESTER, EntryName, Line
from dsr.models import Case, Message, Sealed
from dsr.models.message import About
from dsr.models.sealed_value import WORDS

LONGEST = 4000
MOST_WAITING = 5  # nobody fills the desk, and who waits for an answer is told so


def why_not_written(case: Case) -> str:
    """Why nothing more can be written to the desk now; empty when it can."""
    if not case.data_key or not Sealed.objects.filter(case=case, name="requester").exists():
        return _("The record of this request is deleted. Write to us at the address below.")
    if Message.objects.waiting().filter(case=case).count() >= MOST_WAITING:
        return ngettext(
            "You wrote %(count)d message that we have not read yet. We read it first.",
            "You wrote %(count)d messages that we have not read yet. We read them first.",
            MOST_WAITING,
        ) % {"count": MOST_WAITING}
    return ""


def write_message(case_id: int, words: str, *, key: str) -> Message:
    """Write to the desk. The same `key` again, as by a second press, writes nothing and returns the first.

    No clock stops or moves, and it is no request by itself. Raises BadInput with what to do, Blocked where it cannot
    be taken now.
    """
    text = without_hidden(words).strip()
    if not text:
        raise BadInput(_("Write your message first."))
    if len(text) > LONGEST:
        raise BadInput(
            _("Your message has %(count)d characters, and at most %(most)d can be sent. Shorten it, or send two.")
            % {"count": len(text), "most": LONGEST}
        )
    return keep(case_id, Kept(About.WORDS, key, Line(EntryName.MESSAGE_WRITTEN, {}, text)))


@dataclass(frozen=True)
class Kept:
    """One thing that a person adds, and the entry that keeps it. `point`: of a fact, which one."""

    about: About
    key: str
    line: Line
    point: str = ""


@transaction.atomic
def keep(case_id: int, kept: Kept) -> Message:
    """Write it down, once for its key."""
    case = locked(case_id)
    known = Message.objects.filter(key=kept.key).first()
    if known is not None:
        return _own(known, case_id)
    if why := why_not_written(case):
        raise Blocked(why)
    case = journal.record(case_id, kept.line, REQUESTER)
    return row(case, kept)


def row(case: Case, kept: Kept) -> Message:
    """The row of what the newest entry of the case keeps, in the caller's transaction."""
    return Message.objects.create(
        case=case,
        about=kept.about,
        point=kept.point,
        key=kept.key,
        number=case.entry_count,
        written_at=now(),
    )


def known_press(case_id: int, key: str) -> Message | None:
    """What this very press wrote before; None where it is the first."""
    known = Message.objects.filter(key=key).first()
    return _own(known, case_id) if known is not None else None


def _own(message: Message, case_id: int) -> Message:
    if message.case_id != case_id:
        raise BadInput(_("Open the page again, and write your message there."))
    return message


def locked(case_id: int) -> Case:
    """The case first, as the journal does, so that nothing waits for one another crosswise."""
    return Case.objects.select_for_update(no_key=True, of=("self",)).get(pk=case_id)


def note_for_desk(case: Case, about: About, *, key: str) -> Message:
    """What somebody at the desk must look at, of which the newest entry tells; in the caller's transaction."""
    return row(case, Kept(about, key, Line(EntryName.MESSAGE_WRITTEN)))


@dataclass(frozen=True)
class Shown:
    """A message with its words; empty once they are forgotten."""

    message: Message
    words: str = field(repr=False)
    answer: str = field(default="", repr=False)

    @property
    def is_waiting(self) -> bool:
        return self.message.settled_at is None

    @property
    def answered_at(self) -> datetime | None:
        return self.message.settled_at if self.message.answer_number else None


def read_messages(
    case: Case, opened: Mapping[str, Any] | None = None, rows: Sequence[Message] | None = None
) -> list[Shown]:
    """All that was added, the newest first. `opened`: what parties.sealed_values() gave; `rows`: as they were read."""
    found = list(case.messages.select_related("account").order_by("-pk")) if rows is None else rows
    if not found:
        return []
    said = parties.sealed_values(case) if opened is None else opened
    return [_shown(one, said) for one in found]


def _shown(message: Message, said: Mapping[str, Any]) -> Shown:
    answer = said.get(f"{WORDS}{message.answer_number}") if message.answer_number else ""
    return Shown(message, str(said.get(f"{WORDS}{message.number}") or ""), str(answer or ""))
