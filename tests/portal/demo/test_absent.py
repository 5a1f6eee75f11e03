"""Outside the demo, nothing of it answers."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from dsr.models import Account
from portal.demo import DEMO_EMAIL, DEMO_PASSWORD
from tests.given import a_business

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/demo/mailbox/", "/demo/time/", "/demo/loyalty/"])
def test_its_pages_are_not_there(address):
    a_business()
    assert Client().get(address).status_code == 404
    assert Client().post(address, {"days": "1"}).status_code == 404


def test_its_sign_in_opens_nothing_and_no_page_shows_it():
    a_business()
    page = Client().get("/accounts/login/")
    assert DEMO_PASSWORD not in page.content.decode()
    signed = Client().post("/accounts/login/", {"login": DEMO_EMAIL, "password": DEMO_PASSWORD})
    assert signed.status_code == 200  # the form again, not the desk


def test_it_is_not_loaded_into_another_database():
    with pytest.raises(CommandError, match="demo's own database"):
        call_command("load_demo")
    assert not Account.objects.exists()
