"""The suppression list as a file: exported with its hashes, imported from another Daylight or from an old mailer."""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from django.conf import settings
from django.utils.translation import gettext as _

from dsr import key_marks, sealing
from dsr.clock import now
from dsr.errors import BadInput
from dsr.formats import address_lines
from dsr.formats.hidden_characters import as_seen
from dsr.models import Business, Suppression
from dsr.models.suppression import Purpose
from dsr.suppression import stop_list
from dsr.suppression.known_person import FIELDS, LOOKALIKE, digests_to_list

HEADER = ["purpose", "list", "field", "digest", "since", "source", "key"]
_BATCH = 1_000
T = TypeVar("T")
_HEX = frozenset("0123456789abcdef")


class Writes(Protocol):
    """A file, or what a command prints to."""

    def write(self, text: str, /) -> object: ...


@dataclass
class Count:
    """What an import came to. Importing the same file again finds all of it known. `empty` lines say nothing."""

    lines: int = 0
    new: int = 0
    empty: int = 0

    @property
    def known(self) -> int:
        return self.lines - self.new


def export_list(business: Business, out: Writes) -> int:
    """Every active row, opt-outs too, oldest first; how many. Tells no address and not the key. Raises KeyLost."""
    key_marks.require_suppression_key()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    mark, count = _mark(), 0
    rows = Suppression.objects.filter(business=business, lifted_at=None).order_by("pk")
    for row in rows.iterator(chunk_size=_BATCH):
        writer.writerow([row.purpose, row.scope, row.field, row.digest, row.since.isoformat(), row.source, mark])
        count += 1
    return count


def _mark() -> str:
    """Says which key made the hashes, so that another's are refused; tells nothing about the key."""
    return sealing.check_value(settings.SUPPRESSION_KEY)[:16]


def import_hashes(business: Business, lines: Iterable[str], tell: Callable[[int], None]) -> Count:
    """Rows that export_list() wrote, under the same key. Raises BadInput with the number of a bad line.

    What came before that line is in, and importing the mended file again does the rest.
    """
    rows = csv.reader(lines)
    if next(rows, None) != HEADER:
        raise BadInput(_("This is no exported list: its first line is not %(header)s.") % {"header": ",".join(HEADER)})
    mark, count = _mark(), Count()
    filled = count_empty(enumerate(rows, 2), count, lambda numbered: bool(numbered[1]))
    return _put(business, (_row(business, cells, number, mark) for number, cells in filled), tell, count)


def _row(business: Business, cells: list[str], number: int, mark: str) -> Suppression:
    try:
        purpose, scope, name, digest, since, _source, key = cells
        at = datetime.fromisoformat(since)
    except ValueError as error:
        raise BadInput(_("Line %(number)s is cut off or has no date.") % {"number": number}) from error
    if key != mark:
        raise BadInput(
            _("Line %(number)s was made with another SUPPRESSION_KEY: set that one here.") % {"number": number}
        )
    is_digest = len(digest) == 64 and _HEX.issuperset(digest)
    if purpose not in Purpose.values or name not in (*FIELDS, LOOKALIKE) or not is_digest or at.tzinfo is None:
        raise BadInput(_("Line %(number)s is not as it was exported.") % {"number": number})
    return Suppression(
        business=business, purpose=purpose, scope=scope, field=name, digest=digest, since=at, source=stop_list.IMPORTED
    )


def import_addresses(
    business: Business, lines: Iterable[str], scope: str, since: datetime | None, tell: Callable[[int], None]
) -> Count:
    """Addresses that an old mailer suppressed, in any shape that address_lines reads. Raises BadInput.

    What came before a line that is not understood may be in; importing the mended file does the rest.
    """
    at, count = since or now(), Count()
    made = (
        Suppression(
            business=business,
            purpose=Purpose.MAIL.value,
            scope=scope,
            field=name,
            digest=digest,
            since=at,
            source=stop_list.IMPORTED,
        )
        for email in count_empty(address_lines.read_addresses(lines, keeps_hidden=True), count)
        for name, digest in digests_to_list(as_seen(email)).items()
    )
    return _put(business, made, tell, count)


def count_empty(lines: Iterable[T], count: Count, is_filled: Callable[[T], bool] = bool) -> Iterator[T]:
    """What is filled in; what is not is counted, so that nobody is left out without a word."""
    for line in lines:
        if is_filled(line):
            yield line
        else:
            count.empty += 1


def _put(business: Business, rows: Iterable[Suppression], tell: Callable[[int], None], count: Count) -> Count:
    """Batch by batch, each in a transaction of its own, so that no other writer waits for long."""
    key_marks.require_suppression_key()
    for chunk in stop_list.chunks(rows, _BATCH):
        count.new += stop_list.add(business.pk, chunk)
        count.lines += sum(row.field != LOOKALIKE for row in chunk)
        tell(count.lines)
    return count
