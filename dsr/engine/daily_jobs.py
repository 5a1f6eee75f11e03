"""What happens once a day, and is looked for every few minutes: by row and clock, so that nothing is done twice."""

import logging
from collections.abc import Callable, Iterable
from functools import partial

from dsr import agents as permission
from dsr import documents, fulfilment, verification
from dsr import third_party_notices as tellings
from dsr.agents import bundles
from dsr.fulfilment import correction_followup as corrections
from dsr.journal import writer as journal
from dsr.journal.writer import MACHINE, Line
from dsr.letters import daily_email as digest
from dsr.models import Case
from dsr.retention import erasure_dates as retention
from dsr.retention import legal_holds as holds
from dsr.verification import account_handoff as hand_off
from dsr.webhooks import events

log = logging.getLogger(__name__)


def daily() -> None:
    """Everything of the day. One part, or one case, that fails never keeps the others."""
    _part("the daily email", digest.plan)
    _part("forgetting", retention.forget_due)
    _part("forgetting who sent a bundle", bundles.forget_due)
    _part("giving proofs the time that was taken", verification.follow_more_time)
    _each("purged", documents.due_to_purge, documents.purge)
    _each("erased", retention.due_to_shed, retention.shed_one)
    _each("reminded", verification.due_to_remind, verification.remind)
    _each("ended", verification.due_to_end, verification.end)
    _each("asked", permission.due_to_remind, permission.remind)
    _each("ended", permission.due_to_end, permission.end)
    _each("answered", permission.due_to_fail, permission.fail)
    _each("taken-on", verification.strays, verification.settle_stray)
    _part("corrections that stay", corrections.look_after)
    _part("owners of systems", fulfilment.remind_owners)
    _part("companies that are told", tellings.remind)
    _part("holds that are over", holds.show_over)
    _part("events that are near", events.note_due_soon)
    _part("systems that answer later", fulfilment.watch)
    _part("forgetting who was handed over", hand_off.forget_old)


def _part(what: str, do: Callable[[], object]) -> bool:
    try:
        do()
    except Exception as error:  # the words of an exception may quote what was sealed: its name says enough
        log.error("The day's work failed: %s (%s).", what, type(error).__name__)
        return False
    return True


def _each(what: str, find: Callable[[], Iterable[int]], do: Callable[[int], object]) -> None:
    """A case that fails is shown to a person, and the next one has its turn."""

    def all_of_them() -> None:
        for case_id in find():
            if not _part(f"case {case_id} could not be {what}", partial(do, case_id)):
                _part(f"case {case_id} could not be shown", partial(_show, case_id, what))

    _part(f"looking for cases to be {what}", all_of_them)


def _show(case_id: int, what: str) -> None:
    reason = f"not-{what}"
    if not Case.objects.filter(pk=case_id, stuck=reason).exists():
        line = Line("stuck", {"work": "daily", "reason": reason})
        journal.record(case_id, line, MACHINE, changes={"stuck": reason})
