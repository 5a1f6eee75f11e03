"""Tellings that wait: letters that were mailed count as told, who does not answer is reminded and then shown."""

from django.db import transaction

from dsr import letters
from dsr.clock import today
from dsr.law import third_party_notices as law
from dsr.lifecycle import State
from dsr.models import ThirdPartyNotice
from dsr.models.letter import LetterState
from dsr.models.third_party_notice import How, ThirdPartyNoticeState
from dsr.reasons import Reason
from dsr.third_party_notices import delivery, rows


def record_mailed_notices() -> int:
    """Whose letter is in the mail is told; how many are new."""
    waiting = ThirdPartyNotice.objects.filter(state=ThirdPartyNoticeState.WANTED, letter__state=LetterState.MAILED)
    found = list(waiting.select_related("case"))
    for notice in found:
        delivery.sent(notice)
    return len(found)


def remind_companies() -> int:
    """Before the day and on it, once each, by email and webhook; then the silence is shown. How many reminded."""
    record_mailed_notices()
    day, sent = today(), 0
    asked = ThirdPartyNotice.objects.filter(state=ThirdPartyNoticeState.SENT, reason="").exclude(
        case__state=State.FORGOTTEN
    )
    # A letter on paper is not sent twice by itself: staff see the silence, and chase.
    near = asked.exclude(how=How.MAIL).filter(due_on__gte=day, due_on__lte=day + letters.BEFORE)
    for notice in near:
        if number := letters.due_reminder(notice.due_on, notice.sent_at, notice.reminders):
            sent += _remind(notice, number)
    asked.filter(due_on__lte=day - law.SILENT_AFTER).update(reason=Reason.TELLING_SILENT)
    return sent


def _remind(notice: ThirdPartyNotice, number: int) -> int:
    with transaction.atomic():
        due = ThirdPartyNotice.objects.filter(pk=notice.pk, state=ThirdPartyNoticeState.SENT)
        if not due.filter(reminders=notice.reminders).update(reminders=number):
            return 0
        rows.want(notice, f"reminder-{number}:{notice.due_on}")
    return 1
