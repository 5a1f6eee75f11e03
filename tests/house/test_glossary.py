"""docs/glossary.md leads from the field's words to files that exist, and quotes what the pages say."""

import re
from functools import cache

from tests.house.source import Source, files, product
from tests.house.test_paths import misled

_PAGE = "docs/glossary.md"
_FEWEST_ROWS = 30
_COLUMNS = 4
_LINK = re.compile(r"\[[^\]]+\]\([^)\s]+\)")
_QUOTED = re.compile(r"“([^”]+)”")


def rows(source: Source) -> list[tuple[int, list[str]]]:
    """Each row of the tables with its line: the field's word, ours, a page's, and what to open."""
    found = []
    for number, line in enumerate(source.text.splitlines(), 1):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and cells[0] != "the field says":
            found.append((number, cells))
    return found


@cache
def _said() -> str:
    """All that the product says, with each run of spaces as one."""
    return " ".join(" ".join(source.text.split()) for source in [*files("templates"), *product()])


def faults(source: Source) -> list[str]:
    found = misled([source])
    for number, cells in rows(source):
        if len(cells) != _COLUMNS or not cells[0] or not cells[1]:
            found.append(source.fault(number, "a row says the field's word, ours, a page's, and the file to open"))
        elif not _LINK.fullmatch(cells[3]):
            found.append(source.fault(number, "a row ends with the one link to open"))
        else:
            quoted = [words.rstrip(" …") for words in _QUOTED.findall(cells[2])]
            found += [source.fault(number, f"no page says “{words}”") for words in quoted if words not in _said()]
    return found


def test_the_glossary_leads_to_what_is_there() -> None:
    (page,) = files(_PAGE)
    assert faults(page) == []
    assert len(rows(page)) >= _FEWEST_ROWS


def test_a_word_of_the_field_stands_once() -> None:
    (page,) = files(_PAGE)
    words = [word.strip() for _number, cells in rows(page) for word in cells[0].split(",")]
    assert sorted(words) == sorted(set(words))


def test_a_planted_row_is_found() -> None:
    good = "| audit log | journal | “Journal” | [dsr/journal/](../dsr/journal/) |\n"
    assert not faults(Source(_PAGE, good))
    assert faults(Source(_PAGE, good.replace("dsr/journal/", "dsr/" + "log/")))
    assert faults(Source(_PAGE, good.replace("“Journal”", "“A word of no " + "page whatever”")))
    assert faults(Source(_PAGE, good.replace("| journal ", "")))
    assert faults(Source(_PAGE, good.replace("[dsr/journal/](../dsr/journal/)", "the journal")))
    assert rows(Source(_PAGE, "| the field says | the code says | a page says | open |\n|---|---|---|---|\n" + good))
