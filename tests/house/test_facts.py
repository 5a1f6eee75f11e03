"""Every sentence of a letter that states a fact is declared, and the letter is impossible without the record."""

import pytest
from django.template.base import Template
from django.template.engine import Engine

from dsr.kinds import base
from tests.house.templates import facts_stated, statements
from tests.house.test_kinds import FILES


def misdeclared(letter: base.LetterWords, templates: list[tuple[str, str | Template]]) -> list[str]:
    """Where what the text and the HTML of a letter state is not what it declares."""
    declared = {fact.name for fact in (*letter.facts, *letter.facts_if_recorded)}
    gone = {fact.name: fact.word for fact in letter.facts_if_recorded}
    found = []
    for name, template in templates:
        stated = facts_stated(template)
        found += [
            f"{letter.name}/{name} states {fact}, which it does not declare" for fact in sorted(stated - declared)
        ]
        if not name.startswith("subject"):
            found += [f"{letter.name}/{name} does not state {fact}" for fact in sorted(declared - stated)]
        found += [
            f"{letter.name}/{name} states {fact} outside “if {gone[fact]}”"
            for fact, conditions in statements(template)
            if fact in gone and gone[fact] not in conditions
        ]
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
        for fact in (*letter.facts, *letter.facts_if_recorded):
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


@pytest.mark.parametrize(
    ("template", "is_found"),
    [
        ('{% translate "It is so." context "states planted-one" %}', True),
        ('{% if x %}{% translate "It is so." context "states planted-one" %}{% endif %}', True),
        ('{% if planted_one or x %}{% translate "It is so." context "states planted-one" %}{% endif %}', True),
        ('{% if not planted_one %}{% translate "It is so." context "states planted-one" %}{% endif %}', True),
        ('{% if planted_one %}A{% else %}{% translate "It is so." context "states planted-one" %}{% endif %}', True),
        ('{% if planted_one %}{% translate "It is so." context "states planted-one" %}{% endif %}', False),
        (
            "{% if x and planted_one %}{% for a in b %}"
            '{% translate "It is so." context "states planted-one" %}{% endfor %}{% endif %}',
            False,
        ),
    ],
)
def test_a_planted_sentence_that_stands_without_its_record_is_found(template: str, is_found: bool) -> None:
    fact = base.Fact("planted-one", "Planted", "none", lambda _case: "")
    letter = base.LetterWords("planted", frozenset(), facts_if_recorded=(fact,))
    parsed = Engine.get_default().from_string(f"{{% load i18n %}}{template}")
    assert bool(misdeclared(letter, [("body.txt", parsed)])) is is_found
