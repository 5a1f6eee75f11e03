"""What one person decides alone asks once more who it is: with the factor where one has it."""

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import RequestFactory

from dsr.models import AccessEntry
from portal.staff.account import why_not_proved
from portal.web.session_store import SessionStore
from tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of():
    cache.clear()
    made = RequestFactory().post("/desk/")
    made.session, made.user = SessionStore(), given.an_account()
    with context.request_context(made):
        yield made


def code_of(secret):
    cache.clear()  # a code is good once
    return f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06d}"


def names():
    return list(AccessEntry.objects.order_by("pk").values_list("name", "facts__factor"))


def test_without_a_factor_the_password_does(request_of):
    assert why_not_proved(request_of, "another-long-phrase") == "This is not your password."
    assert why_not_proved(request_of, given.PASSWORD) == ""
    assert names() == [("sign-in-failed", None), ("confirmed", "password")]


def test_with_an_app_a_code_does_and_the_password_never_stands_in_for_it(request_of):
    secret = generate_totp_secret()
    TOTP.activate(request_of.user, secret)
    assert "authenticator app" in why_not_proved(request_of, given.PASSWORD)
    assert why_not_proved(request_of, "000000") == "Incorrect code."
    assert why_not_proved(request_of, f" {code_of(secret)} ") == ""
    assert names() == [("factor-failed", None), ("confirmed", "totp")]


def test_a_recovery_code_does_once(request_of):
    TOTP.activate(request_of.user, generate_totp_secret())
    code = RecoveryCodes.activate(request_of.user).get_unused_codes()[0]
    assert why_not_proved(request_of, code) == ""
    assert why_not_proved(request_of, code) == "Incorrect code."


def test_with_a_passkey_the_password_does_while_it_was_just_shown(request_of):
    Authenticator.objects.create(user=request_of.user, type=Authenticator.Type.WEBAUTHN, data={"name": "phone"})
    assert "with your passkey" in why_not_proved(request_of, given.PASSWORD)
    record_authentication(request_of, request_of.user, "mfa", type="webauthn", reauthenticated=True)
    assert why_not_proved(request_of, "another-long-phrase") == "This is not your password."
    assert why_not_proved(request_of, given.PASSWORD) == ""
    (shown, again) = request_of.session[AUTHENTICATION_METHODS_SESSION_KEY]
    request_of.session[AUTHENTICATION_METHODS_SESSION_KEY] = [{**shown, "at": shown["at"] - 301}]
    assert again["method"] == "password"
    assert "with your passkey" in why_not_proved(request_of, given.PASSWORD)


def test_without_a_password_a_passkey_that_was_just_shown_does(request_of):
    request_of.user.set_unusable_password()
    Authenticator.objects.create(user=request_of.user, type=Authenticator.Type.WEBAUTHN, data={"name": "phone"})
    assert "Show who you are at My account first" in why_not_proved(request_of, "anything")
    record_authentication(request_of, request_of.user, "mfa", type="webauthn", reauthenticated=True)
    assert why_not_proved(request_of, "anything") == ""
