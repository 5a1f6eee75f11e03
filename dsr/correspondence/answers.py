"""The desk answers a message, or says that it needs no answer. A letter tells that one waits, and nothing of it."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dsr import journal, letters, request_page, work_queue
from dsr.clock import now
from dsr.correspondence.messages import LONGEST, locked
from dsr.errors import BadInput, Blocked, Changed
from dsr.journal import Actor, EntryName, Line
from dsr.kinds import base
from dsr.models import Case, Letter, Message
from dsr.models.due_work import WorkName
from dsr.models.letter import LetterState
from dsr.models.message import About, Settled


def answer_message(message_id: int, actor: Actor, words: str, *, seen: int) -> Message:
    """Write the answer; it stands on the page, and a letter tells that it waits there.

    Raises BadInput without words, Blocked where the page opens to nobody, Changed where a colleague was first.
    """
    journal.must_decide(actor)
    text = words.strip()
    if not text:
        raise BadInput(_("Write the answer first."))
    if len(text) > LONGEST:
        raise BadInput(_("An answer has at most %(most)d characters.") % {"most": LONGEST})
    message = Message.objects.select_related("case__opened_by").get(pk=message_id)
    if not _is_read(message.case):
        raise Blocked(
            _(
                "The page of this request opens to nobody now, so nobody would read the answer. Write another way, and"
                " mark the message as read."
            )
        )
    with transaction.atomic():
        line = Line(EntryName.MESSAGE_ANSWERED, {"message": message.number}, text)
        case = settle(message, actor, Settled.ANSWERED, line, seen=seen)
        Message.objects.filter(pk=message.pk).update(answer_number=case.entry_count)
        key = f"message-answered:{message.pk}"
        work_queue.add(WorkName.CORRESPONDENCE, message.pk, key, case_id=case.pk, is_urgent=True)
    message.refresh_from_db()
    return message


def tell_answer(message_id: int) -> bool:
    """Write the letter that an answer waits, to who wrote the message: once, and anew where it was replaced.

    False: there is nothing to tell.
    """
    message = Message.objects.select_related("case__business", "case__brand", "case__choice_mode").get(pk=message_id)
    case, key = message.case, f"message-answered:{message.pk}"
    told = list(Letter.objects.filter(Q(key=key) | Q(key__startswith=f"{key}:"), case=case).order_by("pk"))
    if any(one.state != LetterState.REPLACED for one in told) or message.answer_number is None or not case.data_key:
        return False
    if not _is_read(case):  # since the answer: the letter would lead to a page that opens to nobody
        return False
    key = f"{key}:{len(told) + 1}" if told else key
    composed = letters.compose(case, base.letters.MESSAGE_ANSWERED)
    with transaction.atomic():
        locked(case.pk)
        letters.write_letter(case, composed, key=key, is_response=False, is_urgent=True)
    return True


def _is_read(case: Case) -> bool:
    """Whether the page of the request opens to who wrote there."""
    return request_page.coverage_of(case) is not request_page.Coverage.NOTHING


@transaction.atomic
def settle_message(message_id: int, actor: Actor, *, seen: int, note: str = "") -> Message:
    """It was read and needs no answer; what it says is done, or noted."""
    journal.must_decide(actor)
    message = Message.objects.get(pk=message_id)
    how = Settled.LEFT if message.about == About.FACT else Settled.NOTED
    line = Line(EntryName.MESSAGE_SETTLED, {"message": message.number, "settled": how.value}, note.strip())
    settle(message, actor, how, line, seen=seen)
    message.refresh_from_db()
    return message


def settle(
    message: Message,
    actor: Actor,
    how: Settled,
    line: Line,
    *,
    seen: int,
    do: Callable[[Case], object] = lambda _case: None,
) -> Case:
    """Once: compare-and-set on the row. In the caller's transaction; `do` acts before the entry is written.

    Raises Changed where a colleague was first, or the record is forgotten.
    """
    case = locked(message.case_id)
    waiting = Message.objects.waiting().filter(pk=message.pk)
    if not waiting.update(settled_at=now(), settled=how, account_id=actor.account_id):
        raise Changed(_("A colleague settled this message a moment ago. Nothing of yours was sent."))
    do(case)
    return journal.record(case.pk, line, actor)
