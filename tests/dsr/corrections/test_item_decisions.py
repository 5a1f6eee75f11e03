"""The items of a correction: what must be said, what a decision lacks, the six months, what the letter names."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dsr import corrections, documents, parties, repeats, review
from dsr.clock import now
from dsr.corrections import ItemDecision, item_decisions
from dsr.errors import BadInput
from dsr.kinds import base
from dsr.models import Case, Entry, Item
from tests import given
from tests.given_corrections import CORRECT, WRONG_NAME, WRONG_PHONE, a_correction, a_shop, decided
from tests.given_documents import a_pdf
from tests.given_systems import a_database

pytestmark = pytest.mark.django_db
DENY = ItemDecision("deny", "Our own papers.", code="C_DOCS_INADEQUATE", reason="The bill is of another year.")


@pytest.fixture
def case(tmp_path, frozen) -> Case:
    a_shop(a_database(tmp_path))
    return a_correction(WRONG_NAME, WRONG_PHONE)


def test_which_fields_are_wrong_is_plain_and_what_stands_in_them_is_sealed(case):
    assert case.answers["fields"] == "name,phone"
    assert [item.field for item in corrections.items_of(case)] == ["name", "phone"]
    assert parties.sealed_values(case)["item:1"] == {k: v for k, v in WRONG_NAME.items() if k != "field"}
    told = " ".join(Entry.objects.filter(case=case).values_list("facts", flat=True))
    assert "Reyes" not in told and "555-0199" not in told


@pytest.mark.parametrize("wrong", [{"field": "name", "should": " "}, {"field": "shoe-size", "should": "9"}])
def test_half_an_item_is_refused(wrong, frozen):
    with pytest.raises(BadInput):
        given.a_case(kind="correction", items=[wrong])
    assert not Case.objects.exists()


def test_a_correction_without_an_item_is_refused(frozen):
    with pytest.raises(BadInput, match="Say what is wrong"):
        given.a_case(kind="correction")


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (None, "Decide on each item"),
        (replace(CORRECT, weighed=" "), "write what you weighed"),
        (replace(DENY, code=""), "choose the ground"),
        (replace(DENY, code="E8_LEGAL_OBLIGATION"), "no ground"),
        (replace(DENY, reason=" "), "write the facts"),
        (ItemDecision("delete", "Old and unused."), "did not agree"),
        (replace(DENY, code="C_REPEAT_WITHIN_6_MONTHS"), "No request about the same item was denied"),
    ],
)
def test_half_a_decision_is_refused_and_nothing_is_written(case, second, said):
    chosen = {1: CORRECT} | ({2: second} if second else {})
    with pytest.raises(BadInput, match=said):
        review.approve(case.pk, given.staff(), review.Approval("CORRECTED", decisions=chosen), seen=case.entry_count)
    assert not Item.objects.exclude(decision="").exists()
    assert Case.objects.get().state == "review"


def test_delete_in_lieu_needs_the_consent_or_the_reason(case):
    Case.objects.update(answers={**case.answers, "delete_instead": "yes"})
    case.refresh_from_db()
    case = decided(case, item1=ItemDecision("delete", "We cannot write accents."), item2=DENY)
    assert case.outcome == "DELETED_IN_LIEU"


def _denied(case: Case) -> Case:
    case = decided(case, item1=DENY, item2=DENY)
    given.drain()
    return Case.objects.get(pk=case.pk)


def repeating(again: Case, first: Case) -> Case:
    """The later one, of which a person recorded that the earlier one is the same person's."""
    choice = repeats.Choice(first.reference)
    repeats.choose_earlier(again.pk, given.staff(), choice, seen=Case.objects.get(pk=again.pk).entry_count)
    return Case.objects.get(pk=again.pk)


