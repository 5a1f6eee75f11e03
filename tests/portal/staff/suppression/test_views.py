"""The suppression page: one address looked up, and lifted only by a later consent with its evidence."""

from datetime import timedelta

import pytest

from dsr import suppression
from dsr.lifecycle import Who
from dsr.models import Suppression
from tests import given
from tests.bare_days import without_times

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

PAGE, LIFT = "/desk/suppression/", "/desk/suppression/lift/"
DANA = "dana@example.com"


@pytest.fixture
def business():
    business = given.a_business()
    party = {"requester": {"email": DANA}}
    given.a_case(kind="unsubscribe", answers={}, parties=party)
    given.a_case(kind="opt-out", answers={"stops": "sale-sharing"}, parties=party)
    return business


def asked(business, **changes):
    return {"business": business.pk, "email": DANA, **changes}


def consented(business, **changes):
    values = {"lifts": ["mail:"], "given_on": "2026-03-10", "how": "Ticked the box again.", "where": "Shop form"}
    return asked(business, **{**values, **changes})


def test_an_address_is_looked_up_without_standing_in_an_address(browse, business):
    client = browse(Who.VIEWER)
    assert DANA not in client.get(PAGE, {"email": DANA}).content.decode()
    answer = client.post(PAGE, asked(business, email=" DANA@example.com"))
    told = without_times(answer.content.decode())
    for words in ("commercial email", "since March 10, 2026", "asked to opt in again from March 10, 2027"):
        assert words in told, words
    assert "Record a later consent" not in told  # a viewer changes nothing
    assert "Nothing stands against" in without_times(
        client.post(PAGE, asked(business, email="x@example.com")).content.decode()
    )
    assert client.post(PAGE, asked(business, email="x")).status_code == 422


def test_a_later_consent_lifts_with_its_evidence(browse, reviewer, business):
    assert browse(Who.VIEWER).post(LIFT, consented(business)).status_code == 403
    assert "Record a later consent" in reviewer.post(PAGE, asked(business)).content.decode()
    for missing in ("how", "where", "given_on", "lifts"):
        assert reviewer.post(LIFT, consented(business, **{missing: ""})).status_code == 422, missing
    assert reviewer.post(LIFT, consented(business, given_on="2026-03-11")).status_code == 422
    assert suppression.is_mail_suppressed(business.pk, DANA)
    assert reviewer.post(LIFT, consented(business)).status_code == 302
    assert not suppression.is_mail_suppressed(business.pk, DANA)
    assert suppression.is_opted_out(business.pk, DANA)
    row = Suppression.objects.exclude(lifted_at=None).get()
    assert suppression.evidence_of(row)["how"] == "Ticked the box again."


def test_opting_in_to_sharing_takes_two_steps(reviewer, business):
    one_step = consented(business, lifts=["sale-sharing:"])
    answer = reviewer.post(LIFT, one_step)
    assert answer.status_code == 422
    assert "second step" in answer.content.decode()
    assert reviewer.post(LIFT, {**one_step, "confirmed_at": "2026-03-10"}).status_code == 302
    assert not suppression.is_opted_out(business.pk, DANA)


def test_a_stop_of_an_address_that_looks_alike_is_told_from_ones_own(reviewer, business):
    given.a_case(kind="unsubscribe", answers={}, parties={"requester": {"email": "anna@faß.example"}})
    for email in ("anna@faß.example", "Anna <anna@xn--fa-hia.example>"):
        told = without_times(reviewer.post(PAGE, asked(business, email=email)).content.decode())
        assert told.count("since March 10, 2026") == 1 and "may be taken for" not in told
    told = without_times(reviewer.post(PAGE, asked(business, email="anna@fass.example")).content.decode())
    assert "for an address that may be taken for this one" in told and "Record a later consent" in told
    assert reviewer.post(LIFT, consented(business, email="anna@fass.example")).status_code == 302
    assert not suppression.is_mail_suppressed(business.pk, "anna@fass.example")
    assert suppression.is_mail_suppressed(business.pk, "anna@faß.example")


def test_a_stop_that_is_only_anothers_cannot_be_lifted_here(reviewer, business):
    given.a_case(kind="unsubscribe", answers={}, parties={"requester": {"email": "anna@fass.example"}})
    told = without_times(reviewer.post(PAGE, asked(business, email="anna@faß.example")).content.decode())
    assert "for an address that may be taken for this one" in told and "Record a later consent" not in told


@pytest.mark.parametrize(
    "known",
    [
        *({"phone": text} for text in ("abc", "²²²", "000-000-0000")),
        *({"postal": text} for text in ("—", "abc", "n/a", "N/A, Fresno", "1 Elm Way")),
        {"email": "a@e.com, b@e.com"},
    ],
)
def test_nothing_is_said_about_what_is_none(reviewer, business, known):
    answer = reviewer.post(PAGE, {"business": business.pk, **known})
    assert answer.status_code == 422 and "Nothing stands against" not in answer.content.decode()


def test_counts_are_drawn_in_a_constant_number_of_queries(reviewer, business, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        answer = reviewer.get(PAGE)
    counts = {one.words: (one.count, one.width) for one in answer.context["counts"]}
    assert counts["commercial email"] == (1, 100.0)


def test_who_opted_out_on_paper_is_looked_up_and_lifted_by_the_address(reviewer, business):
    paper = "Dana Whitlow\n1 Elm Way\nFresno, CA 93701"
    given.a_case(kind="opt-out", answers={}, delivery="mail", parties={"requester": {"postal": paper}})
    known = {"email": "", "postal": "Dana Whitlow, 1 Elm Way, Fresno CA 93701"}
    told = without_times(reviewer.post(PAGE, asked(business, **known)).content.decode())
    assert "sale, and sharing" in told and "Record a later consent" in told
    assert reviewer.post(PAGE, {"business": business.pk}).status_code == 422
    values = consented(business, **known, lifts=["sale-sharing:"], confirmed_at="2026-03-10")
    assert reviewer.post(LIFT, values).status_code == 302
    assert suppression.may_share(business.pk, {"postal": paper}).sale_sharing


def test_all_mail_and_a_list_are_lifted_together(reviewer, business):
    given.a_case(kind="unsubscribe", answers={"lists": "news"}, parties={"requester": {"email": DANA}})
    assert reviewer.post(LIFT, consented(business, lifts=["mail:", "mail:news"])).status_code == 302
    assert not suppression.is_mail_suppressed(business.pk, DANA, "news")


def test_who_comes_back_after_a_deletion_agrees_again_and_the_lock_stays(reviewer, frozen):
    case = given.a_case()
    suppression.lock_kept_data(case, {"email": DANA}, "E8_LEGAL_OBLIGATION")
    frozen(case.received_at + timedelta(days=1))
    told = without_times(reviewer.post(PAGE, asked(case.business)).content.decode())
    assert "any use but the exception" in told and "Record a later consent" in told
    assert "agreed again to" not in told.partition("Record a later consent")[0]
    assert reviewer.post(LIFT, consented(case.business, given_on="2026-03-11")).status_code == 302
    assert not suppression.is_mail_suppressed(case.business_id, DANA)
    told = without_times(reviewer.post(PAGE, asked(case.business)).content.decode())
    assert "agreed again to the following" in told and "any use but the exception" in told
