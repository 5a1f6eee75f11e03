"""Letters: every one composes, reads as it read before, and no name can do anything in it."""

import itertools
import os
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from dsr import clock, corrections, journal, letters
from dsr.errors import MissingWord
from dsr.formats import references
from dsr.formats.law_numbers import spelled
from dsr.kinds import base
from dsr.kinds.base import Result
from dsr.kinds.letter_facts import NOTHING_DONE
from dsr.letters import composition
from dsr.models import (
    AgencyDirection,
    Case,
    Compilation,
    EligibilityRecord,
    Step,
    ThirdPartyNotice,
    YearStatement,
)
from dsr.models.case import Delivery
from dsr.models.system import StepState
from tests.dsr.letters.letter_with_all import earlier_went_on_paper, with_all_that_a_letter_tells
from tests.dsr.letters.recorded_duty import record_duty
from tests.given import an_account, at
from tests.given_law import another_law, typed_numbers
from tests.given_steps import stopped_everywhere
from tests.replacement import replace_everywhere

__all__ = ["another_law"]

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parents[2] / "letters"
LETTERS = [(kind.code, letter.name) for kind in base.every() for letter in kind.letters.declared]
# What the verbs that have a letter composed give along.
EXTRA = {
    "first_reference": "2222-2222-222",
    "companion": "3333-3333-333",
    "how_verify": "[how we verify]",
    "link": "http://localhost/prove/token/",
    "code": "ABCD-EFGH",
    "code_page": "http://localhost/prove/",
    "link_ends_on": "March 23, 2026",
    "opened_list": ["Delete my personal information: 4444-4444-444"],
    "acting_name": "Kim Agent of Agents, LLC",
    "wanted_list": ["Delete my personal information"],
    "people_count": "2",
    "people_list": ["A. B.: 2222-2222-222", "C. D.: 3333-3333-333"],
    "extension_reason": "The archive is on tape.",
    "question_list": ["Does Dana Whitlow live in California? (Cal. Civ. Code § 1798.83(e)(1))"],
    "new_date": "June 8, 2026",
    "same_brand_count": "3",
    "spared_count": "2",
    "excluded_count": "4",
}


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker) -> Iterator[int]:
    """One case for all letters of this file; what a test changes in it ends with the test."""
    clock.freeze(at("2026-03-10T09:00:00-07:00"))
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(references, "new", lambda: "ABCDEFGHJKM")
        whole = with_all_that_a_letter_tells()
        clock.freeze(None)
        yield whole.pk
        transaction.set_rollback(True)


@pytest.fixture
def case(made, frozen, monkeypatch) -> Case:
    replace_everywhere(monkeypatch, corrections.response_link_token, lambda case: "token")
    return Case.objects.get(pk=made)


def _two_codes(kind: base.Kind) -> list[base.KeepCode]:
    """One exception, and what was not asked for, where the kind has that."""
    return [*[one for one in kind.keep_codes if one.is_not_asked][:1], *kind.keep_codes[:1]]


def _undo_all(case: Case) -> None:
    """Nothing was done, and nobody was told."""
    Step.objects.filter(case=case, state=StepState.DONE).delete()
    ThirdPartyNotice.objects.filter(case=case).exclude(state="not-told").delete()


def _complete_year(case: Case) -> None:
    """A person stated that the reporting year is complete."""
    YearStatement.objects.get_or_create(
        business=case.business,
        year=case.year,
        from_version=case.business.ledger_version,
        defaults={
            "checked_through": date(2026, 1, 5),
            "stated_by": an_account(),
            "stated_at": case.received_at,
        },
    )


