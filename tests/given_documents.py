"""Small documents as people attach them, and a kind of request that asks for some of each purpose."""

import zlib
from collections.abc import Iterator
from dataclasses import replace

import pytest

from dsr.kinds import base
from dsr.kinds.base import Choice, Question

KIND = "documents-test"
EVIDENCE = Question(
    name="papers",
    label="Papers that support what you say",
    goes_to="documents.evidence",
    widget="documents",
    hint="Such as a bill.",
    is_required=False,
)
HAS_CARD = Question(
    name="has_card",
    label="Can you show who you are?",
    goes_to="answers.has_card",
    widget="radio",
    choices=(Choice("yes", "Yes"), Choice("no", "No")),
)
IDENTITY = Question(
    name="card",
    label="Proof of who you are",
    goes_to="documents.identity",
    widget="documents",
    only_if=("has_card", "yes"),
    missing="Choose a document, or answer that you have none.",
)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)


def a_png(text: bytes = b"") -> bytes:
    """One gray dot; `text` makes it different, or larger."""
    header = bytes([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])
    parts = _chunk(b"IHDR", header), _chunk(b"tEXt", b"Comment\0" + text), _chunk(b"IDAT", zlib.compress(b"\0\x80"))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + _chunk(b"IEND", b"")


def _segment(marker: int, data: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(data) + 2).to_bytes(2) + data


def a_jpeg(scan: bytes = b"\xd2\xff\x00\xcf\xff\xd0\x20") -> bytes:
    """The parts of a baseline picture of one dot, with a thumbnail that has an end of its own."""
    thumbnail = b"Exif\0\0\xff\xd8\xff\xdb\0\x02\xff\xd9"
    return b"".join(
        (
            b"\xff\xd8",
            _segment(0xE1, thumbnail),
            _segment(0xDB, bytes(65)),
            _segment(0xC0, bytes([8, 0, 1, 0, 1, 1, 1, 0x11, 0])),
            _segment(0xC4, bytes([0, *([0] * 16)])),
            b"\xff" + _segment(0xDA, bytes([1, 1, 0, 0, 63, 0])),
            scan,
            b"\xff\xff\xd9",
        )
    )


def a_pdf(text: bytes = b"Statement", trailer: bytes = b"") -> bytes:
    """One empty page, its table in place."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>%" + text,
    )
    made, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(made)
    made += b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + b"trailer\n<</Size 4/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (trailer, table)


@pytest.fixture
def asks_documents() -> Iterator[base.Kind]:
    """A kind as Shine the Light, which asks for papers too, and for a proof of identity under a condition."""
    stl = base.get("shine-the-light")
    questions = (*stl.questions, EVIDENCE, HAS_CARD, IDENTITY)
    intake = replace(stl.intake, once_per_year=False)
    kind = base.register(replace(stl, code=KIND, report=None, intake=intake, questions=questions))
    yield kind
    del base._kinds[KIND]
