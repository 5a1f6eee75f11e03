"""No sentence of a public page has over 25 words: of the templates, and of the questions of each kind."""

import re
from collections.abc import Iterator

from dsr.kinds import base
from tests.dsr.letters.letter_measures import long_sentences
from tests.house.test_page_sentences import said


def _of_kinds() -> Iterator[str]:
    for kind in base.every():
        yield from map(str, (kind.title, kind.summary, kind.page.invitation, kind.page.honored, kind.page.under_way))
        for question in kind.questions:
            yield from map(str, (question.label, question.hint, question.missing))
            yield from (str(choice.label) for choice in question.choices)


def test_no_sentence_is_long():
    templates = (re.sub(r"<[^>]+>", "", sentence.text) for name, sentence in said() if name.startswith("public/"))
    assert sorted({long for text in (*templates, *_of_kinds()) for long in long_sentences(text)}) == []
