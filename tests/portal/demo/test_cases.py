"""The demo's requests, some of them decided, on whatever day somebody starts it."""

import pytest

from dsr import disclosures
from dsr.lifecycle import State
from dsr.models import Business, Case
from portal.demo import business, cases, ledger
from tests import given

pytestmark = pytest.mark.django_db


# In January the older ones ask of the year before last.
@pytest.mark.parametrize("instant", ["2026-06-15T09:00:00-07:00", "2027-01-14T20:00:00-08:00"])
def test_they_are_decided_on_any_day_of_the_year(frozen, instant):
    frozen(given.at(instant))
    brand, officer, colleague = business.load()
    ledger.load(brand.business, officer)
    cases.load(brand, officer, colleague)
    decided = [person for person in cases.PEOPLE if person.then != "review"]
    asked = Case.objects.filter(kind="shine-the-light")
    assert asked.exclude(outcome="").count() == len(decided)
    assert asked.filter(state=State.RESPONDED).exists()
    assert not Case.objects.exclude(stuck="").exists()
    assert disclosures.open_years() == []
    assert Business.objects.get().ledger_version == 1
