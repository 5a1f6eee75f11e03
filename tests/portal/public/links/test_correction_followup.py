"""A correction at the public door: its form, and the two pages behind the links of its response."""

import pytest
from django.core.cache import cache
from django.test import Client

from dsr import corrections, parties
from dsr.corrections import ItemDecision
from dsr.models import Case
from tests import given
from tests.given_corrections import CORRECT, WRONG_NAME, a_correction, a_shop, decided
from tests.given_forms import Asker
from tests.given_systems import a_database, run
from tests.portal.public.answers import opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
HEALTH = {"field": "health", "says": "", "should": "No allergy", "why": ""}
DENY = ItemDecision("deny", "The records.", code="C_DOCS_INADEQUATE", reason="The note has no date.", is_health=True)
FORM = {
    "for_whom": "self",
    "subject_name": "Dana Whitlow",
    "delivery": "email",
    "email": "dana@example.com",
    "ca_resident": "yes",
    "item1_field": "name",
    "item1_says": "Dana Whitlow",
    "item1_should": "Dana Whitlow-Reyes",
    "more2": "no",
}
URL = "/ask/correction/"


@pytest.fixture
def url(tmp_path):
    cache.clear()
    return a_database(tmp_path)


@pytest.fixture
def answered(url) -> Case:
    a_shop(url)
    return decided(a_correction(WRONG_NAME, HEALTH), item1=CORRECT, item2=DENY)


def sent(**changes: str) -> int:
    business = given.a_business()
    type(business).objects.update(is_ccpa_business=True)
    visitor = Asker()
    return visitor.post(URL, {**opened(visitor, URL), **FORM, **changes}).status_code


def test_the_form_makes_a_case_with_its_items(url):
    assert sent(more2="yes", item2_field="phone", item2_should="(559) 555-0199", more3="no") == 303
    case = Case.objects.get()
    assert [(item.number, item.field) for item in corrections.items_of(case)] == [(1, "name"), (2, "phone")]
    assert corrections.item_as_stated(case, 2)["should"] == "(559) 555-0199"


def test_the_page_after_the_form_says_that_the_person_confirms(url):
    business = given.a_business()
    type(business).objects.update(is_ccpa_business=True)
    visitor = Asker()
    said = visitor.get(visitor.post(URL, {**opened(visitor, URL), **FORM})["Location"]).content.decode()
    assert "We do nothing before you confirm." in said and "You do not have to do anything" not in said


def test_what_stands_under_a_no_is_neither_asked_nor_kept(url):
    assert sent(more2="no", item2_field="phone", item2_should="(559) 555-0199") == 303
    assert [item.field for item in corrections.items_of(Case.objects.get())] == ["name"]


@pytest.mark.parametrize("changes", [{"item1_should": ""}, {"item1_field": ""}, {"more2": "yes"}])
def test_half_an_item_is_told_and_nothing_is_lost(url, changes):
    assert sent(**changes) == 422
    assert not Case.objects.exists()


def test_the_value_is_compared_and_never_shown(answered):
    path = f"/check/{corrections.response_link_token(answered)}/"
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(path)
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("no-referrer", "noindex")
    assert b"Reyes" not in page.content and not page.cookies
    assert b"It is the same" in browser.post(path, {"item": "1", "value": "Dana Whitlow-Reyes"}).content
    assert b"It is not the same" in browser.post(path, {"item": "1", "value": "Dana"}).content
    for wrong in ({"item": "2", "value": "No allergy"}, {"item": "1", "value": ""}, {"value": "Dana"}, {}):
        assert browser.post(path, wrong).status_code == 422


def test_too_many_tries_are_told(answered):
    path = f"/check/{corrections.response_link_token(answered)}/"
    for _try in range(5):
        Client().post(path, {"item": "1", "value": "guess"})
    refused = Client().post(path, {"item": "1", "value": "Dana Whitlow-Reyes"})
    assert refused.status_code == 422 and b"too often" in refused.content


def test_a_system_that_is_away_is_told(answered, tmp_path):
    (tmp_path / "shop.sqlite3").rename(tmp_path / "away")
    answer = Client().post(
        f"/check/{corrections.response_link_token(answered)}/", {"item": "1", "value": "Dana Whitlow-Reyes"}
    )
    assert answer.status_code == 503 and b"try again later" in answer.content


def test_a_statement_is_filed_without_cookies(answered):
    path = f"/statement/{corrections.response_link_token(answered)}/"
    browser = Client(enforce_csrf_checks=True)
    assert b"At most 250 words" in browser.get(path).content
    too_long = browser.post(path, {"text-2": "word " * 251})
    assert too_long.status_code == 422 and b"251 words" in too_long.content and b"word word" in too_long.content
    assert b"part of the record now" in browser.post(path, {"text-2": "I have none."}).content
    assert parties.sealed_values(answered)["statement:2"] == "I have none."


@pytest.mark.parametrize("path", ["check", "statement"])
@pytest.mark.parametrize("token", ["nonsense", "k1.AAAA"])
def test_a_link_that_is_none_of_ours_has_a_page(url, path, token):
    assert Client().get(f"/{path}/{token}/").status_code == 404


def test_a_case_that_is_looked_at_again_or_forgotten_has_no_page(answered):
    path = f"/check/{corrections.response_link_token(answered)}/"
    Case.objects.update(state="review")
    assert Client().get(path).status_code == 404
    Case.objects.update(state="responded", data_key=None)
    assert Client().get(path).status_code == 404


def test_no_statement_where_nothing_about_health_was_denied(url):
    a_shop(url)
    case = decided(a_correction(), item1=CORRECT)
    assert Client().get(f"/statement/{corrections.response_link_token(case)}/").status_code == 404
    assert run(url, "SELECT full_name FROM customers WHERE id = 1") == [("Dana Whitlow-Reyes",)]
