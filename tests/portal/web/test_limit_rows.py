"""While Redis is away, sign-in and codes are limited by rows, and nothing else holds anybody back."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client, RequestFactory

from dsr import retention
from dsr.clock import machine
from dsr.models import LimitCount
from portal.web import limit_rows
from portal.web.rate_limits import PROOF, PUBLIC_FORM, allows
from tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def away(settings):
    one = {**settings.CACHES["default"], "LOCATION": "unix:///nowhere/broker.sock"}
    settings.CACHES = {"default": one}


@pytest.mark.usefixtures("away")
def test_guesses_of_a_password_are_slowed_down():
    given.an_account(email="robin@fernwood.example")
    client = Client(REMOTE_ADDR="203.0.113.7")
    for _attempt in range(6):
        client.post("/accounts/login/", {"login": "robin@fernwood.example", "password": "wrong"})
    client.post("/accounts/login/", {"login": "robin@fernwood.example", "password": given.PASSWORD})
    assert client.get("/desk/you/").status_code == 302
    other = Client(REMOTE_ADDR="203.0.113.8")
    other.post("/accounts/login/", {"login": "robin@fernwood.example", "password": given.PASSWORD})
    assert other.get("/desk/you/").status_code == 200
    assert "203.0.113" not in str(list(LimitCount.objects.values())) and "robin" not in str(
        LimitCount.objects.values()
    )


@pytest.mark.usefixtures("away")
def test_a_code_of_the_app_is_good_once_and_guesses_of_it_end():
    account, secret = given.an_account(), generate_totp_secret()
    app = TOTP.activate(account, secret)
    code = f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06d}"
    assert [app.validate_code(code), app.validate_code(code)] == [True, False]
    client = Client()
    client.post("/accounts/login/", {"login": account.email, "password": given.PASSWORD})
    said = [client.post("/accounts/2fa/authenticate/", {"code": "000000"}).content.decode() for _ in range(7)]
    assert "Incorrect code" in said[0] and "Too many" in said[-1]


@pytest.mark.usefixtures("away")
def test_codes_of_letters_are_limited_and_a_form_is_not():
    visit = RequestFactory().get("/", REMOTE_ADDR="203.0.113.7")
    assert [allows(visit, PROOF) for _ in range(PROOF.times + 1)] == [True] * PROOF.times + [False]
    assert all(allows(visit, PUBLIC_FORM) for _ in range(PUBLIC_FORM.times + 5))
    assert LimitCount.objects.count() == 1


def test_with_redis_no_row_is_written():
    cache.clear()
    Client().post("/accounts/login/", {"login": "robin@fernwood.example", "password": "wrong"})
    assert not LimitCount.objects.exists()


def test_a_count_ends_with_its_time_and_its_row_goes():
    limit_rows.keep_count("a", 7, 60)
    assert (
        limit_rows.count_of("a"),
        limit_rows.count_up("a", 2),
        limit_rows.count_of("a"),
        limit_rows.count_of("b", 1),
    ) == (7, 9, 9, 1)
    assert not limit_rows.begin_count("a", 1, 60)
    LimitCount.objects.update(expires_at=machine() - timedelta(seconds=1))
    assert limit_rows.count_of("a") is None
    with pytest.raises(ValueError, match="Nothing is counted"):
        limit_rows.count_up("a", 1)
    assert limit_rows.begin_count("a", 1, 60)
    assert limit_rows.end_count("a") and not limit_rows.end_count("a")
    limit_rows.keep_count("a", 1, 60)
    LimitCount.objects.update(expires_at=machine() - timedelta(seconds=1))
    retention.forget_short_lived_rows()
    assert not LimitCount.objects.exists()