def composed(case: Case, name: str, kind_code: str = "") -> letters.ComposedLetter:
    """The letter as the machine would compose it; the report is a stand-in, as it has tests of its own."""
    case.kind = kind_code or case.kind  # in memory: what its own form asks is not what its letters need
    kind = base.get(case.kind)
    # Another kind's deed may be the same, and its exceptions more.
    others = Step.objects.filter(case=case).exclude(keep_code__in=["", *(keep.code for keep in kind.keep_codes)])
    AgencyDirection.objects.filter(step__in=others).delete()
    others.delete()
    if kind.suppression is not None:
        stopped_everywhere(case)
    if not any(
        "EligibilityRecord" in fact.record for fact in kind.letter(name).facts
    ):  # whom the law does not cover has letters of their own
        EligibilityRecord.objects.filter(case=case).delete()
    if name == kind.letters.joined:
        case.joined_to, case.join_ground = Case.objects.get(pk=case.pk), "same-address"
        case.joined_to.kind = case.kind
    for outcome in kind.outcomes:
        if name in {outcome.letter, outcome.letter_unshown}:
            case.outcome = outcome.code
    if kind.work and kind.work.outcome and name == kind.work.finished:
        case.outcome = kind.work.outcome([Result(StepState.DONE)])
    if NOTHING_DONE in kind.letter(name).facts:
        _undo_all(case)
    record_duty(case, kind.letter(name))
    if "year-complete" in {fact.name for fact in kind.letter(name).facts}:
        _complete_year(case)
    report = Compilation(
        as_of=date(2026, 3, 9),
        report="shine-the-light",
        text="[the report as text]",
        html="<p>[the report as HTML]</p>",
    )
    return letters.compose(case, name, compilation=report, extra=EXTRA)


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
def test_a_letter_says_the_laws_numbers_as_they_are(case, kind, another_law):
    """With every number of the law changed, each letter is the golden one with the changed numbers in it."""
    for name in [letter.name for letter in base.get(kind).letters.declared]:
        with transaction.atomic():
            letter = composed(Case.objects.get(pk=case.pk), name, kind)
            transaction.set_rollback(True)
        shown = f"To: {letter.to}\nSubject: {letter.subject}\n\n{letter.text}\n{'-' * 72}\n{letter.html}"
        assert typed_numbers(shown) == []
        for now, before in another_law.items():
            shown = shown.replace(str(now), spelled(before))
        assert shown == (GOLDEN / f"{name.replace('/', '.')}.txt").read_text()


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
    assert "ABCD-EFGH-JKM" in subject + text
    assert "ABCD-EFGH-JKM" in html
    for part in (subject, text, html):
        assert "{{" not in part
        assert "{%" not in part
        assert "None" not in part


@pytest.mark.parametrize(("kind", "name"), LETTERS)
def test_a_letter_with_a_missing_word_is_not_composed(case, kind, name, monkeypatch):
    declared = base.get(kind).letter(name).words
    words_of, whole = composition.words_of, {}

    def lacking(empty: dict[str, str | None], *of: Any) -> dict[str, Any]:
        whole.update({} if whole else words_of(*of))  # all are of one case; they are gathered once
        return {**whole, **empty}

    for word in sorted(declared - set(EXTRA)):
        for empty in ({word: ""}, {word: None}):
            monkeypatch.setattr(composition, "words_of", partial(lacking, empty))
            with pytest.raises(MissingWord, match=word):
                composed(case, name, kind)


@pytest.mark.parametrize("kind", [kind.code for kind in base.every() if kind.work and kind.work.outcome])
def test_whatever_the_steps_come_to_its_letter_lacks_no_word(case, kind):
    """Also where every system keeps only what was not asked for, or no system has a step."""
    steps, case.kind = Step.objects.filter(case=case, action=base.get(kind).work.action), kind
    others = Step.objects.filter(case=case).exclude(action=base.get(kind).work.action)
    AgencyDirection.objects.filter(step__in=others).delete()
    others.delete()
    ThirdPartyNotice.objects.filter(case=case).exclude(state="not-told").delete()
    results = [(StepState.DONE, ""), (StepState.NOT_HELD, "")]
    results += [(StepState.KEPT, keep.code) for keep in _two_codes(base.get(kind))]
    for chosen in ([], *([one] for one in results), *itertools.permutations(results, 2)):
        for step, (state, code) in itertools.zip_longest(steps.order_by("pk"), chosen, fillvalue=("", "")):
            steps.filter(pk=step.pk).update(state=state or "planned", keep_code=code)
        decided = corrections.item_results((), corrections.items_of(case))
        case.outcome = base.get(kind).work.outcome([*(Result(*one) for one in chosen), *decided])
        letter = base.get(kind).outcome(case.outcome).letter
        record_duty(case, base.get(kind).letter(letter))
        assert letters.compose(case, letter)
