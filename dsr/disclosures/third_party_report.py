"""The third-party disclosure report of § 1798.83, as an entry of the register: its parts stand in `report/`."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr.disclosures import report as parts
from dsr.disclosures.report import Facts
from dsr.disclosures.report_register import Report, ReportGap, register_report
from dsr.models import Business, Compilation


class ThirdPartyReport(Report[Facts]):
    """Who received personal information for direct marketing in a calendar year."""

    name = "shine-the-light"
    format_version = 1
    paper_template = "/report/parts.typ"
    paper_words = _("The list follows on the next pages.")

    def gather(self, business: Business, year: int, version: int, language: str) -> tuple[Facts, Sequence[ReportGap]]:
        return parts.gather_facts(business, year, version, language)

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

    def paper_data(self, facts: Facts) -> dict[str, Any]:
        return parts.report_data(facts, on_paper=True)

    def letter_words(self, facts: Facts, *, on_paper: bool) -> dict[str, str]:
        brand, not_listed = facts["same_brand"], facts["not_listed"]
        counts = {
            "same_brand_count": brand["count"] if brand else 0,
            "spared_count": not_listed["same_brand"],
            "excluded_count": not_listed["excluded"],
        }
        said = {name: f"{count:,}" for name, count in counts.items() if count}
        return {**said, "list_file": _table_name(facts["year"])} if parts.is_long(facts, on_paper=on_paper) else said

    def attachments(self, row: Compilation) -> list[tuple[str, bytes, str]]:
        files = [(f"disclosures-{row.year}.pdf", bytes(row.pdf or b""), "application/pdf")]
        if row.row_count > parts.MOST_ROWS_ON_PAGES and row.csv:
            files.append((_table_name(row.year), bytes(row.csv), "text/csv"))
        return files


def _table_name(year: int) -> str:
    return f"disclosures-{year}.csv"


register_report(ThirdPartyReport())
