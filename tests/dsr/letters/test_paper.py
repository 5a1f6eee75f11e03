"""Letters on paper."""

import io
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from dsr.disclosures.report import Facts, report_data
from dsr.letters import PaperLetter, render_letter
from tests.dsr.disclosures.samples import LETTER, facts, many
from tests.dsr.formats.pdfs import facts_of, faults, made_on, tags


def _pages(report: Facts) -> dict[str, Any]:
    return {**report_data(report, on_paper=True), "template": "/report/parts.typ"}


ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def test_a_letter_is_one_valid_page_with_its_subject_as_title(tmp_path):
    data = render_letter(PaperLetter(**LETTER))
    assert facts_of(data) == (1, LETTER["subject"], "en")
    assert faults(data, tmp_path) == []
    assert render_letter(PaperLetter(**LETTER)) == data
    assert made_on(data) == "2000-01-01"


@pytest.mark.parametrize(
    "outcome", ["STL_DISCLOSED", "STL_NONE_DISCLOSED", "STL_NONE_TO_LIST", "STL_SAME_BRAND_COUNT"]
)
def test_the_report_follows_the_letter_on_its_own_pages(outcome, tmp_path):
    data = render_letter(PaperLetter(**LETTER, report=_pages(facts(outcome))))
    assert faults(data, tmp_path) == []
    assert facts_of(data)[0] >= 2
    assert ("/Table" in tags(data)) == (outcome == "STL_DISCLOSED")


def test_on_paper_every_recipient_is_listed_however_many():
    report = facts("STL_DISCLOSED", recipients=many(2001))
    rows = tags(render_letter(PaperLetter(**LETTER, report=_pages(report)))).count("/TR")
    assert rows >= 2001


def test_a_long_letter_runs_on(tmp_path):
    data = render_letter(PaperLetter(**{**LETTER, "paragraphs": ["Word " * 120] * 20}))
    assert facts_of(data)[0] > 2
    assert faults(data, tmp_path) == []


def test_an_address_without_lines_still_gives_a_letter(tmp_path):
    assert (
        faults(render_letter(PaperLetter(**{**LETTER, "sender_lines": [], "recipient_lines": ["", " "]})), tmp_path)
        == []
    )


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ANY, max_size=9), ANY, ANY)
def test_any_words_make_a_letter(tmp_path, lines, subject, paragraph):
    words = {"recipient_lines": lines, "subject": f"A{subject}", "paragraphs": [paragraph]}
    assert faults(render_letter(PaperLetter(**{**LETTER, **words})), tmp_path) == []


# A #10 envelope with two windows, in inches: the sheet is folded in three, rests on the bottom and may be tapped to
# either side of its 9.5; the window for the reader is 4 wide and 1 high, 0.5 from the left and 0.625 from the bottom.
ENVELOPE, SHEET, PANEL = 9.5, 8.5, 11 / 3
WINDOW_LEFT, WINDOW_WIDE, WINDOW_LOW, WINDOW_HIGH = 0.5, 4.0, 0.625, 1.0
CLEAR = 0.125
RISE = 4.125 - PANEL  # tapped to the top of the envelope
USUAL = ["Alexandra Marchetti-Okonjo", "c/o Northern Legal Aid", "1200 Pioneer Avenue, Suite 1455"]
USUAL += ["San Buenaventura, CA 93001-2345"]
CAP, TAIL = 0.73, 0.24  # how far a letter reaches above and below its line, in its own size
LONG = ["Maria-Theresia Wolkenstein-Trostburg de la Vega", "c/o The Legal Aid Society of the Northern Counties"]
LONG += ["1200 Avenue of the Pioneers, Building C, Suite 1455", "San Buenaventura, California 93001-2345"]


def _lines_on(page: Any) -> list[tuple[str, float, float]]:
    """Every piece of text with where it begins, in inches from the left and from the top of the sheet."""
    found: list[tuple[str, float, float]] = []

    def seen(text: str, matrix: list[float], text_matrix: list[float], _font: Any, _size: float) -> None:
        x = text_matrix[4] * matrix[0] + matrix[4]
        y = text_matrix[5] * matrix[3] + matrix[5]
        if text.strip():
            found.append((text.strip(), x / 72, (792 - y) / 72))

    page.extract_text(visitor_text=seen)
    return found


