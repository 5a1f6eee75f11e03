"""What a file is, by its content: every whole file is known, and nothing else passes."""

import io
import zipfile
import zlib

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsr.errors import BadInput
from dsr.formats import file_types
from tests.given_documents import a_jpeg, a_pdf, a_png

WHOLE = {file_types.PDF: a_pdf(), file_types.JPEG: a_jpeg(), file_types.PNG: a_png()}
MAKERS = {file_types.PDF: a_pdf, file_types.JPEG: a_jpeg, file_types.PNG: a_png}


def refusal(content: bytes) -> str:
    with pytest.raises(BadInput) as caught:
        file_types.whole(content)
    return str(caught.value)


def written_by_another_program(**options) -> bytes:
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(target, **options)
    return target.getvalue()


@pytest.mark.parametrize("kind", WHOLE)
def test_a_whole_file_is_known_by_its_content(kind):
    found, kept = file_types.whole(WHOLE[kind])
    assert found == kind
    assert WHOLE[kind].startswith(kept) and len(WHOLE[kind]) - len(kept) <= 1  # the line end behind a PDF


@pytest.mark.parametrize(
    "options", [{}, {"linearize": True}, {"object_stream_mode": pikepdf.ObjectStreamMode.generate}]
)
def test_a_pdf_of_another_program_is_known(options):
    assert file_types.whole(written_by_another_program(**options))[0] == file_types.PDF


def test_what_stands_behind_a_picture_is_cut_off():
    for maker in (a_jpeg, a_png):
        kept = file_types.whole(maker() + b"SEFT or a film of some seconds, " * 99)[1]
        assert kept == maker()


@pytest.mark.parametrize("kind", WHOLE)
def test_a_file_that_was_cut_off_is_refused_wherever_it_was_cut(kind):
    content = WHOLE[kind].rstrip(b"\n")
    for length in range(12, len(content)):
        assert "damaged or incomplete" in refusal(content[:length]), length


def test_other_kinds_of_file_are_refused():
    heic = b"\0\0\0\x18ftypheic" + bytes(50)
    for content in (
        b"MZ\x90\0",
        b"GIF89a",
        b"<html>",
        b"PK\x03\x04",
        b"#!/bin/sh",
        heic,
        b"\n" + a_pdf(),
        b"\xff\xd8",
    ):
        assert "not a PDF, JPEG or PNG" in refusal(content)
    assert "empty" in refusal(b"")


def test_a_locked_pdf_is_refused_with_a_way_out():
    lock = pikepdf.Encryption(owner="owner", user="user")
    assert "locked with a password" in refusal(written_by_another_program(encryption=lock))
    assert "locked with a password" in refusal(a_pdf(trailer=b"/Encrypt 9 0 R"))


def test_a_pdf_must_begin_at_its_first_byte_and_its_table_must_lead_into_it():
    assert "not a PDF" in refusal(b"GIF89a;" + a_pdf())
    assert "damaged" in refusal(a_pdf().replace(b"startxref\n", b"startxref\n9"))
    assert "damaged" in refusal(b"%PDF-1.7\nstartxref\n0\n%%EOF\n")
    assert "damaged" in refusal(a_pdf() + b"x" * 2000)


@pytest.mark.parametrize("kind", WHOLE)
def test_an_archive_in_the_clothes_of_a_document_is_refused(kind):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("run.me", "payload")
    body = packed.getvalue()
    # Behind a picture it is cut off; inside, its last record may take the picture's end as a comment.
    outside = MAKERS[kind](body.replace(b"\xff", b"\x01"))
    at = outside.rindex(b"PK\x05\x06")
    kept = file_types.whole(outside)[1]
    comment = len(kept) - at - 22
    fake = bytearray(kept)
    fake[at + 20 : at + 22] = comment.to_bytes(2, "little")
    if kind == file_types.PNG:  # its checksum covers the comment's length
        start = outside.index(b"tEXt")
        end = start + 4 + len(b"Comment\0" + body)
        fake[end : end + 4] = zlib.crc32(fake[start:end]).to_bytes(4)
    assert zipfile.is_zipfile(io.BytesIO(bytes(fake)))
    assert "two kinds of file" in refusal(bytes(fake))


def test_a_picture_without_a_picture_is_refused():
    no_scan = a_jpeg()[: a_jpeg().index(b"\xff\xda") - 1] + b"\xff\xd9"
    no_data = a_png()[: a_png().index(b"IDAT") - 4] + a_png()[a_png().index(b"IEND") - 4 :]
    for content in (no_scan, no_data, b"\xff\xd8\xff\xd9", a_png().replace(bytes([0, 0, 0, 1, 0, 0, 0, 1]), bytes(8))):
        assert "damaged" in refusal(content)


def test_a_file_of_countless_parts_ends_soon():
    endless = b"\xff\xd8" + b"\xff\xe0\x00\x02" * (file_types._MOST_PARTS + 1)
    assert "damaged" in refusal(endless)


@settings(max_examples=300)
@given(data=st.data(), kind=st.sampled_from(sorted(WHOLE)))
def test_whatever_comes_is_told_or_refused(data, kind):
    """Bytes changed, added, taken away: a type and a beginning of the file, or a refusal; never a fault."""
    content = bytearray(WHOLE[kind])
    for _change in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(len(content), start + 8)))
        content[start:end] = data.draw(st.binary(max_size=8))
    try:
        found, kept = file_types.whole(bytes(content))
    except BadInput:
        return
    assert found in file_types.ENDINGS
    assert kept and bytes(content).startswith(kept)


@settings(max_examples=100)
@given(
    st.sampled_from([b"", b"%PDF-1.4", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xda\0\2"]), st.binary()
)
def test_noise_is_never_a_document(begins, noise):
    refusal(begins + noise)


def _of_size(maker, wide: int, high: int) -> bytes:
    """The picture, said to be of that size."""
    if maker is a_png:
        size = wide.to_bytes(4) + high.to_bytes(4)
        head = b"IHDR" + size + bytes([8, 0, 0, 0, 0])
        return b"\x89PNG\r\n\x1a\n" + bytes([0, 0, 0, 13]) + head + zlib.crc32(head).to_bytes(4) + a_png()[33:]
    return a_jpeg().replace(bytes([8, 0, 1, 0, 1]), bytes([8]) + high.to_bytes(2) + wide.to_bytes(2))


@pytest.mark.parametrize("maker", [a_jpeg, a_png])
def test_a_picture_that_no_program_can_unpack_is_refused(maker):
    assert file_types.whole(_of_size(maker, 10_000, 10_000))[1]
    assert "more dots than a program can show" in refusal(_of_size(maker, 10_001, 10_000))
    assert "more dots than a program can show" in refusal(_of_size(maker, 65_535, 65_535))
