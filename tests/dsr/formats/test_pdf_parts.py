"""What in a PDF may act by itself is found as other programs write it, packed or spelled by number."""

import io
import zlib

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, String

from dsr.formats.pdf_parts import FILE, LAUNCH, SCRIPT, UNREAD, acting_parts
from tests.given_documents import a_pdf


def _with_script(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def _with_launch(pdf):
    pdf.pages[0].Annots = Array(
        [Dictionary(Type=Name.Annot, Subtype=Name.Link, A=Dictionary(S=Name.Launch, F="x.exe"))]
    )


def _with_file(pdf):
    pdf.attachments["a.exe"] = b"MZ"


def _with_form(pdf):
    pdf.Root.AcroForm = Dictionary(XFA=String("x"), Fields=Array())


def _written(change, **options) -> bytes:
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        change(pdf)
        pdf.save(target, **options)
    return target.getvalue()


@pytest.mark.parametrize("mode", [ObjectStreamMode.disable, ObjectStreamMode.generate])
@pytest.mark.parametrize(
    ("change", "found"),
    [
        (_with_script, SCRIPT),
        (_with_launch, LAUNCH),
        (_with_file, FILE),
        (_with_form, SCRIPT),
        (lambda _pdf: None, ""),
    ],
)
def test_it_is_found_packed_and_unpacked(change, found, mode):
    assert acting_parts(_written(change, object_stream_mode=mode)) == ([found] if found else [])


def test_a_name_that_is_spelled_by_number_is_read():
    assert acting_parts(a_pdf(b"\n/S /#4aav#61Script")) == [SCRIPT]
    assert acting_parts(a_pdf(b"\n/JSon /MyJS /Launchpad (JS)")) == []


@pytest.mark.parametrize(
    "head",
    [
        b"9 0 obj <</Type /ObjStm /Filter /FlateDecode /N 1 /First 4 /Pad (%s)>>stream\n" % (b"x" * 9000),
        b"9 0 obj <</Filter /FlateDecode /Pad (9 0 obj) /Type /ObjStm /N 1 /First 4>>stream\r\n",
        b"9 0 obj <</Type /ObjStm /Filter /FlateDecode /N 1 /First 4>>stream\r",
        b"9 0 obj <</Type /ObjStm /Filter /FlateDecode /N 1 /First 4>>stream \n",
    ],
)
def test_a_list_of_objects_is_read_however_its_dictionary_is_padded(head):
    packed = zlib.compress(b"5 0 <</S /JavaScript /JS (app.alert(1))>>")
    assert acting_parts(a_pdf() + head + packed + b"\nendstream endobj\n") == [SCRIPT]


def test_more_letters_spelled_by_number_than_a_program_writes_are_unread():
    padded = b"9 0 obj <</Pad (%s) /Type /Obj#53tm>>stream\n/JS\nendstream endobj\n" % (b"#41" * 10_001)
    assert UNREAD in acting_parts(a_pdf() + padded)


def test_what_is_packed_otherwise_is_said_to_be_unread():
    lists = b"9 0 obj <</Type /Obj#53tm /Filter [/ASCIIHexDecode /FlateDecode] /N 1>>stream\n00\nendstream endobj\n"
    assert acting_parts(a_pdf() + lists) == [UNREAD]
    damaged = b"9 0 obj <</Type/ObjStm/Filter/FlateDecode/N 1>>stream\nnot packed\nendstream endobj\n"
    assert acting_parts(a_pdf() + damaged) == [UNREAD]


def test_the_noise_of_a_picture_is_no_script():
    picture = b"9 0 obj <</Subtype/Image/Filter/DCTDecode>>\nstream\n \xff/JS \xfe\nendstream\nendobj\n"
    assert acting_parts(picture + a_pdf()) == []


@pytest.mark.parametrize("content", [b"", b"stream\n", b"obj stream\nendstream" * 300, b"<" * 9_999, b"/#" * 9_999])
def test_whatever_it_holds_is_read_to_its_end(content):
    assert acting_parts(content) == []
