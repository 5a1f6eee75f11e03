"""The page of one line of a letter about many is of who wrote: what is said there and of it goes to them alone."""

from datetime import date

import pytest
from django.test import Client

from dsr import closures, correspondence, journal, letters, parties, request_page
from dsr.clock import now
from dsr.journal import MACHINE, EntryName, Line
from dsr.kinds import base
from dsr.kinds.base.letters import MISTAKE, PAGE_CODE
from dsr.law.closures import MISTAKE as BY_MISTAKE
from dsr.models import AgentPermission, Case, EligibilityQuestion, Letter
from dsr.request_page import Coverage, NeedName, StageName
from portal.public.request_page import additions
from tests.dsr.agents.test_letters_to_the_person import INES, entered, stand_of
from tests.given import drain, staff
from tests.given_agents import KIM
from tests.given_own_page import a_message
from tests.given_proof import matches
from tests.given_request_page import on_page, visitor

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


def test_who_shows_no_permission_reads_nothing_that_tells_whether_the_person_is_known():
    (case,) = entered(f"Ines Okafor, {INES}, CA", kind="deletion")
    case.refresh_from_db()
    assert case.verified_at is not None
    known = visitor(case)
    assert known is not None and known.coverage is Coverage.READING
    assert not additions.may_add_fact(known)
    assert _day(case, known.may_act) is None and _day(case, True) is not None
    client = on_page(Client(), case)
    said = client.post("/r/page/fact/", {"press": "one", "point": "phone", "value": "559 555 0142"})
    assert said.status_code == 422 and not case.messages.exists()


def _day(case: Case, may_know_person: bool) -> date | None:
    stages = request_page.stages_of(case, may_know_person=may_know_person)
    return next(one.day for one in stages if one.name is StageName.CONFIRMED)


def sent(case: Case, name: str, *, to_person: bool) -> Letter:
    """A letter of the case as one that was sent, to who wrote or to the person."""
    composed = letters.compose(case, base.get(case.kind).letters.acknowledgement)
    letter = letters.write_letter(case, composed, key=f"as-sent:{name}", is_response=False)
    how = {"name": name, "state": "accepted", "to_person": to_person, "is_to_requester": not to_person}
    Letter.objects.filter(pk=letter.pk).update(**how)
    return letter


@pytest.mark.parametrize("to_person", [True, False])
def test_an_end_that_the_person_alone_was_told_opens_no_page(to_person):
    (case,) = entered(f"Ines Okafor, {INES}, CA", kind="deletion")
    sent(case, MISTAKE, to_person=to_person)
    Case.objects.filter(pk=case.pk).update(closure=BY_MISTAKE.code, state="closed")
    found = request_page.coverage_of(Case.objects.get(pk=case.pk))
    assert (found is Coverage.NOTHING) == to_person


@pytest.mark.parametrize("to_person", [True, False])
def test_what_the_person_alone_was_told_is_not_said_as_told_to_who_wrote(to_person):
    (case,) = entered(f"Ines Okafor, {INES}, CA", kind="deletion")
    case.refresh_from_db()
    letter = sent(case, "eligibility/question", to_person=to_person)
    EligibilityQuestion.objects.create(case=case, about="residence", letter=letter, asked_at=now(), account_id=staff().account_id)
    journal.record(case.pk, Line(EntryName.LETTER_ACCEPTED, {"letter": letter.pk}), MACHINE)
    asked = [one.name for one in request_page.needs_of(case)]
    assert (NeedName.QUESTION in asked) != to_person
    assert ("We wrote to you about your request." in closures.done_so_far(case)) != to_person
    case.refresh_from_db()
    letters.extend_deadline(case.pk, staff(), seen=case.entry_count, reason="Two systems are slow.")
    drain()
    Letter.objects.filter(case=case).update(to_person=to_person, is_to_requester=not to_person)
    case = Case.objects.get(pk=case.pk)
    promised = request_page.answer_day(case)
    assert promised is not None
    assert ("We wrote to you that we need more time" in str(promised)) != to_person
