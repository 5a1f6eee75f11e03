"""Every fact that a letter states is tried of it: without its record, against it, and with it."""

import html
import re
from collections.abc import Iterator

import pytest
from django.db import transaction

from dsr import letters, review
from dsr.errors import Blocked, MissingWord
from dsr.kinds import base
from dsr.models import Case
from tests.dsr.letters.composed_letter import case, compose, made, prepare
from tests.given import staff
from tests.given_facts import TRIED, Change
from tests.house.templates import sentences

__all__ = ["case", "made"]

TEXTS, HTML = ("subject.txt", "body.txt"), ("body.html",)
STATED = [
    pytest.param(kind.code, letter, fact, id=f"{letter.name}: {fact.name}")
    for kind in base.every()
    for letter in kind.letters.declared
    for fact in (*letter.facts, *letter.facts_if_recorded)
]


def _patterns(letter: str, fact: str, files: tuple[str, ...]) -> Iterator[re.Pattern[str]]:
    """How each sentence of these files that states the fact reads, whatever stands for its words."""
    for file in files:
        for sentence in sentences(f"letters/{letter}/{file}"):
            if fact in sentence.facts:
                parts = re.split(r"%\(\w+\)s", sentence.text.replace("%%", "%"))
                yield re.compile(".+?".join(re.escape(" ".join(part.split(" "))) for part in parts))


def _plain(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())


def said_in(letter: letters.ComposedLetter, fact: str) -> list[bool]:
    """Whether the text and the HTML of the letter state the fact."""
    shown = ((TEXTS, f"{letter.subject} {letter.text}"), (HTML, letter.html))
    return [
        any(pattern.search(_plain(said)) for pattern in _patterns(letter.name, fact, files)) for files, said in shown
    ]


def misstated(case: Case, letter: base.LetterWords, fact: base.Fact, change: Change) -> list[str]:
    """What of this letter is still open or said, once the record of the fact no longer says that it is so."""
    change(case)
    if fact in letter.facts_if_recorded:
        is_said = any(said_in(compose(case, letter.name), fact.name))
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


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "letter", "fact"), STATED)
def test_a_letter_states_a_fact_as_it_is_recorded_and_else_not(case, kind, letter, fact):
    prepare(case, letter.name, kind)
    tried = TRIED[fact.name]
    tried.present(case)
    assert not fact.lacks(case)
    assert said_in(compose(case, letter.name), fact.name) == [True, True]
    for change in filter(None, (tried.absent, tried.contrary)):
        with transaction.atomic():
            again = Case.objects.get(pk=case.pk)
            prepare(again, letter.name, kind)
            tried.present(again)
            assert misstated(again, letter, fact, change) == []
            transaction.set_rollback(True)


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
