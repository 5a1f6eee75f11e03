"""A letter states only what is on record: it is barred before the decision, and not written after it."""

from dataclasses import replace

import pytest

from dsr import engine, letters, review
from dsr.errors import Blocked, MissingWord
from dsr.kinds import base
from dsr.lifecycle import State
from dsr.models import Case, Letter
from tests.given import in_review, staff


@pytest.fixture
def recorded(monkeypatch):
    """Whether the planted fact of every letter of the kind is on record."""
    state = {"is_recorded": False}
    fact = base.Fact(
        "planted", "Something is so", "a row", lambda _case: "" if state["is_recorded"] else "Nobody recorded it."
    )
    kind = base.get("shine-the-light")
    declared = tuple(replace(letter, facts=(fact,)) for letter in kind.letters.declared)
    monkeypatch.setitem(base._kinds, kind.code, replace(kind, letters=replace(kind.letters, declared=declared)))
    return state


pytestmark = pytest.mark.django_db(transaction=True)


def test_an_outcome_is_barred_while_its_letter_would_state_what_is_not_on_record(recorded):
    recorded["is_recorded"] = True
    case = in_review()
    assert review.decline_reasons(case)
    recorded["is_recorded"] = False
    assert review.decline_reasons(case) == []
    with pytest.raises(Blocked, match="Nobody recorded it"):
        review.decline(case.pk, staff(), seen=case.entry_count, reasons=["NO_EBR"])
    with pytest.raises(MissingWord, match="Nobody recorded it"):
        letters.compose(case, "shine-the-light/declined-no-relationship")


def test_what_is_not_on_record_any_more_brings_the_case_back_to_a_person(recorded):
    recorded["is_recorded"] = True
    case = in_review()
    review.decline(case.pk, staff(), seen=case.entry_count, reasons=["NO_EBR"])
    recorded["is_recorded"] = False
    engine.advance(case.pk)
    case = Case.objects.get(pk=case.pk)
    assert case.current is State.REVIEW
    assert not Letter.objects.filter(case=case, is_response=True).exists()
