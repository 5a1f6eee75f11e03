"""The way back of bulk work: all of it that waits to leave is taken back, or sent now, with one press."""

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal
from dsr.bulk import job, waits
from dsr.bulk.look import AT_ONCE
from dsr.clock import now
from dsr.errors import Changed, NotAllowed
from dsr.formats import references
from dsr.journal import Actor
from dsr.models import Bulk, BulkRow
from dsr.models.bulk import BulkAction, BulkResult, BulkState


def take_all_back(bulk_id: int, actor: Actor) -> Bulk:
    """Take back all of it that has not left, each case by itself; what is still to be done is not begun.

    It is bulk work of its own, with a result for each case: those that have left are listed with it. Pressed again
    while it goes on, it is the same. Raises NotAllowed, and Changed where nothing of it waits.
    """
    return _begin(bulk_id, actor, BulkAction.TAKE_BACK)


def send_all_now(bulk_id: int, actor: Actor) -> Bulk:
    """End the wait of all of it that has not left. Raises as take_all_back() does."""
    return _begin(bulk_id, actor, BulkAction.SEND_NOW)


def _begin(bulk_id: int, actor: Actor, action: BulkAction) -> Bulk:
    journal.must_decide(actor)
    if actor.account_id is None:
        raise NotAllowed(_("A member of staff decides this."))
    with transaction.atomic():
        of = Bulk.objects.select_for_update().get(pk=bulk_id)
        begun = Bulk.objects.filter(action=action, ended_at=None, choice__of=of.reference).first()
        if begun is not None:
            return begun
        waiting = waits.what_waits(of)
        if waiting is None:
            raise Changed(_("Nothing of it waits any more: it has left, or was taken back."))
        if action is BulkAction.TAKE_BACK and of.state == BulkState.WORK and of.stop_asked_at is None:
            of.stop_asked_at, of.stopped_by_id = now(), actor.account_id
            of.save(update_fields=["stop_asked_at", "stopped_by"])
        made = Bulk.objects.create(
            reference=references.new(),
            action=action.value,
            state=BulkState.WORK,
            choice={"of": of.reference},
            back=of.back,
            asked_by_id=actor.account_id,
            asked_at=now(),
            begun_at=now(),
        )
        done = of.rows.filter(result=BulkResult.DONE).select_related("case").order_by("number")
        BulkRow.objects.bulk_create([_row(made, waiting, row) for row in done])
        job.plan(made, waiting.count)
    if waiting.count <= AT_ONCE:
        job.carry_on(made.pk)
        made.refresh_from_db()
    return made


def _row(made: Bulk, waiting: waits.Waiting, row: BulkRow) -> BulkRow:
    found = BulkRow(bulk=made, number=row.number, case=row.case, seen=row.case.entry_count, result=BulkResult.READY)
    if row.case_id not in waiting.leaves:
        found.result, found.why = BulkResult.CANNOT, waits.why_gone(waiting.bulk, row.case)
    return found
