"""At an upgrade: what was under way may have been done, and a decision that was taken back leaves no outcome."""

from importlib import import_module

import pytest
from django.apps import apps

from dsr import review, steps
from dsr.clock import now
from dsr.models import Case, Step
from dsr.models.system import StepState
from tests import given
from tests.given_systems import a_deletion, an_owner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
UPGRADE = import_module("dsr.migrations.0013_begun_steps")


@pytest.mark.parametrize(
    ("state", "reason", "is_decided", "is_begun"),
    [
        (StepState.ASKED, "", True, True),
        (StepState.DOING, "", True, True),
        (StepState.FAILED, "rows-left", True, True),
        (StepState.FAILED, "no-address", True, False),
        (StepState.FAILED, "rows-left", False, False),  # a look that failed, before anybody decided
        (StepState.PREVIEWED, "", True, False),
        (StepState.DONE, "", True, False),
    ],
)
def test_what_was_under_way_counts_as_begun(state, reason, is_decided, is_begun):
    an_owner()
    case = a_deletion()
    Step.objects.filter(case=case).update(state=state, reason=reason, begun_at=None)
    Case.objects.filter(pk=case.pk).update(decided_at=now() if is_decided else None)
    UPGRADE.mark_begun(apps, None)
    assert (Step.objects.get(case=case).begun_at is not None) is is_begun
    assert bool(steps.effects_of(case).uncertain) is is_begun


def test_an_outcome_that_was_left_behind_goes():
    case = given.in_review()
    Case.objects.filter(pk=case.pk).update(outcome="NO_EBR", reasons=["NO_EBR"], decided_at=now())
    answered = given.responded(business=given.a_ledger(given.a_business("Juniper Radio, Inc.")))
    UPGRADE.clear_open_decisions(apps, None)
    case.refresh_from_db()
    assert (case.outcome, case.reasons, case.decided_at) == ("", [], None)
    assert Case.objects.get(pk=answered.pk).outcome
    assert review.decline_reasons(given.told(case))