def _sized_lines(page: Any) -> list[tuple[float, float, float, float]]:
    """Each piece of the address with the box of its letters: left, right, top, bottom; widths are the font's own."""
    found = []

    def seen(text: str, matrix: list[float], text_matrix: list[float], font: Any, size: float) -> None:
        x, y = text_matrix[4] * matrix[0] + matrix[4], text_matrix[5] * matrix[3] + matrix[5]
        points = abs(size * text_matrix[0] * matrix[0])
        down = (792 - y) / 72
        if text.strip() and 1.5 < down < PANEL and x / 72 < 4.6:
            wide = 0.56 * points * len(text.strip()) / 72  # more than any line of an address takes
            found.append((x / 72, x / 72 + wide, down - CAP * points / 72, down + TAIL * points / 72))

    page.extract_text(visitor_text=seen)
    return found


@pytest.mark.parametrize("recipient", [LETTER["recipient_lines"], USUAL[:2], USUAL])
@pytest.mark.parametrize("tapped_right", [0.0, ENVELOPE - SHEET])
@pytest.mark.parametrize("tapped_up", [0.0, RISE])
def test_the_address_shows_whole_wherever_the_folded_sheet_lies(recipient, tapped_right, tapped_up):
    """Tapped to the left, the right, the bottom and the top of a #10 envelope, and to each corner."""
    page = PdfReader(io.BytesIO(render_letter(PaperLetter(**{**LETTER, "recipient_lines": recipient})))).pages[0]
    boxes = _sized_lines(page)
    assert boxes
    low = PANEL - WINDOW_LOW + tapped_up
    for left, _right, top, bottom in boxes:
        assert left >= WINDOW_LEFT - tapped_right + CLEAR
        assert low - WINDOW_HIGH <= top and bottom <= low, (top, bottom, low)


def test_a_printed_address_is_never_under_eight_points_where_four_lines_do():
    page = PdfReader(io.BytesIO(render_letter(PaperLetter(**{**LETTER, "recipient_lines": USUAL})))).pages[0]
    heights = [(bottom - top) * 72 / (CAP + TAIL) for _left, _right, top, bottom in _sized_lines(page)]
    assert min(heights) >= 7.9


@pytest.mark.parametrize("recipient", [LETTER["recipient_lines"], LONG])
def test_the_address_of_the_reader_shows_through_the_window_and_nothing_else_does(recipient):
    pages = PdfReader(io.BytesIO(render_letter(PaperLetter(**{**LETTER, "recipient_lines": recipient})))).pages
    top, bottom = PANEL - WINDOW_LOW - WINDOW_HIGH, PANEL - WINDOW_LOW
    left, right = WINDOW_LEFT, WINDOW_LEFT + WINDOW_WIDE - (ENVELOPE - SHEET)
    inside = [one for one in _lines_on(pages[0]) if top - CLEAR < one[2] < bottom + CLEAR and one[1] < right + 1]
    shown = " ".join(text for text, _x, _y in inside)
    assert shown.split() == " ".join(recipient).split()
    for _text, x, y in inside:
        assert left + CLEAR <= x <= right - CLEAR
        assert top < y - 0.1 and y < bottom


def test_every_page_says_which_of_how_many_it_is():
    data = render_letter(PaperLetter(**{**LETTER, "paragraphs": ["Word " * 120] * 12}))
    pages = PdfReader(io.BytesIO(data)).pages
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page.extract_text()


def test_paper_says_the_same_in_the_same_order():
    words = " ".join(PdfReader(io.BytesIO(render_letter(PaperLetter(**LETTER)))).pages[0].extract_text().split())
    places = [words.index(" ".join(one.split())[:40]) for one in (LETTER["subject"], *LETTER["paragraphs"])]
    assert places == sorted(places)
