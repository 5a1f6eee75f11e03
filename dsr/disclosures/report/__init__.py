"""The third-party disclosure report: facts of one ledger version, their gaps, and their pages."""

from dsr.disclosures.report.basis import Basis
from dsr.disclosures.report.csv_table import render_csv
from dsr.disclosures.report.facts import MOST_ROWS_ON_PAGES, Difference, Facts, compare_facts
from dsr.disclosures.report.gaps import Gap
from dsr.disclosures.report.html_and_text import render_fragment, render_text
from dsr.disclosures.report.ledger_facts import gather_facts
from dsr.disclosures.report.tagged_pdf import render_pdf, report_data
from dsr.disclosures.report.wording import is_long

__all__ = [
    "MOST_ROWS_ON_PAGES",
    "Basis",
    "Difference",
    "Facts",
    "Gap",
    "compare_facts",
    "gather_facts",
    "is_long",
    "render_csv",
    "render_fragment",
    "render_pdf",
    "render_text",
    "report_data",
]
