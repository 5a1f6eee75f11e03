"""One word a place: what the menu calls it stands in the page's heading and begins its title."""

import html
import re

import pytest

from dsr.lifecycle import Who
from portal.staff import urls
from tests import given
from tests.portal.staff.desk import at

pytestmark = pytest.mark.django_db
# Finding is a field of the bar; led to where there is something to see of it: a restored copy, work that is stuck.
ONLY_AFTER_A_PRESS = {"/desk/find/", "/desk/copy/", "/desk/work/"}
_LINK = re.compile(r'<a href="([^"]+)"[^>]*>([^<]+)</a>')


def _pages(client, address: str) -> set[str]:
    """Where the links of a page lead, without what their addresses say beside."""
    told = client.get(address).content.decode()
    return {
        html.unescape(one).partition("?")[0].partition("#")[0] for one in re.findall(r'href="(/desk/[^"]*)"', told)
    }


def test_every_page_of_the_desk_is_two_presses_from_the_top_bar_at_most(browse):
    administrator = browse(Who.ADMINISTRATOR)
    bar = _pages(administrator, "/desk/you/")
    reached = bar.union(*(_pages(administrator, one) for one in bar))
    single = {
        f"/desk/{one.pattern}"
        for one in urls.urlpatterns
        if "<" not in str(one.pattern) and "GET" in one.callback.methods and "." not in str(one.pattern)
    }
    assert single - reached == ONLY_AFTER_A_PRESS


def test_a_request_is_of_the_queue_and_bulk_work_of_outgoing(browse):
    case = given.in_review()
    reviewer = browse(Who.REVIEWER)
    for address, place in ((at(case), "Queue"), ("/desk/enter/", "Queue"), ("/desk/work/", "Outgoing")):
        bar = reviewer.get(address).content.decode().partition("<header")[2].partition("</header>")[0]
        assert set(re.findall(r'aria-current="true">([^<]+)<', bar)) == {place}


def test_each_place_has_the_name_of_its_menu(browse):
    administrator = browse(Who.ADMINISTRATOR)
    bar = administrator.get("/desk/").content.decode().partition("<header")[2].partition("</header>")[0]
    found = {address: words.strip() for address, words in _LINK.findall(bar)}
    places = {address: words for address, words in found.items() if address != "/desk/enter/" and "#" not in address}
    assert {"Queue", "Outgoing", "Disclosures", "Company notices", "Settings", "My account"} <= {*places.values()}
    for address, words in places.items():
        page = administrator.get(address).content.decode()
        headings = [re.sub("<[^>]+>", "", one).strip() for one in re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)]
        assert [one.partition(":")[0] for one in headings] == [words], address
        assert re.search(r"<title>\s*(.*?)\s*</title>", page, re.DOTALL)[1].startswith(words), address
