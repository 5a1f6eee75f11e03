"""A decision that waits while the address changes: it goes there as it was decided, and nobody decides again."""

from datetime import timedelta

import pytest

from dsr.lifecycle import State
from tests.dsr.address_change.test_address_change import MARCH, asked, goes_to, march, proved
from tests.given import a_ledger, approved, drain, in_review
from tests.given_joins import again, names
from tests.given_own_page import NEW

__all__ = ["march"]
pytestmark = pytest.mark.django_db


def test_what_was_decided_before_goes_to_the_new_address_as_it_was_decided(frozen, settings):
    """Another address is no other letter: nobody decides again, least of all on the last day."""
    settings.DECISION_WAIT = timedelta(minutes=10)
    a_ledger()
    case = in_review()
    asked(case)
    approved(again(case))
    frozen(MARCH + timedelta(hours=1))
    drain()
    assert again(case).decided_mark
    assert proved(case)
    frozen(MARCH + timedelta(hours=73))
    drain()
    assert (again(case).state, goes_to(case), names(case).count("return")) == (State.RESPONDED, NEW, 0)
    assert names(case).count("wait-over") == 1
