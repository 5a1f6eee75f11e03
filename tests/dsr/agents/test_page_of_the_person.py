"""Whom our letters of one of many people go to has a page of their own request: what they were told, and no more."""

import re

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client

from dsr import agents, closures, letters, parties, request_page
from dsr.formats import references
from dsr.journal import facts_of
from dsr.models import AgentRule, Case, Letter
from dsr.models.case import Delivery
from dsr.request_page import Coverage, Party
from tests.dsr.agents.test_bundle_answers import answer
from tests.dsr.agents.test_letters_to_the_person import INES, entered, response_of
from tests.given import an_account, drain, staff
from tests.given_agents import KIM
from tests.given_joins import again
from tests.given_own_page import a_message
from tests.given_proof import matches
from tests.given_request_page import page_link

__all__ = ["matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "matches")]
ACTS = ("write", "documents", "fact", "address", "withdraw", "confirm")


@pytest.fixture
def case() -> Case:
    """One of two, answered to herself; who wrote asked something on their page meanwhile."""
    first, _second = entered(f"Ines Okafor, {INES}, CA\nLee Tran, lee@example.com, CA")
    a_message(first)
    answer(first)
    return Case.objects.select_related("brand").get(pk=first.pk)


def opened(link: str, to: str) -> Client:
    """By the link of a letter, a press, and the code that it sends."""
    client = Client()
    _press(client, link, do="send")
    sent = [one for one in mail.outbox if one.to == [to] and "code" in one.subject][-1]
    code = re.search(r"^(\d{3} \d{3})\s*$", sent.body, re.MULTILINE)
    assert code and _press(client, link, code=code[1]).status_code == 303
    return client


def _press(client: Client, link: str, **typed: str) -> HttpResponse:
    answered = client.post("/r/" + link.rpartition("/r/")[2], typed)
    drain()
    return answered


def test_the_link_of_her_letter_and_her_code_open_what_she_was_told_and_nothing_else(case):
    letter, said = response_of(case)
    link = letters.page_address(case, is_person=True)
    assert link in said["text"] and link in said["html"]
    assert letters.page_address(case) not in said["text"]
    hers = opened(link, INES)
    page = hers.get("/r/page/").content.decode()
    assert "Kim Agent of Agents, LLC wrote to us for you." in page and "Read our answer" in page
    assert "What you can do" not in page and "We need something from you" not in page
    assert not [word for word in ("Tran", "lee@", KIM, "Messages") if word in page]
    assert hers.get(f"/r/page/letter/{letter.pk}/").status_code == 200
    others = Letter.objects.exclude(pk=letter.pk).values_list("pk", flat=True)
    assert others and {hers.get(f"/r/page/letter/{pk}/").status_code for pk in others} == {404}
    for act in ACTS:
        for press in (hers.get, hers.post):
            assert press(f"/r/page/{act}/").status_code == 302, act
    told = [facts_of(one) for one in case.entries.filter(name__in=["page-code-sent", "page-opened"])]
    assert [one.get("of") for one in told] == ["person", "person"]
    desk = Client()
    desk.force_login(an_account())
    journal = desk.get(f"/desk/{references.spell(case.reference)}/").content.decode()
    assert journal.count("the page of the person, for whom another wrote") == 2
    page_link(case)  # as in the list that is mailed to who wrote
    agent = opened(letters.page_address(case), KIM).get("/r/page/").content.decode()
    assert "Read our answer" not in agent and "wrote to us for you" not in agent


def test_it_closes_with_an_end_that_nobody_told_her_and_links_end_for_whom_they_are(case):
    visits = [request_page.begin_visit(page_link(case, is_person=is_person)) for is_person in (True, False)]
    found = [request_page.visitor_of(visit) for visit in visits]
    assert [one and (one.party, one.coverage) for one in found] == [
        (Party.SUBJECT, Coverage.READING),
        (Party.AGENT, Coverage.READING),
    ]
    letters.record_returned(case.pk, staff(), seen=Case.objects.get(pk=case.pk).entry_count)
    seen = Case.objects.get(pk=case.pk).entry_count
    letters.readdress(case.pk, staff(), seen=seen, delivery="email", address="okafor@example.org")
    assert [request_page.visitor_of(visit) is None for visit in visits] == [True, False]
    drain()
    newest = letters.body_of(Letter.objects.filter(case=case, is_response=True).latest("pk"))["text"]
    assert letters.page_address(case, is_person=True) in newest, "the next letter carries the next link"
    second = Case.objects.exclude(pk=case.pk).get()
    assert request_page.coverage_of(second, is_person=True) is Coverage.READING
    closures.close(second.pk, staff(), "mistake", seen=second.entry_count, note="Entered twice.")
    drain()
    assert request_page.coverage_of(Case.objects.get(pk=second.pk), is_person=True) is Coverage.NOTHING


def test_her_references_are_mailed_to_her_mailbox(case):
    request_page.want_references(case.brand, INES, "en")
    drain()
    listed = mail.outbox[-1]
    assert listed.to == [INES] and letters.page_address(case, is_person=True) in listed.body
    assert references.spell(case.reference) in listed.body and "Tran" not in listed.body
    assert "Asked for you by: Kim Agent of Agents, LLC" in listed.body and "made with" not in listed.body


def test_on_paper_the_code_goes_to_her_address():
    (case,) = entered("Name\tMailing address\nInes Okafor\t12 Elm St, Fresno, CA 93701")
    answer(case)
    case = Case.objects.select_related("brand").get(pk=case.pk)
    _press(Client(), letters.page_address(case, is_person=True), do="send")
    code = Letter.objects.get(case=case, name="page/code")
    body = letters.body_of(code)
    assert (code.delivery, code.to_person, body["to"]) == (Delivery.MAIL, True, "12 Elm St\nFresno, CA 93701")
    assert "Hello Ines Okafor," in body["text"] and letters.paper_pdf(code).startswith(b"%PDF")


def test_more_time_is_told_as_written_to_her_where_the_letter_went_to_her():
    (case,) = entered("Name\tMailing address\nInes Okafor\t12 Elm St, Fresno, CA 93701", kind="deletion")
    letters.extend_deadline(case.pk, staff(), seen=again(case).entry_count, reason="Two archives are slow.")
    assert Letter.objects.get(case=case, name="deletion/extension").to_person
    paper = agents.ShownAuthority("agent", "The signed paper.")  # before it was mailed: another goes to who wrote
    agents.record_permission(case.pk, staff(), paper, seen=again(case).entry_count)
    request_page.end_links(case.pk, staff(), seen=again(case).entry_count)
    drain()
    told = [request_page.answer_day(again(case), is_person=is_person) for is_person in (True, False)]
    assert ["We wrote to you that we need more time" in str(one) for one in told] == [False, True]


def test_another_address_of_hers_ends_what_the_earlier_one_opened():
    (case,) = entered(f"Ines Okafor, {INES}, CA", kind="deletion")
    AgentRule.objects.create(business=case.business, kind="deletion", asks="confirm")
    visit = request_page.begin_visit(page_link(again(case), is_person=True))
    agents.ask_person_again(case.pk, staff(), seen=again(case).entry_count, email="okafor@example.org")
    drain()
    assert parties.person_reader(again(case)).place == "okafor@example.org"
    assert request_page.visitor_of(visit) is None
    assert request_page.visitor_of(request_page.begin_visit(page_link(again(case)))), "who wrote keeps theirs"


def test_an_address_that_is_said_to_be_wrong_opens_nothing_any_more():
    (case,) = entered(f"Ines Okafor, {INES}, CA, phone, 555 0142, 555 0143, typo", kind="correction")
    visit = request_page.begin_visit(page_link(again(case), is_person=True))
    wrong = {"field": "email", "says": INES, "should": "okafor@example.org", "why": "typo"}
    agents.add_late_details(case.pk, staff(), items=[wrong])
    assert request_page.visitor_of(visit) is None
