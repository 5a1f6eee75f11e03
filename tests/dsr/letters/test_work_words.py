"""What letters say of the work and of the ways on, and what they leave out."""

import pytest

from dsr import journal, letters, parties, suppression
from dsr.errors import MissingWord
from dsr.kinds.base import SuppressedUse
from dsr.letters import work_words
from dsr.models import AgencyDirection, Brand, Business, Case, Step
from dsr.models.suppression import Purpose
from dsr.models.system import StepState
from tests.given import a_business, a_case
from tests.given_steps import some_steps

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
SEALED = {"subject": {"name": "Dana Whitlow"}, "requester": {"name": "Dana Whitlow", "email": "dana@example.com"}}


def a_deletion(**changes) -> Case:
    return a_case(kind="deletion", answers={"ca_resident": "yes"}, **changes)


def words(case, sealed=None):
    case = Case.objects.select_related("business", "brand").get(pk=case.pk)
    return work_words.words_of_work(case, {**SEALED, **parties.sealed_values(case), **(sealed or {})})


def test_each_place_is_told_by_what_became_of_it():
    case = a_deletion()
    some_steps(case)
    said = words(case)
    assert said["done_list"] == ["Shop: name, address and orders", "Newsletter: email address"]
    assert said["not_held_list"] == ["Forum"]
    assert said["not_asked_list"] == ["Help desk: messages"]
    assert said["kept"]
    assert said["kept_list"] == [
        "Books: invoices. Why we keep this: the law requires us to keep it (Cal. Civ. Code § 1798.105(d)(8)). "
        "Tax law: we must keep invoices. We look again on March 10, 2033."
    ]
    assert said["held_list"] == [
        "Safe: notes of a theft. Why we keep this: a law enforcement agency with an open case directed us not to "
        "delete it (Cal. Civ. Code § 1798.145(a)(1)(B)). It lasts until June 8, 2026, unless it is renewed."
    ]
    assert said["outside_list"] == [
        "Leads: bought addresses: we did not collect it from the person (Cal. Civ. Code § 1798.105(a))."
    ]


def test_only_what_an_order_on_record_forbids_to_tell_names_neither_place_nor_reason():
    case = a_deletion()
    some_steps(case)
    said = words(case)
    assert said["secrecy_ordered"]
    assert "Cellar" not in str(said) and "court" not in str(said)
    AgencyDirection.objects.update(forbids_telling=False)
    said = words(case)
    assert not said["secrecy_ordered"]
    assert said["kept_list"][1].startswith("Cellar: papers of a lawsuit. Why we keep this: a law, a court order")
    AgencyDirection.objects.update(forbids_telling=True, directed_on="2026-01-01", ends_on="2026-03-09")
    assert not words(case)["secrecy_ordered"], "the order is over"


def test_steps_that_are_not_settled_say_nothing():
    case = a_deletion()
    some_steps(case, StepState.DONE)
    case.steps.update(state=StepState.ASKED)
    assert not any(
        words(case)[name]
        for name in ("done_list", "kept", "kept_list", "held_list", "not_held_list", "not_asked_list")
    )


def test_a_denial_offers_to_opt_out_only_where_something_is_sold_or_shared_and_not_twice():
    case = a_deletion()
    assert words(case)["opt_out_offer"] == ""
    Business.objects.update(shares=True)
    assert words(case)["opt_out_offer"] == "http://localhost/ask/opt-out/"
    uses = (SuppressedUse(Purpose.SALE_SHARING.value),)
    suppression.suppress(case, uses, {"email": "Dana@Example.com"}, source="page", at=case.received_at)
    assert words(case)["opt_out_offer"] == ""
    # An agent's own opt-out says nothing of the person.
    Case.objects.update(is_for_another=True)
    assert words(case)["opt_out_offer"]


def test_a_companion_is_named_from_either_side():
    business = a_business()
    Business.objects.filter(pk=business.pk).update(is_ccpa_business=True)
    business.refresh_from_db()
    account = a_case(business=business, kind="account-deletion", answers={"ca_resident": "yes", "extent": "all"})
    deletion = account.opened.get()
    assert words(account)["companion"].replace("-", "") == deletion.reference
    assert words(deletion)["companion"].replace("-", "") == account.reference
    assert words(a_deletion())["companion"] == ""


