"""Letters on paper: a print-ready PDF whose addresses show through a double-window envelope."""

from typing import Any

from django.utils import translation

from dsr.disclosures.report import Facts, report_data
from dsr.formats import pdf


def render_letter(
    *,
    sender_lines: list[str],
    recipient_lines: list[str],
    date_text: str,
    reference: str,
    subject: str,
    paragraphs: list[str],
    language: str,
    report: Facts | None = None,
) -> bytes:
    """Set a letter on US Letter paper to be folded in three for a #10 double-window envelope.

    `sender_lines` and `recipient_lines` are address lines, of which empty ones are dropped. Every text stands
    as it is given; a line break within a paragraph is kept. With `report`, the whole report follows on pages
    of its own in the same file, however long it is: all recipients are owed. Raises CannotCompile.
    """
    with translation.override(language):
        words = {
            "page": translation.gettext("Page {page} of {pages}"),
            "reference": translation.gettext("Reference"),
            "date": translation.gettext("Date"),
            "enclosed": translation.gettext("Enclosed: the report"),
        }
    data: dict[str, Any] = {
        "language": language.partition("-")[0],
        "sender": [line for line in sender_lines if line.strip()],
        "recipient": [line for line in recipient_lines if line.strip()],
        "date": date_text,
        "reference": reference,
        "subject": subject,
        "paragraphs": paragraphs,
        "words": words,
        "report": None if report is None else report_data(report, on_paper=True),
    }
    return pdf.compile("letters/mail.typ", data)
