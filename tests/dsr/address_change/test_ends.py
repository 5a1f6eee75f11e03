"""A change of address comes to an end by itself, says so, and leaves nothing of the address behind."""

from datetime import timedelta

import pytest

from dsr import closures, journal
from dsr.models import AddressChange
from tests.dsr.address_change.test_address_change import MARCH, asked, state_of
from tests.given import drain, in_review
from tests.given_joins import again
from tests.given_own_page import own_fact

pytestmark = pytest.mark.django_db
__all__ = ["MARCH", "state_of", "timedelta"]


@pytest.fixture(autouse=True)
def march(frozen) -> None:
    frozen(MARCH)


@pytest.mark.parametrize("erase", [journal.forget, lambda pk: journal.thin(pk, ())], ids=["forget", "thin"])
def test_no_hash_of_the_earlier_address_outlives_the_record(erase):
    case = in_review()
    change = asked(case)
    assert AddressChange.objects.get(pk=change.pk).rests_on
    assert closures.withdraw_from_page(case.pk, own_fact(case))
    drain()
    erase(again(case).pk)
    assert AddressChange.objects.get(pk=change.pk).rests_on == ""
