"""The second factor: needed of whoever may change something, enrolled first, reset by an administrator on record."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client

from dsr.lifecycle import Who
from dsr.models import AccessEntry, Session
from tests import given

pytestmark = pytest.mark.django_db
FACTORS = "/accounts/2fa/"


@pytest.fixture(autouse=True)
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    settings.MFA_TOTP_TOLERANCE = 4  # a busy machine takes longer than a code of an app lives
    cache.clear()


def sign_in(account, code=""):
    client = Client()
    client.post("/accounts/login/", {"login": account.email, "password": given.PASSWORD})
    if code:
        client.post("/accounts/2fa/authenticate/", {"code": code})
    return client


def with_app(account):
    """An account with an authenticator app; its secret."""
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    return secret


def code_of(secret):
    cache.clear()  # a code is good once
    return f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06d}"


@pytest.mark.parametrize("address", ["/desk/", "/desk/letters/", "/desk/you/", "/admin/", "/admin/dsr/business/"])
def test_who_needs_one_sets_it_up_before_any_page_opens(address):
    client = sign_in(given.an_account(Who.ADMINISTRATOR))
    for ask in (client.get, client.post):
        answer = ask(address)
        assert (answer.status_code, answer["Location"]) == (302, FACTORS)
    assert "Your role needs a second factor" in client.get(FACTORS).content.decode()


@pytest.mark.parametrize(("role", "is_needed"), [(Who.VIEWER, False), (Who.REVIEWER, True)])
def test_who_may_change_something_needs_one(settings, role, is_needed):
    client = sign_in(given.an_account(role))
    assert client.get("/desk/you/").status_code == (302 if is_needed else 200)
    settings.SECOND_FACTOR_REQUIRED = False
    assert client.get("/desk/you/").status_code == 200


def test_an_app_or_a_recovery_code_opens_the_desk():
    account = given.an_account()
    secret = with_app(account)
    assert sign_in(account, code_of(secret)).get("/desk/you/").status_code == 200
    codes = RecoveryCodes.activate(account).get_unused_codes()
    assert sign_in(account, codes[0]).get("/desk/you/").status_code == 200
    assert sign_in(account, codes[0]).get("/desk/you/").status_code == 302  # once


def test_a_password_that_was_stolen_sets_up_no_factor_beside_the_first():
    """Nor does it take the first away: what is asked for again is the factor."""
    account = given.an_account()
    secret = with_app(account)
    client = sign_in(account, code_of(secret))
    for address in ("webauthn/add/", "totp/deactivate/", "recovery-codes/generate/"):
        assert client.get(FACTORS + address)["Location"].startswith("/accounts/2fa/reauthenticate/"), address
    answer = client.post("/accounts/reauthenticate/", {"password": given.PASSWORD})
    assert answer["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert client.get(FACTORS + "totp/deactivate/").status_code == 302
    client.post("/accounts/2fa/reauthenticate/", {"code": code_of(secret)})
    assert client.get(FACTORS + "totp/deactivate/").status_code == 200


def test_who_removes_the_last_one_is_asked_for_another():
    account = given.an_account()
    secret = with_app(account)
    client = sign_in(account, code_of(secret))
    client.post("/accounts/2fa/reauthenticate/", {"code": code_of(secret)})
    assert client.post(FACTORS + "totp/deactivate/").status_code == 302
    assert client.get("/desk/you/")["Location"] == FACTORS


def test_anothers_session_with_a_factor_is_not_ones_own():
    """What was shown belongs to the account that showed it."""
    first, other = given.an_account(), given.an_account()
    client = sign_in(first, code_of(with_app(first)))
    client.logout()
    client.post("/accounts/login/", {"login": other.email, "password": given.PASSWORD})
    assert client.get("/desk/you/")["Location"] == FACTORS


def test_an_administrator_resets_a_lost_one_and_the_record_names_both(browse, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    lost = given.an_account(email="sam@fernwood.example")
    theirs = sign_in(lost, code_of(with_app(lost)))
    client = browse(Who.ADMINISTRATOR)
    address = f"/desk/people/{lost.pk}/factors/"
    assert client.post(address)["Location"].startswith("/accounts/reauthenticate/")
    assert Authenticator.objects.filter(user=lost).exists()
    client.post("/accounts/reauthenticate/", {"password": given.PASSWORD, "next": "/desk/people/"})
    assert "signed out everywhere" in client.post(address, follow=True).content.decode()
    assert not Authenticator.objects.filter(user=lost).exists()
    assert theirs.get("/desk/you/").status_code == 302
    assert not Session.objects.filter(account=lost).exists()
    entry = AccessEntry.objects.get(name="factors-reset")
    assert (entry.account, entry.by) == (lost, client.account)
    assert "had no second factor" in client.post(address, follow=True).content.decode()
    assert client.post(f"/desk/people/{client.account.pk}/factors/").status_code == 404


def test_the_record_knows_each_step_and_no_address(caplog):
    caplog.set_level("INFO")
    account = given.an_account(email="robin@fernwood.example")
    secret = with_app(account)
    stranger = Client(REMOTE_ADDR="203.0.113.7")
    stranger.post("/accounts/login/", {"login": account.email, "password": "wrong"})
    stranger.post("/accounts/login/", {"login": "nobody@fernwood.example", "password": "wrong"})
    stranger.post("/accounts/login/", {"login": account.email, "password": given.PASSWORD})
    stranger.post("/accounts/2fa/authenticate/", {"code": "000000"})
    stranger.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    stranger.post("/accounts/logout/")
    rows = list(AccessEntry.objects.order_by("pk"))
    assert [(row.name, row.account) for row in rows] == [
        ("sign-in-failed", account),
        ("sign-in-failed", None),
        ("factor-failed", account),
        ("signed-in", account),
        ("signed-out", account),
    ]
    assert rows[3].facts == {"role": "reviewer", "factor": "totp"}
    assert len({row.client for row in rows}) == 1 and rows[0].client
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("dsr.access_record")]
    assert [line.split()[1] for line in lines] == [row.name for row in rows]
    for said in (*lines, *(str(row.__dict__) for row in rows)):
        assert "203.0.113" not in said and "@" not in said
