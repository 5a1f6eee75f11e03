"""What one cell says."""

from datetime import date

import pytest

from dsr.disclosures.imports import cells
from dsr.disclosures.imports.cells import BadCell


@pytest.mark.parametrize(
    ("cell", "order", "said"),
    [
        ("2025-03-31", "", date(2025, 3, 31)),
        ("2025-03-31 00:00:00", "", date(2025, 3, 31)),
        (" 03/31/2025 ", "", date(2025, 3, 31)),
        ("3/31/2025", "", date(2025, 3, 31)),
        ("31.03.2025", "", date(2025, 3, 31)),
        ("04/04/2025", "", date(2025, 4, 4)),
        ("03/04/2025", "month-first", date(2025, 3, 4)),
        ("03/04/2025", "day-first", date(2025, 4, 3)),
        ("02/29/2024", "", date(2024, 2, 29)),
        ("2025/03/04", "", date(2025, 3, 4)),
        ("2025.3.4", "day-first", date(2025, 3, 4)),
        ("", "", None),
    ],
)
def test_dates(cell, order, said):
    assert cells.day(order)(cell) == said


@pytest.mark.parametrize(
    ("cell", "order", "why"),
    [
        ("03/04/2025", "", "two dates"),
        ("03/31/2025", "day-first", "not a date"),
        ("31/03/2025", "month-first", "not a date"),
        ("02/29/2025", "", "not a date"),
        ("03/31/25", "", "not a date"),
        ("03/31-2025", "", "not a date"),
        ("2025-13-01", "", "not a date"),
        ("2025/13/04", "", "not a date"),
        ("2025/03-04", "", "not a date"),
        ("45382", "", "as a spreadsheet keeps a date .2024-03-31, if it counts from 1900"),
        ("45382.5", "month-first", "as a spreadsheet keeps a date"),
        ("1900-01-01", "", "stands for no date"),
        ("1/1/1970", "", "stands for no date"),
        ("9999-12-31", "", "stands for no date"),
        ("0001-01-01", "", "stands for no date"),
        ("2025", "", "not a date"),
        ("2025-03-31 10:00", "", "not a date"),
        ("March 2025", "", "not a date"),
    ],
)
def test_dates_that_are_refused(cell, order, why):
    with pytest.raises(BadCell, match=why):
        cells.day(order)(cell)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("i", ["i"]),
        ("xviii, i;II", ["i", "ii", "xviii"]),
        ("(i) (ii) (i)", ["i", "ii"]),
        ("The kind of product the customer purchased, leased, or rented.; i", ["i", "xviii"]),
        ("electronic mail address", ["ii"]),
        (" ; ,", []),
        ("", []),
    ],
)
def test_categories(cell, said):
    assert cells.categories(cell) == said


@pytest.mark.parametrize("cell", ["xxviii", "1", "i-iii", "email", "A"])
def test_categories_that_the_law_does_not_know(cell):
    with pytest.raises(BadCell, match="use i to xxvii"):
        cells.categories(cell)


def test_passing_on_is_open_until_it_is_said():
    assert [cells.passes_on(cell) for cell in ("", " ", "yes", "X", "no", "0")] == ["", "", "yes", "yes", "no", "no"]
    with pytest.raises(BadCell):
        cells.passes_on("perhaps")


def test_exclusions():
    assert [cells.exclusion(cell) for cell in ("e2", "E2a", "E2_other_channel")] == [
        "E2_OTHER_CHANNEL",
        "E2A",
        "E2_OTHER_CHANNEL",
    ]
    assert [cells.exclusion(cell) for cell in ("", "d1a", "D9", "D9_OTHER_COUNSEL")] == [
        "",
        "D1A",
        "D9_OTHER_COUNSEL",
        "D9_OTHER_COUNSEL",
    ]
    with pytest.raises(BadCell, match="D1A, D1B"):
        cells.exclusion("D1")


def test_yes_or_no():
    assert [cells.yes_or_no(cell) for cell in ("Yes", " TRUE", "1", "x", "no", "0", "")] == [True] * 4 + [False] * 3
    with pytest.raises(BadCell, match="neither yes nor no"):
        cells.yes_or_no("maybe")


def test_roles():
    assert cells.role("Service Provider") == "service-provider"
    assert cells.role("") == ""
    with pytest.raises(BadCell):
        cells.role("vendor")


@pytest.mark.parametrize("cell", ["n/a", "-", "n/a, n/a", "None\nnone", "TBD,, #REF!"])
def test_an_address_of_which_no_line_says_anything_is_none(cell):
    assert cells.address(cell) == ""


def test_years():
    assert (cells.year("2025"), cells.year(" ")) == (2025, None)
    with pytest.raises(BadCell):
        cells.year("25")


def test_text_is_tidied_and_control_characters_are_refused():
    assert cells.text(" Alder\xa0 Mail\nCompany ") == "Alder Mail Company"
    assert cells.address_lines_of(" Rakes \n\n spades") == "Rakes\nspades"
    with pytest.raises(BadCell, match=r"U\+0007"):
        cells.text("Al\x07der")
