"""What happens once a day, and is looked for every few minutes: by row and clock, so that nothing is done twice."""

import logging
from collections.abc import Callable, Iterable
from functools import partial

from dsr import (
    access_record,
    address_change,
    agents,
    anchors,
    bulk,
    disclosures,
    documents,
    evidence,
    fulfilment,
    installation,
    journal,
    letters,
    repeats,
    retention,
    sealed_secrets,
    second_approvals,
    third_party_notices,
    verification,
    webhooks,
)
from dsr.engine import joined_requests
from dsr.engine.state_handlers import advance
from dsr.journal import MACHINE, EntryName, Line
from dsr.models import Case
from dsr.models import way as ways
from dsr.models.due_work import DAILY
from dsr.reasons import Reason

log = logging.getLogger(__name__)


def run_daily_jobs() -> None:
    """Everything of the day, but not on a restored copy. One part, or case, that fails never keeps the others."""
    if installation.is_held():
        return
    _part("days to send by", journal.follow_closed_days)
    for approval_id in second_approvals.near_approvals():
        _part("second approvals that are near", partial(second_approvals.escalate, approval_id))
    _part("the daily email", letters.plan_daily_emails)
    _part("the day's anchor of the journal", anchors.plan_anchor)
    _part("what litigation holds cover", retention.plan_holds)
    _part("forgetting", retention.forget_due_cases)
    _part("forgetting who sent a bundle", agents.forget_bundles)
    _part("deleting evidence packs whose time is over", evidence.forget_packs)
    _part("work that was given up and no request shows", _show_given_up)
    _each("set back", Reason.NOT_SET_BACK, letters.lost_extensions, letters.settle_extension)
    _part("giving proofs the time that was taken", verification.follow_more_time)
    _each("purged", Reason.NOT_PURGED, documents.due_to_purge, documents.purge)
    _each("erased", Reason.NOT_ERASED, retention.due_for_erasure, retention.erase_one)
    _each("reminded", Reason.NOT_REMINDED, verification.proofs_to_remind, verification.remind_requester)
    _each("ended", Reason.NOT_ENDED, verification.proofs_to_end, verification.end_proof)
    _each("asked", Reason.NOT_ASKED, agents.permissions_to_remind, agents.remind_person)
    _each("ended", Reason.NOT_ENDED, agents.permissions_to_end, agents.end_permission_request)
    _each("answered", Reason.NOT_ANSWERED, agents.permissions_to_fail, agents.fail_permission)
    _each("taken-on", Reason.NOT_TAKEN_ON, verification.stray_proofs, verification.settle_stray_proof)
    _each("separated", Reason.NOT_SEPARATED, joined_requests.failed_joins, _settle_join)
    _each("told of as answered", Reason.AGENT_NOT_TOLD, agents.answered_bundles, agents.tell_answered)
    _part("changes of address that are over", _end_changes)
    _part("corrections that stay", fulfilment.check_corrections)
    for way in ways.every():
        _part(f"steps by the way {way.code}", way.follow_up)
    _part("companies that are told", third_party_notices.remind_companies)
    _part("looking again at what is kept", retention.show_due_reviews)
    _part("answers that refer to one that no longer stands", repeats.show_lost_grounds)
    _part("forgetting looks that led to no bulk work", bulk.forget_looks)
    _part("events that are near", webhooks.note_due_soon)
    _part("noting what older rows of the disclosures say", disclosures.note_contents)
    _part("forgetting who was handed over", verification.forget_handoffs)
    _part("binding secrets to their rows", sealed_secrets.bind_fresh)
    _forget_traces()


def _show_given_up() -> None:
    """Whatever took the mark away, an earlier version of the desk among it: a person still sees the work."""
    for case_id, reason in journal.unmarked_cases():
        _part(f"case {case_id} could not be shown", partial(_mark, case_id, reason))


def _mark(case_id: int, reason: str) -> None:
    line = Line(EntryName.STUCK, {"work": DAILY, "reason": reason})
    journal.record(case_id, line, MACHINE, changes={"stuck": reason})


def _forget_traces() -> None:
    _part("forgetting who came in long ago", access_record.forget_entries)
    _part("forgetting whom a hold was on that ended long ago", retention.forget_holds)
    _part("forgetting sessions that are over", retention.forget_short_lived_rows)


def _end_changes() -> None:
    for change_id in address_change.changes_to_end():
        _part(f"change of address {change_id} could not be ended", partial(address_change.lapse_if_over, change_id))


def _settle_join(case_id: int) -> None:
    joined_requests.settle_join(case_id)
    advance(case_id)


def _part(what: str, do: Callable[[], object]) -> bool:
    try:
        do()
    except Exception as error:  # the words of an exception may quote what was sealed: its name says enough
        log.error("The day's work failed: %s (%s).", what, type(error).__name__)
        return False
    return True


def _each(what: str, reason: Reason, find: Callable[[], Iterable[int]], do: Callable[[int], object]) -> None:
    """A case that fails is shown to a person, with the reason, and the next one has its turn."""

    def all_of_them() -> None:
        for case_id in find():
            if not _part(f"case {case_id} could not be {what}", partial(do, case_id)):
                _part(f"case {case_id} could not be shown", partial(_show, case_id, reason))

    _part(f"looking for cases to be {what}", all_of_them)


def _show(case_id: int, reason: Reason) -> None:
    if not Case.objects.filter(pk=case_id, stuck=reason).exists():
        _mark(case_id, reason)
