"""A request without an email address: it is asked for, and what matched leads the steps to the rows."""

import pytest

from dsr import journal, parties, review, steps, verification
from dsr.kinds import base
from dsr.models import BlindIndex, Case, Sealed, Verification, VerificationRule
from portal.web.question_form import form_for, to_parties
from tests import given
from tests.given_proof import again, drawn, proof_of, secret_of
from tests.given_systems import DANA, a_database, a_system, count, step_of

__all__ = ["drawn"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

POSTAL = "7 Sample Street\nFresno, CA 93701"
PAPER = {
    "delivery": "mail",
    "parties": {
        "subject": {"name": "Dana Whitlow"},
        "requester": {"name": "Dana Whitlow", "postal": POSTAL},
    },
}
AGENT = {
    "is_for_another": True,
    "parties": {"subject": {"name": "Dana Whitlow"}, "requester": {"name": "Lee Ash", "email": "lee@example.com"}},
}


@pytest.fixture
def url(tmp_path) -> str:
    return a_database(tmp_path / "shop")


@pytest.fixture
def shop(url):
    return a_system(url=url)


def asked(**changes) -> Case:
    answers = {"ca_resident": "yes", "extent": "all", "acts_as": "agent", "permission_stated": "yes"}
    case = given.a_case(kind="deletion", answers=answers, **changes)
    return again(case)


@pytest.mark.parametrize("changes", [PAPER, AGENT])
def test_it_is_asked_on_the_proof_page_and_the_steps_find_the_rows(changes, drawn, shop, url):
    case = asked(**changes)
    assert verification.missing_points(proof_of(case)) == ("email",)
    assert verification.prove(secret_of(drawn[-1]), {"email": DANA})
    case = again(case)
    assert case.verified_level == "reasonable" and steps.party_of(case)["email"] == DANA
    assert not Sealed.objects.filter(case=case, name="points").exists()
    assert BlindIndex.objects.filter(case=case, party="subject", field="email").exists()
    review.approve(case.pk, given.staff(), review.Approval("DELETE_COMPLETED"), seen=case.entry_count)
    case = again(case)
    assert (case.outcome, case.stuck, count(url, "customers")) == ("DELETE_COMPLETED", "", 2)
    assert step_of(case, shop).reason == ""


def test_a_matched_phone_is_kept_too_and_what_did_not_match_is_not(drawn, shop):
    rule = {"kind": "deletion", "level": "reasonable", "points": ["email", "name", "phone"]}
    VerificationRule.objects.create(business=given.a_business(), **rule)
    case = asked(**PAPER)
    verification.prove(secret_of(drawn[-1]), {"email": "else@example.com", "phone": "559-555-0101"})
    case = again(case)
    assert parties.sealed_values(case)["subject"] == {"name": "Dana Whitlow", "phone": "559-555-0101"}


def test_too_little_keeps_nothing(drawn, shop):
    case = asked(**PAPER)
    verification.prove(secret_of(drawn[-1]), {"email": "else@example.com"})
    case = again(case)
    assert proof_of(case).state == "short"
    assert parties.sealed_values(case)["subject"] == {
        "name": "Dana Whitlow"
    } and "points" not in parties.sealed_values(case)


def test_an_address_that_the_request_named_is_not_overwritten(drawn, shop):
    changes = {**PAPER, "parties": {**PAPER["parties"], "subject": {"name": "Dana Whitlow", "email": "d@example.com"}}}
    case = asked(**changes)
    Verification.objects.filter(case=case).update(points_offered=["email"])  # asked again
    verification.prove(secret_of(drawn[-1]), {"email": DANA})
    assert parties.sealed_values(again(case))["subject"]["email"] == "d@example.com"


def test_what_staff_saw_to_match_is_kept_and_served_cases_know_it_too(shop):
    case = asked(**PAPER)
    other = given.a_case(kind="account-deletion", answers={"extent": "account"}, **PAPER)
    Case.objects.filter(pk=other.pk).update(opened_by=case)
    journal.reseal(case.pk, "points", {"email": DANA, "zip": "93701"})
    verification.record_proof(case.pk, given.staff(), seen=case.entry_count, points=["email", "zip"], note="Seen.")
    assert [steps.party_of(one)["email"] for one in (case, other)] == [DANA, DANA]


@pytest.mark.parametrize("kind", ["deletion", "account-deletion"])
@pytest.mark.parametrize(
    ("delivery", "for_whom", "kept"),
    [("mail", "self", DANA), ("email", "self", ""), ("mail", "another", ""), ("mail", "", "")],
)
def test_the_form_asks_for_it_where_the_response_goes_on_paper_to_the_person(kind, delivery, for_whom, kept):
    typed = {"delivery": delivery, "for_whom": for_whom, "email_with_us": DANA, "subject_name": "Dana Whitlow"}
    form = form_for(base.get(kind))(typed)
    form.is_valid()
    assert to_parties(form).parties["subject"].get("email", "") == kept


def test_it_may_be_left_empty_and_no_other_address_is_found_fault_with():
    typed = {"delivery": "email", "for_whom": "self", "email_with_us": "no address"}
    form = form_for(base.get("deletion"))(typed)
    assert not form.is_valid() and "email_with_us" not in form.errors
    form = form_for(base.get("deletion"))({**typed, "delivery": "mail", "email_with_us": ""})
    assert not form.is_valid() and "email_with_us" not in form.errors
