"""Every fact that a letter states is tried of it: without its record, against it, and with it."""

import html
import re
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from functools import cache

import pytest
from django.db import transaction
from django.template import Context
from django.template.engine import Engine

from dsr import letters, review
from dsr.errors import Blocked, MissingWord
from dsr.formats.law_numbers import LAW_NUMBERS, law_numbers
from dsr.kinds import base
from dsr.models import Case
from tests.dsr.letters.composed_letter import EXTRA, LETTERS, a_report, case, compose, made, prepare
from tests.given import staff
from tests.given_facts import TRIED, Change
from tests.house.templates import Sentence, sentences
from tests.house.test_plain_sentences import LIST, listed

__all__ = ["case", "made"]

TEXTS, HTML = ("subject.txt", "body.txt"), ("body.html",)
STATED = [
    pytest.param(kind.code, letter, fact, id=f"{letter.name}: {fact.name}")
    for kind in base.every()
    for letter in kind.letters.declared
    for fact in (*letter.facts, *letter.facts_if_recorded)
]


@cache
def _said_by(letter: str, files: tuple[str, ...]) -> tuple[Sentence, ...]:
    return tuple(sentence for file in files for sentence in sentences(f"letters/{letter}/{file}"))


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """How a sentence reads, whatever stands for its words."""
    return re.compile(".+?".join(map(re.escape, re.split(r"%\(\w+\)s", text.replace("%%", "%")))))


def _plain(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())


def said_in(letter: letters.ComposedLetter, is_meant: Callable[[Sentence], bool]) -> list[bool]:
    """Whether the text and the HTML of the letter say a sentence of theirs that is meant."""
    return _said(letter.name, (f"{letter.subject} {letter.text}", letter.html), is_meant)


def _said(name: str, shown: Iterable[str], is_meant: Callable[[Sentence], bool]) -> list[bool]:
    return [
        any(_pattern(sentence.text).search(_plain(said)) for sentence in _said_by(name, files) if is_meant(sentence))
        for files, said in zip((TEXTS, HTML), shown, strict=True)
    ]


def stating(fact: base.Fact) -> Callable[[Sentence], bool]:
    return lambda sentence: fact.name in sentence.facts


def misstated(case: Case, letter: base.LetterWords, fact: base.Fact, change: Change) -> list[str]:
    """What of this letter is still open or said, once the record of the fact no longer says that it is so."""
    change(case)
    if fact in letter.facts_if_recorded:
        is_said = any(said_in(compose(case, letter.name), stating(fact)))
        return ["it is said"] if is_said else []
    found = [] if fact.lacks(case) else ["nothing lacks"]
    kind = base.get(case.kind)
    for outcome in kind.outcomes:
        if outcome.letter_to(case) != letter.name:
            continue
        found += [] if kind.letter_lacks(outcome, case) else [f"{outcome.code} is open"]
        found += [] if outcome.needs_report or _is_refused(case, outcome) else [f"staff may decide {outcome.code}"]
    try:
        compose(case, letter.name)
    except MissingWord:
        return found
    return [*found, "it is composed"]


def _is_refused(case: Case, outcome: base.Outcome) -> bool:
    """Whether staff who choose it hear why not. The fields of the case stand in its row."""
    Case.objects.filter(pk=case.pk).update(kind=case.kind, joined_to=None)
    decided = {"seen": Case.objects.get(pk=case.pk).entry_count}
    try:
        if outcome.is_decline:
            review.decline(case.pk, staff(), reasons=[outcome.code], reason="As we wrote.", **decided)
        else:
            review.approve(case.pk, staff(), review.Approval(outcome.code, reason="As we wrote."), **decided)
    except Blocked:
        return True
    return False


@pytest.fixture(scope="module")
def composed_once() -> dict[str, letters.ComposedLetter]:
    """By name each letter with all that it always states: it is the same for each of these facts."""
    return {}


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "letter", "fact"), STATED)
def test_a_letter_states_a_fact_as_it_is_recorded_and_else_not(case, composed_once, kind, letter, fact):
    prepare(case, letter.name, kind)
    tried = TRIED[fact.name]
    tried.present(case)
    assert not fact.lacks(case)
    said = composed_once.get(letter.name) if fact in letter.facts else None
    said = said or compose(case, letter.name)
    assert said_in(said, stating(fact)) == [True, True]
    if fact in letter.facts:
        composed_once[letter.name] = said
    for change in filter(None, (tried.absent, tried.contrary)):
        with transaction.atomic():
            assert misstated(deepcopy(case), letter, fact, change) == []
            transaction.set_rollback(True)


TOLD_OF = listed(LIST.read_text())


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "name"), LETTERS)
def test_what_tells_of_a_word_is_said_with_it_and_is_gone_without(case, kind, name):
    letter = prepare(case, name, kind)
    whole = {**letters.words_of(case, a_report()), **EXTRA, LAW_NUMBERS: law_numbers()}
    whole |= {fact.word: not fact.lacks(case) for fact in letter.facts_if_recorded}
    told = {TOLD_OF.get(sentence.text, "") for sentence in _said_by(name, (*TEXTS, *HTML))} & letter.optional

    def is_told(word: str, words: dict[str, object]) -> list[bool]:
        shown = (" ".join(_rendered(name, files, words)) for files in (TEXTS, HTML))
        return _said(name, shown, lambda sentence: TOLD_OF.get(sentence.text) == word)

    assert [word for word in sorted(told) if any(is_told(word, {**whole, word: ""}))] == []
    assert [word for word in sorted(told) if whole.get(word) and not all(is_told(word, whole))] == []


def _rendered(name: str, files: tuple[str, ...], words: dict[str, object]) -> Iterator[str]:
    for file in files:
        yield Engine.get_default().get_template(f"letters/{name}/{file}").render(Context(words))


def test_every_fact_says_how_it_is_tried():
    assert sorted({values.values[2].name for values in STATED}) == sorted(TRIED)


@pytest.mark.django_db
def test_a_fact_that_rests_on_nothing_is_found(case, monkeypatch):
    """Planted: the desk takes for granted that a parent was shown, and that we sell nothing."""
    for kind, name, planted in (("child", "child/kept", "parent-shown"), ("opt-out", "opt-out/honored", "no-sale")):
        with transaction.atomic():
            one = Case.objects.get(pk=case.pk)
            letter = prepare(one, name, kind)
            TRIED[planted].present(one)
            fact = next(fact for fact in (*letter.facts, *letter.facts_if_recorded) if fact.name == planted)
            with monkeypatch.context() as patch:
                patch.setitem(fact.__dict__, "lacks", lambda _case: "")
                assert misstated(one, letter, fact, TRIED[planted].absent)
            transaction.set_rollback(True)
