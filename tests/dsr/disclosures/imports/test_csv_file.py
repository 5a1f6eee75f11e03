"""Encodings, delimiters and line numbers of CSV files as people send them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.disclosures.imports.csv_file import Sheet, read_csv
from dsr.errors import BadInput

TEXT = 'Name,Address\n"Żółw, S.A.","1 Street\nSuite 2"\n\nBirch,2 Road\n'


def _read(tmp_path: Path, content: bytes) -> Sheet:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    return read_csv(path)


def _rows(sheet: Sheet) -> list[tuple[int, list[str]]]:
    return [(one.line, one.cells) for one in sheet.records()]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-32", "utf-32"),
    ],
)
def test_unicode_encodings_are_recognized(tmp_path, encoding, said):
    sheet = _read(tmp_path, TEXT.encode(encoding))
    assert (sheet.encoding, sheet.header) == (said, ["Name", "Address"])
    assert _rows(sheet) == [(2, ["Żółw, S.A.", "1 Street\nSuite 2"]), (5, ["Birch", "2 Road"])]
    assert _rows(sheet) == _rows(sheet), "every call reads the file anew"


def test_utf_16_big_endian_is_recognized(tmp_path):
    sheet = _read(tmp_path, b"\xfe\xff" + TEXT.encode("utf-16-be"))
    assert _rows(sheet)[0][1][0] == "Żółw, S.A."


def test_windows_1252_is_recognized(tmp_path):
    sheet = _read(tmp_path, "Name\n“Café” – Søn\n".encode("cp1252"))
    assert (sheet.encoding, _rows(sheet)) == ("cp1252", [(2, ["“Café” – Søn"])])


def test_an_encoding_is_told_from_the_whole_file_not_from_its_beginning(tmp_path):
    text = "Name\n" + "Alder\n" * 300_000 + "Café\n"
    assert _read(tmp_path, text.encode("cp1252")).encoding == "cp1252"
    assert _read(tmp_path, text.encode()).encoding == "utf-8"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters_are_recognized(tmp_path, delimiter):
    rows = [["Name, legal", "Place; city", "Note"], ["Alder, Inc.", "Reno; NV", "a"], ["Birch", "Davis, CA", ""]]
    text = "\r\n".join(delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row) for row in rows)
    sheet = _read(tmp_path, text.encode())
    assert (sheet.delimiter, sheet.header) == (delimiter, rows[0])
    assert [cells for _line, cells in _rows(sheet)] == rows[1:]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_an_editor_shows_them(tmp_path, end):
    text = end.join(["A,B", '"one', 'two",b', "", "c,d", ""])
    assert [line for line, _cells in _rows(_read(tmp_path, text.encode()))] == [2, 5]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_said_to_be_empty(tmp_path, content):
    with pytest.raises(BadInput, match="is empty"):
        _read(tmp_path, content)


@pytest.mark.parametrize("content", [b"a\0b,c\n", b"Name\n\x81\x8d\n", TEXT.encode("utf-16-le")])
def test_what_is_not_text_is_refused(tmp_path, content):
    with pytest.raises(BadInput, match="not text"):
        _read(tmp_path, content)


def test_a_spreadsheet_is_named_as_such(tmp_path):
    with pytest.raises(BadInput, match="spreadsheet"):
        _read(tmp_path, b"PK\x03\x04rest")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(BadInput, match="No such file"):
        read_csv(tmp_path / "none.csv")


@pytest.mark.parametrize("row", ['"never closed,b\nmore,c\n', '"closed"too late,b\n'])
def test_a_stray_quotation_mark_is_found_with_its_line(tmp_path, row):
    sheet = _read(tmp_path, f"A,B\nx,y\n{row}".encode())
    with pytest.raises(BadInput, match="line 3"):
        list(sheet.records())


def test_one_byte_of_another_encoding_is_refused_with_its_line(tmp_path):
    good = "Name,Address\nCafé Rivière,1 Road\n".encode()
    with pytest.raises(BadInput, match="line 3: a character is in another encoding"):
        _read(tmp_path, good + b"Dana\x92s Data LLC,2 Road\n")
    with pytest.raises(BadInput, match="line 2"):
        _read(tmp_path, b"Name\nDana\x92s Data LLC\n" + "Café\n".encode())
    with pytest.raises(BadInput, match="line 2"):
        _read(tmp_path, b"\xef\xbb\xbfName\nDana\x92s\n")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("filler", [10, (1 << 20) - 10, (1 << 20) - 9, (1 << 20) - 8])
def test_the_line_of_that_byte_is_what_an_editor_shows(tmp_path, end, filler):
    text = end.join(["Name", "é" + "x" * filler, "y", "Dana\udc92s", ""])
    with pytest.raises(BadInput, match="line 4"):
        _read(tmp_path, text.encode("utf-8", "surrogateescape"))


@given(st.lists(st.text(alphabet='ab,;\n\r"é€', max_size=6), max_size=8), st.integers(0, 200))
def test_a_stray_byte_anywhere_in_a_text_in_utf_8_is_found(tmp_path_factory, pieces, at):
    text = "é" + "".join(pieces)
    at %= len(text) + 1
    content = text[:at].encode() + b"\x92" + text[at:].encode()
    lines = len((text[:at] + "x").replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    with pytest.raises(BadInput, match=f"line {lines}:"):
        _read(tmp_path_factory.mktemp("stray"), content)


def test_what_was_read_as_windows_1252_is_shown(tmp_path):
    sheet = _read(tmp_path, "Name\nAlder\nCafé\n".encode("cp1252"))
    assert list(sheet.read_as_windows()) == [(3, "Café")]
    assert list(_read(tmp_path, "Name\nCafé\n".encode()).read_as_windows()) == []


@pytest.mark.parametrize("content", [b"PK,Name\n1,Alder\n", b"PK\n1\n", b"PKs;Name\n1;Alder\n"])
def test_a_table_may_begin_with_the_letters_pk(tmp_path, content):
    assert _read(tmp_path, content).header[0].startswith("PK")


@pytest.mark.parametrize("start", [b"PK\x05\x06", b"PK\x07\x08", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_old_and_empty_spreadsheets_are_named_as_such(tmp_path, start):
    with pytest.raises(BadInput, match="spreadsheet"):
        _read(tmp_path, start + b"\0rest")


def _is_header(cells: list[str]) -> bool:
    return cells[:2] == ["Name", "Address"]


@pytest.mark.parametrize("title", ["Vendors 2025\n\n", "Vendors 2025;;\nas of March;;\n", "sep=;\n", "", "\n\n"])
def test_a_header_below_a_title_is_found(tmp_path, title):
    content = f'{title}Name;Address\nAlder, Inc.;"1 Road\nReno, NV"\nBirch;2 Road, Reno\n'
    sheet = _read(tmp_path, content.encode()).with_header(_is_header)
    lines = title.count("\n")
    assert (sheet.delimiter, sheet.header, sheet.header_line) == (";", ["Name", "Address"], lines + 1)
    assert [line for line, _cells in _rows(sheet)] == [lines + 2, lines + 4]


def test_rows_above_a_header_are_not_thrown_away(tmp_path):
    sheet = _read(tmp_path, b"Alder,1 Road\nName,Address\nBirch,2 Road\n")
    with pytest.raises(BadInput, match="The header seems to be line 2"):
        sheet.with_header(_is_header)
    assert sheet.with_header(lambda cells: False).header == ["Alder", "1 Road"]
