"""The encoding of a file, told from all of its bytes; a byte that does not fit the rest is named by its line."""

import codecs
import hashlib
import re
from pathlib import Path

from django.utils.translation import gettext as _

from dsr.errors import BadInput

# Longest first: the mark of UTF-32 begins like that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# ZIP files, which new spreadsheets are, and old ones. A table may well begin with the letters PK.
_SPREADSHEETS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"\xd0\xcf\x11\xe0")
_CHUNK = 1 << 20
# Bytes that are not UTF-8 come out of the decoder as these; every other character above ASCII was UTF-8.
_STRAY = re.compile("[\udc80-\udcff]")
_WIDE = re.compile("[^\x00-\x7f\udc80-\udcff]")


def encoding_of(path: Path) -> tuple[str, str]:
    """Its encoding, and the SHA-256 of its bytes.

    Raises BadInput for what is no text, with the line where one byte is in another encoding; OSError.
    """
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(_SPREADSHEETS):
        raise BadInput(_("This is a spreadsheet or a ZIP file. Save it as CSV (UTF-8) first."))
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), "")
    return (_unmarked if marked in {"", "utf-8-sig"} else _as_marked)(path, marked)


def _as_marked(path: Path, marked: str) -> tuple[str, str]:
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder(marked)()
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            digest.update(chunk)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError:
                raise _no_text() from None
            if not chunk:
                return marked, digest.hexdigest()


def _unmarked(path: Path, marked: str) -> tuple[str, str]:
    """UTF-8, or Windows-1252 where nothing above ASCII is UTF-8."""
    digest, utf_8, windows = hashlib.sha256(), _Utf8(), codecs.getincrementaldecoder("cp1252")()
    is_windows = True
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            digest.update(chunk)
            if b"\0" in chunk:
                raise _no_text()
            utf_8.take(chunk)
            try:
                windows.decode(chunk)
            except UnicodeDecodeError:
                is_windows = False
            if not chunk:
                break
    if not utf_8.stray_line:
        return marked or "utf-8", digest.hexdigest()
    if marked or utf_8.is_wide:
        raise BadInput(
            _(
                "line %(line)d: a character is in another encoding than the rest of the file, which is UTF-8. Write "
                "that line anew, or save the file as CSV (UTF-8)."
            )
            % {"line": utf_8.stray_line}
        )
    if not is_windows:
        raise _no_text()
    return "cp1252", digest.hexdigest()


class _Utf8:
    """`is_wide`: something above ASCII is UTF-8. `stray_line`: the line of the first byte that is not, or 0."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._line, self._ends_with_return = 1, False
        self.is_wide, self.stray_line = False, 0

    def take(self, chunk: bytes) -> None:
        text = self._decoder.decode(chunk, final=not chunk)
        if not text.isascii():
            self.is_wide = self.is_wide or _WIDE.search(text) is not None
            if not self.stray_line and (stray := _STRAY.search(text)):
                self.stray_line = self._line + self._ends(text[: stray.start()])
        if text:
            self._line += self._ends(text)
            self._ends_with_return = text.endswith("\r")

    def _ends(self, text: str) -> int:
        """The ends of lines in it, as an editor counts them."""
        halved = self._ends_with_return and text.startswith("\n")
        return text.count("\n") + text.count("\r") - text.count("\r\n") - halved


def _no_text() -> BadInput:
    return BadInput(_("This is not text in UTF-8, UTF-16 or Windows-1252. Save it as CSV (UTF-8) first."))
