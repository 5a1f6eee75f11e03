"""Taking a decision back on the desk: what stays done is said before the press, and after it."""

import pytest

from dsr import review
from dsr.models import Step
from dsr.models.system import StepState
from tests import given
from tests.given_systems import a_database, a_deletion, a_system, an_owner, granted
from tests.portal.staff.desk import at, fresh, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def half_done(tmp_path):
    """The shop's rows are deleted, the support desk's owner is asked."""
    a_system(url=a_database(tmp_path), position=1)
    an_owner(position=2)
    case = granted(a_deletion())
    assert {*Step.objects.filter(case=case).values_list("state", flat=True)} == {StepState.DONE, StepState.ASKED}
    return case


def take_back(client, case):
    answer = client.post(at(case, "take-back"), {"seen": case.entry_count, "note": ""})
    assert answer.status_code == 302
    given.drain()
    return fresh(case)


def test_before_the_press_each_system_is_named_with_what_stays(reviewer, half_done):
    told = page(reviewer, half_done)
    assert "It undoes nothing. This stays as it is:" in told
    assert "Shop database: done" in told
    assert "Support desk: it may have been done" in told


def test_after_it_nothing_says_decided_and_what_stays_is_named(reviewer, half_done):
    assert "Decided:" in page(reviewer, half_done)
    case = take_back(reviewer, half_done)
    told = page(reviewer, case)
    assert "Decided:" not in told
    assert "Something of this request is done already, or may be" in told
    assert "Shop database: done" in told
    for code in ("N_EXCESSIVE", "N_NO_ACTION"):
        assert f"/{code}/" not in told
        answer = reviewer.get(at(case, "draft", code))
        assert answer.context["form"] is None
        assert "No letter may say that nothing was done" in answer.content.decode()


def test_the_way_to_stop_is_offered_with_its_letter(reviewer, half_done):
    case = take_back(reviewer, half_done)
    owner = Step.objects.get(case=case, system__name="Support desk")
    values = {
        "seen": case.entry_count,
        "step": owner.pk,
        "state": "not-held",
        "note": "Nothing there.",
        "keep_code": "",
    }
    assert reviewer.post(at(case, "step-settle"), values).status_code == 302
    told = page(reviewer, fresh(case))
    assert at(case, "draft", "N_STOPPED") in told
    answer = reviewer.get(at(case, "draft", "N_STOPPED"))
    assert "- Shop database" in answer.context["composed"].text


def test_before_anything_was_done_the_press_says_so(reviewer):
    an_owner()
    case = a_deletion()
    review.approve(case.pk, given.staff(), review.Approval("DELETE_COMPLETED"), seen=case.entry_count)
    assert "Nothing was done in any system yet." in page(reviewer, fresh(case))
