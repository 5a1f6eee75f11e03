"""Other requests than the first: listed where they are owed, asked for by their own questions, told what comes."""

import re

import pytest
from django.core.cache import cache

from dsr import parties
from dsr.formats.references import spell
from dsr.models import Brand, Business, Case, VerificationRule
from tests.given import a_business
from tests.portal.public.answers import opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
ACCOUNT, DELETION = "/ask/account-deletion/", "/ask/deletion/"
ANSWERS = {
    "for_whom": "self",
    "subject_name": "Dana Whitlow",
    "delivery": "email",
    "email": "dana@example.com",
    "ca_resident": "yes",
    "extent": "all",
}


@pytest.fixture(autouse=True)
def desk():
    cache.clear()
    return a_business()


@pytest.fixture
def owes(desk):
    """A business under the CCPA that sells."""
    Business.objects.update(is_ccpa_business=True, sells=True, phone_offered=True, toll_free_phone="1-800-555-0142")
    desk.refresh_from_db()
    return desk


def press(client, url, **changes):
    return client.post(url, {**opened(client, url), **ANSWERS, **changes})


def test_the_first_page_lists_all_that_can_be_asked_for_and_tells_the_rights_in_full_below(client, owes):
    page = client.get("/").content.decode()
    tasks = re.findall(r'<li><a href="([^"]+)">([^<]+)</a></li>', page[: page.index("1798.83")])
    assert [door for door, _words in tasks] == [
        *("/ask/shine-the-light/", "/unsubscribe/", "/ask/opt-out/", DELETION, ACCOUNT),
        *("/ask/correction/", "/ask/child/", "/ask/complaint/"),
    ]
    assert ("/ask/opt-out/", "Do Not Sell or Share My Personal Information") in tasks  # the law's words, in full
    assert 'href="tel:1-800-555-0142">1-800-555-0142</a>' in page


def test_what_is_not_owed_is_neither_listed_nor_asked_for(client):
    page = client.get("/").content.decode()
    assert DELETION not in page and "1-800" not in page
    assert f'href="{ACCOUNT}"' in page  # the business's own policy promises it to everyone
    assert client.get(DELETION).status_code == 404
    assert client.post(DELETION, ANSWERS).status_code == 404
    assert Case.objects.count() == 0


def test_the_link_of_who_sells_has_the_words_of_the_law_on_every_page(client, owes):
    for path in ("/", ACCOUNT, "/nowhere/"):
        foot = client.get(path).content.decode().partition("<footer")[2]
        assert "Do Not Sell or Share My Personal Information" in foot, path
    Business.objects.update(sells=False)
    assert "Do Not Sell" not in client.get(ACCOUNT).content.decode().partition("<footer")[2]


def test_another_brand_leads_to_its_own_forms(client, owes):
    Brand.objects.create(business=owes, name="Thistle", slug="thistle")
    page = client.get("/b/thistle/").content.decode()
    assert 'href="/b/thistle/ask/deletion/"' in page and 'href="/b/thistle/unsubscribe/"' in page


def test_a_kind_with_a_page_of_its_own_is_asked_for_there(client):
    assert client.get("/ask/unsubscribe/").headers["Location"] == "/unsubscribe/"


def test_a_press_makes_both_and_the_next_page_tells_of_both(client, owes):
    assert press(client, ACCOUNT).headers["Location"] == "/ask/done/"
    account, deletion = Case.objects.order_by("pk")
    page = client.get("/ask/done/").content.decode()
    assert spell(account.reference) in page and spell(deletion.reference) in page
    assert "April 9, 2026" in page and "April 24, 2026" in page
    assert "We do nothing before you confirm." in page


def test_who_chose_less_gets_one(client, owes):
    press(client, ACCOUNT, extent="account")
    assert [case.kind for case in Case.objects.all()] == ["account-deletion"]


def test_a_part_may_be_chosen_beside_the_whole(client, owes):
    press(client, DELETION, extent="some", portions=["orders", "marketing"])
    assert Case.objects.get().answers["portions"] == "orders,marketing"


def test_the_form_says_that_we_ask_to_confirm_and_asks_for_nothing_forbidden(client, owes):
    for url in (ACCOUNT, DELETION):
        page = client.get(url).content.decode()
        assert "do nothing before you confirm" in page
        assert "we do not ask you to prove who you are" not in page
        names = set(re.findall(r'name="(\w+)"', page))
        assert not {name for name in names if re.search("ssn|passport|license|card|birth|password|file", name)}
        files = [re.findall(r'name="(\w+)"', tag) for tag in re.findall(r'<input[^>]*type="file"[^>]*>', page)]
        assert files == [["permission"]]  # what an agent may send; no paper of the person
        assert "1-800-555-0142" in page
    assert "we do not ask you to prove" in client.get("/ask/shine-the-light/").content.decode()


def test_points_are_asked_only_where_the_set_up_names_them_and_stand_with_their_reason(client, owes):
    assert "point_" not in client.get(DELETION).content.decode()  # email and name are asked anyway
    VerificationRule.objects.create(
        business=owes, kind="deletion", level="reasonable", points=["email", "name", "zip"]
    )
    page = client.get(DELETION).content.decode()
    assert page.count('name="point_zip"') == 1 and 'name="point_email"' not in page
    assert "We compare this with what we already have" in page
    press(client, DELETION, point_zip="93701")
    assert parties.sealed_value(Case.objects.get(), "points") == {"zip": "93701"}


def test_at_the_highest_level_all_three_points_are_needed(client, owes):
    VerificationRule.objects.create(business=owes, kind="deletion", level="high", points=["email", "name", "phone"])
    response = press(client, DELETION)
    assert response.status_code == 422
    assert "so that we can be sure that it is you" in response.content.decode()


@pytest.mark.parametrize(("url", "most"), [("/", 4), ("/ask/deletion/", 4), ("/ask/shine-the-light/", 2)])
def test_a_page_asks_little_of_the_database(client, owes, django_assert_max_num_queries, url, most):
    with django_assert_max_num_queries(most):
        assert client.get(url).status_code == 200
