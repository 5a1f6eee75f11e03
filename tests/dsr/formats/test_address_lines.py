"""Files of addresses as mailers have them: every address understood, or its line refused by number."""

import io

import pytest

from dsr.errors import BadInput
from dsr.formats import address_lines


def read(body: bytes | str) -> list[str]:
    file = io.BytesIO(body.encode() if isinstance(body, str) else body)
    return list(address_lines.read_addresses(address_lines.read_lines(file.read)))


SHAPES = """"luis@example.com"
Dana Whitlow <dana@example.com>
<ruth@example.com>
mailto:zoe@example.com
kim@example.com;
lee@example.com, may@example.com
"""


def test_the_shapes_that_people_have_are_understood():
    assert read(SHAPES) == [f"{name}@example.com" for name in ("luis", "dana", "ruth", "zoe", "kim", "lee", "may")]


def test_an_export_without_its_header_is_understood():
    body = "dana@example.com,Dana,Whitlow,2025-03-31 10:00:00,NORMAL\nruth@example.com,Ruth,,,NORMAL\n"
    assert read(body) == ["dana@example.com", "ruth@example.com"]


@pytest.mark.parametrize(
    "header, row",
    [
        ("Email Address,First Name,Referred by", "dana@example.com,Dana,ruth@example.com"),
        ('"First Name";"E-Mail";"Handle"', '"Dana; D.";"dana@example.com";"@dana"'),
        ("id\tEMAIL\tnote", "7\tDana <dana@example.com>\tsaid no"),
        ("email", "dana@example.com"),
        ("email_address|name", "dana@example.com|Dana"),
    ],
)
def test_a_header_says_which_column_counts(header, row):
    assert read(f"\ufeff{header}\r\n{row}\r\n") == ["dana@example.com"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("piece", [1, 7, 65_536])
def test_lines_end_in_every_way_and_across_pieces(monkeypatch, end, piece):
    monkeypatch.setattr(address_lines, "_PIECE", piece)
    body = end.join(["a@example.com", "", "b@example.com", "c@example.com"]).encode()
    assert read(body) == read(body + end.encode()) == ["a@example.com", "", "b@example.com", "c@example.com"]


@pytest.mark.parametrize(
    "body, line",
    [
        ("a@example.com\nDana\n", 2),
        ("Name,Phone\na@example.com,1\n", 1),
        ("email,name\n,Dana\n", 2),
        ("email,name\nDana\n", 2),
        ("email,name\nnone,Dana\n", 2),
        ("a@example.com\rdana whitlow@example.com\r", 2),
        ("a@example.com\n\nb@example.com,c@example.com,NORMAL\n", 3),
        ("a@example.com\n" + "x" * 70_000, 2),
        (b"a@example.com\n\xff\xfe\n", 2),
        ("purpose,list,field,digest,since,source,key\n", 1),
    ],
)
def test_a_line_that_is_not_understood_is_refused_by_its_number(body, line):
    with pytest.raises(BadInput, match=rf"Line {line} ") as refusal:
        read(body)
    assert "dana" not in str(refusal.value).casefold()


def test_a_long_table_is_read_in_pieces():
    rows = (f"{n},person{n}@example.com,{'x' * 500}\n".encode() for n in range(3_000))
    lines = address_lines.read_lines(lambda size: next(rows, b""))
    assert next(address_lines.read_addresses(lines)) == "person0@example.com"
    assert next(rows).startswith(b"1,")  # nothing was read ahead


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Email", "dana@example.com, ruth@example.com"),
        ("Email", '"dana@example.com","ruth@example.com"'),
        ("Email,Email", "dana@example.com,ruth@example.com"),
        ("Email,Name", "dana@example.com,Dana,ruth@example.com"),
        ("Email,", "dana@example.com,ruth@example.com"),
    ],
)
def test_no_address_beside_the_column_is_left_out_without_a_word(header, row):
    with pytest.raises(BadInput, match=r"Line 3 .*beside the column of addresses"):
        read(
            f"{header}\nkim@example.com\n{row}\n"
            if header.startswith("Email")
            else f"{header}\nK;kim@example.com\n{row}\n"
        )


def test_a_handle_in_another_column_is_no_address():
    assert read("Email,Social\ndana@example.com,@dana\n") == ["dana@example.com"]
