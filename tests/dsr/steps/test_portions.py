"""Of a request for a part, the letter names the portions that were there and deleted, and what was left."""

import pytest

from dsr import fulfilment, letters, review, steps, work_queue
from dsr.errors import Blocked
from dsr.formats import references
from dsr.fulfilment import ways
from dsr.kinds import base
from dsr.models import Case, Letter, System
from dsr.models.due_work import WorkName
from dsr.models.system import StepState
from dsr.systems import sql
from tests import given
from tests.given_systems import MAPPING, a_database, a_deletion, a_system, an_owner, count, granted, run, step_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("frozen")]

SHOP = {
    **MAPPING,
    "deeds": {
        **MAPPING["deeds"],
        "delete": [
            *MAPPING["deeds"]["delete"][:2],
            {**MAPPING["deeds"]["delete"][2], "portion": "support"},
            {**MAPPING["deeds"]["delete"][3], "portion": "account"},
        ],
    },
}
SOME = {"ca_resident": "yes", "extent": "some", "portions": "orders,marketing"}


@pytest.fixture
def url(tmp_path):
    return a_database(tmp_path)


@pytest.fixture
def shop(url):
    return a_system(url=url, mapping=SHOP, position=1)


def response(case: Case) -> str:
    return str(letters.body_of(Letter.objects.filter(case=case, is_response=True).latest("pk"))["text"])


def test_a_database_is_named_with_the_portions_that_were_there(shop, url):
    case = granted(a_deletion(answers=SOME))
    step = step_of(case, shop)
    assert (step.state, step.done_parts, step.left_parts) == (StepState.DONE, ["orders"], ["account", "support"])
    said = response(case)
    assert "- Shop database: orders and payments\n" in said
    assert "left it as it is:\n\n- Shop database: account and profile, messages with support" in said
    assert "Customers and orders" not in said  # all that it holds
    assert (count(url, "customers"), count(url, "orders")) == (3, 4)


def test_the_draft_says_of_portions_what_the_letter_will_say(shop):
    case = a_deletion(answers=SOME)
    (step,) = review.expected_steps(case, {})
    assert (step.state, step.done_parts, step.left_parts) == (StepState.DONE, ["orders"], ["account", "support"])


def test_where_nothing_of_what_was_asked_was_there_it_is_not_held_though_the_rest_is(shop, url):
    run(url, "DELETE FROM order_lines")
    run(url, "DELETE FROM orders")
    case = a_deletion(answers=SOME)
    assert [step.state for step in review.expected_steps(case, {})] == [StepState.NOT_HELD]
    case = granted(case)
    said = response(case)
    assert (step_of(case, shop).state, case.outcome) == (StepState.NOT_HELD, "DELETE_NOTHING_HELD")
    assert "nothing about this person" not in said
    assert "- Shop database: account and profile, messages with support" in said


def test_who_acts_by_hand_claims_no_more_than_was_asked():
    owner = an_owner()
    case = granted(a_deletion(answers=SOME))
    fulfilment.settle_step_by_hand(case.pk, step_of(case, owner).pk, given.staff(), state="done", note="Done.")
    given.drain()
    said = response(case)
    assert "- Support desk: what was there of this: orders and payments, what is used for marketing" in said
    assert "- Support desk: anything else" in said
    assert "Letters and calls" not in said


def test_who_settles_it_by_hand_may_say_which_portions_were_there():
    owner = an_owner()
    case = granted(a_deletion(answers=SOME))
    said = {"state": "done", "note": "Done.", "saw": fulfilment.SeenByHand(parts=["marketing", "account"])}
    fulfilment.settle_step_by_hand(case.pk, step_of(case, owner).pk, given.staff(), **said)
    given.drain()
    assert "- Support desk: what is used for marketing\n" in response(case)


def test_an_owner_says_which_portions_were_there(mailoutbox):
    owner = an_owner()
    case = granted(a_deletion(answers=SOME))
    asked = [mail for mail in mailoutbox if mail.to == [owner.owner_email]][-1]
    assert "Only these parts: orders and payments; what is used for marketing." in asked.body
    token = asked.body.partition("/task/")[2].partition("/")[0]
    assert [part for part, _words in ways.owner_task_of(token).parts] == ["marketing", "orders"]
    ways.answer_owner_task(token, StepState.DONE, parts=["orders", "account"])
    given.drain()
    assert step_of(case, owner).done_parts == ["orders"]  # nobody asked for the other
    assert "- Support desk: orders and payments\n" in response(case)


