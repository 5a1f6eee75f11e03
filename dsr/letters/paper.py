"""Letters on paper: a print-ready PDF whose addresses show through a double-window envelope."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation

from dsr.formats import pdf


@dataclass(frozen=True)
class PaperLetter:
    """What stands on the paper, every text as it is given; a line break within a paragraph is kept.

    `sender_lines` and `recipient_lines` are address lines, of which empty ones are dropped. `date_text` is the date as
    it is spoken, `language` a tag such as “en”. With `report`, which names its own
    template, the whole report follows on pages of its own in the same file, however long it is.
    """

    sender_lines: list[str]
    recipient_lines: list[str]
    date_text: str
    reference: str
    subject: str
    paragraphs: list[str]
    language: str
    report: Mapping[str, Any] | None = None


def render_letter(letter: PaperLetter) -> bytes:
    """Set a letter on US Letter paper, folded in three for a #10 double-window envelope. Raises CannotCompile."""
    with translation.override(letter.language):
        words = {
            "page": translation.gettext("Page {page} of {pages}"),
            "reference": translation.gettext("Reference"),
            "date": translation.gettext("Date"),
            "enclosed": translation.gettext("Enclosed: the report"),
        }
    data: dict[str, Any] = {
        "language": letter.language.partition("-")[0],
        "sender": [line for line in letter.sender_lines if line.strip()],
        "recipient": [line for line in letter.recipient_lines if line.strip()],
        "date": letter.date_text,
        "reference": letter.reference,
        "subject": letter.subject,
        "paragraphs": letter.paragraphs,
        "words": words,
        "report": letter.report,
    }
    return pdf.compile("letters/mail.typ", data)
