"""The page of one line of a letter about many is of who wrote: what is said there and of it goes to them alone."""

import pytest

from dsr import correspondence, letters, parties
from dsr.kinds.base.letters import PAGE_CODE
from dsr.models import AgentPermission, Case, Letter
from tests.dsr.agents.test_letters_to_the_person import INES, entered, stand_of
from tests.given import drain, staff
from tests.given_agents import KIM
from tests.given_own_page import a_message
from tests.given_proof import matches

__all__ = ["matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "matches")]


def answered(case: Case) -> None:
    message = a_message(case)
    case.refresh_from_db()
    correspondence.answer_message(message.pk, staff(), "In May.", seen=case.entry_count)
    drain()


@pytest.mark.parametrize("line", [f"Ines Okafor, {INES}, CA", "Ines Okafor, CA"])
def test_that_an_answer_waits_is_told_to_who_wrote_the_message(line):
    (case,) = entered(line)
    answered(case)
    letter = Letter.objects.get(case=case, name="own-page/answered")
    assert (letters.body_of(letter)["to"], letter.to_person, letter.is_to_requester) == (KIM, False, True)


def test_the_code_that_opens_the_page_goes_to_who_wrote():
    (case,) = entered(f"Ines Okafor, {INES}, CA")
    composed = letters.compose(case, PAGE_CODE.name, extra={"code": "123 456", "good_until": "May 1, 2026"})
    assert (composed.to, composed.to_person) == (KIM, False)


def test_that_the_person_said_yes_shows_the_permission_alone_and_in_a_list():
    (case,) = entered(f"Ines Okafor, {INES}, CA", kind="deletion")
    assert parties.deals_with_person(case) and stand_of(case).authority.deals_with_person
    AgentPermission.objects.update_or_create(case=case, defaults={"state": "given"})
    case = Case.objects.get(pk=case.pk)
    assert not parties.deals_with_person(case) and not stand_of(case).authority.deals_with_person
