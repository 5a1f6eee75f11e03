"""What a file is, told by its content and never by its name: PDF, JPEG or PNG, whole, and nothing else beside it."""

import re
import zlib

from django.utils.translation import gettext as _

from dsr.errors import BadInput

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
ENDINGS = {PDF: (".pdf",), JPEG: (".jpg", ".jpeg"), PNG: (".png",)}

_PNG_BEGINS = b"\x89PNG\r\n\x1a\n"
_PNG_CHUNK = re.compile(rb"[A-Za-z]{4}")
_JPEG_BEGINS = b"\xff\xd8\xff"
# In the data of a scan, FF 00 is a byte and FF D0 to FF D7 begin anew; everything else is the next part.
_JPEG_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
_PDF_BEGINS = re.compile(rb"%PDF-[12]\.\d")
_PDF_TABLE = re.compile(rb"startxref\s+(\d{1,10})\s*\Z")
_PDF_LED_TO = re.compile(rb"\s{0,16}(xref\b|\d{1,10}\s+\d{1,5}\s+obj\b)")
_PDF_LOCKED = re.compile(rb"/Encrypt\s*(<<|\d+\s+\d+\s+R\b)")
_PDF_TAIL = 1024
_ARCHIVE_ENDS = b"PK\x05\x06"
_ARCHIVE_TAIL = 22
# More parts than any camera, scanner or program writes; it bounds the time that one file can take.
_MOST_PARTS = 50_000
# As large as a photo of 100 megapixels: what a picture is unpacked to must fit into the memory of who looks at it.
_MOST_DOTS = 100_000_000


def whole(content: bytes) -> tuple[str, bytes]:
    """The media type, and the file up to its own end: what some phones put behind a picture is cut off.

    Raises BadInput with what to do when it is something else, empty, locked or incomplete.
    """
    if not content:
        raise BadInput(_("This file is empty. Choose it again, or choose another one."))
    if content.startswith(_PNG_BEGINS):
        found, end = PNG, _end_of_png(content)
    elif content.startswith(_JPEG_BEGINS):
        found, end = JPEG, _end_of_jpeg(content)
    elif _PDF_BEGINS.match(content):
        found, end = PDF, _end_of_pdf(content)
    else:
        raise BadInput(
            _("This is not a PDF, JPEG or PNG file. Save it as a PDF, or take a photo or a picture of the screen.")
        )
    kept = content[:end]
    if _ends_as_archive(kept):
        raise BadInput(_("This file is two kinds of file at once. Print it as a PDF and choose that."))
    return found, kept


def _incomplete() -> BadInput:
    return BadInput(_("This file is damaged or incomplete. Save it again, see that it opens, and choose it again."))


def _end_of_png(content: bytes) -> int:
    """Walk the chunks: length, type, data, checksum; the header first, some data, then the end."""
    at, has_data = len(_PNG_BEGINS), False
    for number in range(_MOST_PARTS):
        tag, data_at = content[at + 4 : at + 8], at + 8
        length = int.from_bytes(content[at : at + 4])
        end = data_at + length + 4
        if end > len(content) or not _PNG_CHUNK.fullmatch(tag):
            break
        if zlib.crc32(memoryview(content)[at + 4 : end - 4]) != int.from_bytes(content[end - 4 : end]):
            break
        if number == 0:
            if not _is_png_header(tag, content[data_at : end - 4]):
                break
            _check_dots(content[data_at : data_at + 4], content[data_at + 4 : data_at + 8])
        has_data = has_data or tag == b"IDAT"
        if tag == b"IEND":
            if length or not has_data:
                break
            return end
        at = end
    raise _incomplete()


def _check_dots(width: bytes, height: bytes) -> None:
    if int.from_bytes(width) * int.from_bytes(height) > _MOST_DOTS:
        raise BadInput(_("This picture has more dots than a program can show. Make it smaller, and choose it again."))


def _is_png_header(tag: bytes, data: bytes) -> bool:
    return tag == b"IHDR" and len(data) == 13 and data[:4] != bytes(4) and data[4:8] != bytes(4)


def _end_of_jpeg(content: bytes) -> int:
    """Walk the parts, each with its length, and over the data of each scan, up to the end of the first picture."""
    at, has_frame, has_scan = 2, False, False
    for _number in range(_MOST_PARTS):
        while content[at : at + 2] == b"\xff\xff":  # fill bytes
            at += 1
        if content[at : at + 1] != b"\xff" or at + 2 > len(content):
            break
        marker, at = content[at + 1], at + 2
        if marker == 0xD9 and has_scan:
            return at
        if marker in _JPEG_BARE:
            continue
        length = int.from_bytes(content[at : at + 2])
        if marker < 0xC0 or marker in {0xD8, 0xD9} or length < 2 or at + length > len(content):
            break
        if marker in _JPEG_FRAMES and length >= 8:
            has_frame = True
            _check_dots(content[at + 3 : at + 5], content[at + 5 : at + 7])
        at += length
        if marker == 0xDA:
            next_part = _JPEG_AFTER_SCAN.search(content, at)
            if not has_frame or next_part is None or next_part.start() == at:
                break
            at, has_scan = next_part.start(), True
    raise _incomplete()


def _end_of_pdf(content: bytes) -> int:
    """The last end mark, and the table before it that leads into the file; behind it at most a few bytes."""
    mark = content.rfind(b"%%EOF", max(0, len(content) - _PDF_TAIL))
    table = _PDF_TABLE.search(content, max(0, mark - 64), max(0, mark))
    if table is None:
        raise _incomplete()
    led_to = int(table[1])
    if not 0 < led_to < table.start() or not _PDF_LED_TO.match(content, led_to):
        raise _incomplete()
    if _PDF_LOCKED.search(content):
        raise BadInput(
            _("This PDF is locked with a password. Print it as a new PDF, or take a photo of it, and choose that.")
        )
    return mark + len(b"%%EOF")


def _ends_as_archive(content: bytes) -> bool:
    """True when an unpacker of ZIP files would take it, too: its last record ends exactly where the file ends."""
    at = content.rfind(_ARCHIVE_ENDS, max(0, len(content) - 65_535 - _ARCHIVE_TAIL))
    while at >= 0:
        comment = int.from_bytes(content[at + 20 : at + 22], "little")
        if at + _ARCHIVE_TAIL + comment == len(content):
            return True
        at = content.rfind(_ARCHIVE_ENDS, max(0, len(content) - 65_535 - _ARCHIVE_TAIL), at)
    return False
