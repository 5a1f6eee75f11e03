"""An answer is taken once: what came of it, and the words sealed in the case."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal, verification
from dsr.clock import now
from dsr.errors import BadInput
from dsr.journal import MACHINE, Actor, EntryName, Line
from dsr.lifecycle import State
from dsr.models import ThirdPartyNotice
from dsr.models.third_party_notice import OPEN, ThirdPartyNoticeState
from dsr.reasons import Reason
from dsr.verification import FOR_NOTICE

DONE, NOT_HELD, CANNOT = "done", "not-held", "cannot"
ANSWERS = (DONE, NOT_HELD, CANNOT)
_MOST_NOTE = 2_000


def read_answer(data: Mapping[str, Any]) -> tuple[str, str]:
    """State and note of an answer. Raises BadInput."""
    state, note = data.get("state"), data.get("note") or ""
    if state not in ANSWERS or not isinstance(note, str):
        raise BadInput(_("“state” is missing: done, not-held or cannot."))
    if state == CANNOT and not note.strip():
        raise BadInput(_("Write in “note” why it cannot be done."))
    return str(state), note.strip()[:_MOST_NOTE]


def write_answer(
    notice: ThirdPartyNotice, answer: str, note: str, actor: Actor = MACHINE, by: str = "addressee"
) -> bool:
    """Write what was answered; False when it was answered or given up already, or the case is forgotten."""
    state = ThirdPartyNoticeState.CANNOT if answer == CANNOT else ThirdPartyNoticeState.ACKNOWLEDGED
    with transaction.atomic():
        if notice.case.state == State.FORGOTTEN:
            return False
        waits = ThirdPartyNotice.objects.filter(pk=notice.pk, state__in=OPEN).exclude(state=state)
        changed = {"state": state, "answer": answer, "reason": Reason.TELLING_CANNOT if answer == CANNOT else ""}
        if not waits.update(**changed, acknowledged_at=now()):
            return False
        if note:
            journal.reseal(notice.case_id, f"telling-note:{notice.pk}", note)
        told = {"telling": notice.pk, "to": notice.name, "answer": answer, "by": by}
        journal.record(notice.case_id, Line(EntryName.TELLING_ANSWERED, told, note), actor)
        if state is ThirdPartyNoticeState.ACKNOWLEDGED:
            verification.end_secrets(FOR_NOTICE, notice.pk)
    return True
