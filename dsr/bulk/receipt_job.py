"""Beginning bulk work on how a bundle came: a few at once, more by the worker, each once."""

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal, receipt_corrections
from dsr.bulk import job
from dsr.bulk.look import AT_ONCE
from dsr.bulk.press import Press
from dsr.bulk.receipt_press import ReceiptPress, require_one_works, why_not_begun
from dsr.clock import now
from dsr.errors import BadInput, DeskError, NotAllowed
from dsr.formats import references
from dsr.journal import Actor
from dsr.models import Bulk, BulkRow, Bundle, Case
from dsr.models.bulk import BulkAction, BulkResult, BulkState
from dsr.receipt_corrections import BundleResult, LineLook


def begin_receipts(bundle_id: int, actor: Actor, pressed: ReceiptPress, back: str = "") -> Bulk:
    """Fix the rows, and carry it out: at once where they are few, else by the worker.

    Raises what the first says where that refuses, before any is begun; Changed where other such work goes on.
    """
    journal.must_decide(actor)
    if actor.account_id is None:
        raise NotAllowed(_("A member of staff decides this."))
    if not pressed.seen:
        raise BadInput(next(iter(pressed.left.values()), _("Nothing is different. Change what is wrong.")))
    bundle = Bundle.objects.get(pk=bundle_id)
    words = pressed.sealed_words(actor)
    with transaction.atomic():
        Bundle.objects.select_for_update().get(pk=bundle_id)
        if Bulk.objects.filter(action=BulkAction.RECEIPT, ended_at=None, choice__bundle=bundle.reference).exists():
            raise why_not_begun()
        made = Bulk.objects.create(
            reference=references.new(),
            action=BulkAction.RECEIPT.value,
            state=BulkState.WORK,
            choice=pressed.choice(bundle),
            back=back[:300],
            asked_by_id=actor.account_id,
            asked_at=now(),
            begun_at=now(),
        )
        made.words = job.seal_words(made, words)
        made.save(update_fields=["words"])
        rows = BulkRow.objects.bulk_create(_rows(made, bundle, pressed))
        _try(rows, actor, made, words)
        job.plan(made, len(pressed.seen))
    if len(pressed.seen) <= AT_ONCE:
        job.carry_on(made.pk)
        made.refresh_from_db()
    return made


def _rows(made: Bulk, bundle: Bundle, pressed: ReceiptPress) -> list[BulkRow]:
    """In the order of the list."""
    found = []
    ids = bundle.lines.order_by("number", "pk").values_list("case_id", flat=True)
    for number, pk in enumerate((pk for pk in ids if pk in pressed.seen or pk in pressed.left), start=1):
        row = BulkRow(bulk=made, number=number, case_id=pk, seen=pressed.seen.get(pk, 0), result=BulkResult.READY)
        if pk not in pressed.seen:
            row.result, row.why = BulkResult.CANNOT, pressed.left[pk][:600]
        found.append(row)
    return found


def _try(rows: list[BulkRow], actor: Actor, made: Bulk, words: str) -> None:
    """Where none can be done, what the first says is said before. Of more than are tried, the rest may be done."""
    ready = [row for row in rows if row.result == BulkResult.READY]
    refused = None
    for row in ready[:AT_ONCE]:
        try:
            return require_one_works(Press(row, Case.objects.get(pk=row.case_id), actor, made.choice, words))
        except DeskError as error:
            refused = refused or error
    if refused is not None and len(ready) <= AT_ONCE:
        raise refused


def result_of_receipts(made: Bulk) -> BundleResult:
    """What became of each that is finished."""
    rows = list(made.rows.select_related("case").order_by("number"))
    bundle = Bundle.objects.get(reference=made.choice["bundle"])
    waits = {one.approval.case_id for one in receipt_corrections.proposed_in_bundle(bundle)}
    done = [row.case for row in rows if row.result == BulkResult.DONE]
    left = {BulkResult.CANNOT, BulkResult.LEFT_OUT, BulkResult.FAILED}
    return BundleResult(
        [case for case in done if case.pk not in waits],
        [case for case in done if case.pk in waits],
        [LineLook(row.case, None, row.why) for row in rows if row.result in left],
    )
