"""Deletion as a kind: what the steps come to, what is open to a case, and that a part stands beside the whole only."""

import itertools

import pytest

from dsr.kinds import base
from dsr.kinds.base import Result
from dsr.models import Business
from tests.given import a_business, a_case
from tests.given_steps import a_system

DONE, NOT_HELD = Result("done"), Result("not-held")
KEPT, NOT_ASKED = Result("kept", "E8_LEGAL_OBLIGATION"), Result("kept", "NOT_ASKED")
KIND = base.get("deletion")


@pytest.mark.parametrize(
    ("results", "code"),
    [
        ([DONE], "DELETE_COMPLETED"),
        ([DONE, NOT_HELD], "DELETE_COMPLETED"),
        ([DONE, NOT_ASKED], "DELETE_COMPLETED"),
        ([DONE, KEPT, NOT_HELD], "DELETE_PARTIAL"),
        ([KEPT], "DELETE_DENIED"),
        ([KEPT, NOT_HELD, NOT_ASKED], "DELETE_DENIED"),
        ([NOT_HELD, NOT_HELD], "DELETE_NOTHING_HELD"),
        ([NOT_HELD, NOT_ASKED], "DELETE_NOTHING_HELD"),
        ([NOT_ASKED, NOT_ASKED], "DELETE_NOTHING_HELD"),
        ([], "DELETE_NOTHING_HELD"),
    ],
)
def test_what_the_settled_steps_come_to(results, code):
    for order in itertools.permutations(results):
        assert KIND.work.outcome(order) == code


def test_closing_an_account_comes_to_its_own_four():
    kind = base.get("account-deletion")
    assert [kind.work.outcome(one) for one in ([DONE], [DONE, KEPT], [KEPT], [NOT_HELD], [NOT_ASKED], [])] == [
        *("ACCOUNT_CLOSED", "ACCOUNT_CLOSED_IN_PART", "ACCOUNT_KEPT"),
        *("ACCOUNT_NOT_FOUND", "ACCOUNT_NOT_FOUND", "ACCOUNT_NOT_FOUND"),
    ]


def test_every_denial_has_room_for_the_offer_to_opt_out():
    without = {one.code for one in KIND.outcomes if "opt_out_offer" not in KIND.letter(one.letter).every}
    assert without == {"DELETE_COMPLETED", "DELETE_NOTHING_HELD", "N_NOT_A_BUSINESS"}
    kind = base.get("account-deletion")
    without = {one.code for one in kind.outcomes if "opt_out_offer" not in kind.letter(one.letter).every}
    assert without == {"ACCOUNT_CLOSED", "ACCOUNT_NOT_FOUND"}
    assert KIND.letters.offers_on_refusal == kind.letters.offers_on_refusal == "opt-out"


def test_what_needs_a_written_reason_has_it_in_its_letter():
    for kind in (KIND, base.get("account-deletion")):
        for outcome in kind.outcomes:
            assert outcome.needs_reason == ("decision_reason" in kind.letter(outcome.letter).words), outcome.code


def test_a_part_is_offered_beside_the_whole_only():
    extent = next(question for question in KIND.questions if question.name == "extent")
    portions = next(question for question in KIND.questions if question.name == "portions")
    assert extent.choices[0].value == "all"
    assert portions.only_if == ("extent", "some")


def test_nothing_is_asked_that_may_not_be():
    """Cal. Code Regs. tit. 11, § 7060(c): the least that finds and verifies a person."""
    places = {question.goes_to for kind in (KIND, base.get("account-deletion")) for question in kind.questions}
    assert places == {
        *("for_whom", "subject.name", "requester.name", "subject.email", "delivery", "requester.email"),
        *("requester.postal", "answers.acts_as", "answers.ca_resident", "answers.extent", "answers.portions"),
        *("sealed.hint", "documents.permission", "answers.permission_stated"),
    }


@pytest.mark.django_db
def test_what_contradicts_the_case_or_follows_from_the_steps_is_not_open():
    business = a_business()
    a_system(business, "Newsletter", actions=["suppress"])
    a_system(business, "Old shop", is_active=False)
    case = a_case(kind="deletion", business=business, answers={"ca_resident": "yes"})
    barred = {one.code for one in KIND.outcomes if KIND.bar(one, case)}
    steps = {"DELETE_PARTIAL", "DELETE_DENIED", "DELETE_NOTHING_HELD"}
    # No system takes part yet, so nothing could be carried out.
    assert barred == {
        *steps,
        *("DELETE_COMPLETED", "N_NOT_CONFIRMED", "N_NOT_CA_CONSUMER", "N_AGENT_NO_PROOF", "N_WRONG_DOOR"),
        *("N_SUSPECTED_FRAUD_ACCOUNT", "N_SERVICE_PROVIDER", "N_STOPPED"),
    }
    a_system(business, "Shop")
    case.answers, case.channel, case.is_for_another = {}, "email", True
    assert {one.code for one in KIND.outcomes if KIND.bar(one, case)} == {
        *steps,
        *("N_NOT_CONFIRMED", "N_SUSPECTED_FRAUD_ACCOUNT", "N_STOPPED", "N_WRONG_DOOR"),
        *("N_NOT_CA_CONSUMER", "N_SERVICE_PROVIDER"),  # nothing was said of either: that is no no
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("channel", "phone_offered", "is_open"),
    [
        *(("form", True, False), ("email", True, False), ("mail", True, False), ("phone", True, False)),
        *(("phone", False, True), ("in-person", True, True)),
    ],
)
def test_no_letter_calls_a_way_that_it_names_one_that_is_not_meant_for_it(channel, phone_offered, is_open):
    case = a_case(kind="deletion", answers={"ca_resident": "yes"})
    case.channel, case.business.phone_offered = channel, phone_offered
    assert (not KIND.bar(KIND.outcome("N_WRONG_DOOR"), case)) is is_open


@pytest.mark.django_db
def test_only_a_business_under_the_ccpa_owes_it():
    assert not KIND.is_offered(Business())
    assert KIND.is_offered(Business(is_ccpa_business=True))
    assert base.get("account-deletion").is_offered(Business())
