"""Templates: every visible word can be translated, nothing is inline, nothing is loaded from elsewhere."""

import re

import pytest

from tests.house.source import Source, files

# Mail programs load no style sheet: these carry their own style, and nothing else may.
_MAY_CARRY_STYLE = ("templates/letters/", "templates/report/document.html")
_COMMENTS = r"\{#.*?#\}|\{%\s*comment\b.*?endcomment\s*%\}|<!--.*?-->"
_TRANSLATED = r"\{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%\}"
_CLASS_BLOCKS = r"\{%\s*block \w*class\b.*?endblock\b.*?%\}"  # they stand within an attribute
_CODE = r"<(style|script)\b.*?</\1>"
_TAGS = r"\{%.*?%\}|\{\{.*?\}\}"
_SPOKEN = r"""(?<![\w-])(title|alt|placeholder|label|aria-(?:label|description|valuetext))=("[^"]*"|'[^']*')"""
_ELEMENT = r"""<[!/a-zA-Z](?:"[^"]*"|'[^']*'|[^'">])*>"""
_WORD = r"[^\W\d_]{2,}"


def _blank(pattern: str, text: str) -> str:
    """The text with every match made empty; lines stay where they are."""
    return re.sub(pattern, lambda found: re.sub(r"[^\n]", " ", found[0]), text, flags=re.DOTALL)


def untranslated(sources: list[Source]) -> list[str]:
    found = []
    for source in sources:
        text = source.text
        for pattern in (_COMMENTS, _TRANSLATED, _CLASS_BLOCKS):
            text = _blank(pattern, text)
        for literal in re.finditer(r"\|\s*(?:default|default_if_none|pluralize|join):\"([^\"]*)\"", text):
            if re.search(_WORD, literal[1]):
                found.append(source.fault(source.line_of(literal.start()), f"not translated: {literal[1]}"))
        text = _blank(_TAGS, _blank(_CODE, text))
        for said in re.finditer(_SPOKEN, text):
            if re.search(_WORD, said[2]):
                found.append(source.fault(source.line_of(said.start()), f"not translated: {said[0]}"))
        for word in re.finditer(_WORD, _blank(r"&\w+;", _blank(_ELEMENT, text))):
            found.append(source.fault(source.line_of(word.start()), f"not translated: {word[0]}"))
    return found


def untrimmed(sources: list[Source]) -> list[str]:
    """A block of several lines that keeps its line ends gives translators words that look different at each place."""
    return [
        source.fault(source.line_of(found.start()), "blocktranslate of several lines without trimmed")
        for source in sources
        for found in re.finditer(_TRANSLATED, source.text, re.DOTALL)
        if "\n" in found[0] and not re.match(r"\{%\s*blocktrans\w*\s[^%]*\btrimmed\b", found[0])
    ]


def inline(sources: list[Source]) -> list[str]:
    found = []
    for source in sources:
        clean = Source(source.path, _blank(_COMMENTS, source.text))
        found += clean.matches(r"<script(?![^>]*\ssrc=)", "a script in the page")
        found += clean.matches(r"(?i)\sstyle\s*=\s*[\"']", "a style attribute")
        found += clean.matches(r"(?i)\son[a-z]+\s*=\s*[\"']", "a handler in an attribute")
        found += clean.matches(r"(?i)javascript:", "a script in an address")
        if not source.path.startswith(_MAY_CARRY_STYLE):
            found += clean.matches(r"<style\b", "a style in the page")
    return found


def from_elsewhere(sources: list[Source]) -> list[str]:
    """What a page would fetch from another host. A link that a person may follow is not fetched."""
    found = []
    for source in sources:
        clean = Source(source.path, _blank(_COMMENTS, source.text))
        remote = r"\s*[\"']?\s*(https?:)?//"
        found += clean.matches(rf"(?i)<(?!a\s)[a-z]+\s[^>]*\b(src|srcset|href|data|poster|action)={remote}", "remote")
        found += clean.matches(rf"(?i)(url\(|@import){remote}", "remote")
    return found


def _pages() -> list[Source]:
    return [source for source in files("templates") if source.path.endswith((".html", ".txt", ".xml"))]


def _sheets() -> list[Source]:
    return [source for source in files("portal/static") if source.path.endswith((".css", ".js"))]


def test_every_visible_word_can_be_translated() -> None:
    assert untranslated(_pages()) == []
    assert untrimmed(_pages()) == []


def test_nothing_is_inline() -> None:
    assert inline(_pages()) == []


def test_nothing_is_loaded_from_elsewhere() -> None:
    assert from_elsewhere([*_pages(), *_sheets()]) == []


@pytest.mark.parametrize(
    "planted",
    [
        "<p>Hello</p>",
        '<a title="Go back">{{ x }}</a>',
        '{{ name|default:"nobody" }}',
        "{% if x > 1 %}Hello{% endif %}",
        '<button aria-label="Close">×</button>',
        '<p>{% translate "Hello" %} there</p>',
        "{{ count }} item{{ count|pluralize }}",
    ],
)
def test_a_planted_word_is_found(planted: str) -> None:
    assert untranslated([Source("templates/x.html", planted)])


def test_translated_words_are_no_fault() -> None:
    page = '<p title="{% translate "Go" %}">{% blocktranslate %}Hello {{ x }}{% endblocktranslate %} · &nbsp;</p>'
    assert not untranslated([Source("templates/x.html", page)])


def test_a_planted_untrimmed_block_is_found() -> None:
    assert untrimmed([Source("templates/x.html", "{% blocktranslate %}One\ntwo{% endblocktranslate %}")])
    assert not untrimmed([Source("templates/x.html", "{% blocktranslate trimmed %}One\ntwo{% endblocktranslate %}")])


@pytest.mark.parametrize(
    "planted",
    [
        "<script>x()</script>",
        "<style>p {}</style>",
        '<p style="color: red">',
        '<a onclick="x()">',
        '<a href="javascript:x()">',
    ],
)
def test_a_planted_inline_part_is_found(planted: str) -> None:
    assert inline([Source("templates/x.html", planted)])


@pytest.mark.parametrize(
    "planted",
    [
        '<script src="https://cdn.example/x.js"></script>',
        '<link rel="stylesheet" href="//cdn.example/x.css">',
        '<img src="http://example.com/x.png">',
        '<iframe title="x" src="https://example.com">',
        "p { background: url(https://example.com/x.png) }",
        "@import 'https://example.com/x.css';",
    ],
)
def test_a_planted_remote_part_is_found(planted: str) -> None:
    assert from_elsewhere([Source("templates/x.html", planted)])
    assert not from_elsewhere([Source("templates/x.html", '<a href="https://example.com">')])
