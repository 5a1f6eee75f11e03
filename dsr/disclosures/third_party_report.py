"""The third-party disclosure report of § 1798.83, as an entry of the register: its parts stand in `report/`."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr.disclosures import report as parts
from dsr.disclosures.report import Basis, Difference, Facts
from dsr.disclosures.report_register import Report, ReportGap, register_report
from dsr.models import Compilation


class ThirdPartyReport(Report[Facts]):
    """Who received personal information for direct marketing in a calendar year."""

    name = "shine-the-light"
    format_version = 2
    paper_template = "/report/parts.typ"
    paper_words = _("The list follows on the next pages.")

    def gather(self, basis: Basis) -> tuple[Facts, Sequence[ReportGap]]:
        return parts.gather_facts(basis)

    def outcome(self, facts: Facts) -> str:
        return facts["outcome"]

    def row_count(self, facts: Facts) -> int:
        return len(facts["recipients"])

    def text(self, facts: Facts) -> str:
        return parts.render_text(facts)

    def fragment(self, facts: Facts) -> str:
        return parts.render_fragment(facts)

    def document(self, facts: Facts) -> bytes:
        return parts.render_pdf(facts)

    def table(self, facts: Facts) -> bytes | None:
        return parts.render_csv(facts)

    def paper_data(self, facts: Facts, most: int | None = None) -> dict[str, Any]:
        return parts.report_data(facts, on_paper=True, most=most)

    def letter_words(self, facts: Facts, *, on_paper: bool) -> dict[str, str]:
        brand, not_listed = facts["same_brand"], facts["not_listed"]
        counts = {
            "same_brand_count": brand["count"] if brand else 0,
            "spared_count": not_listed["same_brand"],
            "excluded_count": not_listed["excluded"],
        }
        said = {name: f"{count:,}" for name, count in counts.items() if count}
        if not parts.is_long(facts, on_paper=on_paper):
            return said
        return {**said, "list_file": _table_name(facts["year"], facts["as_of"])}

    def compare(self, before: Facts, after: Facts) -> Difference:
        return parts.compare_facts(before, after)

    def attachments(self, row: Compilation) -> list[tuple[str, bytes, str]]:
        as_of = row.as_of.isoformat() if row.as_of else None
        files = [(f"{_stem(row.year, as_of)}.pdf", bytes(row.pdf or b""), "application/pdf")]
        if row.row_count > parts.MOST_ROWS_ON_PAGES and row.csv:
            files.append((_table_name(row.year, as_of), bytes(row.csv), "text/csv"))
        return files


def _stem(year: int, as_of: str | None) -> str:
    return f"disclosures-{year}-as-of-{as_of}" if as_of else f"disclosures-{year}"


def _table_name(year: int, as_of: str | None) -> str:
    return f"{_stem(year, as_of)}.csv"


register_report(ThirdPartyReport())
