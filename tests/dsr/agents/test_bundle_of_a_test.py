"""A bundle that is called a test as it is entered: nobody hears of it, and each of its requests can become one."""

from dataclasses import replace

import pytest
from django.core import mail

from dsr import agents, closures, engine
from dsr.errors import BadInput
from dsr.models import Bundle, Case, Suppression
from tests.dsr.agents.test_bundles import a_roll
from tests.given import drain, staff
from tests.given_joins import again, letters_to
from tests.given_proof import matches

__all__ = ["matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "matches")]


@pytest.mark.parametrize("kind", ["deletion", "opt-out"])
def test_it_is_closed_at_once_writes_to_nobody_and_stops_nothing(kind):
    roll = a_roll(kind=kind, is_test=True)
    assert agents.enter_bundle(roll, staff()).is_new
    drain()
    engine.run_daily_jobs()
    drain()
    assert set(Case.objects.values_list("state", "closure")) == {("closed", "test")}
    assert not mail.outbox and not Suppression.objects.exists()
    assert not agents.enter_bundle(roll, staff()).is_new
    with pytest.raises(BadInput, match="entered already"):
        agents.enter_bundle(replace(roll, is_test=False), staff())
    with pytest.raises(BadInput, match="as a test"):
        agents.add_people(Bundle.objects.get().pk, agents.read_people("Ann Other, ann@example.com")[0], staff())


def test_one_that_is_opened_again_is_acknowledged_by_itself():
    agents.enter_bundle(a_roll(is_test=True), staff())
    drain()
    case = Case.objects.earliest("pk")
    closures.open_again(case.pk, staff(), seen=case.entry_count, note="It was real.")
    drain()
    assert (again(case).state, letters_to(case)) == ("review", ["acknowledgement"])
    assert Case.objects.filter(state="closed").count() == 2
