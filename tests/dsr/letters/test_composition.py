"""Letters: every one composes, reads as it read before, and no name can do anything in it."""

import itertools
import os
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from dsr import corrections, journal, letters, parties
from dsr.errors import MissingWord
from dsr.formats.law_numbers import spelled
from dsr.kinds import base
from dsr.kinds.base import Result
from dsr.letters import composition, work_words
from dsr.models import AgencyDirection, Business, Case, Provider, Recipient, Step, System, ThirdPartyNotice
from dsr.models.case import Delivery
from dsr.models.system import StepState
from tests.bracket_language import CLOSE, OPEN, marked, outside, pieces
from tests.dsr.letters.composed_letter import EXTRA, LETTERS, case, compose, composed, made, prepare
from tests.dsr.letters.letter_with_all import earlier_went_on_paper
from tests.given_facts import TRIED
from tests.given_law import another_law, typed_numbers

__all__ = ["another_law", "case", "made"]

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parents[2] / "letters"


def _two_codes(kind: base.Kind) -> list[base.KeepCode]:
    """One exception, and what was not asked for, where the kind has that."""
    return [*[one for one in kind.keep_codes if one.is_not_asked][:1], *kind.keep_codes[:1]]


@pytest.mark.parametrize(("kind", "name"), LETTERS)
def test_a_letter_reads_as_it_read_before(case, kind, name):
    letter = composed(case, name, kind)
    shown = f"To: {letter.to}\nSubject: {letter.subject}\n\n{letter.text}\n{'-' * 72}\n{letter.html}"
    path = GOLDEN / f"{name.replace('/', '.')}.txt"
    if os.environ.get("DAYLIGHT_WRITE_GOLDEN") == "1":
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(shown)
    assert path.exists(), "Write it with DAYLIGHT_WRITE_GOLDEN=1, then read it."
    assert shown == path.read_text()


@pytest.mark.parametrize("kind", [kind.code for kind in base.every() if kind.letters.declared])
def test_a_letter_says_the_laws_numbers_as_they_are_and_no_sentence_is_made_of_pieces(case, kind, another_law):
    """With every number of the law changed, each letter is the golden one with the changed numbers in it.

    Said in brackets, all of it stands in the catalog, and by itself.
    """
    for name in [letter.name for letter in base.get(kind).letters.declared]:
        with transaction.atomic():
            whole = Case.objects.get(pk=case.pk)
            prepare(whole, name, kind)
            with marked():
                letter = compose(whole, name)
            said = f"{letter.subject}\n{letter.text}"
            assert [*pieces(said), *outside(said, _typed(whole))] == [], name
            transaction.set_rollback(True)
        shown = f"To: {letter.to}\nSubject: {letter.subject}\n\n{letter.text}\n{'-' * 72}\n{letter.html}"
        shown = shown.replace(OPEN, "").replace(CLOSE, "")
        assert typed_numbers(shown) == []
        for now, before in another_law.items():
            shown = shown.replace(str(now), spelled(before))
        assert shown == (GOLDEN / f"{name.replace('/', '.')}.txt").read_text()


def _typed(case: Case) -> str:
    """What people typed, what things are called, and addresses of pages."""
    named = (System, Provider, Recipient, ThirdPartyNotice, Business)
    rows = [str(value) for model in named for row in model.objects.values() for value in row.values()]
    words = [str(value) for value in composition.words_of(case).values() if "http://" in str(value)]
    more = [str(EXTRA), str(parties.sealed_values(case)), "[the report as text] [the earlier response]"]
    return "\n".join([*rows, *words, *more])


def test_every_golden_letter_is_a_letter():
    assert {path.name for path in GOLDEN.iterdir()} == {f"{name.replace('/', '.')}.txt" for _kind, name in LETTERS}


@pytest.mark.parametrize(("kind", "name"), LETTERS)
def test_every_letter_can_go_on_paper(case, kind, name):
    journal.reseal(case.pk, "requester", {"name": "Dana Whitlow", "postal": "9 Elm Court\nChico, CA 95926"})
    case.delivery = Delivery.MAIL
    earlier_went_on_paper(case, "9 Elm Court\nChico, CA 95926")
    letter = composed(case, name, kind)
    assert (letter.delivery, letter.html, letter.to) == ("mail", "", "9 Elm Court\nChico, CA 95926")
    assert bytes(letter.paper or b"").startswith(b"%PDF-")
    assert "[the report as text]" not in letter.text  # it stands on pages of its own


