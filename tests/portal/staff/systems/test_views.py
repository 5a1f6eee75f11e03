"""The register on the desk: what each system holds, what is open in it, and what it lacks."""

import pytest

from dsr.lifecycle import Who
from dsr.models import Step
from dsr.models.system import StepState
from portal.staff.systems import views
from tests import given
from tests.given_systems import a_deletion, a_system, an_owner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def test_the_register_tells_what_is_held_open_and_missing(browse):
    a_system(is_approved=False)
    an_owner(actions=["delete"], reasons={"close-account": {"note": "It has no accounts."}})
    a_deletion()
    told = browse(Who.VIEWER).get("/desk/systems/").content.decode()
    for words in ("Shop database", "Support desk", "Customers and orders", "only counted: not approved"):
        assert words in told, words
    # Neither takes part in stopping mail and sharing, and the register does not say why.
    assert "No part in “Stop to commercial email”, and no reason" in told


def test_a_system_tells_its_reasons_and_its_open_work(browse, reviewer):
    owner = an_owner(
        actions=["delete"],
        reasons={"close-account": {"note": "It has no accounts."}},
        exceptions=[{"code": "E8_LEGAL_OBLIGATION", "note": "Tax records."}],
    )
    case = a_deletion()
    Step.objects.filter(case=case).update(state=StepState.ASKED, due_on=case.due_safe)
    told = browse(Who.VIEWER).get(f"/desk/systems/{owner.pk}/").content.decode()
    for words in (
        "It has no accounts.",
        "Tax records.",
        "Remove the person from the ticket tool",
        "the owner is asked",
    ):
        assert words in told, words
    assert "/step-chase/" not in told
    assert reviewer.get("/desk/systems/999/").status_code == 404


def test_open_work_comes_by_pages(browse, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(views, "ON_A_PAGE", 2)
    owner = an_owner()
    cases = [given.in_review(kind="deletion", answers={"extent": "all"}) for _number in range(5)]
    for case in cases:
        Step.objects.create(case=case, system=owner, action="delete", position=1)
    client = browse(Who.VIEWER)
    address, seen = f"/desk/systems/{owner.pk}/", []
    while address:
        with django_assert_max_num_queries(8):
            answer = client.get(address)
        seen += [one["case"].pk for one in answer.context["lines"]]
        older = answer.context["older"]
        address = f"/desk/systems/{owner.pk}/{older}" if older else ""
    assert seen == [case.pk for case in cases]
    assert client.get(f"/desk/systems/{owner.pk}/?after=nonsense").status_code == 200


def test_the_register_takes_a_constant_number_of_queries(reviewer, django_assert_max_num_queries):
    for number in range(12):
        an_owner(name=f"Office {number}")
    with django_assert_max_num_queries(8):
        reviewer.get("/desk/systems/")
