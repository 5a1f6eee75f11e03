"""The daily email's two bodies, made of the same lines: so that text and HTML cannot say different things.

A line at the margin is a paragraph, or with a colon a heading; an indented one is a row, its address stands below it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Row:
    """`name` is what its address is linked with, such as a reference; the words follow it."""

    name: str
    words: str = ""
    address: str = ""


@dataclass
class Part:
    """A paragraph or heading, and the rows under it."""

    words: str
    rows: list[Row] = field(default_factory=list)

    @property
    def is_heading(self) -> bool:
        return self.words.endswith(":")


def parts(lines: Iterable[str]) -> list[Part]:
    """What a template of the email rendered; empty lines are nothing."""
    found: list[Part] = []
    for line in filter(str.strip, lines):
        said = line.strip()
        if not line.startswith(" "):
            found.append(Part(said))
        elif said.startswith(("http://", "https://")) and found[-1].rows:
            found[-1].rows[-1].address = said
        else:
            name, _gap, words = said.partition("  ")
            found[-1].rows.append(Row(name, words.strip()))
    return found


def text_of(found: Iterable[Part]) -> str:
    """The plain text, each part apart."""
    return "\n".join("\n".join([part.words, *map(_text_row, part.rows), ""]) for part in found)


def _text_row(row: Row) -> str:
    said = f"  {row.name}  {row.words}".rstrip()
    return f"{said}\n      {row.address}" if row.address else said
