"""Two administrators who remove each other at the same moment: one of them stays."""

import threading
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.models import QuerySet
from django.test import Client, RequestFactory

from dsr.lifecycle import Who
from dsr.models import Account
from dsr.models.account import AccountRows
from portal.staff import account as accounts
from tests import given
from tests.patience import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = "/desk/people/"
_WAITS_FOR_NOBODY = {"sqlite": "PRAGMA busy_timeout = 0", "postgresql": "SET lock_timeout = '50ms'"}
_WAITS = ([500], [503])  # for longer than the test lets it


def administrator(email: str) -> tuple[Account, Client]:
    """Who has just shown who it is."""
    account, client = given.an_account(Who.ADMINISTRATOR, email=email), Client(raise_request_exception=False)
    client.force_login(account)
    client.post("/accounts/reauthenticate/", {"password": given.PASSWORD, "next": PEOPLE})
    return account, client


def removed_by(client: Client, other: Account) -> int:
    fields = {"email": other.email, "name": "Sam", "role": "reviewer", "is_active": "on"}
    return client.post(f"{PEOPLE}{other.pk}/", fields).status_code


def meanwhile(monkeypatch: pytest.MonkeyPatch, press: Callable[[], int]) -> list[int]:
    """Once the first was found not to be the last administrator, another presses; what came of it."""
    came: list[int] = []
    looks = AccountRows.administrators_beside

    def on_its_own() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute(_WAITS_FOR_NOBODY[connection.vendor])
            came.append(press())
        finally:
            connection.close()

    def slow(self: AccountRows, account: Account) -> QuerySet[Account]:
        found = looks(self, account)
        if not came and threading.current_thread() is threading.main_thread():
            found = Account.objects.filter(pk__in=[*found.values_list("pk", flat=True)])  # as it was found
            other = threading.Thread(target=on_its_own)
            other.start()
            other.join(PATIENCE)
        return found

    monkeypatch.setattr(AccountRows, "administrators_beside", slow)
    return came


def administrators() -> list[int]:
    return [account.pk for account in Account.objects.filter(role=Who.ADMINISTRATOR.value, is_active=True)]


def test_of_two_who_remove_each_other_at_once_one_stays(monkeypatch):
    cache.clear()
    (one, first), (two, second) = administrator("one@fernwood.example"), administrator("two@fernwood.example")
    came = meanwhile(monkeypatch, lambda: removed_by(second, one))
    assert removed_by(first, two) == 302
    assert came in _WAITS
    assert removed_by(second, one) == 403, "who pressed second administers no more"

    assert administrators() == [one.pk]


def test_the_provider_and_a_person_who_remove_two_at_once_leave_one(monkeypatch):
    cache.clear()
    (one, first), (two, _second) = administrator("one@fernwood.example"), administrator("two@fernwood.example")
    came = meanwhile(monkeypatch, lambda: removed_by(first, two))
    request = RequestFactory().get("/")
    accounts.single_sign_on._change_role(request, one, Who.REVIEWER)
    assert came in _WAITS
    assert administrators() == [two.pk]
