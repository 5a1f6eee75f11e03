"""What in a PDF may act by itself once a program opens it. Nothing of it is run or shown here: its names are read."""

import re
import zlib
from itertools import islice

SCRIPT, LAUNCH, FILE, UNREAD = "script", "launch", "file", "unread"  # stored with a document: never renamed

_NAMES = {
    SCRIPT: ("JavaScript", "XFA", "JS"),
    LAUNCH: ("Launch", "ImportData", "SubmitForm"),
    FILE: ("EmbeddedFiles", "EmbeddedFile", "FileAttachment", "RichMedia"),
}
_ENDS = rb"(?![^\s/<>\[\](){}%])"  # a name ends where a character of another kind begins
_FOUND = {part: re.compile(rb"/(?:" + "|".join(names).encode() + rb")" + _ENDS) for part, names in _NAMES.items()}
# Within compressed data any two letters come by chance: there only long names tell something.
_LONG = {
    part: re.compile(rb"/(?:" + "|".join(name for name in names if len(name) > 5).encode() + rb")" + _ENDS)
    for part, names in _NAMES.items()
}
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
# A name may spell each letter by its number, as in /J#61vaScript.
_BY_NUMBER = re.compile(rb"/[A-Za-z]{0,15}#(?:[0-9A-Fa-f]{2}|[A-Za-z]|#){0,60}")
_MOST_SPELLED = 10_000
_STREAM = re.compile(rb"\bstream[ \t]*(?:\r\n?|\n)")
_END_OF_STREAM = b"endstream"
_USUAL = re.compile(rb"/Filter\s*(?:/FlateDecode" + _ENDS + rb"|\[\s*/FlateDecode\s*\])")
_MOST_UNPACKED = 32 << 20
_MOST_STREAMS = 50_000


def acting_parts(content: bytes) -> list[str]:
    """Which of the kinds above it holds, in order; UNREAD: parts are packed so that their names cannot be read."""
    outside, heads = _outside_streams(content)
    found = {part for part, names in _LONG.items() if names.search(content)}
    found |= _names_of(outside)
    left = _MOST_UNPACKED
    for head, packed in heads:
        plain = _unpacked(head, packed, left)
        if plain is None:
            found.add(UNREAD)
            continue
        left -= len(plain)
        found |= _names_of(plain)
    return sorted(found)


def _outside_streams(content: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """All that stands outside of streams, and of each packed list of objects its dictionary and its bytes."""
    parts, lists, at = [], [], 0
    for number, begun in enumerate(_STREAM.finditer(content)):
        if begun.start() < at:
            continue
        end = content.find(_END_OF_STREAM, begun.end())
        if end < 0 or number > _MOST_STREAMS:
            break
        between = content[at : begun.start()]
        parts.append(between)
        # Its dictionary is somewhere in all since the last stream: where an object begins can be feigned.
        head = _unescaped(between) if between.count(b"#") <= _MOST_SPELLED else b"/ObjStm /Filter"
        if b"/ObjStm" in head:
            lists.append((head, content[begun.end() : end]))
        at = end
    return b"".join([*parts, content[at:]]), lists


def _unpacked(head: bytes, packed: bytes, most: int) -> bytes | None:
    """The list of objects as it reads; None where it is packed otherwise than usual, damaged, or too large."""
    if b"/Filter" not in head:
        return packed
    if not _USUAL.search(head) or b"/Predictor" in head:
        return None
    unpack = zlib.decompressobj()
    try:
        plain = unpack.decompress(packed, max(1, most))
    except zlib.error:
        return None
    return None if unpack.unconsumed_tail else plain


def _names_of(text: bytes) -> set[str]:
    """The kinds that its names tell of; UNREAD where too many of them are spelled by number to be a program's."""
    spelled = [one[0] for one in islice(_BY_NUMBER.finditer(text), _MOST_SPELLED + 1)]
    read = _unescaped(b" ".join(spelled))
    found = {part for part, names in _FOUND.items() if names.search(text) or names.search(read)}
    return found | ({UNREAD} if len(spelled) > _MOST_SPELLED else set())


def _unescaped(text: bytes) -> bytes:
    return _ESCAPED.sub(lambda one: bytes([int(one[1], 16)]), text)
