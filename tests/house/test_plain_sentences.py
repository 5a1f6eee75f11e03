"""Every sentence of a letter states its fact, or is listed as one that states none; what tells of a word has it."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.template.engine import Engine

from dsr.kinds import base
from tests.house.templates import Sentence, sentences
from tests.house.test_kinds import FILES

LIST = Path(__file__).parent / "plain_sentences.txt"
_HEADING, _TELLS_OF = "== ", "tells of "


def listed(text: str) -> dict[str, str]:
    """By sentence, the word that it tells of; empty for one that tells of none."""
    found: dict[str, str] = {}
    for part in text.split(f"\n{_HEADING}")[1:]:
        heading, *lines = part.splitlines()
        word = heading.removeprefix(_TELLS_OF) if heading.startswith(_TELLS_OF) else ""
        for line in filter(None, lines):
            assert line not in found, f"It is listed twice: {line}"
            found[line] = word
    return found


def plain() -> Iterator[tuple[base.LetterWords, Sentence]]:
    """Each sentence without a fact, with the letter it stands in."""
    for kind in base.every():
        for letter in kind.letters.declared:
            for file in FILES:
                for sentence in sentences(f"letters/{letter.name}/{file}"):
                    if not sentence.facts:
                        yield letter, sentence


def unlisted(said: Iterable[tuple[base.LetterWords, Sentence]], known: dict[str, str]) -> list[str]:
    """What no list has, and what stands where the word that it tells of may be missing."""
    found = set()
    for letter, sentence in said:
        own = set(re.findall(r"%\((\w+)\)s", sentence.text))
        if sentence.text not in known:
            found.add(f"{letter.name}: {sentence.text}")
        elif (word := known[sentence.text]) and word not in letter.words | sentence.conditions | own:
            found.add(f"{letter.name}: without {word}: {sentence.text}")
    return sorted(found)


def test_every_sentence_states_its_fact_or_is_listed_as_plain() -> None:
    assert unlisted(plain(), listed(LIST.read_text())) == [], (
        f"Give it its fact; or, if it states none, list it: {LIST}"
    )


def test_what_is_listed_is_said() -> None:
    assert sorted(listed(LIST.read_text()).keys() - {sentence.text for _letter, sentence in plain()}) == []


def test_what_a_sentence_tells_of_is_a_word_of_letters() -> None:
    assert sorted({*filter(None, listed(LIST.read_text()).values())} - {*base.WORD_RECORDS}) == []


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ('{% translate "We deleted all." %}', "planted: We deleted all."),
        ('{% translate "We deleted all." context "other" %}', "planted: We deleted all."),
        ('{% translate "We kept this:" %}', "planted: without kept_list: We kept this:"),
        (
            '{% if kept_list or x %}{% translate "We kept this:" %}{% endif %}',
            "planted: without kept_list: We kept this:",
        ),
        ('{% if kept_list %}{% translate "We kept this:" %}{% endif %}', ""),
        ('{% translate "We deleted all." context "states all-done" %}', ""),
        ('{% translate "Hello," %}', ""),
    ],
)
def test_a_planted_sentence_is_found(template: str, fault: str) -> None:
    letter = base.LetterWords("planted", frozenset())
    said = sentences(Engine.get_default().from_string(f"{{% load i18n %}}{template}"))
    known = {"Hello,": "", "We kept this:": "kept_list"}
    assert unlisted(((letter, one) for one in said if not one.facts), known) == ([fault] if fault else [])