@pytest.mark.parametrize("name", [name for _kind, name in LETTERS])
def test_a_letter_carries_its_reference_and_the_words_of_its_parts_agree(name):
    """As it is composed, which test_a_letter_reads_as_it_read_before holds it to."""
    golden = (GOLDEN / f"{name.replace('/', '.')}.txt").read_text()
    (to, subject, nothing), body = golden.split("\n", 3)[:3], golden.split("\n", 3)[3]
    assert to.startswith("To: ") and subject.startswith("Subject: ") and nothing == "", "the subject is one line"
    text, html = body.split(f"\n{'-' * 72}\n")
    is_to_stranger = name == base.letters.ADDRESS_CONFIRM  # who learns nothing of the request
    assert ("ABCD-EFGH-JKM" in subject + text) is not is_to_stranger
    assert ("ABCD-EFGH-JKM" in html) is not is_to_stranger
    assert not (is_to_stranger and "Dana" in subject + text + html)
    for part in (subject, text, html):
        assert "{{" not in part
        assert "{%" not in part
        assert "None" not in part


@pytest.mark.parametrize(("kind", "name"), LETTERS)
def test_a_letter_with_a_missing_word_is_not_composed(case, kind, name, monkeypatch):
    wanted = sorted(prepare(case, name, kind).words - set(EXTRA))
    words_of = composition.words_of

    def lacking(*of: Any) -> dict[str, Any]:
        return {**words_of(*of), **{word: None if number % 2 else "" for number, word in enumerate(wanted)}}

    with monkeypatch.context() as patch:
        patch.setattr(composition, "words_of", lacking)
        with pytest.raises(MissingWord) as missing:
            compose(case, name)
    assert str(missing.value) == f"The letter {name} lacks: {', '.join(wanted)}."


@pytest.mark.parametrize("kind", [kind.code for kind in base.every() if kind.work and kind.work.outcome])
def test_whatever_the_steps_come_to_its_letter_lacks_no_word(case, kind):
    """Also where every system keeps only what was not asked for. Where no system has a step, none was looked at."""
    steps, case.kind = Step.objects.filter(case=case, action=base.get(kind).work.action), kind
    others = Step.objects.filter(case=case).exclude(action=base.get(kind).work.action)
    AgencyDirection.objects.filter(step__in=others).delete()
    others.delete()
    ThirdPartyNotice.objects.filter(case=case).exclude(state="not-told").delete()
    results = [(StepState.DONE, ""), (StepState.NOT_HELD, "")]
    results += [(StepState.KEPT, keep.code) for keep in _two_codes(base.get(kind))]
    for chosen in ([], *([one] for one in results), *itertools.permutations(results, 2)):
        with transaction.atomic():
            _settle(steps, chosen)
            decided = corrections.item_results((), corrections.items_of(case))
            case.outcome = base.get(kind).work.outcome([*(Result(*one) for one in chosen), *decided])
            letter = base.get(kind).outcome(case.outcome).letter
            for fact in ("parent-shown", "deletion-grounded"):
                TRIED[fact].present(case)
            with nullcontext() if chosen else pytest.raises(MissingWord, match="No place was looked at"):
                assert letters.compose(case, letter)
            transaction.set_rollback(True)


def _settle(steps, chosen):
    """The first steps come to this, and there are no others, nor systems that would have one."""
    for step, (state, code) in zip(steps.order_by("pk"), chosen, strict=False):
        steps.filter(pk=step.pk).update(state=state, keep_code=code)
    left = steps.exclude(pk__in=[step.pk for step in steps.order_by("pk")[: len(chosen)]])
    System.objects.filter(steps__in=left).update(is_active=False)
    AgencyDirection.objects.filter(step__in=left).delete()
    left.delete()


@pytest.mark.parametrize("kind", [kind.code for kind in base.every() if kind.letters.declared])
def test_a_part_gives_no_word_that_it_does_not_name(case, kind):
    prepare(case, base.get(kind).letters.declared[0].name, kind)
    sealed = parties.sealed_values(case)
    for part in (*composition._PARTS, *work_words._PARTS):
        assert set(part.gather(case, base.get(kind), sealed)) <= part.names
