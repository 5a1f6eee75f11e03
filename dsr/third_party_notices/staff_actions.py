"""What staff do with a telling: send it again, write down an answer that came another way, or give it up."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal
from dsr.clock import today
from dsr.errors import BadInput, NotAllowed
from dsr.journal import Actor, Line
from dsr.law import third_party_notices as law
from dsr.models import Telling
from dsr.models.letter import LetterState
from dsr.models.telling import OPEN, How, TellingState
from dsr.third_party_notices import answers, delivery, rows

GIVE_UP = "give-up"


def _open(case_id: int, telling_id: int, actor: Actor) -> Telling:
    journal.must_decide(actor)
    telling = rows.get(telling_id) if Telling.objects.filter(pk=telling_id, case_id=case_id).exists() else None
    if telling is None or not telling.is_open or telling.due_on is None:
        raise NotAllowed(_("There is nothing to tell here any more."))
    return telling


@transaction.atomic
def send_notice_again(case_id: int, telling_id: int, actor: Actor) -> None:
    """Tell once more, the way that the register says now: with a fresh link, the same webhook, or another letter."""
    telling = _open(case_id, telling_id, actor)
    if telling.letter is not None and telling.letter.state == LetterState.TO_MAIL and telling.how == How.MAIL:
        raise BadInput(_("Its letter still waits to be mailed. Mail it first."))
    door = delivery.door(telling)
    changes: dict[str, Any] = {
        "reason": "",
        "sending_since": None,
        "unheard": 0,
        "how": door.how if door else How.MAIL,
    }
    if telling.state == TellingState.CANNOT:
        changes |= {"state": TellingState.SENT, "answer": "", "acknowledged_at": None}
    # Whoever is asked anew has some days for it, and is reminded anew before they end.
    if telling.due_on is not None and telling.due_on <= today():
        changes |= {"due_on": today() + law.REMIND_BEFORE, "reminders": 1}
    Telling.objects.filter(pk=telling.pk).update(**changes)
    told = journal.record(case_id, Line("telling-chased", {"telling": telling.pk, "to": telling.name}), actor)
    rows.want(telling, f"chase-{told.entry_count}")


def settle_notice(case_id: int, telling_id: int, actor: Actor, *, answer: str, note: str) -> None:
    """An answer came by phone or mail, or nothing more can be done: written down with how that is known."""
    telling = _open(case_id, telling_id, actor)
    if not note.strip():
        raise BadInput(_("Write what was answered, and how you know."))
    if answer == GIVE_UP:
        _give_up(telling, actor, note.strip())
        return
    if answer not in {answers.DONE, answers.NOT_HELD}:
        raise BadInput(_("Choose what came of it."))
    if not answers.write(telling, answer, note.strip(), actor, by="hand"):
        raise NotAllowed(_("There is nothing to tell here any more."))


@transaction.atomic
def _give_up(telling: Telling, actor: Actor, note: str) -> None:
    Telling.objects.filter(pk=telling.pk, state__in=OPEN).update(state=TellingState.GIVEN_UP, reason="given-up")
    journal.reseal(telling.case_id, f"telling-note:{telling.pk}", note)
    told = {"telling": telling.pk, "to": telling.name, "answer": GIVE_UP, "by": "hand"}
    journal.record(telling.case_id, Line("telling-answered", told, note), actor)
