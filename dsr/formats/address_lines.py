"""Lists of addresses as lines of a stream, read in pieces: a million of them in constant memory."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dsr.errors import BadInput
from dsr.formats.addresses import addresses_in

_PIECE = 65_536
_LONGEST = 16_384  # bytes: a row of a mailer's export has many columns
_ENDS = re.compile(rb"\r\n|\n|\r")
# In a cell of which the header says nothing: whoever's it is, nobody may be left out without a word.
_ADDRESS = re.compile(r"\S@\S+\.\S")
# What programs call the column of addresses; by any of these the first line is known for a header.
_COLUMNS = (
    "email",
    "e-mail",
    "email address",
    "e-mail address",
    "emailaddress",
    "email_address",
    "email-address",
    "subscriber email",
    "contact email",
    "email id",
    "mail",
    "address",
)


def read_lines(take: Callable[[int], bytes]) -> Iterator[str]:
    """Every line of what `take(size)` gives until it gives nothing. Raises BadInput with the number of a bad line."""
    rest, number, is_first = b"", 0, True
    while piece := take(_PIECE):
        if is_first:
            piece, is_first = piece.removeprefix(b"\xef\xbb\xbf"), False
        # A line end may be cut between two pieces.
        whole = rest + piece
        held = b"\r" if whole.endswith(b"\r") else b""
        *lines, rest = _ENDS.split(whole.removesuffix(held))
        rest += held
        for line in lines:
            number += 1
            yield _text(line, number)
        if len(rest) > _LONGEST:
            _text(rest, number + 1)
    if rest:
        yield _text(rest.removesuffix(b"\r"), number + 1)


def _text(line: bytes, number: int) -> str:
    try:
        if len(line) <= _LONGEST:
            return line.decode().strip()
    except UnicodeDecodeError:
        pass
    raise BadInput(_("Line %(number)s is too long or not UTF-8 text: write one address a line.") % {"number": number})


@dataclass(frozen=True)
class _Column:
    """Where a header has the addresses, what parts its cells, and the columns of which it says what they hold."""

    at: int
    delimiter: str
    known: frozenset[int]


def read_addresses(lines: Iterable[str], *, keeps_hidden: bool = False) -> Iterator[str]:
    """Every address of a list or of a mailer's table, with or without its header; empty for an empty line.

    `keeps_hidden` as in addresses_in().
    A header names the column of addresses; the others that it names say nothing, and no address may stand in one that
    it does not name, or names alike. Without one a line is read as addresses_in() says. Raises BadInput with the
    number of a line that is not understood, never its words.
    """
    column: _Column | None = None
    is_begun = False
    for number, line in enumerate(lines, 1):
        if not line:
            yield ""
            continue
        if not is_begun:
            is_begun, column = True, _column(line)
            if column is not None:
                continue
        try:
            yield from _addresses(line, column, keeps_hidden)
        except BadInput as error:
            words = _("Line %(number)s is no email address that we understand. %(words)s")
            raise BadInput(words % {"number": number, "words": error}) from None


def _column(line: str) -> _Column | None:
    """What a header says; None for what is no header."""
    if "@" in line:
        return None
    for delimiter in ",;\t|":
        names = [" ".join(cell.split()).casefold().strip("\"'") for cell in _cells(line, delimiter)]
        for wanted in _COLUMNS:
            if wanted in names:
                at = names.index(wanted)
                others = {place for place, name in enumerate(names) if name and name not in _COLUMNS}
                return _Column(at, delimiter, frozenset({at, *others}))
    return None


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error as error:
        raise BadInput(_("Its columns cannot be told apart.")) from error


def _addresses(line: str, column: _Column | None, keeps_hidden: bool) -> Iterator[str]:
    if column is None:
        found = addresses_in(line, keeps_hidden=keeps_hidden)
    else:
        cells = _cells(line, column.delimiter)
        if any(_ADDRESS.search(cell) for at, cell in enumerate(cells) if at not in column.known):
            raise BadInput(_("An address stands beside the column of addresses: give it a line, or take it out."))
        found = addresses_in(cells[column.at], keeps_hidden=keeps_hidden) if len(cells) > column.at else ()
    if not found:
        raise BadInput(_("Its column of email addresses is empty."))
    yield from found
