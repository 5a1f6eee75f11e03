"""What staff do with a notice: send it again, write down an answer that came another way, or give it up."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal, letters
from dsr.clock import today
from dsr.errors import BadInput, NotAllowed
from dsr.journal import Actor, EntryName, Line
from dsr.models import ThirdPartyNotice
from dsr.models.letter import LetterState
from dsr.models.third_party_notice import OPEN, How, ThirdPartyNoticeState
from dsr.reasons import Reason
from dsr.third_party_notices import answers, delivery, rows

GIVE_UP = "give-up"


def _open(case_id: int, notice_id: int, actor: Actor) -> ThirdPartyNotice:
    journal.must_decide(actor)
    notice = (
        rows.notice_by_id(notice_id)
        if ThirdPartyNotice.objects.filter(pk=notice_id, case_id=case_id).exists()
        else None
    )
    if notice is None or not notice.is_open or notice.due_on is None:
        raise NotAllowed(_("There is nothing to tell here any more."))
    return notice


@transaction.atomic
def send_notice_again(case_id: int, notice_id: int, actor: Actor) -> None:
    """Tell once more, the way that the register says now: with a fresh link, the same webhook, or another letter."""
    notice = _open(case_id, notice_id, actor)
    if notice.letter is not None and notice.letter.state == LetterState.TO_MAIL and notice.how == How.MAIL:
        raise BadInput(_("Its letter still waits to be mailed. Mail it first."))
    door = delivery.door(notice)
    changes: dict[str, Any] = {
        "reason": "",
        "sending_since": None,
        "unheard": 0,
        "how": door.how if door else How.MAIL,
    }
    if notice.state == ThirdPartyNoticeState.CANNOT:
        changes |= {"state": ThirdPartyNoticeState.SENT, "answer": "", "acknowledged_at": None}
    # Whoever is asked anew has some days for it, and is reminded anew when they end: this is the reminder before.
    if notice.due_on is not None and notice.due_on <= today():
        changes |= {"due_on": today() + letters.ANEW, "reminders": 1}
    elif notice.due_on is not None and notice.due_on <= today() + letters.BEFORE:
        changes["reminders"] = max(notice.reminders, 1)
    ThirdPartyNotice.objects.filter(pk=notice.pk).update(**changes)
    told = journal.record(case_id, Line(EntryName.TELLING_CHASED, {"telling": notice.pk, "to": notice.name}), actor)
    rows.want(notice, f"chase-{told.entry_count}")


def settle_notice(case_id: int, notice_id: int, actor: Actor, *, answer: str, note: str) -> None:
    """An answer came by phone or mail, or nothing more can be done: written down with how that is known."""
    notice = _open(case_id, notice_id, actor)
    if not note.strip():
        raise BadInput(_("Write what was answered, and how you know."))
    if answer == GIVE_UP:
        _give_up(notice, actor, note.strip())
        return
    if answer not in {answers.DONE, answers.NOT_HELD}:
        raise BadInput(_("Choose what came of it."))
    if not answers.write_answer(notice, answer, note.strip(), actor, by="hand"):
        raise NotAllowed(_("There is nothing to tell here any more."))


@transaction.atomic
def _give_up(notice: ThirdPartyNotice, actor: Actor, note: str) -> None:
    ThirdPartyNotice.objects.filter(pk=notice.pk, state__in=OPEN).update(
        state=ThirdPartyNoticeState.GIVEN_UP, reason=Reason.GIVEN_UP
    )
    journal.reseal(notice.case_id, f"telling-note:{notice.pk}", note)
    told = {"telling": notice.pk, "to": notice.name, "answer": GIVE_UP, "by": "hand"}
    journal.record(notice.case_id, Line(EntryName.TELLING_ANSWERED, told, note), actor)
