"""What a version of the ledger changes in a calendar year, and the statements that it ends."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from dsr.models import Compilation, Disclosure, LedgerVersion, Recipient, YearStatement

# What a report tells of a recipient; its role under the CCPA and its source are none of it.
_TOLD = (
    *("name", "postal_address", "name_reveals_business", "examples", "examples_unknown"),
    *("is_affiliate", "is_same_brand"),
)


def end_statements(version: LedgerVersion) -> None:
    """Those of the years in which a version says something else than the one before hold no longer from it on.

    In the transaction that publishes it: the instant and the account are those of publishing.
    """
    for statement in YearStatement.objects.filter(business=version.business_id, until_version=None):
        if changes_year(version.business_id, statement.year, version.number):
            YearStatement.objects.filter(pk=statement.pk).update(
                until_version=version.number, ended_at=version.published_at, ended_by=version.published_by
            )


def is_known_wrong(report: Compilation) -> bool:
    """Whether what a report said of its year is known to be wrong: a statement it rested on ended, or rows changed."""
    ended = YearStatement.objects.in_version(report.ledger_version).filter(
        business=report.business_id, year=report.year, until_version__isnull=False
    )
    later = LedgerVersion.objects.filter(
        business=report.business_id, number__gt=report.ledger_version, published_at__isnull=False
    )
    numbers = later.order_by("number").values_list("number", flat=True)
    return ended.exists() or any(changes_year(report.business_id, report.year, number) for number in numbers)


def changes_year(business_id: int, year: int, number: int) -> bool:
    """Whether version `number` adds, changes or removes a row of the year, or what is told of its recipients.

    A row counts whether it is for direct marketing or excluded: why it is excluded may be what is wrong.
    """
    changed = Q(from_version=number) | Q(until_version=number)
    rows = Disclosure.objects.filter(business=business_id).of_year(year)
    if rows.filter(changed).exists():
        return True
    recipients = Recipient.objects.filter(changed, business=business_id)
    there = rows.in_version(number)  # no row of the year changed, so the version before has the same
    of_year = recipients.filter(key__in=there.values("recipient_key"))
    if _told(of_year.filter(until_version=number)) != _told(of_year.filter(from_version=number)):
        return True
    return _brand(recipients.filter(until_version=number)) != _brand(
        recipients.filter(from_version=number)
    ) and _counts_brand(business_id, there)


def _told(rows: Any) -> Mapping[str, tuple[Any, ...]]:
    return {key: told for key, *told in rows.values_list("key", *_TOLD)}


def _brand(rows: Any) -> set[str]:
    return set(rows.filter(is_same_brand=True).values_list("key", flat=True))


def _counts_brand(business_id: int, rows: Any) -> bool:
    """The report of the year gives the number of all same-brand affiliates, § 1798.83(f)(3)."""
    ours = Recipient.objects.filter(business=business_id, is_same_brand=True).values("key")
    return bool(rows.filter(recipient_key__in=ours).exists())
