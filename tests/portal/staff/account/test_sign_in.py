"""Signing in, the second factor, one's own account, and the demo's hint."""

import re

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.test import Client

from dsr.lifecycle import Who
from portal import demo
from tests import given

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def no_limits_left_over():
    """Failed sign-ins are counted in the cache, which outlives a test."""
    cache.clear()


def sign_in(client, email, password=given.PASSWORD, address=LOGIN):
    return client.post(address, {"login": email, "password": password})


def test_an_email_and_a_password_open_the_desk():
    account = given.an_account(email="robin@fernwood.example")
    client = Client()
    answer = sign_in(client, "Robin@Fernwood.example")
    assert answer.status_code == 302
    assert answer["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200
    account.refresh_from_db()
    assert account.last_login


def test_the_way_leads_back_to_the_page_that_was_asked_for():
    given.an_account(email="robin@fernwood.example")
    client = Client()
    page = client.get("/desk/letters/", follow=True)
    assert 'name="next"' in page.content.decode()
    answer = client.post(
        LOGIN, {"login": "robin@fernwood.example", "password": given.PASSWORD, "next": "/desk/letters/"}
    )
    assert answer["Location"] == "/desk/letters/"


@pytest.mark.parametrize(
    ("email", "password"), [("robin@fernwood.example", "wrong"), ("nobody@fernwood.example", "x")]
)
def test_a_wrong_sign_in_says_the_same_for_every_address(email, password):
    given.an_account(email="robin@fernwood.example")
    answer = sign_in(Client(), email, password)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "There is a problem" in page
    assert "not correct" in page
    assert password not in page.replace("password", "") or password == "x"


def test_a_closed_account_cannot_sign_in():
    account = given.an_account(email="robin@fernwood.example")
    account.is_active = False
    account.save()
    client = Client()
    sign_in(client, "robin@fernwood.example")
    assert client.get("/desk/").status_code == 302


def test_guessing_is_slowed_down():
    given.an_account(email="robin@fernwood.example")
    client = Client()
    for _attempt in range(12):
        sign_in(client, "robin@fernwood.example", "wrong")
    sign_in(client, "robin@fernwood.example")
    assert client.get("/desk/").status_code == 302


def behind_proxy(client_address):
    return Client(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=client_address)


@pytest.mark.parametrize("known", ["robin@fernwood.example", "nobody@fernwood.example"])
def test_a_strangers_guesses_hold_back_nobody_else(settings, known):
    settings.TRUST_PROXY = 1
    for name in ("robin", "alex"):
        given.an_account(email=f"{name}@fernwood.example")
    stranger = behind_proxy("192.0.2.66")
    for _attempt in range(40):
        sign_in(stranger, known, "wrong")
    assert sign_in(stranger, "alex@fernwood.example").status_code != 302  # held back
    for forged in ("203.0.113.7", "192.0.2.66, 203.0.113.7"):
        for name in ("robin", "alex"):
            assert sign_in(behind_proxy(forged), f"{name}@fernwood.example").status_code == 302, (forged, name)
    named_by_itself = behind_proxy("203.0.113.7, 192.0.2.66")
    assert sign_in(named_by_itself, "alex@fernwood.example").status_code != 302


def test_one_account_is_guessed_at_five_times_from_one_client(settings):
    given.an_account(email="robin@fernwood.example")
    client = Client(REMOTE_ADDR="203.0.113.7")
    for spelled in ("robin", "Robin", "ROBIN", "roBin", "robiN"):
        sign_in(client, f"{spelled}@fernwood.example", "wrong")
    assert sign_in(client, "robin@fernwood.example").status_code == 200
    given.an_account(email="alex@fernwood.example")
    assert sign_in(client, "alex@fernwood.example").status_code == 302


@pytest.mark.parametrize("forwarded", ["", "unknown"])
def test_a_proxy_that_does_not_say_lets_nobody_be_locked_out_by_network(settings, forwarded):
    settings.TRUST_PROXY = 1
    given.an_account(email="robin@fernwood.example")
    for attempt in range(35):
        sign_in(behind_proxy(forwarded), f"nobody-{attempt}@fernwood.example", "wrong")
    assert sign_in(behind_proxy(forwarded), "robin@fernwood.example").status_code == 302


def code_for(secret):
    return f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06d}"


