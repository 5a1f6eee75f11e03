"""A table of a stranger: each usual shape is read, what would be read wrong is refused, and all is bounded."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dsr.errors import BadInput
from dsr.formats.tables import CSV, MOST_ROWS, XLSX, read_table


def a_book(*rows, **sheets) -> bytes:
    """An XLSX file: its first sheet, and others by title."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for title, others in sheets.items():
        sheet = book.create_sheet(title)
        for row in others:
            sheet.append(row)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def changed(content: bytes, name: str, change) -> bytes:
    """The same archive with one part changed, or added."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, change(old.read(name) if name in old.namelist() else b""))
    return made.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def cells(content: bytes) -> list[list[str]]:
    return [[cell for cell in row.cells if cell] for row in read_table(content).rows]


@pytest.mark.parametrize(
    "content",
    [
        b"Name,Email\nIn\xc3\xa9s,ines@example.com\n",
        b"\xef\xbb\xbfName;Email\r\nIn\xc3\xa9s;ines@example.com\r\n\r\n",
        "Name\tEmail\nInés\tines@example.com".encode("utf-16"),
        a_book(["Name", "Email"], ["Inés", "ines@example.com"]),
    ],
    ids=["commas", "mark-and-semicolons", "utf-16-tabs", "xlsx"],
)
def test_the_usual_shapes_say_the_same(content):
    assert cells(content) == [["Name", "Email"], ["Inés", "ines@example.com"]]
    assert read_table(content).notes == ()


def test_what_older_windows_programs_write_is_read_and_shown_to_a_person():
    table = read_table("Name;Email\nInés;ines@example.com".encode("cp1252"))
    assert table.rows[1].cells == ["Inés", "ines@example.com"]
    assert table.notes == ((2, "“Inés”: its letters were guessed. Look whether they are right."),)


def test_rows_keep_the_line_they_begin_on_and_quoted_cells_span_lines():
    rows = read_table(b'Name,Why\n\n"Okafor, Ines","moved\nin May"\nLee,x\n').rows
    assert [(row.line, list(row.cells)) for row in rows] == [
        (1, ["Name", "Why"]),
        (3, ["Okafor, Ines", "moved\nin May"]),
        (5, ["Lee", "x"]),
    ]


def test_a_quotation_mark_that_stays_open_is_told_by_its_line():
    rows = read_table(b'Name,Email\nInes,i@example.com\n"Lee,l@example.com\nDana,d@example.com').rows
    assert (rows[-1].line, "Nothing after it is read" in rows[-1].fault) == (3, True)
    assert [row.line for row in rows] == [1, 2, 3]


def test_cells_of_a_spreadsheet_say_what_it_shows():
    book = openpyxl.Workbook()
    book.active.append(["Ines", date(1990, 5, 4), datetime(2026, 3, 5, 9, 30), 5551234567.0, 1.5, True, 1234])
    book.active["G1"].number_format = "00000"
    book.active.merge_cells("A2:C2")
    book.active["A2"] = "Lee"
    saved = io.BytesIO()
    book.save(saved)
    assert cells(saved.getvalue()) == [
        ["Ines", "1990-05-04", "2026-03-05 09:30", "5551234567", "1.5", "TRUE", "01234"],
        ["Lee"],
    ]


@pytest.mark.parametrize(("cell", "words"), [("=A1&B1", "B2 holds a formula"), ("#N/A", "B2 holds an error")])
def test_what_a_spreadsheet_reckons_is_a_fault_of_its_row_alone(cell, words):
    rows = read_table(a_book(["Name", "Email"], ["Ines", cell], ["Lee", "l@example.com"])).rows
    assert [words in row.fault for row in rows] == [False, True, False]


def test_one_sheet_is_read_and_the_others_are_named():
    table = read_table(a_book(["Name"], ["Ines"], Empty=[], Others=[["Lee"]]))
    assert [row.cells for row in table.rows] == [["Name"], ["Ines"]]
    assert table.notes == ((1, "Only the sheet “Sheet” is read, and “Others” is not."),)


def test_what_a_hidden_sheet_holds_is_not_read():
    book = openpyxl.load_workbook(io.BytesIO(a_book(["Hidden"], Shown=[["Ines"]])))
    book["Sheet"].sheet_state = "hidden"
    saved = io.BytesIO()
    book.save(saved)
    table = read_table(saved.getvalue())
    assert [row.cells for row in table.rows] == [["Ines"]]
    assert "“Sheet” is not" in table.notes[0][1]


BOMB = changed(a_book(["Name"]), "xl/sharedStrings.xml", lambda _old: b" " * (16 * 2**20))
ENTITIES = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    b'<c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
)
FAR = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="%b"><c r="%b" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>'
)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"x" * (5 * 2**20 + 1), "larger than 5 MB"),
        (b"%PDF-1.7\0", "neither a CSV nor an XLSX"),
        (b"\xff\xfe\x00", "neither a CSV nor an XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old kind, or has a password"),
        (a_book(["Name"])[:-40], "damaged"),
        (b"PK\x03\x04 and no more", "damaged"),
        (BOMB, "too large inside"),
        (changed(a_book(["Name"]), "xl/vbaProject.bin", lambda _old: b"x"), "macros"),
        (changed(a_book(["Name"]), SHEET, lambda _old: ENTITIES), "damaged"),
        (changed(a_book(["Name"]), SHEET, lambda old: old[:200]), "damaged"),
        (changed(a_book(["Name"]), SHEET, lambda _old: FAR % (b"99999999999999", b"A1")), "below row 20000"),
        (changed(a_book(["Name"]), SHEET, lambda _old: FAR % (b"1", b"XFD1")), "stands in XFD1"),
        (a_book(), "holds anything"),
        (a_book(*[["x"]] * (MOST_ROWS + 1)), "more than 2000 rows"),
        (b"x\n" * (MOST_ROWS + 1), "more than 2000 rows"),
        (a_book(["x"], **{f"s{n}": [["x"]] for n in range(20)}), "more than 20 sheets"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(content, words):
    with pytest.raises(BadInput, match=words):
        read_table(content)


@given(st.binary(max_size=300))
@example(b'"')
def test_any_bytes_are_read_or_refused(content):
    try:
        table = read_table(content)
    except BadInput:
        return
    assert table.media_type in {CSV, XLSX} and table.rows


@given(st.binary(min_size=1, max_size=40), st.integers(0, 4000))
@example(b"\0", 2135)
def test_a_damaged_spreadsheet_is_read_or_refused(noise, at):
    content = a_book(["Name", "Email"], ["Ines", "ines@example.com"])
    try:
        read_table(content[:at] + noise + content[at + len(noise) :])
    except BadInput as refusal:
        assert str(refusal)


def test_what_is_hidden_in_a_spreadsheet_is_read_and_said():
    content = a_book(["Name"], ["Ines Okafor"], ["Lee Tran"], ["Dana Whitlow"])
    assert read_table(content).notes == ()
    for number, hides in ((b'r="2"', b'r="2" hidden="1"'), (b'r="3"', b'r="3" ht="0" customHeight="1"')):
        content = changed(content, SHEET, lambda part, number=number, hides=hides: part.replace(number, hides, 1))
    table = read_table(content)
    assert [row.cells for row in table.rows] == [["Name"], ["Ines Okafor"], ["Lee Tran"], ["Dana Whitlow"]]
    [(line, words)] = table.notes
    assert (line, "2 rows are hidden" in words) == (2, True)
    wide = changed(
        a_book(["Name"], ["Ines Okafor"]),
        SHEET,
        lambda part: part.replace(
            b"<sheetData>", b'<cols><col min="1" max="1" width="9" hidden="1"/></cols><sheetData>', 1
        ),
    )
    assert "A column is hidden" in read_table(wide).notes[0][1]
