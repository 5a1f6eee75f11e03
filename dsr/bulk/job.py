"""Carrying out bulk work: begun by a person, done case by case, each once, stopped by a person, or at its end."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from dsr import journal, parties, reasons, sealing, second_approvals, work_queue
from dsr.bulk import second_person
from dsr.bulk.acts import Act, act_of
from dsr.bulk.look import actor_of, why_left
from dsr.bulk.press import Press, Words, require_as_looked_at
from dsr.clock import now
from dsr.errors import BadInput, Changed, DeskError
from dsr.journal import Actor
from dsr.models import Bulk, BulkRow
from dsr.models.bulk import BulkResult, BulkState
from dsr.models.due_work import WorkName
from dsr.models.second_approval import ApprovalState
from dsr.reasons import Reason, Unforeseen

_SLICE = 25
# A case over which so many workers were lost is left to a person.
_MOST_ATTEMPTS = 3


@dataclass(frozen=True)
class Begun:
    """What is pressed: the look that was seen, and what was typed, for all and, by case id, for single ones."""

    looks: int
    ready: int
    words: str = ""
    words_of: Mapping[int, str] = field(default_factory=dict)


def begin(bulk_id: int, actor: Actor, begun: Begun, choice: Mapping[str, Any] | None = None) -> Bulk:
    """Carry it out, or ask for the second approval that it needs, before its first case is touched.

    Raises Changed where another look was seen, or it began already; BadInput; NotAllowed; Blocked where one person
    does what two should, and gave no ground.
    """
    journal.must_decide(actor)
    with transaction.atomic():
        bulk = Bulk.objects.select_for_update().get(pk=bulk_id)
        if bulk.asked_by_id != actor.account_id or why_left(bulk) or bulk.looks != begun.looks:
            raise Changed(why_left(bulk) or _("The requests were looked at anew. Look at the page first."))
        if begun.ready != bulk.rows.waiting().count() or not begun.ready:
            raise Changed(_("Another number of requests can be done now. Look at the page first."))
        _seal_words(bulk, act_of(bulk.action), begun)
        bulk.choice = {**bulk.choice, **(choice or {})}
        bulk.approval = second_person.ask_approval(bulk, actor)
        waits = bulk.approval is not None and bulk.approval.state == ApprovalState.ASKED
        bulk.state, bulk.begun_at = BulkState.WAITS if waits else BulkState.WORK, now()
        bulk.save(update_fields=["choice", "words", "state", "begun_at", "approval"])
        if not waits:
            plan(bulk, begun.ready)
    return bulk


def approve_second(bulk_id: int, actor: Actor) -> Bulk:
    """The second person approves, or from the day to send by on one who gives a ground; then it is carried out."""
    with transaction.atomic():
        bulk = _waiting(bulk_id)
        second_person.give_approval(bulk, actor)
        bulk.state = BulkState.WORK
        bulk.save(update_fields=["state"])
        plan(bulk, bulk.rows.waiting().count())
    return bulk


def refuse_second(bulk_id: int, actor: Actor, why: str) -> Bulk:
    """The second person does not approve: no case is touched."""
    with transaction.atomic():
        bulk = _waiting(bulk_id)
        second_person.refuse_approval(bulk, actor, why)
        bulk.stop_asked_at, bulk.stopped_by_id = now(), actor.account_id
        bulk.save(update_fields=["stop_asked_at", "stopped_by"])
        _end(bulk, act_of(bulk.action))
    bulk.refresh_from_db()
    return bulk


def _waiting(bulk_id: int) -> Bulk:
    bulk = Bulk.objects.select_for_update().get(pk=bulk_id)
    if bulk.state != BulkState.WAITS:
        raise Changed(_("It waits for no second person any more."))
    return bulk


def _seal_words(bulk: Bulk, act: Act, begun: Begun) -> None:
    """What was typed for all is sealed here, what was typed for one case in that case."""
    if act.needs_words and not begun.words.strip():
        raise BadInput(_("Write the words first."))
    bulk.words = seal_words(bulk, begun.words.strip()) if begun.words.strip() else ""
    if not act.words_of_each:
        return
    typed = Words(begun.words, begun.words_of)
    for row in bulk.rows.waiting():
        words = typed.of(row.case_id)
        if not words:
            raise BadInput(_("Write the reason for each request."))
        journal.reseal(row.case_id, _name(bulk), words)


def seal_words(bulk: Bulk, words: str) -> str:
    """What was typed, as the bulk work keeps it until it ends."""
    return sealing.seal_secret(_name(bulk), json.dumps(words))


def _name(bulk: Bulk) -> str:
    return f"bulk:{bulk.reference}"


def plan(bulk: Bulk, left: int) -> None:
    """Have so many of its cases done. What is taken back must be so before it leaves: it waits for no other work."""
    work_queue.add(WorkName.BULK, bulk.pk, f"bulk:{bulk.pk}:{left}", is_urgent=act_of(bulk.action).is_of_bulk)


def carry_on(bulk_id: int) -> None:
    """Some of its cases, one transaction each; then the rest is planned, or it ends."""
    bulk = Bulk.objects.filter(pk=bulk_id, state=BulkState.WORK).select_related("approval").first()
    if bulk is None:
        return
    act, actor = act_of(bulk.action), actor_of(bulk)
    words = json.loads(sealing.open_secret(_name(bulk), bulk.words)) if bulk.words else ""
    for row in bulk.rows.waiting().select_related("case__business", "case__brand")[:_SLICE]:
        if Bulk.objects.filter(pk=bulk_id, stop_asked_at__isnull=False).exists():
            break
        own = parties.sealed_values(row.case).get(_name(bulk), "") if act.words_of_each else ""
        _carry_out(Press(row, row.case, actor, bulk.choice, str(own) or words, bulk.approval), act)
    bulk.refresh_from_db()
    left = 0 if bulk.stop_asked_at else bulk.rows.waiting().count()
    if left:
        plan(bulk, left)
    else:
        _end(bulk, act)


def _carry_out(press: Press, act: Act) -> None:
    """Do one case and write that down, both or neither; what refuses it, or fails, is written down instead."""
    row = press.row
    BulkRow.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1)
    if row.attempts >= _MOST_ATTEMPTS:
        _leave(row, BulkResult.FAILED, Reason.WORKER_LOST)
        return
    try:
        ready = act.prepare(press)
        with transaction.atomic():
            # In this order: who stops it holds the bulk work, and no case is begun after that.
            is_stopped = Bulk.objects.select_for_update().get(pk=row.bulk_id).stop_asked_at is not None
            if is_stopped or BulkRow.objects.select_for_update().get(pk=row.pk).result != BulkResult.READY:
                return  # or another worker was faster
            require_as_looked_at(press)
            act.do(press, ready)
            BulkRow.objects.filter(pk=row.pk).update(result=BulkResult.DONE, done_at=now(), reason="", why="")
    except DeskError as error:
        _leave(row, BulkResult.LEFT_OUT, error.code, str(error))
    except DatabaseError:  # it passes, or the row is tried too often
        raise
    except Exception as error:  # one case that fails keeps back no other; a person sees which
        _leave(row, BulkResult.FAILED, reasons.reason_of(error))


def _leave(row: BulkRow, result: BulkResult, reason: Reason | Unforeseen, why: str = "") -> None:
    waiting = BulkRow.objects.filter(pk=row.pk, result=BulkResult.READY)
    waiting.update(result=result, reason=reason, why=why[:600], done_at=now())


def _end(bulk: Bulk, act: Act) -> None:
    """Nothing is left to do: what was typed has served."""
    state = BulkState.STOPPED if bulk.stop_asked_at else BulkState.DONE
    with transaction.atomic():
        ended = Bulk.objects.filter(pk=bulk.pk, state__in=[BulkState.WORK, BulkState.WAITS])
        if ended.update(state=state, ended_at=now(), words="") and act.words_of_each:
            for case_id in bulk.rows.exclude(result=BulkResult.CANNOT).values_list("case_id", flat=True):
                journal.unseal_one(case_id, _name(bulk))
        act.at_end(bulk)


def stop(bulk_id: int, actor: Actor) -> Bulk:
    """No further case is begun; what is done stays done. Anybody who may decide may stop it."""
    journal.must_decide(actor)
    with transaction.atomic():
        bulk = Bulk.objects.select_for_update().get(pk=bulk_id)
        if bulk.state not in {BulkState.WORK, BulkState.WAITS} or bulk.stop_asked_at:
            raise Changed(_("It is not at work any more."))
        bulk.stop_asked_at, bulk.stopped_by_id = now(), actor.account_id
        bulk.save(update_fields=["stop_asked_at", "stopped_by"])
    if bulk.state == BulkState.WAITS and bulk.approval_id:
        second_approvals.withdraw(bulk.approval_id)
        _end(bulk, act_of(bulk.action))
    bulk.refresh_from_db()
    return bulk


def try_again(bulk_id: int, actor: Actor) -> int:
    """A person saw that the work was given up: it goes on where it stopped; how many rows of work."""
    journal.must_decide(actor)
    with transaction.atomic():
        return work_queue.again_of_target((WorkName.BULK, WorkName.BULK_LOOK), bulk_id)
