"""Corrections in real databases: changed as decided, kept so, compared by the person, proved by what is right."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dsr import engine, fulfilment, parties, systems, verification
from dsr.clock import now
from dsr.corrections import ItemDecision, changes_by_hand, points_held_now
from dsr.errors import BadInput, Blocked
from dsr.fulfilment import correction_followup
from dsr.law.verification import Level
from dsr.models import Case, Entry, Item, Letter, Suppression, Tombstone, VerificationRule
from dsr.models.system import StepState
from dsr.verification import state
from tests import given
from tests.given_corrections import CORRECT, WRONG_NAME, WRONG_PHONE, a_correction, a_shop, decided
from tests.given_systems import DANA, a_database, an_owner, run, step_of

pytestmark = pytest.mark.django_db
DENY = ItemDecision("deny", "Our own papers.", code="C_MORE_LIKELY_ACCURATE", reason="The contract says so.")
NEW = "Dana Whitlow-Reyes"


@pytest.fixture
def url(tmp_path, frozen):
    return a_database(tmp_path)


@pytest.fixture
def shop(url):
    return a_shop(url)


def names(url: str) -> list[str]:
    return [name for (name,) in run(url, "SELECT full_name FROM customers ORDER BY id")]


def test_what_is_decided_is_changed_and_nothing_else(shop, url):
    case = a_correction(WRONG_NAME, WRONG_PHONE)
    step = step_of(case, shop)
    assert (step.state, step.found) == (StepState.PREVIEWED, {"customers": 1, "orders": 2})
    cells = parties.sealed_value(case, f"step:{step.pk}")["cells"]
    assert ["customers", "name", "Dana Whitlow"] in cells and ["customers", "phone", "(559) 555-0101"] in cells
    case = decided(case, item1=CORRECT, item2=DENY)
    assert (case.state, case.outcome) == ("responded", "CORRECTED_PARTLY")
    assert names(url) == [NEW, "Ruth Calloway", "Luis Ferrante"]
    assert run(url, "SELECT phone FROM customers WHERE id = 1") == [("(559) 555-0101",)]
    assert run(url, "SELECT DISTINCT ship_name FROM orders WHERE customer_id = 1") == [(NEW,)]
    assert not Tombstone.objects.exists() and not Suppression.objects.exists(), "nobody was deleted"


def test_all_denied_changes_nothing_and_answers(shop, url):
    case = decided(a_correction(), item1=DENY)
    assert (case.state, case.outcome) == ("responded", "DENIED")
    assert names(url)[0] == "Dana Whitlow"
    assert step_of(case, shop).state == StepState.KEPT
    assert not Suppression.objects.exists()


def test_deleted_in_lieu_empties_the_field(shop, url):
    case = a_correction(WRONG_PHONE, answers={"ca_resident": "yes", "delete_instead": "yes"})
    case = decided(case, item1=ItemDecision("delete", "We cannot tell which number is right."))
    assert case.outcome == "DELETED_IN_LIEU"
    assert run(url, "SELECT phone FROM customers WHERE id = 1") == [(None,)]


def test_where_no_place_holds_it_the_answer_says_so(shop):
    stranger = {"subject": {"name": "Nobody Known"}, "requester": {"name": "Nobody Known", "email": "n@example.com"}}
    case = decided(a_correction(parties=stranger), item1=CORRECT)
    assert case.outcome == "CORRECT_NOTHING_HELD"


def test_an_address_that_is_wrong_is_found_by_the_one_that_stands_there(shop, url):
    wrong = {"field": "email", "says": DANA, "should": "dana.reyes@example.com"}
    new = {"name": "Dana Whitlow", "email": "dana.reyes@example.com"}
    case = a_correction(wrong, parties={"subject": {"name": "Dana Whitlow"}, "requester": new})
    case = decided(case, item1=CORRECT)
    assert case.outcome == "CORRECTED"
    assert run(url, "SELECT email FROM customers WHERE id = 1") == [("dana.reyes@example.com",)]


# -- proof -----------------------------------------------------------------------------------------------------------


def _asking(*wrong: dict[str, str], level: str = Level.REASONABLE, **changes) -> Case:
    business = given.a_business()
    type(business).objects.update(is_ccpa_business=True)
    VerificationRule.objects.create(business=business, kind="correction", level=level, points=["email", "name", "zip"])
    return given.in_review(kind="correction", business=business, items=wrong, **changes)


def test_what_is_disputed_proves_nothing(shop):
    case = _asking(WRONG_NAME)
    row = state.proof_of(case)
    assert "name" not in state.allowed_points(row)
    assert verification.missing_points(row) == ("zip",)
    postal = _asking_again(case, {"field": "postal", "says": "", "should": "9 Elm Court"})
    assert "zip" not in state.allowed_points(state.proof_of(postal)), "what derives from it proves nothing either"


def _asking_again(case: Case, wrong: dict[str, str]) -> Case:
    return given.in_review(kind="correction", business=case.business, items=[wrong])


def test_who_proves_one_record_cannot_have_another_one_changed(shop):
    """Ruth proves herself, and says that the address that is Dana's is hers and wrong."""
    wrong = {"field": "email", "says": DANA, "should": "ruth@example.org"}
    ruth = {"name": "Ruth Calloway", "zip": "93702"}
    assert systems.match_points(shop.business_id, ruth) == {"name", "zip"}
    case = _asking(wrong, parties={"subject": ruth, "requester": {"name": "Ruth Calloway", "email": "r@example.org"}})
    found = points_held_now(case)
    assert found == {"email": DANA}
    assert systems.match_points(shop.business_id, ruth, found) == frozenset()


