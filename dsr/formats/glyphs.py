"""Which characters the shipped fonts can show, and a visible placeholder for every other one."""

import struct
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"  # its README.md says where each is from
# Invisible, but spelling needs them: soft hyphen, zero-width space and joiners, direction marks, word joiner.
_SPELLING = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060")
_JOINED = frozenset({"Mn", "Me", "Mc"})
_ANY_SCRIPT = frozenset({"COMBINING", "VARIATION", "EMOJI"})
# Skin tones and the voice marks of half-width katakana join the character before them, yet are no marks.
_JOINING = frozenset("\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff\uff9e\uff9f")
_BREAKS = str.maketrans({"\r": "\n", "\v": "\n", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n", "\t": " "})


def printable(text: str) -> str:
    """Give `text` with line breaks as \\n, tabs as spaces, and [U+5F20] for what no shipped font shows."""
    if text.isascii() and text.replace("\n", "").isprintable():  # most texts of a long list; every font has these
        return text
    return "".join(_shown(cluster) for cluster in _clusters(text.replace("\r\n", "\n").translate(_BREAKS)))


def plain(text: str) -> str:
    """Give `text` with a placeholder for all but the letters that every font has: the last resort."""
    lines = text.replace("\r\n", "\n").translate(_BREAKS)
    return "".join(c if c == "\n" or " " <= c <= "~" else placeholder(c) for c in lines)


def placeholder(character: str) -> str:
    """Give the visible name of a character, such as [U+5F20]."""
    return f"[U+{ord(character):04X}]"


def _clusters(text: str) -> Iterator[str]:
    # A letter and the marks on it are set from one font, so one font must have them all.
    cluster = ""
    for character in text:
        if cluster and (_joins(character) or character in _SPELLING):
            cluster += character
            continue
        if cluster:
            yield cluster
        cluster = character
    if cluster:
        yield cluster


@lru_cache(maxsize=4096)
def _shown(cluster: str) -> str:
    base, marks = cluster[0], cluster[1:]
    if _joins(base) or not _is_shown(base):
        return "".join(placeholder(character) for character in cluster)
    if _is_shown(cluster) and all(_fits(mark, base) for mark in marks):
        return cluster
    return base + "".join(mark if mark in _SPELLING else placeholder(mark) for mark in marks)


def _joins(character: str) -> bool:
    return character in _JOINING or unicodedata.category(character) in _JOINED


def _is_shown(cluster: str) -> bool:
    needed = {ord(c) for c in cluster if c not in _SPELLING and c != "\n"}
    return not any(_is_forbidden(c) for c in cluster) and any(needed <= font for font in coverage())


def _fits(mark: str, base: str) -> bool:
    # The typesetter sets a letter and a mark of two scripts apart, and then no font has the mark alone. The
    # first word of a Unicode name tells the script; marks that go with any script are named otherwise.
    script = unicodedata.name(mark, "").split(" ")[0]
    return mark in _SPELLING or script in _ANY_SCRIPT or unicodedata.name(base, "").startswith(script + " ")


def _is_forbidden(character: str) -> bool:
    # PDF/A and PDF/UA forbid control characters, private use and the byte order mark. Characters that turn
    # the direction of the text around them would let a name rewrite its neighbors, so they are shown too.
    return character not in _SPELLING and character != "\n" and unicodedata.category(character)[0] == "C"


@cache
def coverage() -> tuple[frozenset[int], ...]:
    """Give the code points of each font, in the order in which the fonts are tried."""
    return tuple(_code_points(path.read_bytes()) for path in sorted(FONTS.glob("*.ttf")))


def _code_points(data: bytes) -> frozenset[int]:
    """Read the character map of a TrueType font (OpenType, `cmap`)."""
    tables = struct.unpack_from(">H", data, 4)[0]
    for i in range(tables):
        tag, _sum, offset, _length = struct.unpack_from(">4sIII", data, 12 + 16 * i)
        if tag == b"cmap":
            return frozenset(_mapped(data, offset))
    return frozenset()


def _mapped(data: bytes, cmap: int) -> Iterator[int]:
    for i in range(struct.unpack_from(">H", data, cmap + 2)[0]):
        table = cmap + struct.unpack_from(">HHI", data, cmap + 4 + 8 * i)[2]
        form = struct.unpack_from(">H", data, table)[0]
        if form == 12:
            groups = struct.unpack_from(">I", data, table + 12)[0]
            for first, last, glyph in struct.iter_unpack(">III", data[table + 16 : table + 16 + 12 * groups]):
                yield from range(first if glyph else first + 1, last + 1)
        elif form == 4:
            yield from _segments(data, table)


def _segments(data: bytes, table: int) -> Iterator[int]:
    count = struct.unpack_from(">H", data, table + 6)[0] // 2
    ends, starts, deltas, ranges = (
        struct.unpack_from(f">{count}H", data, table + 14 + at)
        for at in (0, 2 * count + 2, 4 * count + 2, 6 * count + 2)
    )
    for i, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, ranges, strict=True)):
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = code
            if offset:
                at = table + 16 + 6 * count + 2 * i + offset + 2 * (code - start)
                glyph = struct.unpack_from(">H", data, at)[0]
            if (glyph + delta if glyph or not offset else 0) & 0xFFFF:
                yield code
