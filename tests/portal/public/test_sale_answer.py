"""Every letter, page, link, offer, check and program gives the same answer to: do you sell or share?"""

import json

import pytest
from django.core.cache import cache
from django.core.management import call_command

from dsr import disclosures, letters, recipients, suppression
from dsr.kinds import base
from dsr.lifecycle import Who
from dsr.models import Business, Case
from tests import given
from tests.given_systems import sold_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
LINK = "Do Not Sell or Share My Personal Information"
NO_SALE = "We do not sell or share personal information now."


@pytest.fixture(params=[(False, False), (False, True), (True, False), (True, True)], ids=str)
def answer(request):
    """What the set-up says, and what the ledger says."""
    in_set_up, in_ledger = request.param
    cache.clear()
    business = given.a_ledger()
    Business.objects.update(
        is_ccpa_business=True, sells=in_set_up, phone_offered=True, toll_free_phone="1-800-555-0142"
    )
    if in_ledger:
        sold_to(business, "r1")
    return in_set_up, in_ledger


def of(kind, **changes):
    case = given.a_case(kind=kind, came_to=None, **changes)
    return Case.objects.select_related("business", "brand").get(pk=case.pk)


def test_all_that_speaks_of_it_says_the_same(client, answer, settings):
    is_yes = any(answer)
    for path in ("/", "/ask/deletion/", "/unsubscribe/", "/help-me/", "/nowhere/"):
        foot = client.get(path).content.decode().partition("<footer")[2]
        assert (LINK in foot) is is_yes, path
    assert client.get("/").content.decode().partition("<footer")[0].count(LINK) == is_yes
    assert client.get("/help-me/?where=sharing").status_code in {200, 302}

    case = of("opt-out", answers={}, parties={"requester": {"email": "robin@example.com"}})
    case.outcome = "OPTED_OUT_ALL"
    for text in (letters.compose(case, "opt-out/honored").text, letters.compose(case, "opt-out/honored").html):
        assert (NO_SALE in text) is not is_yes

    denial = of("deletion", answers={"ca_resident": "yes"})
    denial.outcome = "N_NOT_VERIFIED"
    assert ("/ask/opt-out/" in letters.compose(denial, "deletion/not-verified").text) is is_yes
    assert recipients.owes_sale_notice(denial) is is_yes

    _key, secret = suppression.make_api_key(case.business, "mailer", ["check"])
    said = client.post(
        "/api/may-share",
        json.dumps({"email": "dana@example.com"}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    ).json()
    assert said["sells_or_shares"] is is_yes


def test_two_sources_that_disagree_are_shown_to_who_can_settle_it(client, answer, capsys):
    is_fault = answer[0] is not answer[1]
    call_command("check")
    assert ("sells-or-shares" in capsys.readouterr().err) is is_fault
    business = Business.objects.get()
    for role, is_told in ((Who.ADMINISTRATOR, is_fault), (Who.REVIEWER, False)):
        client.force_login(given.an_account(role))
        page = client.get("/desk/").content.decode()
        assert ("Until this is settled" in page) is is_told
    client.force_login(given.an_account(Who.ADMINISTRATOR))
    page = client.get(f"/admin/dsr/business/{business.pk}/change/").content.decode()
    assert ("Until this is settled" in page) is is_fault


def test_a_no_is_stated_only_where_both_sources_said_it():
    business = given.a_business()
    case = of("opt-out", answers={}, parties={"requester": {"email": "robin@example.com"}})
    case.outcome = "OPTED_OUT_ALL"
    assert NO_SALE not in letters.compose(case, "opt-out/honored").text  # no ledger was ever published
    fact = base.get("opt-out").letter("opt-out/honored").facts_if_recorded[0]
    assert "No disclosures were ever" in str(fact.lacks(case))
    given.a_ledger(business)
    case.business.refresh_from_db()
    assert fact.lacks(case) == "" and not disclosures.sells_or_shares(case.business)


def test_a_page_asks_the_ledger_once(client, answer, django_assert_max_num_queries):
    client.get("/")
    for path, most in (("/", 6), ("/ask/deletion/", 6)):
        with django_assert_max_num_queries(most):
            client.get(path)