# -- it stays --------------------------------------------------------------------------------------------------------


@pytest.fixture
def corrected(shop, url) -> Case:
    return decided(a_correction(), item1=CORRECT)


def _tomorrow(frozen) -> None:
    frozen(now() + timedelta(days=1, minutes=1))


def test_what_stays_is_looked_at_once_a_day_and_says_nothing(corrected, shop, frozen):
    assert fulfilment.check_corrections() == 0
    assert step_of(corrected, shop).checked_at is None, "not on the same day"
    _tomorrow(frozen)
    assert fulfilment.check_corrections() == 0
    assert step_of(corrected, shop).checked_at == now()
    corrected.refresh_from_db()
    assert corrected.stuck == ""


def test_an_import_that_brings_the_old_value_back_is_flagged_once_and_set_right(corrected, url, frozen):
    run(url, "UPDATE customers SET full_name = 'Dana Whitlow' WHERE id = 1")
    _tomorrow(frozen)
    engine.run_daily_jobs()
    engine.run_daily_jobs()
    corrected.refresh_from_db()
    assert corrected.stuck == "correction-undone"
    assert Entry.objects.filter(case=corrected, name="correction-undone").count() == 1
    case = fulfilment.correct_again(corrected.pk, given.staff())
    assert (case.stuck, case.state) == ("", "responded")
    assert names(url)[0] == NEW
    with pytest.raises(BadInput, match="Nothing was undone"):
        fulfilment.correct_again(corrected.pk, given.staff())


def test_a_third_value_is_set_right_too(corrected, url, frozen):
    run(url, "UPDATE customers SET full_name = 'D. Whitlow' WHERE id = 1")
    _tomorrow(frozen)
    assert fulfilment.check_corrections() == 1
    fulfilment.correct_again(corrected.pk, given.staff())
    assert names(url)[0] == NEW


def test_a_system_that_is_away_is_asked_another_time(corrected, url, frozen, tmp_path):
    (tmp_path / "shop.sqlite3").rename(tmp_path / "away")
    _tomorrow(frozen)
    assert fulfilment.check_corrections() == 0
    corrected.refresh_from_db()
    assert corrected.stuck == ""
    (tmp_path / "away").rename(tmp_path / "shop.sqlite3")
    run(url, "UPDATE customers SET full_name = 'Dana Whitlow' WHERE id = 1")
    assert fulfilment.check_corrections() == 1


