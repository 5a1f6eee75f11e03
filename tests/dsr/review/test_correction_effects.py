"""A correction that is decided once more: what was changed binds, and what is granted beside it is changed too."""

from dataclasses import replace

import pytest

from dsr import letters, review
from dsr.errors import Blocked
from dsr.models import Case, Letter
from dsr.models.system import StepState
from tests import given
from tests.given_corrections import CORRECT, WRONG_NAME, WRONG_PHONE, a_correction, a_shop, decided
from tests.given_systems import a_database, run, step_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("frozen")]
DENY = replace(CORRECT, decision="deny", code="C_DOCS_INADEQUATE", reason="The bill is of another year.")
WRONG_EMAIL = {"field": "email", "says": "dana@example.com", "should": "dana.reyes@example.com", "why": ""}


@pytest.fixture
def url(tmp_path):
    return a_database(tmp_path)


@pytest.fixture
def shop(url):
    return a_shop(url)


def reopened(case: Case) -> Case:
    case = review.reopen(case.pk, given.staff(), seen=case.entry_count, note="We were wrong about the phone.")
    given.drain()
    return Case.objects.get(pk=case.pk)


def response(case: Case) -> str:
    return str(letters.body_of(Letter.objects.filter(case=case, is_response=True).latest("pk"))["text"])


def customer(url: str) -> tuple[str, ...]:
    return run(url, "SELECT full_name, phone, email FROM customers WHERE id = 1")[0]


def test_what_was_corrected_is_not_denied_afterwards(shop, url):
    case = reopened(decided(a_correction(WRONG_NAME, WRONG_PHONE), item1=CORRECT, item2=DENY))
    with pytest.raises(Blocked, match="Name: this was granted before"):
        decided(case, item1=DENY, item2=CORRECT)
    with pytest.raises(Blocked, match="No letter may say that nothing was done"):
        decided(case, item1=DENY, item2=DENY)


def test_what_is_granted_later_is_corrected_where_something_was_before(shop, url):
    case = decided(a_correction(WRONG_NAME, WRONG_PHONE), item1=CORRECT, item2=DENY)
    assert customer(url)[:2] == ("Dana Whitlow-Reyes", "(559) 555-0101")
    case = decided(reopened(case), item1=CORRECT, item2=CORRECT)
    assert (step_of(case, shop).state, step_of(case, shop).asked_parts) == (StepState.DONE, ["name", "phone"])
    assert customer(url)[:2] == ("Dana Whitlow-Reyes", "(559) 555-0199")
    assert "in every system in which we found it:\n\n- Name\n\n- Phone number" in response(case)


def test_who_has_a_corrected_address_is_found_by_it(shop, url):
    case = decided(a_correction(WRONG_EMAIL, WRONG_PHONE), item1=CORRECT, item2=DENY)
    assert customer(url)[2] == "dana.reyes@example.com"
    case = decided(reopened(case), item1=CORRECT, item2=CORRECT)
    assert step_of(case, shop).state == StepState.DONE
    assert customer(url)[1:] == ("(559) 555-0199", "dana.reyes@example.com")


def test_what_was_done_and_is_decided_alike_is_not_done_again(shop, url):
    case = decided(a_correction(WRONG_NAME), item1=CORRECT)
    settled = step_of(case, shop).settled_at
    case = decided(reopened(case), item1=CORRECT)
    assert step_of(case, shop).settled_at == settled
    assert "- Name" in response(case)


def test_where_no_system_could_change_its_copy_nothing_is_said_to_be_corrected(shop):
    case = a_correction(WRONG_NAME)
    step = step_of(case, shop)
    keeps = {step.pk: "C_LAW_CONFLICT"}
    approval = review.Approval("CORRECTED", keeps=keeps, decisions={1: CORRECT})
    review.approve(case.pk, given.staff(), approval, seen=case.entry_count)
    given.drain()
    case.refresh_from_db()
    said = response(case)
    assert case.outcome == "DENIED"
    assert "We corrected" not in said
    assert "In these places we could not change our copy:\n\n- Shop database" in said
