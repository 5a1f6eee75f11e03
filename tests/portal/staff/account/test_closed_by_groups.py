"""What the provider's groups closed, a person may close for good."""

import time

import pytest
from django.test import Client

from dsr.models import AccessEntry
from tests.portal.staff.account.test_single_sign_on import configured, linked, person, provider, sign_in

__all__ = ["configured", "linked", "person", "provider"]
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


def test_what_the_groups_closed_stays_closed_once_an_administrator_says_so(person, linked):
    _client, account, subject = linked()
    ada, administrator, _hers = linked(groups=["privacy-leads"], auth_time=int(time.time()))
    person(subject, groups=[])
    sign_in(Client(), subject)
    said = {"name": "Robin", "email": account.email, "role": account.role}  # open: not ticked
    assert ada.post(f"/desk/people/{account.pk}/", said)["Location"] == "/desk/people/"
    closed = AccessEntry.objects.filter(account=account, name="account-closed").latest("pk")
    assert (closed.by, closed.facts) == (administrator, {})
    person(subject, groups=["privacy"])
    assert sign_in(Client(), subject)["Location"] == "/accounts/inactive/"
