"""Staff accounts: made by email, and one administrator always stays."""

from typing import Any

import pytest

from dsr.lifecycle import Who
from dsr.models import Account
from tests.given import PASSWORD, an_account
from tests.portal.admin.pages import errors_on, where

pytestmark = pytest.mark.django_db


def _account(**changes: Any) -> dict[str, Any]:
    fields = {"email": "New@Fernwood.example", "name": "Sam Reed", "role": Who.REVIEWER.value}
    return {**fields, "password1": PASSWORD, "password2": PASSWORD, **changes}


def test_an_account_is_made_by_email(client):
    assert client.post(where("account", "add/"), _account()).status_code == 302
    account = Account.objects.get(email="new@fernwood.example")
    assert account.check_password(PASSWORD)
    assert account.who is Who.REVIEWER
    assert list(errors_on(client.post(where("account", "add/"), _account()))) == ["email"]
    short = _account(email="other@fernwood.example", password1="short", password2="short")
    assert list(errors_on(client.post(where("account", "add/"), short))) == ["password2"]


def test_one_administrator_always_stays(client):
    only = Account.objects.get()
    path = where("account", f"{only.pk}/change/")
    fields = {"email": only.email, "name": "Robin", "role": Who.REVIEWER.value, "is_active": "on"}
    assert "only administrator" in str(errors_on(client.post(path, fields)))
    assert "only administrator" in str(errors_on(client.post(path, {**fields, "is_active": ""})))
    assert client.post(where("account", f"{only.pk}/delete/"), {"post": "yes"}).status_code == 403
    an_account(Who.ADMINISTRATOR)
    assert client.post(path, fields).status_code == 302


def test_a_password_is_set_anew(client):
    other = an_account(Who.VIEWER)
    path = where("account", f"{other.pk}/password/")
    assert client.get(path).status_code == 200
    assert (
        client.post(path, {"password1": "another-long-phrase", "password2": "another-long-phrase"}).status_code == 302
    )
    other.refresh_from_db()
    assert other.check_password("another-long-phrase")
