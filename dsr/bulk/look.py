"""The look before bulk work: the cases are fixed, and each is tried as the press itself would, and undone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from dsr import journal, sealing, work_queue
from dsr.bulk.acts import Act, act_of
from dsr.bulk.press import Press, Words
from dsr.clock import now, today
from dsr.errors import BadInput, Changed, DeskError, TryAgain
from dsr.formats import references
from dsr.journal import Actor
from dsr.lifecycle import Who
from dsr.models import Account, Bulk, BulkRow, Case, DueWork, holds
from dsr.models.bulk import BulkAction, BulkResult, BulkState
from dsr.models.case import JoinGround
from dsr.models.due_work import WorkName

MOST = 5_000  # cases of one bulk work
# So many are looked at while the person waits for the page; more is work with progress.
AT_ONCE = 6
_SLICE = 25
_PAUSE, _PATIENCE = timedelta(seconds=2), timedelta(minutes=5)
# In place of what is typed after the look.
_WORDS = "…"


class _Undo(Exception):
    """The trial went well."""


def begin_look(
    actor: Actor, action: str, case_ids: Sequence[int], *, choice: Mapping[str, Any] | None = None, back: str = ""
) -> Bulk:
    """Fix the cases in this order, and look at them: a few at once, more by work. Raises NotAllowed and BadInput."""
    journal.must_decide(actor)
    act, ids, account_id = act_of(action), list(dict.fromkeys(case_ids)), actor.account_id
    if act.is_of_bulk:
        raise BadInput(_("Choose what to do with them."))
    if not ids or account_id is None:
        raise BadInput(_("Choose the requests first."))
    if len(ids) > MOST:
        raise BadInput(_("At most %(most)d requests at once. Narrow the list.") % {"most": MOST})
    with transaction.atomic():
        row = Bulk.objects.create(
            reference=references.new(),
            action=act.action.value,
            choice=_begins_with(act, ids, choice or {}),
            back=back[:300],
            asked_by_id=account_id,
            asked_at=now(),
        )
        BulkRow.objects.bulk_create(
            BulkRow(bulk=row, number=number, case_id=pk) for number, pk in enumerate(ids, start=1)
        )
        _plan_look(row, len(ids))
    return _look_at_a_few(row, len(ids))


def choose_again(bulk: Bulk, actor: Actor, choice: Mapping[str, Any]) -> Bulk:
    """Another choice for the same cases: they are looked at anew. Raises Changed when it began meanwhile."""
    journal.must_decide(actor)
    with transaction.atomic():
        mine = Bulk.objects.filter(pk=bulk.pk, state=BulkState.LOOK, asked_by_id=actor.account_id)
        if not mine.update(looks=F("looks") + 1, choice={**bulk.choice, **choice}):
            raise Changed(_("This bulk work was begun already."))
        bulk.refresh_from_db()
        bulk.rows.update(
            result=BulkResult.NEW, reason="", why="", sort="", mark="", act="", compilation=None, letters=[]
        )
        count = bulk.rows.count()
        _plan_look(bulk, count)
    return _look_at_a_few(bulk, count)


def keep_words(bulk: Bulk, actor: Actor, words: Words) -> None:
    """Keep, sealed, what is typed before the press, so that the letter is drawn with it. It goes with the look.

    Raises Changed when it began meanwhile.
    """
    journal.must_decide(actor)
    told = {"all": words.of_all, "one": {str(case_id): text for case_id, text in words.of_one.items()}}
    sealed = sealing.seal_secret(_name(bulk), json.dumps(told))
    mine = Bulk.objects.filter(pk=bulk.pk, state=BulkState.LOOK, asked_by_id=actor.account_id)
    if not mine.update(words=sealed):
        raise Changed(_("This bulk work was begun already."))


def kept_words(bulk: Bulk) -> Words:
    """What was kept so; nothing once it began."""
    if bulk.state != BulkState.LOOK or not bulk.words:
        return Words()
    told = json.loads(sealing.open_secret(_name(bulk), bulk.words))
    return Words(told["all"], {int(case_id): text for case_id, text in told["one"].items()})


def _name(bulk: Bulk) -> str:
    return f"bulk-look:{bulk.reference}"


def _begins_with(act: Act, ids: list[int], choice: Mapping[str, Any]) -> dict[str, Any]:
    chosen = dict(choice)
    if act.action is BulkAction.JOIN:
        earliest = Case.objects.filter(pk__in=ids[:MOST]).order_by("received_at", "pk").first()
        chosen = {"ground": JoinGround.SAME_ADDRESS.value, "first": earliest.reference if earliest else "", **chosen}
    elif act.action is BulkAction.MAILED:
        chosen = {"mailed_on": today().isoformat(), **chosen}
    return chosen


def _plan_look(bulk: Bulk, count: int) -> None:
    if count > AT_ONCE:
        work_queue.add(WorkName.BULK_LOOK, bulk.pk, f"bulk-look:{bulk.pk}:{bulk.looks}:first", is_urgent=True)


def _look_at_a_few(bulk: Bulk, count: int) -> Bulk:
    if count <= AT_ONCE:
        look_at_more(bulk.pk)
        bulk.refresh_from_db()
    return bulk


def look_at_more(bulk_id: int) -> None:
    """The next of its cases; then the rest is planned. A report that is being compiled is waited for."""
    bulk = Bulk.objects.filter(pk=bulk_id, state=BulkState.LOOK).first()
    if bulk is None:
        return
    act, actor = act_of(bulk.action), actor_of(bulk)
    waits = _find_open(bulk, act) or _try_rows(bulk, act, actor)
    bulk.refresh_from_db()
    if _is_unfinished(bulk, act):
        # A row of work of its own for each part: its key is new, however often this part is tried.
        parts = DueWork.objects.filter(name=WorkName.BULK_LOOK, target=bulk.pk).count()
        key = f"bulk-look:{bulk.pk}:{bulk.looks}:{parts}"
        later = now() + _PAUSE if waits else None
        work_queue.add(WorkName.BULK_LOOK, bulk.pk, key, is_urgent=True, not_before=later)


def _is_unfinished(bulk: Bulk, act: Act) -> bool:
    """True while the machine can look at more without anybody."""
    if act.open_to is not None and bulk.rows.filter(open_to__isnull=True).exists():
        return True
    return is_chosen(bulk, act) and bulk.rows.filter(result=BulkResult.NEW).exists()


def actor_of(bulk: Bulk) -> Actor:
    """Who asked for it, by what they may do now. Who left, or may only read now, does nothing more."""
    account = Account.objects.get(pk=bulk.asked_by_id)
    return Actor(account.who if account.is_active else Who.VIEWER, account.pk, bulk=bulk.reference)


def is_chosen(bulk: Bulk, act: Act) -> bool:
    """True when all is chosen that its cases can be looked at with."""
    return all(name in bulk.choice for name in act.needs)


def _find_open(bulk: Bulk, act: Act) -> bool:
    """Which outcomes are open to each case; True while a report of one is being compiled.

    Where one outcome is open to most, a grant begins with it; of several reasons to decline, a person chooses.
    """
    if act.open_to is None:
        return False
    for row in bulk.rows.filter(open_to__isnull=True).select_related("case__business", "case__brand")[:_SLICE]:
        try:
            codes = act.open_to(row.case)
        except TryAgain:
            if now() - bulk.asked_at < _PATIENCE:
                return True
            codes = []
        except DeskError:
            codes = []
        BulkRow.objects.filter(pk=row.pk, open_to__isnull=True).update(open_to=codes)
    if bulk.rows.filter(open_to__isnull=True).exists():
        return False
    counts = open_outcomes(bulk)
    if counts and "outcome" not in bulk.choice and (act.action is BulkAction.APPROVE or len(counts) == 1):
        most = next(iter(counts))
        Bulk.objects.filter(pk=bulk.pk, state=BulkState.LOOK).update(choice={**bulk.choice, "outcome": most})
        bulk.refresh_from_db()
    elif not counts:  # nothing can be chosen: each says why by itself
        Bulk.objects.filter(pk=bulk.pk).update(choice={**bulk.choice, "outcome": ""})
        bulk.refresh_from_db()
    return False


def open_outcomes(bulk: Bulk) -> dict[str, tuple[str, int]]:
    """A kind that has each outcome, and to how many of its cases it was open at the look, the most first."""
    counts: dict[str, tuple[str, int]] = {}
    looked = bulk.rows.exclude(open_to__isnull=True).order_by("number").values_list("open_to", "case__kind")
    for codes, kind in looked:
        for code in codes or ():
            counts[code] = (kind, counts.get(code, ("", 0))[1] + 1)
    return dict(sorted(counts.items(), key=lambda one: -one[1][1]))


def _try_rows(bulk: Bulk, act: Act, actor: Actor) -> bool:
    """True while a report is being compiled."""
    if not is_chosen(bulk, act) or (act.open_to and bulk.rows.filter(open_to__isnull=True).exists()):
        return False
    rows = bulk.rows.filter(result=BulkResult.NEW).order_by("number")
    for row in rows.select_related("case__business", "case__brand")[:_SLICE]:
        try:
            _try_row(Press(row, row.case, replace(actor, ground=_WORDS), bulk.choice, _WORDS), act)
        except TryAgain as error:
            if now() - bulk.asked_at < _PATIENCE:
                return True
            row.result, row.reason, row.why = BulkResult.CANNOT, error.code, str(error)
        except DeskError as error:
            row.result, row.reason, row.why = BulkResult.CANNOT, error.code, str(error)[:600]
        else:
            row.result = BulkResult.READY
        # A look that another took over, or that is chosen anew, is not written over.
        fresh = BulkRow.objects.filter(pk=row.pk, result=BulkResult.NEW, bulk__looks=bulk.looks)
        fresh.update(
            **{"result": row.result, "reason": row.reason, "why": row.why, "seen": row.seen},
            **{
                "sort": row.sort,
                "mark": row.mark,
                "act": row.act,
                "letters": row.letters,
                "compilation": row.compilation,
            },
        )
    return False


def _try_row(press: Press, act: Act) -> None:
    """Raises why it cannot be: what the look itself finds, then what the verb says, whose deed is undone."""
    press.row.seen = press.case.entry_count
    ready = act.look(press)
    if not act.is_tried:
        return
    try:
        with transaction.atomic():
            act.do(press, ready)
            raise _Undo
    except _Undo:
        return


def why_left(bulk: Bulk) -> str:
    """Why nobody can begin it now; empty when its maker can."""
    if bulk.state != BulkState.LOOK:
        return _("It was begun already.")
    if bulk.rows.filter(result=BulkResult.NEW).exists():
        return _("Its requests are still being looked at.")
    return ""


def forget_looks() -> int:
    """Looks of which nothing came within a week are removed, but where a hold keeps a case of theirs; how many."""
    kept = BulkRow.objects.filter(holds.of_kept_case(), bulk=OuterRef("pk"))
    old = Bulk.objects.filter(state=BulkState.LOOK, asked_at__lt=now() - timedelta(days=7))
    return old.exclude(Exists(kept)).delete()[0]
