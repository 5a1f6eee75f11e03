"""The page of rights: statutory title, every designated address in force, and the way in."""

import re
from datetime import date

import pytest

from dsr.models import Brand, Business, DesignatedAddress
from tests.given import a_business

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def test_it_has_the_words_of_the_law_and_the_way_in(client):
    a_business()
    page = client.get("/").content.decode()
    assert "<title>Your Privacy Rights · Fernwood</title>" in page
    assert "<h1>Your Privacy Rights</h1>" in page
    assert "1798.83" in page and "within 30 days" in page and "free" in page
    assert 'href="/ask/shine-the-light/"' in page


@pytest.mark.parametrize(
    ("since", "title"),
    [
        (None, "Your Privacy Rights"),
        (date(2026, 3, 11), "Your Privacy Rights"),
        (date(2026, 3, 10), "Your California Privacy Rights"),
        (date(2020, 1, 1), "Your California Privacy Rights"),
    ],
)
@pytest.mark.parametrize(
    "address", ["/", "/ask/shine-the-light/", "/ask/account-deletion/", "/help-me/", "/unsubscribe/"]
)
def test_pages_are_called_as_the_link_on_the_home_page_reads(client, since, title, address):
    a_business()
    Business.objects.update(safe_harbor_link_since=since)
    page = client.get(address).content.decode()
    titles = set(re.findall(r"Your (?:California )?Privacy Rights", page))
    assert titles == {title}, "only where the link reads so may requests to other addresses be left alone"


def test_it_gives_every_address_that_is_published_today_and_no_other(client):
    business = a_business()
    for value, since, until in (
        ("1-800-555-0142", date(2020, 1, 1), None),
        ("1-800-555-0100", date(2019, 1, 1), date(2026, 3, 10)),
        ("1-800-555-0199", date(2026, 3, 11), None),
    ):
        DesignatedAddress.objects.create(
            business=business, medium="phone", value=value, published_on=since, withdrawn_on=until
        )
    page = client.get("/").content.decode()
    assert 'href="mailto:privacy@fernwood.example"' in page
    assert "100 Example Street\nFresno, CA 93701" in page
    assert 'href="tel:1-800-555-0142"' in page
    assert "555-0100" not in page and "555-0199" not in page


def test_search_engines_may_keep_it(client):
    a_business()
    response = client.get("/")
    assert "noindex" not in response.content.decode() and "X-Robots-Tag" not in response.headers


def test_another_brand_has_its_own_page_with_its_own_form_and_color(client):
    business = a_business()
    Brand.objects.create(business=business, name="Thistle", slug="thistle", color="#f2c200")
    page = client.get("/b/thistle/").content.decode()
    assert "· Thistle</title>" in page
    assert 'href="/b/thistle/ask/shine-the-light/"' in page
    assert 'href="/brand/thistle.css?f2c200"' in page


def test_an_unknown_brand_is_not_found_and_the_page_says_where_to_go(client):
    a_business()
    response = client.get("/b/nobody/")
    assert response.status_code == 404
    assert "We cannot find this page" in response.content.decode()
    assert "privacy@fernwood.example" in response.content.decode()


def test_a_visit_costs_few_queries(client, django_assert_num_queries):
    a_business()
    with django_assert_num_queries(2):
        client.get("/")