def test_the_second_factor_is_set_up_and_then_asked_for():
    given.an_account(email="robin@fernwood.example")
    client = Client()
    sign_in(client, "robin@fernwood.example")
    activate = "/accounts/2fa/totp/activate/"
    assert client.get(activate)["Location"].startswith("/accounts/reauthenticate/")
    again = client.post("/accounts/reauthenticate/", {"password": given.PASSWORD, "next": activate})
    assert again["Location"] == activate
    page = client.get(activate)
    assert page.status_code == 200
    secret = re.search(r'id="authenticator_secret"[^>]*value="(\w+)"', page.content.decode()).group(1)
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    assert answer.status_code == 302
    assert client.get(answer["Location"]).status_code == 200  # the recovery codes
    other = Client()
    answer = sign_in(other, "robin@fernwood.example")
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert other.get("/desk/").status_code == 302
    assert other.get("/admin/").status_code == 302
    cache.clear()  # a code is good once; the next test of it is a new one
    assert other.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert other.post("/accounts/2fa/authenticate/", {"code": code_for(secret)}).status_code == 302
    assert other.get("/desk/").status_code == 200


def test_the_secret_of_the_second_factor_is_sealed_where_it_lies():
    account = given.an_account()
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    stored = str(Authenticator.objects.get(user=account).data)
    assert secret not in stored
    assert get_adapter().decrypt(Authenticator.objects.get(user=account).data["secret"]) == secret


def test_a_forgotten_password_is_set_anew_by_email():
    given.an_account(email="robin@fernwood.example")
    client = Client()
    assert client.post("/accounts/password/reset/", {"email": "robin@fernwood.example"}).status_code == 302
    (message,) = mail.outbox
    link = re.search(r"(/accounts/password/reset/key/\S+)", message.body).group(1)
    page = client.get(link, follow=True)
    assert page.status_code == 200
    new = "another-long-enough-phrase"
    address = page.redirect_chain[-1][0]
    assert client.post(address, {"password1": new, "password2": new}).status_code == 302
    assert sign_in(Client(), "robin@fernwood.example", new)["Location"] == "/desk/"


def test_nobody_learns_which_addresses_have_an_account():
    client = Client()
    answer = client.post("/accounts/password/reset/", {"email": "nobody@fernwood.example"})
    assert answer.status_code == 302


def test_every_page_of_signing_in_has_our_look(browse):
    client = browse(Who.ADMINISTRATOR)
    sign_in(client, client.account.email)
    for address in ("password/change/", "2fa/", "password/reset/", "password/reset/done/", "logout/"):
        page = client.get(f"/accounts/{address}").content.decode()
        assert "Privacy desk" in page, address
        assert "style=" not in page, address
        assert "Change Email" not in page, address


def test_signing_out(reviewer):
    assert reviewer.post("/accounts/logout/").status_code == 302
    assert reviewer.get("/desk/").status_code == 302


@pytest.mark.parametrize("is_demo", [True, False])
def test_the_demo_shows_its_sign_in_and_nothing_else_does(settings, is_demo):
    # The demo's own pages are routed where the settings load; the hint alone is looked at here.
    from django.template import engines

    settings.DEMO = is_demo
    hint = engines["django"].from_string(
        "{% load desk %}{% demo_sign_in as demo %}{{ demo.email }} {{ demo.password }}"
    )
    shown = hint.render({})
    assert (demo.DEMO_EMAIL in shown) is is_demo
    assert (demo.DEMO_PASSWORD in shown) is is_demo


def test_outside_the_demo_the_sign_in_page_tells_no_password():
    assert demo.DEMO_PASSWORD not in Client().get(LOGIN).content.decode()


def test_ones_own_name_and_daily_email(browse):
    client = browse(Who.VIEWER)
    assert client.post("/desk/you/", {"name": "Alex Reed", "role": "administrator"}).status_code == 302
    client.account.refresh_from_db()
    assert (client.account.name, client.account.daily_email) == ("Alex Reed", False)
    assert client.account.who is Who.VIEWER
    assert "Alex Reed" in client.get("/desk/you/").content.decode()


@pytest.mark.parametrize("role", [Who.VIEWER, Who.REVIEWER, Who.ADMINISTRATOR])
def test_the_set_up_is_linked_for_administrators_only(browse, role):
    page = browse(role).get("/desk/").content.decode()
    assert (">Settings<" in page) is (role is Who.ADMINISTRATOR)
