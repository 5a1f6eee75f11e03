"""No browser and no proxy keeps a page, unless the page itself says that it may."""

import pytest

from tests import given
from tests.portal.public.answers import FOR_ONESELF, URL, opened

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/password/reset/", "/accounts/2fa/", "/nowhere/"])
def test_a_page_that_says_nothing_is_not_kept(client, address):
    given.a_business()
    assert "no-store" in client.get(address, follow=True)["Cache-Control"]


def test_the_form_is_kept_for_the_way_back_but_not_with_what_somebody_typed(client):
    given.a_business()
    page = client.get(URL)
    assert page["Cache-Control"] == "private, max-age=0", "going back to it loses nothing"
    wrong = client.post(URL, {**opened(client), **FOR_ONESELF, "email": "dana@"})
    assert (wrong.status_code, wrong["Cache-Control"]) == (422, "no-store")
