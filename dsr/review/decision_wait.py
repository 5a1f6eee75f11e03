"""A decision waits a while before anything of it is done or sent: until then it can be taken back, or sent at once."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from dsr import journal, work_queue
from dsr.clock import now, today
from dsr.errors import Changed
from dsr.journal import Actor, EntryName, Line
from dsr.lifecycle import State
from dsr.models import Case
from dsr.models.due_work import WorkName


def decided_now(case: Case) -> dict[str, Any]:
    """What a decision of this moment writes into the case."""
    return {"decided_at": now(), **wait_from_now(case)}


def wait_from_now(case: Case) -> dict[str, Any]:
    """When what was decided leaves. On the day to send by, and after it, nothing waits."""
    waits = settings.DECISION_WAIT and today() < case.send_by
    return {"leaves_at": now() + settings.DECISION_WAIT if waits else None}


def leaves_at(case: Case) -> datetime | None:
    """The instant before which nothing of the decision is done or sent; None where nothing waits."""
    is_ahead = case.state == State.WORKING and case.leaves_at is not None and case.leaves_at > now()
    return case.leaves_at if is_ahead else None


def send_now(case_id: int, actor: Actor, *, seen: int) -> Case:
    """End the wait: what was decided is done and sent at once. Raises NotAllowed, and Changed when nothing waits."""
    journal.must_decide(actor)
    if leaves_at(Case.objects.get(pk=case_id)) is None:
        raise Changed(_("This decision waits no longer. Look at the request."))
    case = journal.record(case_id, Line(EntryName.SENT_AT_ONCE), actor, seen=seen, changes={"leaves_at": None})
    work_queue.add(WorkName.ADVANCE, case.pk, f"advance:{case.pk}:{case.entry_count}", case_id=case.pk)
    return case
