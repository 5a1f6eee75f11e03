"""The report as a tagged PDF."""

from typing import Any

from django.utils import translation

from dsr.disclosures.report.facts import Facts, check_facts
from dsr.disclosures.report.wording import is_long, words
from dsr.formats import pdf


def render_pdf(facts: Facts) -> bytes:
    """Set the report on US Letter pages, with a summary for the table over MOST_ROWS_ON_PAGES recipients."""
    return pdf.compile("report/report.typ", report_data(facts))


def report_data(facts: Facts, *, on_paper: bool = False, most: int | None = None) -> dict[str, Any]:
    """Give what templates/report/report.typ reads; a letter on paper puts the same, in full, behind its own pages.

    `most`: a look lists so many recipients and says so, for twenty thousand are set in half a minute.
    """
    check_facts(facts)
    with translation.override(facts["language"]):
        said, recipients = words(facts, on_paper=on_paper), facts["recipients"]
        if most is not None and len(recipients) > most:
            said["recipients_intro"], recipients = _shortened(len(recipients), most), recipients[:most]
        return {
            "language": facts["language"].partition("-")[0],
            "year": facts["year"],
            "business": facts["business"],
            "words": said,
            "page": translation.gettext("Page {page} of {pages}"),
            "categories": facts["categories"],
            "recipients": [] if is_long(facts, on_paper=on_paper) else recipients,
            "same_brand": facts["same_brand"],
        }


def _shortened(count: int, most: int) -> str:
    """What stands above the list in a look at the pages."""
    return translation.gettext(
        "This is a look at the letter. Here stand the first %(most)s of %(count)s companies; the letter itself lists "
        "all of them."
    ) % {"most": f"{most:,}", "count": f"{count:,}"}
