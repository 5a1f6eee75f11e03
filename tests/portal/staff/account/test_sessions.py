"""Where one is signed in, and what ends a session elsewhere."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client, RequestFactory

from dsr.lifecycle import Who
from dsr.models import Session
from portal.staff.account.sessions import browser_of
from tests import given

pytestmark = pytest.mark.django_db
PAGE = "/desk/you/sessions/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1 Version/19.0 Safari/604.1"


@pytest.fixture
def account():
    cache.clear()
    return given.an_account(Who.REVIEWER, "robin@fernwood.example")


def signed_in(account, program=FIREFOX):
    client = Client(HTTP_USER_AGENT=program)
    client.post("/accounts/login/", {"login": account.email, "password": given.PASSWORD})
    assert is_in(client)
    return client


def is_in(client):
    return client.get("/desk/you/").status_code == 200


def again(client):
    client.post("/accounts/reauthenticate/", {"password": given.PASSWORD, "next": "/desk/"})


@pytest.mark.parametrize(
    ("said", "name"), [(FIREFOX, "Firefox, Linux"), (EDGE, "Edge, Windows"), (PHONE, "Safari, iPhone"), ("x", "")]
)
def test_a_browser_is_named_in_two_words(said, name):
    assert browser_of(RequestFactory(HTTP_USER_AGENT=said).get("/")) == name


def test_one_sees_where_one_is_signed_in_and_ends_it_there(account):
    here, there, third = signed_in(account), signed_in(account, EDGE), signed_in(account, PHONE)
    other = signed_in(given.an_account(email="alex@fernwood.example"))
    page = here.get(PAGE).content.decode()
    assert page.count("Sign out there") == 2 and page.count("This one") == 1
    assert "Edge, Windows" in page and "Firefox, Linux" in page
    number = Session.objects.get(browser="Edge, Windows").pk
    again(here)
    assert "Signed out there." in here.post(PAGE, {"session": number}, follow=True).content.decode()
    assert [is_in(client) for client in (here, there, third, other)] == [True, False, True, True]
    assert "over already" in here.post(PAGE, {"session": number}, follow=True).content.decode()
    here.post(PAGE)
    assert [is_in(client) for client in (here, third, other)] == [True, False, True]


@pytest.mark.parametrize("number", ["theirs", "mine"])
def test_another_persons_session_and_the_one_in_use_end_otherwise(account, number):
    here, other = signed_in(account), signed_in(given.an_account(email="alex@fernwood.example"))
    again(here)
    rows = Session.objects.filter(account=account) if number == "mine" else Session.objects.exclude(account=account)
    assert "over already" in here.post(PAGE, {"session": rows.get().pk}, follow=True).content.decode()
    assert is_in(here) and is_in(other)


def test_a_new_password_ends_the_others(account):
    here, there = signed_in(account), signed_in(account)
    new = "four-plain-words-and-more"
    change = {"oldpassword": given.PASSWORD, "password1": new, "password2": new}
    assert here.post("/accounts/password/change/", change).status_code == 302
    assert Session.objects.filter(account=account).count() == 1
    assert (is_in(here), is_in(there)) == (True, False)


def test_a_factor_that_comes_or_goes_ends_the_others(account):
    here, there = signed_in(account), signed_in(account)
    again(here)
    TOTP.activate(account, generate_totp_secret())  # as if in another browser: only the way through the page ends any
    assert is_in(there)
    cache.clear()
    assert here.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.exists()
    assert (is_in(here), is_in(there)) == (True, False)


def test_a_session_is_ended_by_who_showed_again_who_it_is(account):
    here, there = signed_in(account), signed_in(account, EDGE)
    number = Session.objects.get(browser="Edge, Windows").pk
    assert here.get(PAGE).status_code == 200
    for press in ({"session": number}, {}):
        assert here.post(PAGE, press)["Location"].startswith("/accounts/reauthenticate/")
    assert is_in(there)
