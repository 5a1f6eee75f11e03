"""The text of a letter as parts of a page: headings, lists and lines, in a window of any width. No word is lost."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_RULE = re.compile(r"(=+|-+)")
_ITEM = "* "
_WIDTH = 76  # at which the report of a letter is broken into lines


@dataclass(frozen=True)
class TextPart:
    """`shape`: “heading”, “list”, of which each line is an item, or “lines”, one under the other as in an address."""

    shape: str
    lines: tuple[str, ...]


def parts_of(text: str) -> list[TextPart]:
    """In their order."""
    blocks = ([line for line in block.splitlines() if line.strip()] for block in re.split(r"\n\s*\n", text.strip()))
    return [part for block in blocks for part in _parts(block)]


def _parts(lines: list[str]) -> Iterator[TextPart]:
    rule = next((number for number, line in enumerate(lines) if number and _RULE.fullmatch(line)), 0)
    if rule:
        yield TextPart("heading", (" ".join(lines[:rule]),))
        lines = lines[rule + 1 :]
    first = next((number for number, line in enumerate(lines) if line.startswith(_ITEM)), len(lines))
    if first:
        yield TextPart("lines", tuple(_joined(lines[:first])))
    if lines[first:]:
        yield TextPart("list", tuple(line.removeprefix(_ITEM) for line in _joined(lines[first:])))


def _joined(lines: list[str]) -> list[str]:
    """A line that ended because its next word did not fit goes on with the next."""
    found: list[str] = []
    before = ""
    for line in lines:
        word = line.split(maxsplit=1)[0]
        is_broken = before and len(before) <= _WIDTH < len(before) + 1 + len(word) and not line.startswith(_ITEM)
        if is_broken:
            found[-1] += f" {line.strip()}"
        else:
            found.append(line.strip())
        before = line
    return found