def test_the_same_item_may_be_denied_again_within_six_months(case, frozen):
    first = _denied(case)
    assert first.outcome == "DENIED"
    frozen(now() + timedelta(days=100))
    again = a_correction(WRONG_PHONE)
    why = item_decisions.not_repeated(again, corrections.items_of(again)[0])
    assert why.startswith("Choose the request that was denied before")
    again = repeating(again, first)
    repeat = replace(DENY, code="C_REPEAT_WITHIN_6_MONTHS", reason="Nothing new came.")
    assert item_decisions.not_repeated(again, corrections.items_of(again)[0]) == ""
    assert decided(again, item1=repeat).outcome == "DENIED"


def test_new_documents_make_it_a_new_request(case, frozen):
    _denied(case)
    frozen(now() + timedelta(days=30))
    bill = documents.check("evidence", "bill.pdf", a_pdf())
    again = a_correction(WRONG_PHONE, documents=[bill])
    assert item_decisions.not_repeated(again, corrections.items_of(again)[0]).startswith("New documents came")
    repeat = replace(DENY, code="C_REPEAT_WITHIN_6_MONTHS", reason="Nothing new came.")
    with pytest.raises(BadInput, match="New documents came"):
        decided(again, item1=repeat)


@pytest.mark.parametrize(("days", "is_repeat"), [(183, True), (185, False)])
def test_after_six_calendar_months_it_is_no_repeat(case, frozen, days, is_repeat):
    first = _denied(case)  # on March 10
    frozen(now() + timedelta(days=days))  # September 9 and 11
    again = a_correction(WRONG_PHONE)
    if is_repeat:
        again = repeating(again, first)
    assert (item_decisions.not_repeated(again, corrections.items_of(again)[0]) == "") is is_repeat


def test_another_item_or_another_person_is_no_repeat(case, frozen):
    _denied(case)
    other = a_correction({"field": "birth", "should": "1990"})
    assert item_decisions.not_repeated(other, corrections.items_of(other)[0])
    parties_of_ruth = {
        "subject": {"name": "Ruth Calloway"},
        "requester": {"name": "Ruth Calloway", "email": "ruth.calloway@example.com"},
    }
    hers = a_correction(WRONG_PHONE, parties=parties_of_ruth)
    assert item_decisions.not_repeated(hers, corrections.items_of(hers)[0])


def test_what_was_corrected_before_is_no_repeat(case, frozen):
    decided(case, item1=CORRECT, item2=CORRECT)
    again = a_correction(WRONG_PHONE)
    assert item_decisions.not_repeated(again, corrections.items_of(again)[0])


def test_the_letter_names_fields_and_facts_and_no_value(case):
    case = decided(case, item1=replace(CORRECT, source="Alder Catalog Company", is_source_told=True), item2=DENY)
    assert case.outcome == "CORRECTED_PARTLY"
    assert case.reasons == ["C_DOCS_INADEQUATE"]
    text = parties.sealed_value(case, f"letter:{case.letters.get(is_response=True).pk}")["text"]
    assert "- Name\n" in text and "Name: Alder Catalog Company. We told them" in text
    assert "Phone number: the documents do not show" in text and "The bill is of another year." in text
    assert "Reyes" not in text and "0199" not in text
    assert "/ask/deletion/" in text and "/check/" in text and "/statement/" not in text


def test_no_source_is_told_to_correct_what_is_denied(case):
    told = replace(DENY, source="Valley Clinic", is_source_told=True)
    with pytest.raises(BadInput, match="stays as it is, so no source is told"):
        decided(case, item1=CORRECT, item2=told)
    rows, kind = corrections.items_of(case), base.get("correction")
    shown = corrections.preview_decisions(rows, {1: replace(CORRECT, is_source_told=True), 2: told})
    sealed = {f"decision:{number}": {"source": "Valley Clinic", "reason": "Of May."} for number in (1, 2)}
    assert corrections.item_lists(kind, shown, sealed)["source_list"] == [
        "Name: Valley Clinic. We told them that it must be corrected.",  # as the letter will say
        "Phone number: Valley Clinic.",
    ]
