"""The page of one line of a letter about many is of who wrote: what is said there and of it goes to them alone."""

from datetime import date, timedelta

import pytest
from django.test import Client

from dsr import agents, closures, correspondence, documents, journal, letters, parties, request_page
from dsr.clock import now, today
from dsr.errors import BadInput, Blocked
from dsr.journal import MACHINE, REQUESTER, EntryName, Line
from dsr.kinds import base
from dsr.kinds.base.letters import MISTAKE, PAGE_CODE, PERSON_TOLD
from dsr.law.closures import MISTAKE as BY_MISTAKE
from dsr.models import AgentPermission, Bundle, Bundled, Case, DueWork, EligibilityQuestion, Letter
from dsr.reasons import Reason
from dsr.request_page import Coverage, NeedName, StageName
from portal.public import request_page as own_pages
from tests.dsr.agents.test_bundle_answers import answer
from tests.dsr.agents.test_letters_to_the_person import INES, entered, shown, stand_of
from tests.given import drain, staff
from tests.given_agents import KIM, by_agent
from tests.given_own_page import a_message, press
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
    assert not own_pages.may_add_fact(known)
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
    EligibilityQuestion.objects.create(
        case=case, about="residence", letter=letter, asked_at=now(), account_id=staff().account_id
    )
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


def test_where_the_page_opens_to_nobody_staff_are_told_to_write_another_way():
    (case,) = entered(f"Ines Okafor, {INES}, CA", kind="deletion")
    message = a_message(case)
    AgentPermission.objects.update_or_create(case=case, defaults={"state": "denied"})
    seen = Case.objects.get(pk=case.pk).entry_count
    with pytest.raises(Blocked, match="Write another way"):
        correspondence.answer_message(message.pk, staff(), "In May.", seen=seen)
    assert correspondence.settle_message(message.pk, staff(), seen=seen).settled == "noted"


def test_of_an_answer_on_a_page_that_closed_since_no_letter_tells():
    (case,) = entered(f"Ines Okafor, {INES}, CA", kind="deletion")
    message = a_message(case)
    seen = Case.objects.get(pk=case.pk).entry_count
    correspondence.answer_message(message.pk, staff(), "In May.", seen=seen)
    AgentPermission.objects.update_or_create(case=case, defaults={"state": "denied"})
    drain()
    assert not Letter.objects.filter(case=case, name="own-page/answered").exists()


@pytest.mark.parametrize("is_through_agent", [True, False])
def test_a_response_that_meets_no_address_is_given_to_a_person_at_once(is_through_agent):
    (case,) = entered("Ines Okafor, CA")
    answer(case)
    case.refresh_from_db()
    (row,) = DueWork.objects.stuck().filter(case=case)
    assert (case.stuck, row.attempts) == (Reason.NO_REPLY_ADDRESS, 1)
    if is_through_agent:
        Case.objects.update(send_by=today() + timedelta(days=5))
        agents.answer_through_agent(Bundle.objects.get().pk, staff(), "Nobody gave one.", {case.pk: case.entry_count})
    else:
        agents.add_late_details(case.pk, staff(), postal="12 Elm St\nFresno, CA 93701")
    drain()
    case.refresh_from_db()
    assert (case.stuck, Letter.objects.get(case=case, is_response=True).to_person) == ("", not is_through_agent)


def test_a_permission_from_the_page_shows_nothing_before_staff_say_what_they_saw():
    (case,) = entered(f"Ines Okafor, {INES}, CA", kind="deletion", is_stated=False)
    case.refresh_from_db()
    assert NeedName.PERMISSION in [one.name for one in request_page.needs_of(case)]
    correspondence.add_documents(case.pk, shown(), key=press())
    case = Case.objects.get(pk=case.pk)
    authority = stand_of(case).authority
    assert parties.deals_with_person(case) and authority.deals_with_person and not authority.is_shown
    assert request_page.coverage_of(case) is Coverage.READING
    assert letters.compose(case, base.get(case.kind).letters.acknowledgement).to == INES
    assert "Look at it" in parties.lacking_authority(case)
    assert NeedName.PERMISSION not in [one.name for one in request_page.needs_of(case)], "it was shown by who wrote"
    seen = agents.ShownAuthority("agent", "The paper that came on the page.")
    agents.record_permission(case.pk, staff(), seen, seen=case.entry_count)
    case = Case.objects.get(pk=case.pk)
    assert not parties.deals_with_person(case) and request_page.coverage_of(case) is Coverage.WHOLE


def test_of_one_who_wrote_alone_the_same_and_what_came_with_the_form_counts():
    case = by_agent(answers={"acts_as": "agent", "ca_resident": "yes", "extent": "all"})
    correspondence.add_documents(case.pk, shown(), key=press())
    assert request_page.coverage_of(Case.objects.get(pk=case.pk)) is Coverage.READING
    documents.attach(case, shown(), REQUESTER)
    assert request_page.coverage_of(Case.objects.get(pk=case.pk)) is Coverage.WHOLE


def test_of_a_person_who_denied_it_nothing_goes_through_who_wrote():
    (case,) = entered("Ines Okafor, CA", kind="deletion")
    Case.objects.update(send_by=today() + timedelta(days=5))
    Bundled.objects.update(through_agent_at=now())
    assert parties.reader_of(Case.objects.get()).place == KIM
    AgentPermission.objects.update_or_create(case=case, defaults={"state": "denied"})
    case = Case.objects.get()
    assert not parties.reader_of(case).is_known and stand_of(case).is_unreached
    with pytest.raises(BadInput, match="gave no permission"):
        agents.answer_through_agent(Bundle.objects.get().pk, staff(), "Nobody.", {case.pk: case.entry_count})
    journal.reseal(case.pk, parties.PERMISSION_TO, INES)
    assert parties.reader_of(Case.objects.get()).place == INES and not stand_of(case).is_unreached


def test_of_an_end_who_wrote_and_the_person_who_was_asked_each_get_one_letter():
    (case,) = entered(f"Ines Okafor, {INES}, CA", kind="deletion")
    sent(case, base.get(case.kind).letters.acknowledgement, to_person=True)
    sent(case, base.get(case.kind).agents.permission, to_person=False)
    journal.reseal(case.pk, parties.PERMISSION_TO, INES)
    composed = closures.closing_letters.compose_closing(case.pk, BY_MISTAKE, tuple(closures.Heard))
    assert [(one.name, one.to) for _party, one in composed] == [(MISTAKE, KIM), (PERSON_TOLD, INES)]