def test_one_portion_that_was_asked_is_the_one_that_was_there():
    owner = an_owner()
    case = granted(a_deletion(answers={**SOME, "portions": "orders"}))
    fulfilment.settle_step_by_hand(case.pk, step_of(case, owner).pk, given.staff(), state="done", note="Done.")
    given.drain()
    assert "- Support desk: orders and payments\n" in response(case)


def test_a_whole_request_is_told_by_what_each_place_holds(shop):
    case = granted(a_deletion())
    assert (step_of(case, shop).asked_parts, step_of(case, shop).done_parts) == ([], None)
    assert "- Shop database: Customers and orders\n" in response(case)


def left(case: Case, system, **changes):
    """To decide that what this system holds was not asked for."""
    step = step_of(case, system)
    approval = review.Approval("DELETE_COMPLETED", keeps={step.pk: "NOT_ASKED"}, **changes)
    return review.approve(case.pk, given.staff(), approval, seen=case.entry_count)


@pytest.mark.parametrize("extent", ["all", ""])
def test_of_a_request_for_all_nothing_is_left_as_not_asked_for(shop, url, extent):
    case = a_deletion(answers={"ca_resident": "yes", "extent": extent})
    with pytest.raises(Blocked, match="asks for all of it"):
        left(case, shop)
    by_hand = fulfilment.SeenByHand(code="NOT_ASKED")
    with pytest.raises(Blocked, match="asks for all of it"):
        fulfilment.settle_step_by_hand(
            case.pk, step_of(case, shop).pk, given.staff(), state="kept", note="None of it.", saw=by_hand
        )
    assert (step_of(case, shop).state, count(url, "customers")) == (StepState.PREVIEWED, 3)


def test_what_was_asked_for_and_found_is_not_left_as_not_asked_for(shop):
    with pytest.raises(Blocked, match="this was asked for, and is there: orders and payments"):
        left(a_deletion(answers=SOME), shop)


def test_a_place_without_what_was_asked_for_is_left(shop):
    case = left(a_deletion(answers={**SOME, "portions": "marketing"}), shop)
    given.drain()
    assert "This request does not ask for this, so we left it as it is:\n\n- Shop database" in response(case)


def test_what_another_request_of_the_same_form_deletes_is_not_said_to_be_left(shop):
    case = a_deletion(answers=SOME)
    closing = given.in_review(business=case.business, kind="account-deletion", answers={"extent": "all"})
    Case.objects.filter(pk=case.pk).update(opened_by=closing)
    said = response(granted(Case.objects.get(pk=case.pk)))
    assert f"What becomes of it by request {references.spell(closing.reference)}, which came with it, is told" in said
    assert "- Shop database: account and profile, messages with support" in said
    assert "left it as it is" not in said


@pytest.mark.parametrize("misspelled", [(0,), (0, 1)])
def test_a_part_that_nobody_can_choose_is_missed_by_no_request_for_a_part(url, misspelled):
    """Such a mapping was approved before anybody asked for its parts."""
    tables = [
        {**act, "portion": "order"} if number in misspelled else act
        for number, act in enumerate(SHOP["deeds"]["delete"])
    ]
    shop = a_system(url=url, mapping={**SHOP, "deeds": {**SHOP["deeds"], "delete": tables}})
    case = a_deletion(answers=SOME)
    step = step_of(case, shop)
    assert (step.state, step.found) == (StepState.FAILED, {})
    assert "nobody can choose the part “order”" in sql.Remark.from_json(step.remarks[0]).words
    assert steps.declared_exception(step, case, base.get("deletion")) == "", "nobody may call it not asked"
    assert count(url, "order_lines") == 6
    System.objects.filter(pk=shop.pk).update(mapping=SHOP)
    approved = System.objects.get(pk=shop.pk).mapping_digest
    System.objects.filter(pk=shop.pk).update(approved_digest=approved)
    work_queue.add(WorkName.PREVIEW, step.pk, "again", case_id=case.pk)
    given.drain()
    case = granted(case)
    assert (step_of(case, shop).done_parts, count(url, "order_lines"), count(url, "orders")) == (["orders"], 4, 4)


def test_a_part_that_nobody_can_choose_is_deleted_with_all_the_rest(url):
    tables = [{**act, "portion": "order"} for act in SHOP["deeds"]["delete"]]
    a_system(url=url, mapping={**SHOP, "deeds": {**SHOP["deeds"], "delete": tables}})
    assert granted(a_deletion()).outcome == "DELETE_COMPLETED"
    assert (count(url, "customers"), count(url, "orders")) == (2, 4)