# -- the pages behind the response -----------------------------------------------------------------------------------


def test_the_person_compares_and_is_shown_nothing(corrected, url):
    assert fulfilment.matches_correction(corrected, 1, "  Dana Whitlow-Reyes ") is True
    assert fulfilment.matches_correction(corrected, 1, "Dana Whitlow") is False
    run(url, "UPDATE customers SET full_name = 'Dana Whitlow' WHERE id = 1")
    assert fulfilment.matches_correction(corrected, 1, NEW) is False, "what is held now counts, not what was promised"
    told = Entry.objects.filter(case=corrected, name="value-compared")
    assert told.count() == 3 and not told.filter(facts__contains="Dana").exists()


@pytest.mark.parametrize("typed", ["559 555 0199", "(559)555-0199", "559.555.0199"])
def test_another_spelling_of_a_phone_number_is_the_same(shop, typed):
    case = decided(a_correction(WRONG_PHONE), item1=CORRECT)
    assert fulfilment.matches_correction(case, 1, typed) is True
    assert fulfilment.matches_correction(case, 1, "559 555 0198") is False


def test_after_five_tries_nothing_is_compared(corrected):
    for _try in range(correction_followup.MOST_TRIES):
        fulfilment.matches_correction(corrected, 1, "guess")
    with pytest.raises(Blocked):
        fulfilment.matches_correction(corrected, 1, NEW)


def test_where_a_person_changed_it_what_was_asked_for_is_compared(frozen):
    desk = an_owner(actions=["correct"])
    case = a_correction()
    fulfilment_done(case, desk)
    assert fulfilment.matches_correction(case, 1, "dana  whitlow-reyes") is True
    assert fulfilment.matches_correction(case, 1, "Dana Whitlow") is False


def fulfilment_done(case: Case, desk) -> None:
    decided(case, item1=CORRECT)
    step = step_of(case, desk)
    fulfilment.settle_step_by_hand(case.pk, step.pk, given.staff(), state="done", note="Jo called.")
    given.drain()
    case.refresh_from_db()
    assert case.outcome == "CORRECTED"


def test_the_owner_is_told_what_to_change_and_nothing_of_what_was_denied(frozen):
    an_owner(actions=["correct"])
    case = a_correction(WRONG_NAME, WRONG_PHONE)
    decided(case, item1=CORRECT, item2=DENY)
    assert [(one.words, one.old, one.new) for one in changes_by_hand(case)] == [("Name", "Dana Whitlow", NEW)]


HEALTH = {"field": "health", "says": "", "should": "No allergy"}


@pytest.fixture
def denied(shop) -> Case:
    case = decided(a_correction(WRONG_NAME, HEALTH), item1=DENY, item2=replace(DENY, is_health=True))
    assert case.outcome == "DENIED_STATEMENT_INVITED"
    return case


def test_a_statement_of_250_words_stands_with_the_record(denied):
    words = "word " * 250
    case = fulfilment.file_statement(denied.pk, {2: words})
    assert case.outcome == "STATEMENT_FILED"
    assert parties.sealed_values(case)["statement:2"] == words.strip()
    assert Item.objects.get(case=case, number=2).statement_at == now()
    given.drain()
    assert Letter.objects.filter(case=case, name="correction/statement-filed", state="accepted").count() == 1


@pytest.mark.parametrize("texts", [{2: "word " * 251}, {2: " "}, {1: "It is my name."}, {}])
def test_a_longer_one_an_empty_one_or_one_about_another_item_is_refused(denied, texts):
    with pytest.raises(BadInput):
        fulfilment.file_statement(denied.pk, texts)
    denied.refresh_from_db()
    assert denied.outcome == "DENIED_STATEMENT_INVITED"
