"""What went wrong at the desk is told at the desk, with the way on; strangers learn nothing of a desk."""

import pytest
from django.test import Client

from dsr.lifecycle import Who
from tests import given

pytestmark = pytest.mark.django_db
QUEUE = '<a class="button" href="/desk/">'


@pytest.mark.parametrize(
    "address", ["/desk/8F5Y-KQVS-9ZE/", "/desk/no/such/page/", "/desk/holds/77/", "/admin/dsr/x/", "/accounts/x/"]
)
def test_an_address_where_nothing_is_leads_back_to_the_desk_and_a_stranger_to_the_guide(browse, address):
    given.a_business()
    answer = browse(Who.ADMINISTRATOR).get(address)
    page = answer.content.decode()
    assert answer.status_code == 404 and QUEUE in page and 'class="find ' in page
    assert answer["Cache-Control"] == "no-store"
    for stranger in (Client(), browse(Who.ADMINISTRATOR)):
        told = stranger.get("/no/such/page/").content.decode()
        assert "We cannot find this page" in told and QUEUE not in told
    assert QUEUE not in Client().get(address, follow=True).content.decode()


@pytest.mark.parametrize("address", ["/desk/people/", "/admin/"])
def test_what_a_role_does_not_open_says_so_at_the_desk(browse, address):
    answer = browse(Who.REVIEWER).get(address, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 403 and QUEUE in page and "Your role does not open this page" in page


def test_a_form_of_the_desk_that_fails_the_check_changes_nothing_and_says_how_to_go_on(case):
    client = Client(enforce_csrf_checks=True)
    client.force_login(given.an_account(Who.REVIEWER))
    answer = client.post(f"/desk/{case.reference}/note/", {"note": "Mine."})
    page = answer.content.decode()
    assert answer.status_code == 403 and QUEUE in page and "Please send that once more" in page


def test_who_still_lacks_a_second_factor_sees_no_page_of_the_desk(browse, settings):
    client = browse(Who.REVIEWER)
    settings.SECOND_FACTOR_REQUIRED = True
    assert QUEUE not in client.get("/desk/no/such/page/").content.decode()
