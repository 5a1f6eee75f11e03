"""Versions of the ledger: rows are put into a draft that no reader sees, and published by one UPDATE."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Literal

from django.db import models, transaction
from django.utils.translation import gettext as _

from dsr.clock import now
from dsr.disclosures import contents, year_changes
from dsr.errors import Blocked, Changed
from dsr.models import Account, Business, Disclosure, LedgerVersion, Recipient, holds
from dsr.models.many_rows import insert_rows

Change = Literal["added", "changed", "same"]
LedgerModel = type[Recipient] | type[Disclosure]
LedgerItem = tuple[str, Mapping[str, Any]]

# Short transactions: on SQLite a long one holds up every other writer.
BATCH = 2_000
LEDGERS: tuple[LedgerModel, ...] = (Recipient, Disclosure)
_NOT_CONTENT = {"id", "business", "key", "content", "from_version", "until_version"}


@dataclass
class Batch:
    """What one batch of rows does to the ledger."""

    counts: Counter[str] = field(default_factory=Counter)
    ended: list[int] = field(default_factory=list)  # rows that hold until the draft
    removed: list[int] = field(default_factory=list)  # rows that were born in the draft and go again
    revived: list[int] = field(default_factory=list)  # rows that were ended in the draft and hold again
    added: list[dict[str, Any]] = field(default_factory=list)  # new rows, by attribute name

    def has_changes(self) -> bool:
        return bool(self.ended or self.removed or self.revived or self.added)


def begin_draft(business: Business) -> LedgerVersion:
    """Give the open draft of the business, or begin one behind the published version."""
    with transaction.atomic():
        published = hold_ledger(business)
        version, _is_new = LedgerVersion.objects.get_or_create(
            business=business,
            published_at=None,
            defaults={"number": published + 1, "started_at": now()},
        )
    return version


def open_draft(business: Business) -> LedgerVersion | None:
    """Give the draft of the business, if one is open."""
    return LedgerVersion.objects.filter(business=business, published_at=None).first()


def put_row(business: Business, model: LedgerModel, key: str, fields: Mapping[str, Any]) -> Change:
    """Let the draft say this of the row `key`. A field that is not given keeps what the row says already.

    Content that equals the current row changes nothing, and begins no draft.
    """
    done: Counter[str] = Counter()
    for counts in put_rows(business, model, [(key, fields)]):
        done += counts
    return next(name for name in ("added", "changed", "same") if done[name])


def put_rows(
    business: Business, model: LedgerModel, items: Iterable[LedgerItem], unfinished: str = ""
) -> Iterator[Counter[str]]:
    """Put many rows, BATCH in a transaction, and give the counts of each: added, changed, same.

    With `unfinished`, the draft cannot be published until finish() takes that mark away. Raises Blocked where
    another file was left half put in.
    """
    remaining = iter(items)
    while chunk := dict(islice(remaining, BATCH)):
        with transaction.atomic():
            number = hold_ledger(business) + 1
            batch = _compare(business, model, chunk, number)
            if batch.has_changes():
                _mark(begin_draft(business), unfinished)
                _write(model, batch, number)
        yield batch.counts


def compare_rows(business: Business, model: LedgerModel, items: Iterable[LedgerItem]) -> Iterator[Counter[str]]:
    """Count what put_all would do, batch by batch, and write nothing."""
    number = _published(business) + 1
    remaining = iter(items)
    while chunk := dict(islice(remaining, BATCH)):
        yield _compare(business, model, chunk, number).counts


def end_row(business: Business, model: LedgerModel, key: str) -> bool:
    """Let the row `key` hold no longer from the draft on. False where there is no such row."""
    return end_rows(business, model, [key]) == 1


def end_rows(business: Business, model: LedgerModel, keys: Iterable[str], unfinished: str = "") -> int:
    """End many rows, BATCH in a transaction; give how many there were."""
    count, remaining = 0, iter(keys)
    while chunk := list(islice(remaining, BATCH)):
        with transaction.atomic():
            number = hold_ledger(business) + 1
            current = model.objects.filter(business=business, key__in=chunk, until_version=None)
            pairs = list(current.values_list("pk", "from_version"))
            if not pairs:
                continue
            _mark(begin_draft(business), unfinished)
            batch = Batch(
                removed=[pk for pk, born in pairs if born == number],
                ended=[pk for pk, born in pairs if born != number],
            )
            _write(model, batch, number)
            count += len(pairs)
    return count


def finish_file(version: LedgerVersion, unfinished: str) -> None:
    """The file with this mark is put in wholly."""
    LedgerVersion.objects.filter(pk=version.pk, unfinished=unfinished).update(unfinished="")


def is_draft_empty(version: LedgerVersion) -> bool:
    """Tell whether the draft says nothing new."""
    return not any(_touched(version, model).exists() for model in LEDGERS)


def publish_draft(version: LedgerVersion, account: Account | None, note: str = "") -> LedgerVersion:
    """Make the draft the version that reports read, by one UPDATE of the business. `note` says what changed.

    Who said that a year is complete did not know of what changes in it now: that statement holds no longer.
    Raises Changed where another version was published meanwhile or the draft is gone, and Blocked where an import
    did not finish or nothing changed. The first version may be empty: it says that nothing was disclosed.
    """
    with transaction.atomic():
        published = hold_ledger(Business(pk=version.business_id))
        current = LedgerVersion.objects.filter(pk=version.pk, published_at=None).first()
        if current is None:
            raise Changed(_("This draft was published or discarded in the meantime. Look at the disclosures again."))
        if current.unfinished:
            raise Blocked(_unfinished())
        if published and is_draft_empty(current):
            raise Blocked(_("Nothing changed since version %(number)d.") % {"number": published})
        current.published_at, current.published_by = now(), account
        current.note = note or current.note
        current.save(update_fields=["published_at", "published_by", "note"])
        # The one update that turns readers to the new version.
        behind = Business.objects.filter(pk=version.business_id, ledger_version=current.number - 1)
        if not behind.update(ledger_version=current.number):
            raise Changed(_("Another version was published in the meantime. Look at the disclosures again."))
        year_changes.end_statements(current)
    return current


def discard_draft(version: LedgerVersion) -> None:
    """Throw the draft away: what it added goes, what it ended holds again. Repeating it is harmless.

    Raises Blocked while a hold keeps what it says of a recipient.
    """
    for model in LEDGERS:
        holds.refuse_if_in_ledger(
            model.objects.filter(business=version.business_id, from_version=version.number), version.business_id
        )
    mark = "discard"
    if not LedgerVersion.objects.filter(pk=version.pk, published_at=None).update(unfinished=mark):
        raise Changed(_("This draft was published or discarded in the meantime. Look at the disclosures again."))
    for model in LEDGERS:
        rows = model.objects.filter(business=version.business_id)
        while pks := list(rows.filter(from_version=version.number).values_list("pk", flat=True)[:BATCH]):
            rows.filter(pk__in=pks).delete()
        while pks := list(rows.filter(until_version=version.number).values_list("pk", flat=True)[:BATCH]):
            rows.filter(pk__in=pks).update(until_version=None)
    LedgerVersion.objects.filter(pk=version.pk, published_at=None, unfinished=mark).delete()


def hold_ledger(business: Business) -> int:
    """Keep the ledger of a business as it is until the end of the transaction; give its published version."""
    # Whoever changes the ledger of a business waits here for the others. Not a full lock: a new case, which
    # only refers to the business, need not wait.
    held = Business.objects.select_for_update(no_key=True).values_list("ledger_version", flat=True)
    return held.get(pk=business.pk)


def note_contents() -> int:
    """Note in rows of a release before what they say, as put_rows() does in new ones; how many, of a day's share."""
    return contents.note_contents(hold_ledger)


