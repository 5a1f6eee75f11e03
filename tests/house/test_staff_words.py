"""Words that no page of staff says, and kinds by what staff call them: one word a thing, on all pages."""

import re
from collections.abc import Iterator

import pytest

from tests.house.source import REPOSITORY

# Left is what was said once, or what only the code says; docs/glossary.md has what a page says in place of it.
NEVER = (
    *("Disclose the list", "Offer the choice to say no", "Take more time, once", "Less urgent", "I have seen this"),
    *("Settle it by hand", "The mail server took", "Proof of who asks", "second pair of eyes"),
    *("suppression list", "choice mode", "scope gate", "looked up with", "ledger", "mapping"),
)
_SAID = re.compile(
    r'{% translate "([^"]+)"|{% blocktranslate [^%]*%}(.*?){% endblocktranslate %}|_(?:lazy)?\("((?:[^"\\]|\\.)+)"',
    re.DOTALL,
)
# What the public reads in place of the short name; the page of the kinds themselves says both.
_PUBLIC_TITLE = re.compile(r"\bkind\.title\b")


def _files() -> Iterator[tuple[str, str]]:
    for folder, ending in (("templates/staff", "*.html"), ("portal/staff", "*.py")):
        for path in sorted((REPOSITORY / folder).rglob(ending)):
            yield str(path.relative_to(REPOSITORY)), path.read_text(encoding="utf-8")


def faults(path: str, text: str) -> list[str]:
    said = " | ".join(next(filter(None, found.groups()), "") for found in _SAID.finditer(text)).casefold()
    found = [f"{path}: “{words}”" for words in NEVER if re.search(rf"\b{re.escape(words.casefold())}\b", said)]
    names = _PUBLIC_TITLE.search(text) and "desk_title" not in text
    return [*found, *([f"{path}: a kind by its public title"] if names else [])]


def test_no_page_of_staff_says_what_another_word_stands_for() -> None:
    assert [one for path, text in _files() for one in faults(path, text)] == []


@pytest.mark.parametrize(
    "text",
    [
        '{% translate "I have seen this" %}',
        '_("Proof of who asks")',
        "{{ kind.title }}",
        "[(kind.code, kind.title) for k in all]",
    ],
)
def test_a_planted_word_is_found(text: str) -> None:
    assert len(faults("planted.html", text)) == 1
