"""The facts of a year for five thousand recipients, beside the bare aggregate of the same rows."""

from django.db import connection

from bench.imports import a_ledger_of_recipients, write_file
from bench.measure import in_turns, row
from dsr import disclosures
from dsr.disclosures import report
from dsr.disclosures.imports import DisclosureRows, Import, ImportOptions

_BARE = (
    "SELECT recipient_key, count(*), min(key) FROM dsr_disclosure WHERE business_id = %s AND exclusion = '' AND"
    " period_start <= '2025-12-31' AND period_end >= '2025-01-01' AND from_version <= 1 AND until_version IS NULL"
    " GROUP BY recipient_key"
)


def facts(count: int) -> str:
    """What a report says of a year, and what is missing in it."""
    business = a_ledger_of_recipients()
    one = Import(business, DisclosureRows, write_file(count), ImportOptions(allow_gaps=True))
    one.check()
    one.put()
    draft = disclosures.open_draft(business)
    assert draft is not None
    disclosures.publish_draft(draft, None)
    business.refresh_from_db()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    basis = report.Basis(business, 2025, business.ledger_version, "en", None, None)

    def ours() -> None:
        assert report.gather_facts(basis)[0]["recipients"]

    def floor() -> None:
        with connection.cursor() as cursor:
            cursor.execute(_BARE, [business.pk])
            assert cursor.fetchall()

    mine, bare = in_turns(ours, floor, 5)
    return row(f"the facts of a year, {count:,} disclosures", mine, bare, "the bare aggregate")
