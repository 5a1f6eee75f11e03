"""Lists of addresses as lines of a stream, read in pieces: a million of them in constant memory."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from dsr.errors import BadInput

_PIECE = 65_536
_LONGEST = 1_000  # bytes; an email address has at most 254


def read_lines(take: Callable[[int], bytes]) -> Iterator[str]:
    """Every line of what `take(size)` gives until it gives nothing. Raises BadInput with the number of a bad line."""
    rest, number, is_first = b"", 0, True
    while piece := take(_PIECE):
        if is_first:
            piece, is_first = piece.removeprefix(b"\xef\xbb\xbf"), False
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            number += 1
            yield _text(line, number)
        if len(rest) > _LONGEST:
            _text(rest, number + 1)
    if rest:
        yield _text(rest, number + 1)


def _text(line: bytes, number: int) -> str:
    try:
        if len(line) <= _LONGEST:
            return line.decode().strip()
    except UnicodeDecodeError:
        pass
    raise BadInput(_("Line %(number)s is too long or not UTF-8 text: write one address a line.") % {"number": number})
