"""Entries of a release before gain the mac that they lack, once their chain was found whole."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from dsr import sealing
from dsr.journal.chain_check import Fault, check_chain
from dsr.journal.seals import lock_case
from dsr.models import Case, Entry

_BATCH = 500


@dataclass(frozen=True)
class Given:
    """What became of one case: how many of its entries gained a mac; where its chain has faults, none did."""

    case_id: int
    entries: int
    faults: tuple[Fault, ...] = ()


def add_macs(after: int = 0) -> Iterator[Given]:
    """Give each entry that lacks it a mac, a case in a transaction, by age; cases up to number `after` are left out.

    A mac says that an entry was written here. Where the chain says otherwise nothing is given, and a person looks.
    """
    lacking = Entry.objects.filter(mac="").order_by("case_id").values_list("case_id", flat=True).distinct()
    while batch := list(lacking.filter(case_id__gt=after)[:_BATCH]):
        for case_id in batch:
            yield _add(case_id)
        after = batch[-1]


@transaction.atomic
def _add(case_id: int) -> Given:
    case: Case = lock_case(case_id)
    if faults := check_chain(case).faults:
        return Given(case_id, 0, faults)
    rows = list(Entry.objects.filter(case=case, mac="").only("digest"))
    for row in rows:
        row.mac = sealing.entry_mac(row.digest)
    Entry.objects.bulk_update(rows, ["mac"], batch_size=100)
    return Given(case_id, len(rows))
