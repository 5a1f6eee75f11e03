"""The report as a tagged PDF."""

from typing import Any

from django.utils import translation

from dsr.disclosures.report.facts import Facts, check_facts
from dsr.disclosures.report.wording import is_long, words
from dsr.formats import pdf


def render_pdf(facts: Facts) -> bytes:
    """Set the report on US Letter pages, with a summary for the table over MOST_ROWS_ON_PAGES recipients."""
    return pdf.compile("report/report.typ", report_data(facts))


def report_data(facts: Facts, *, on_paper: bool = False) -> dict[str, Any]:
    """Give what templates/report/report.typ reads; a letter on paper puts the same, in full, behind its own pages."""
    check_facts(facts)
    with translation.override(facts["language"]):
        return {
            "language": facts["language"].partition("-")[0],
            "year": facts["year"],
            "business": facts["business"],
            "words": words(facts, on_paper=on_paper),
            "page": translation.gettext("Page {page} of {pages}"),
            "categories": facts["categories"],
            "recipients": [] if is_long(facts, on_paper=on_paper) else facts["recipients"],
            "same_brand": facts["same_brand"],
        }