def _published(business: Business) -> int:
    return Business.objects.values_list("ledger_version", flat=True).get(pk=business.pk)


def _mark(version: LedgerVersion, unfinished: str) -> None:
    if version.unfinished == unfinished:
        return
    if version.unfinished:
        raise Blocked(_unfinished())
    LedgerVersion.objects.filter(pk=version.pk).update(unfinished=unfinished)


def _unfinished() -> str:
    return _(
        "The import of a file into this draft has not finished. Wait for it, run the same import again, or discard "
        "the draft (manage.py publish_ledger --discard)."
    )


def _touched(version: LedgerVersion, model: LedgerModel) -> Any:
    rows = model.objects.filter(business=version.business_id)
    return rows.filter(models.Q(from_version=version.number) | models.Q(until_version=version.number))


def _content(row: Any) -> dict[str, Any]:
    names = [one.name for one in row._meta.concrete_fields if one.name not in _NOT_CONTENT]
    return {name: getattr(row, name) for name in names}


def _compare(business: Business, model: LedgerModel, items: Mapping[str, Mapping[str, Any]], number: int) -> Batch:
    rows = model.objects.filter(business=business, key__in=list(items))
    known: list[Any] = list(rows.filter(models.Q(until_version=None) | models.Q(until_version=number)))
    current = {row.key: row for row in known if row.until_version is None}
    before = {row.key: row for row in known if row.until_version is not None}
    empty = _content(model())
    batch = Batch()
    for key, fields in items.items():
        row = current.get(key)
        says = empty if row is None else _content(row)
        content = {**says, **fields}
        if row is not None and content == says:
            batch.counts["same"] += 1
            continue
        batch.counts["added" if row is None else "changed"] += 1
        if row is not None:
            (batch.removed if row.from_version == number else batch.ended).append(row.pk)
        was = before.get(key)
        if was is not None and content == _content(was):
            batch.revived.append(was.pk)
        else:
            batch.added.append({"business_id": business.pk, "key": key, "from_version": number, **content})
    return batch


def _write(model: LedgerModel, batch: Batch, number: int) -> None:
    if batch.removed:
        model.objects.filter(pk__in=batch.removed).delete()
    if batch.ended:
        model.objects.filter(pk__in=batch.ended).update(until_version=number)
    if batch.revived:
        model.objects.filter(pk__in=batch.revived).update(until_version=None)
    if batch.added:
        if model is Disclosure:
            contents.add_contents(batch.added[0]["business_id"], batch.added)
        insert_rows(model, batch.added)
