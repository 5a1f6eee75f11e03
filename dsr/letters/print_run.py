"""Many letters on paper at once: one file to print, and one press that records them as mailed."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pypdf import PdfReader, PdfWriter

from dsr.errors import DeskError
from dsr.journal import Actor
from dsr.letters.delivery_address import record_mailed
from dsr.letters.outbox import paper_pdf
from dsr.models import Letter


def print_together(letters: Iterable[Letter]) -> bytes:
    """One PDF of all, in this order. Each begins on a fresh sheet, also where both sides are printed."""
    written = PdfWriter()
    for letter in letters:
        pages = PdfReader(io.BytesIO(paper_pdf(letter)))
        written.append(pages, import_outline=False)
        if len(pages.pages) % 2:
            written.add_blank_page()
    whole = io.BytesIO()
    written.write(whole)
    return whole.getvalue()


@dataclass(frozen=True)
class Mailed:
    """A letter that was put in the mail, and the entry count of its case on the page that was pressed."""

    letter: Letter
    seen: int


@dataclass(frozen=True)
class NotRecorded:
    """What could not be recorded, and why."""

    letter: Letter
    why: str


def record_all_mailed(mailed: Sequence[Mailed], actor: Actor, mailed_on: date) -> list[NotRecorded]:
    """Record each by itself, so that one that changed meanwhile keeps back no other; what was left out, with why.

    Raises NotAllowed for who may only read.
    """
    left = []
    for one in mailed:
        try:
            record_mailed(one.letter.case_id, actor, seen=one.seen, mailed_on=mailed_on, letter_id=one.letter.pk)
        except DeskError as error:
            left.append(NotRecorded(one.letter, str(error)))
    return left
