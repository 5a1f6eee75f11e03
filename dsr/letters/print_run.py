"""Many letters on paper at once: one file to print, and one press that records them as mailed."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, ngettext

from dsr.clock import today
from dsr.errors import Blocked, DeskError
from dsr.formats import references
from dsr.formats.days import long_day
from dsr.journal import Actor
from dsr.letters.copied_paper import free_paper
from dsr.letters.delivery_address import record_bundle_letter_mailed, record_mailed
from dsr.letters.letter_holder import reference_of
from dsr.letters.outbox import paper_pdf
from dsr.letters.paper import PaperLetter, render_letter
from dsr.models import Case, Letter
from dsr.models.letter import LetterState


def letters_to_mail(limit: int) -> list[Letter]:
    """What waits to be printed and mailed, with its case or bundle, the most urgent first.

    `by`: the day to send by of its case; of a letter about a bundle the earliest one of its open requests.
    What came with a restored copy is left out until a person settled it.
    """
    on_paper = Letter.objects.filter(state=LetterState.TO_MAIL, goes_with=None)
    waiting = free_paper(on_paper).select_related("case", "bundle")
    of_bundle = Case.objects.open().filter(bundled__bundle=OuterRef("bundle")).order_by("send_by").values("send_by")
    urgent = waiting.annotate(by=Coalesce("case__send_by", Subquery(of_bundle[:1])))
    return list(urgent.order_by(F("by").asc(nulls_last=True), "pk")[:limit])


@dataclass(frozen=True)
class PrintedLetters:
    """One PDF, and the letters that are in it."""

    file: bytes
    letters: list[Letter]


def print_together(letters: Iterable[Letter]) -> PrintedLetters:
    """One PDF of all, in this order. Each begins on a fresh sheet, also where both sides are printed.

    One that does not open keeps back no other: a sheet on top says which are not in the file, and why. Raises Blocked
    where none of them opens.
    """
    printed, opened, left = [], [], []
    for letter in letters:
        try:
            printed.append(paper_pdf(letter))
            opened.append(letter)
        except DeskError as error:
            left.append(f"{references.spell(reference_of(letter))}: {error}")
    if not printed:
        raise Blocked(" ".join(left))
    return PrintedLetters(_bound([_sheet_of(left), *printed] if left else printed), opened)


def _sheet_of(left: Sequence[str]) -> bytes:
    """It stays at the desk: it names requests, and nobody to whom it could be sent."""
    words = ngettext(
        "%(count)d letter is not in this file. Do not mail this sheet.",
        "%(count)d letters are not in this file. Do not mail this sheet.",
        len(left),
    )
    day = long_day(today())
    sheet = PaperLetter([], [], day, "", words % {"count": len(left)}, list(left), get_language() or "en")
    return render_letter(sheet)


def _bound(files: Iterable[bytes]) -> bytes:
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415  (eight megabytes in every process, for a press on one page)

    written = PdfWriter()
    for file in files:
        pages = PdfReader(io.BytesIO(file))
        written.append(pages, import_outline=False)
        if len(pages.pages) % 2:
            written.add_blank_page()
    whole = io.BytesIO()
    written.write(whole)
    return whole.getvalue()


@dataclass(frozen=True)
class Mailed:
    """A letter that was put in the mail, and the entry count of its case on the page that was pressed.

    A letter about a whole bundle is of no case: of it the count says nothing.
    """

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
            _record(one, actor, mailed_on)
        except DeskError as error:
            left.append(NotRecorded(one.letter, str(error)))
    return left


def _record(one: Mailed, actor: Actor, mailed_on: date) -> None:
    letter = one.letter
    if letter.case_id is None:
        record_bundle_letter_mailed(letter.pk, actor, mailed_on)
    else:
        record_mailed(letter.case_id, actor, seen=one.seen, mailed_on=mailed_on, letter_id=letter.pk)