def test_the_ways_in_are_those_that_the_business_has():
    case = a_deletion()
    assert [way.partition(":")[0] for way in words(case)["ways"]] == ["Email", "Paper mail"]
    Business.objects.update(is_ccpa_business=True, phone_offered=True, toll_free_phone="1-800-555-0142")
    assert words(case)["ways"][:2] == [
        "Online: http://localhost/ask/deletion/",
        "Toll-free phone: 1-800-555-0142",
    ]


def test_another_brand_is_sent_back_to_its_own_form():
    case = a_deletion()
    Brand.objects.update(is_front=False)
    assert words(case)["ask_link"] == "http://localhost/b/fernwood/ask/deletion/"


def test_a_kind_that_does_nothing_in_systems_asks_nothing_of_the_database(django_assert_num_queries):
    case = a_case()
    with django_assert_num_queries(0):
        said = work_words.words_of_work(case, SEALED)
    assert said["ask_link"] == "http://localhost/ask/shine-the-light/"  # how to go on is said of any kind
    assert not any(said.get(name) for name in ("done_list", "denied_list", "told_list"))


def test_a_date_is_promised_where_the_clock_says_so():
    assert letters.is_date_promised(a_case())
    assert not letters.is_date_promised(
        Case(kind="shine-the-light", received_at=a_case().received_at, is_designated=False)
    )
    # The CCPA's clock does not hang on the address.
    assert letters.is_date_promised(Case(kind="deletion", received_at=a_case().received_at, is_designated=False))


def test_a_part_that_was_chosen_is_named():
    case = a_deletion()
    assert words(case)["portions"] == ""
    Case.objects.update(answers={"extent": "some", "portions": "orders,marketing"})
    assert words(case)["portions"] == "orders and payments; what is used for marketing"


def test_a_joined_request_is_told_what_was_done_and_why_for_the_first():
    first, second = a_deletion(), a_deletion()
    some_steps(first)
    journal.reseal(first.pk, "decision-reason", "Asked forty times.")
    Case.objects.filter(pk=second.pk).update(joined_to=first)
    second.refresh_from_db()
    assert words(second)["done_list"] == words(first)["done_list"] != []
    second.refresh_from_db()
    second.outcome = "N_STOPPED"
    assert "Asked forty times." in letters.compose(second, "deletion/stopped").text
    with pytest.raises(MissingWord, match="No letter may say that nothing was done"):
        letters.compose(second, "deletion/excessive")


@pytest.mark.parametrize(
    ("is_ccpa", "resident", "is_cited"), [(True, "yes", True), (True, "no", False), (False, "yes", False)]
)
def test_the_law_of_an_exception_is_cited_to_nobody_whom_it_does_not_cover(is_ccpa, resident, is_cited):
    business = a_business()
    Business.objects.filter(pk=business.pk).update(is_ccpa_business=is_ccpa)
    case = a_case(business=business, kind="account-deletion", answers={"ca_resident": resident, "extent": "account"})
    some_steps(case)
    said = words(case)
    assert ("(Cal. Civ. Code § 1798.105(d)(8)). Tax law" in said["kept_list"][0]) is is_cited
    assert ("§ 1798" in " ".join([*said["kept_list"], *said["held_list"], *said["outside_list"]])) is is_cited
    assert "Why we keep this: the law requires us to keep it" in said["kept_list"][0]


@pytest.mark.parametrize("is_ccpa", [True, False])
def test_a_hold_on_the_data_of_a_child_cites_the_act_only_where_it_binds_us(is_ccpa):
    business = a_business()
    Business.objects.filter(pk=business.pk).update(is_ccpa_business=is_ccpa)
    case = a_case(business=business, kind="child", answers={"found_by": "email", "relation": "other"})
    some_steps(case)
    others = Step.objects.filter(case=case).exclude(keep_code__in=["", "E8_LEGAL_OBLIGATION", "X_LE_HOLD"])
    AgencyDirection.objects.filter(step__in=others).delete()
    others.delete()
    said = words(case)
    assert ("(Cal. Civ. Code § 1798.145(a)(1)(B))" in said["held_list"][0]) is is_ccpa
    assert "(16 C.F.R. § 312.10). Tax law" in said["kept_list"][0]
