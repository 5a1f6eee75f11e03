"""What public pages say: no sentence has over 25 words, and a page is called what its heading says."""

import re
from collections.abc import Iterator

from dsr.kinds import base
from tests.dsr.letters.letter_measures import long_sentences
from tests.house.source import Source, files
from tests.house.test_page_sentences import said

# A company, and who keeps a system, find the request by its reference among many tabs.
_BY_REFERENCE = {"templates/public/links/company_notice.html", "templates/public/links/system_owner.html"}


def _of_kinds() -> Iterator[str]:
    for kind in base.every():
        yield from map(str, (kind.title, kind.summary, kind.page.invitation, kind.page.honored, kind.page.under_way))
        for question in kind.questions:
            yield from map(str, (question.label, question.hint, question.missing))
            yield from (str(choice.label) for choice in question.choices)


def test_no_sentence_is_long():
    templates = (re.sub(r"<[^>]+>", "", sentence.text) for name, sentence in said() if name.startswith("public/"))
    assert sorted({long for text in (*templates, *_of_kinds()) for long in long_sentences(text)}) == []


def other_headings(page: Source) -> set[str]:
    """What its first heading says in some state, and its title in none, not even in short."""
    title = re.search(r"{% block title %}(.*?){% endblock %}", page.text, re.DOTALL)
    headings = " ".join(re.findall(r"<h1>(.*?)</h1>", page.text, re.DOTALL))
    called = tuple(_texts(title[1])) if title else ("",)
    return {one for one in _texts(headings) if not one.startswith(called)}


def _texts(part: str) -> set[str]:
    """Its texts of the catalog, and the words that it shows."""
    found = re.findall(r'{% translate "([^"]*)"|{{ ([\w.]+) }}|trimmed[^%]*%}(.*?){% end', part)
    return {"".join(one) for one in found}


def test_a_page_is_called_what_its_heading_says():
    pages = [page for page in files("templates/public") if page.path not in _BY_REFERENCE]
    assert {page.path: other for page in pages if (other := other_headings(page))} == {}


def test_a_planted_heading_is_found():
    title = '{% block title %}{% if x %}{% translate "Yes" %}{% else %}{% translate "No" %}{% endif %}{% endblock %}'
    assert not other_headings(Source("x.html", f'{title}<h1>{{% translate "No" %}}</h1>'))
    assert other_headings(Source("x.html", f'{title}<h1>{{% translate "Perhaps" %}}</h1>'))
