"""The person is asked whether the law covers them: what the letter says, once, and that it stops no clock."""

import pytest

from dsr import letters, review
from dsr.errors import BadInput, Changed, NotAllowed
from dsr.kinds import base
from dsr.lifecycle import Who
from dsr.models import Case, EligibilityQuestion, Letter
from dsr.models.letter import LetterState
from tests.given import a_business, a_case, at, declined, drain, in_review, staff

pytestmark = pytest.mark.django_db
ASKING = [kind.code for kind in base.every() if kind.letters.question]


@pytest.fixture(autouse=True)
def day(frozen):
    frozen(at("2026-03-10T09:00:00-07:00"))
    business = a_business()
    business.is_ccpa_business = True
    business.save()


def silent(kind: str = "shine-the-light") -> Case:
    wrong = [{"field": "phone", "should": "(559) 555-0199"}] if base.get(kind).items else []
    return in_review(kind=kind, answers={}, items=wrong)


def asked(case: Case, *about: str) -> Case:
    case = letters.ask_eligibility(case.pk, staff(), about, seen=Case.objects.get(pk=case.pk).entry_count)
    drain()
    return Case.objects.get(pk=case.pk)


@pytest.mark.parametrize("kind", ASKING)
def test_the_letter_asks_and_says_how_to_answer_and_that_silence_is_no_no(kind):
    before = silent(kind)
    case = asked(before, "residence")
    text = letters.body_of(Letter.objects.get(case=case, name=f"{kind}/question"))["text"]
    assert "Do you live in California, or are you away from it only for a time? (Cal. Civ." in text
    assert "please reply to this. A sentence is enough:" in text
    assert "We ask for no proof of it, and answering is free." in text
    assert "We do not take silence for a no, and our time to respond runs on meanwhile." in text
    assert (case.state, case.due_safe, case.stuck) == (before.state, before.due_safe, "")


@pytest.mark.parametrize("about", ["residence", "household", "relationship", "recent"])
def test_who_asks_for_themselves_is_asked_of_themselves_and_who_asks_for_another_of_that_person(about):
    case = silent()
    person = "the person with the initials DW"  # of whom nothing is proved
    for is_for_another in (False, True):
        Case.objects.filter(pk=case.pk).update(is_for_another=is_for_another)
        [wanted] = [one for one in base.get(case.kind).eligibility if one.about == about]
        [words] = letters.eligibility_question._questions(Case.objects.get(pk=case.pk), [wanted])
        assert ("you" in words, person in words) == (not is_for_another, is_for_another)


def test_one_letter_asks_all_that_was_chosen():
    case = asked(silent(), "residence", "household", "relationship", "recent", "residence")
    text = letters.body_of(Letter.objects.get(case=case, name="shine-the-light/question"))["text"]
    assert text.count("§ 1798.83(e)") == 4
    assert EligibilityQuestion.objects.count() == 4


def test_who_does_not_answer_counts_as_covered_however_long_it_is():
    case = asked(silent(), "residence")
    barred = {one.outcome.code: one.why for one in review.sort_declines(case)[1]}
    assert (
        "A letter of March 10, 2026 asks the person; without an answer they count as covered"
        in barred["NOT_CA_RESIDENT"]
    )


def test_the_same_is_not_asked_twice_unless_the_letter_did_not_reach_them():
    case = asked(silent(), "residence")
    with pytest.raises(BadInput, match="letter of March 10, 2026 asks the person this already"):
        asked(case, "household", "residence")
    assert EligibilityQuestion.objects.count() == 1
    Letter.objects.filter(case=case, name="shine-the-light/question").update(state=LetterState.REFUSED)
    asked(case, "residence")
    assert EligibilityQuestion.objects.count() == 2


def test_what_the_person_cannot_know_is_not_asked():
    with pytest.raises(BadInput, match="cannot tell us"):
        asked(silent("deletion"), "own-data")
    with pytest.raises(BadInput, match="Choose what"):
        asked(silent())
    with pytest.raises(BadInput, match="does not ask this"):
        asked(silent("deletion"), "household")


def test_it_is_asked_while_nothing_is_decided_by_who_decides_on_the_page_they_saw():
    with pytest.raises(BadInput, match="cannot be asked this now"):
        asked(a_case(answers={}), "residence")
    with pytest.raises(BadInput, match="cannot be asked this now"):
        asked(declined(silent()), "residence")
    case = silent()
    with pytest.raises(NotAllowed):
        letters.ask_eligibility(case.pk, staff(Who.VIEWER), ["residence"], seen=case.entry_count)
    review.add_note(case.pk, staff(), "Something new.")
    with pytest.raises(Changed):
        letters.ask_eligibility(case.pk, staff(), ["residence"], seen=case.entry_count)
    assert not EligibilityQuestion.objects.exists()
    assert not Letter.objects.filter(name__endswith="/question").exists()
