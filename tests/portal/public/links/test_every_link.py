"""Every link that a letter carries, cut, foreign or wrong, is a page with a way on, and never bare text."""

import re

import pytest
from django.core.cache import cache
from django.urls import URLPattern

from portal.public import urls
from tests import given

pytestmark = pytest.mark.django_db
ROUTES = sorted(
    re.sub(r"<str:token>|\(\?P<token>[^)]*\)", "TOKEN", str(one.pattern).strip("^$").replace("/?", "/"))
    for one in urls.urlpatterns
    if isinstance(one, URLPattern) and "token" in str(one.pattern)
)
# What a letter's link may come to: cut off, of another desk, typed wrongly, glued to what followed it.
TOKENS = ["A" * 32, "abc", "x%25y", "a" * 300, "AAAA.", "тест"]


@pytest.fixture(autouse=True)
def business():
    cache.clear()
    return given.a_business()


def shown(answer) -> str:
    page = answer.content.decode()
    assert answer.headers["Content-Type"].startswith("text/html")
    assert page.count("<h1") == 1 and "<title>" in page
    return page.partition("<main")[2].partition("</main>")[0]


def test_there_are_links():
    assert len(ROUTES) >= 8


@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize("route", ROUTES)
def test_a_link_that_opens_nothing_is_a_page_with_a_way_on(client, route, token):
    if "<" in route:
        route = re.sub(r"<\w+:\w+>", "x", route)
    answer = client.get(f"/{route.replace('TOKEN', token)}")
    assert answer.status_code in {400, 404}
    main = shown(answer)
    assert 'href="mailto:' in main or 'href="tel:' in main or 'class="button"' in main, "it says how to go on"


@pytest.mark.parametrize("route", [one for one in ROUTES if not one.startswith("u/")])
def test_so_is_a_press_on_a_page_whose_link_ended_meanwhile(client, route):
    answer = client.post(f"/{re.sub(r'<[^>]*>', 'x', route).replace('TOKEN', 'A' * 32)}", {"do": "yes"})
    assert answer.status_code in {400, 403, 404}
    assert "href=" in shown(answer)
