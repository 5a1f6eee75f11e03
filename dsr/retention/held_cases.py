"""Which cases a litigation hold covers: listed, and told of in the journal of each, some at a time."""

from django.db import transaction
from django.db.models import Max

from dsr import journal, work_queue
from dsr.clock import today
from dsr.journal import Actor, EntryName, Line
from dsr.lifecycle import Who
from dsr.models import BlindIndex, Case, CaseOnHold, HoldChange, LegalHold, holds
from dsr.models.case import CaseRows
from dsr.models.due_work import WorkName
from dsr.models.legal_hold import HoldAct, HoldScope

_WALKED = 20_000  # cases that one statement looks at
_NOTED = 100  # cases whose journals one piece of work writes in
_ENTRIES = {
    HoldAct.SET: EntryName.HOLD_SET,
    HoldAct.CHANGED: EntryName.HOLD_CHANGED,
    HoldAct.ENDED: EntryName.HOLD_ENDED,
}


def plan_hold(hold: LegalHold, mark: str) -> None:
    """Have what a hold covers listed and noted, once for a mark."""
    work_queue.add(WorkName.HOLD, hold.pk, f"hold:{hold.pk}:{mark}")


def plan_holds() -> None:
    """Requests that came since, or that a report or notice of theirs brought under a hold on a recipient."""
    newest = _newest_case()
    for hold in LegalHold.objects.standing().exclude(scope=HoldScope.CASE):
        is_anew = hold.scope != HoldScope.PERIOD and hold.walked_on != today()
        if is_anew or hold.listed_to < newest:
            plan_hold(hold, f"{today().isoformat()}:{newest}")


def _newest_case() -> int:
    newest: int | None = Case.objects.aggregate(newest=Max("pk"))["newest"]
    return newest or 0


def follow_hold(hold_id: int) -> None:
    """List some of its cases and tell some of their journals; the rest is work of its own, planned with it."""
    hold = LegalHold.objects.get(pk=hold_id)
    has_more = hold.ended_at is None and list_some(hold)
    changes = list(hold.changes.select_related("by"))
    newest, told = changes[-1].pk, 0
    for row in hold.cases.filter(noted__lt=newest).order_by("noted", "case_id")[:_NOTED]:
        _tell(row, hold, changes)
        told = row.pk
    if has_more or told:
        plan_hold(hold, f"{hold.walked_on}:{newest}:{hold.listed_to}:{told}")  # each day's walk is its own


def list_some(hold: LegalHold) -> bool:
    """List its cases as far as one statement goes; whether more are to be looked at."""
    newest = _newest_case()
    if hold.scope != HoldScope.PERIOD and hold.walked_on != today():
        hold.walked_on, hold.listed_to = today(), 0
    to = newest if hold.scope in {HoldScope.CASE, HoldScope.PERSON} else min(hold.listed_to + _WALKED, newest)
    found = _covered(hold, to).filter(forgotten_at=None)
    with transaction.atomic():
        rows = [CaseOnHold(hold=hold, case_id=pk) for pk in found.values_list("pk", flat=True)]
        CaseOnHold.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1_000)
        hold.listed_to = to
        hold.save(update_fields=["listed_to", "walked_on"])
    return to < newest


def _covered(hold: LegalHold, to: int) -> CaseRows:
    if hold.scope == HoldScope.CASE:
        return Case.objects.filter(holds_of_it=hold)
    if hold.scope == HoldScope.PERSON:
        own = BlindIndex.objects.filter(digest__in=hold.digests.values("digest"))
        return Case.objects.filter(pk__in=own.values("case_id"))
    walked = Case.objects.filter(pk__gt=hold.listed_to, pk__lte=to)
    if hold.scope == HoldScope.PERIOD:
        return walked.filter(received_at__gte=hold.begins_at, received_at__lt=hold.ends_at)
    return walked.filter(holds.covered_by(hold))


@transaction.atomic
def _tell(row: CaseOnHold, hold: LegalHold, changes: list[HoldChange]) -> None:
    """Write what the journal of the case does not tell yet. Another worker may have been faster."""
    newest = changes[-1]
    if not CaseOnHold.objects.filter(pk=row.pk, noted=row.noted).update(noted=newest.pk):
        return
    new = [one for one in changes if one.pk > row.noted]
    if not row.noted:  # it came under the hold as it stands now
        new = [newest] if newest.act != HoldAct.ENDED else []
    for change in new:
        name = _ENTRIES[HoldAct(change.act)] if row.noted else EntryName.HOLD_SET
        facts = {"hold": hold.reference, "until": change.until.isoformat()}
        journal.record(row.case_id, Line(name, facts), Actor(Who(change.by.role), change.by_id))
    if newest.act == HoldAct.ENDED:
        journal.erase_set_aside(row.case_id)
