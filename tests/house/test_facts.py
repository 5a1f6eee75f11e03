"""Every sentence of a letter that states a fact is declared, and the letter is impossible without the record."""

import pytest
from django.template.base import Template
from django.template.engine import Engine

from dsr.kinds import base
from tests.house.templates import facts_stated, sentences, words_unguarded
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
            for sentence in sentences(template)
            for fact in sorted(sentence.facts)
            if fact in gone and gone[fact] not in sentence.conditions
        ]
    return found


def _letters() -> list[base.LetterWords]:
    return [*(letter for kind in base.every() for letter in kind.letters.declared), *base.OF_EVERY_KIND]


def unguarded(template: Template, optional: frozenset[str]) -> list[str]:
    """The words that may be empty and stand in the template outside a condition that asks whether they are."""
    return sorted({word for word in words_unguarded(template) if word in optional})


def test_every_word_of_a_letter_has_its_record() -> None:
    facts = {fact.word for letter in _letters() for fact in letter.facts_if_recorded}
    words = {word for letter in _letters() for word in letter.every} - facts
    assert sorted(words - set(base.WORD_RECORDS)) == [], "Say in dsr/kinds/base/word_records.py where it comes from."
    assert sorted(set(base.WORD_RECORDS) - words) == [], "No letter uses it any more."


def test_what_may_be_empty_stands_under_its_condition() -> None:
    found = {
        f"{letter.name}/{file}": words
        for letter in _letters()
        for file in FILES
        if (words := unguarded(Engine.get_default().get_template(f"letters/{letter.name}/{file}"), letter.optional))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("planted", "is_fault"),
    [
        ("{{ kept }}", True),
        ("{% for one in kept %}{{ one }}{% endfor %}", True),
        ("{% if kept %}{{ kept }}{% endif %}", False),
        ("{% if kept %}{% for one in kept %}{{ one }}{% endfor %}{% endif %}", False),
        ("{% if done %}{{ kept }}{% endif %}", True),
        ("{% if done and kept %}{{ kept }}{% endif %}", False),
        ("{% if kept %}x{% else %}{{ kept }}{% endif %}", True),
        ("{% if not kept %}{{ kept }}{% endif %}", True),
        ("{% load i18n %}{% blocktranslate %}We kept {{ kept }}.{% endblocktranslate %}", True),
        ('{% include "letters/parts/opt-out.txt" with opt_out_offer=kept %}', True),
    ],
)
def test_a_planted_word_without_its_condition_is_found(planted: str, is_fault: bool) -> None:
    assert bool(unguarded(Engine.get_default().from_string(planted), frozenset({"kept"}))) is is_fault


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
