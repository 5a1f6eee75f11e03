"""Every sentence of a letter that states a fact is declared, and the letter is impossible without the record."""

import pytest
from django.template.base import Template
from django.template.engine import Engine

from dsr.kinds import base
from tests.house.templates import facts_stated
from tests.house.test_kinds import FILES


def misdeclared(letter: base.LetterWords, templates: list[tuple[str, str | Template]]) -> list[str]:
    """Where what the text and the HTML of a letter state is not what it declares."""
    declared = {fact.name for fact in letter.facts}
    found = []
    for name, template in templates:
        stated = facts_stated(template)
        found += [
            f"{letter.name}/{name} states {fact}, which it does not declare" for fact in sorted(stated - declared)
        ]
        if not name.startswith("subject"):
            found += [f"{letter.name}/{name} does not state {fact}" for fact in sorted(declared - stated)]
    return found


def _letters() -> list[base.LetterWords]:
    return [letter for kind in base.every() for letter in kind.letters.declared]


def test_every_letter_states_the_facts_that_it_declares() -> None:
    assert [
        fault
        for letter in _letters()
        for fault in misdeclared(letter, [(file, f"letters/{letter.name}/{file}") for file in FILES])
    ] == []


def test_a_fact_has_one_meaning() -> None:
    facts: dict[str, base.Fact] = {}
    for letter in _letters():
        for fact in letter.facts:
            assert facts.setdefault(fact.name, fact) == fact
            assert fact.words and fact.record


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ('{% load i18n %}{% translate "We did nothing." context "states other" %}', "states other"),
        ('{% load i18n %}{% translate "We did nothing." %}', "does not state planted"),
        (
            '{% load i18n %}{% if x %}{% blocktranslate context "states other" %}A{% endblocktranslate %}{% endif %}',
            "states other",
        ),
    ],
)
def test_a_planted_sentence_is_found(template: str, fault: str) -> None:
    letter = base.LetterWords(
        "planted", frozenset(), facts=(base.Fact("planted", "Planted", "none", lambda _case: ""),)
    )
    parsed = Engine.get_default().from_string(template)
    assert any(fault in one for one in misdeclared(letter, [("body.txt", parsed)]))
