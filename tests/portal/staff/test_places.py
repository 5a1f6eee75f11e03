"""One word a place: what the menu calls it stands in the page's heading and begins its title."""

import re

import pytest

from dsr.lifecycle import Who

pytestmark = pytest.mark.django_db
_LINK = re.compile(r'<a href="([^"]+)"[^>]*>([^<]+)</a>')


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
