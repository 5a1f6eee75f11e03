"""Staff end the links of a request: what was fixed and has not left says the same, with the link that is good."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core import mail
from pypdf import PdfReader

from dsr import agents, closures, engine, journal, letters, request_page
from dsr.lifecycle import State
from dsr.models import Case, DueWork, EligibilityQuestion, Letter
from dsr.models.case import Delivery
from dsr.models.letter import LetterState
from tests.dsr.agents.test_letters_to_the_person import entered
from tests.given import a_ledger, approved, at, drain, in_review, staff
from tests.given_joins import again, names
from tests.given_own_page import own_fact

pytestmark = pytest.mark.django_db
PAPER = {"name": "Dana Whitlow", "postal": "9 Elm Court\nChico, CA 95926"}
MARCH = at("2026-03-10T09:00:00-07:00")


@pytest.fixture(autouse=True)
def march(frozen) -> None:
    frozen(MARCH)


def on_paper() -> Case:
    return in_review(delivery=Delivery.MAIL, parties={"subject": {"name": "Dana Whitlow"}, "requester": PAPER})


def ended(case: Case) -> None:
    request_page.end_links(case.pk, staff(), seen=again(case).entry_count)


def response(case: Case) -> Letter:
    return Letter.objects.filter(case=case, is_response=True).latest("pk")


def printed(letter: Letter) -> str:
    read = "".join(page.extract_text() for page in PdfReader(BytesIO(letters.paper_pdf(letter))).pages)
    return "".join(read.split())


def test_a_response_on_paper_is_printed_with_the_link_that_is_good():
    a_ledger()
    case = approved(on_paper())
    drain()
    old, before = response(case), letters.page_address(case)
    said = letters.body_of(old)["text"]
    ended(case)
    old.refresh_from_db()
    assert old.state == LetterState.REPLACED  # from this moment on nobody prints it, or records it as mailed
    drain()
    new, good = response(case), letters.page_address(again(case))
    assert (new.state, again(case).state) == (LetterState.TO_MAIL, State.RESPONDING)
    assert letters.body_of(new)["text"] == said.replace(before, good) != said
    assert good in printed(new) and before not in printed(new) and "DanaWhitlow9ElmCourt" in printed(new)
    assert "AlderCatalogCompany1" in printed(new)  # a response of § 1798.83 stands in the letter itself
    mailed = {"mailed_on": MARCH.date(), "letter_id": new.pk}
    letters.record_mailed(case.pk, staff(), seen=again(case).entry_count, **mailed)
    assert again(case).state == State.RESPONDED
    assert [one.fault for one in journal.verify_chain()] == [""]


def test_a_response_by_email_that_has_not_left_carries_it_too():
    a_ledger()
    case = approved(in_review())
    engine.advance(case.pk)
    assert response(case).state == LetterState.WRITTEN
    before = letters.page_address(case)
    ended(case)
    drain()
    assert again(case).state == State.RESPONDED
    answers = [one for one in mail.outbox if one.subject == letters.body_of(response(case))["subject"]]
    assert len(answers) == 1
    html = answers[0].alternatives[0].content
    assert letters.page_address(again(case)) in answers[0].body and letters.page_address(again(case)) in html
    assert before not in answers[0].body + html


def test_so_does_a_letter_that_ended_it():
    case = on_paper()
    assert closures.withdraw_from_page(case.pk, own_fact(case))
    before = letters.page_address(again(case))
    ended(case)
    drain()
    waits = Letter.objects.get(case=case, state=LetterState.TO_MAIL, name="closure/withdrawn")
    assert before not in letters.body_of(waits)["text"]
    assert letters.page_address(again(case)) in letters.body_of(waits)["text"]


def test_a_request_that_went_another_way_meanwhile_is_not_answered_after_all():
    a_ledger()
    case = approved(on_paper())
    drain()
    ended(case)
    assert closures.withdraw_from_page(case.pk, own_fact(case))
    drain()
    waiting = Letter.objects.filter(case=case, state=LetterState.TO_MAIL).values_list("name", flat=True)
    assert sorted(waiting) == ["closure/withdrawn"]


def test_it_is_written_once_however_often_its_work_is_done():
    a_ledger()
    case = approved(on_paper())
    drain()
    old = response(case)
    ended(case)
    assert letters.renew_link(old.pk)
    assert not letters.renew_link(old.pk)
    drain()
    assert Letter.objects.filter(case=case, is_response=True).count() == 2
    assert not DueWork.objects.unfinished().exists()


def test_what_was_decided_stays_so_when_the_links_end_before_it_leaves(frozen, settings):
    settings.DECISION_WAIT = timedelta(minutes=10)
    a_ledger()
    case = approved(in_review())
    drain()
    ended(case)
    frozen(MARCH + timedelta(hours=1))
    drain()
    assert again(case).state == State.RESPONDED and "return" not in names(case)
    assert letters.page_address(again(case)) in mail.outbox[-1].body


def test_a_notice_of_more_time_that_waits_leaves_at_its_time_with_the_good_link(frozen, settings):
    settings.DECISION_WAIT = timedelta(minutes=10)
    case = in_review(kind="deletion", answers={"ca_resident": "yes", "extent": "all"})
    letters.extend_deadline(case.pk, staff(), seen=again(case).entry_count, reason="Two archives are read by hand.")
    waits = Letter.objects.get(case=case, state=LetterState.WAITS)
    ended(case)
    waits.refresh_from_db()
    assert waits.state == LetterState.WAITS  # until the other is written, more time is under way
    drain()
    anew = Letter.objects.get(case=case, state=LetterState.WAITS)
    assert anew.pk != waits.pk and anew.leaves_at == waits.leaves_at
    assert letters.page_address(again(case)) in letters.body_of(anew)["text"]
    frozen(MARCH + timedelta(hours=1))
    drain()
    sent = Letter.objects.filter(case=case, name=waits.name)
    assert [one.state for one in sent.order_by("pk")] == [LetterState.REPLACED, LetterState.ACCEPTED]


def test_a_question_that_waits_to_be_mailed_is_still_asked():
    case = on_paper()
    letters.ask_eligibility(case.pk, staff(), ["residence"], seen=again(case).entry_count)
    ended(case)
    drain()
    question = EligibilityQuestion.objects.get(case=case)
    assert question.letter.state == LetterState.TO_MAIL
    assert letters.page_address(again(case)) in letters.body_of(question.letter)["text"]


def test_what_waits_for_the_person_of_a_line_goes_to_them_with_the_link_that_is_good_for_them():
    (case,) = entered("Name\tMailing address\nInes Okafor\t12 Elm St, Fresno, CA 93701")
    letters.ask_eligibility(case.pk, staff(), ["residence"], seen=again(case).entry_count)
    old, before = EligibilityQuestion.objects.get(case=case).letter, letters.page_address(again(case), is_person=True)
    said = letters.body_of(old)["text"]
    assert (old.to_person, old.state) == (True, LetterState.TO_MAIL) and before in said
    paper = agents.ShownAuthority("agent", "The signed paper.")  # what is written from now on goes to who wrote
    agents.record_permission(case.pk, staff(), paper, seen=again(case).entry_count)
    ended(case)
    drain()
    new, good = EligibilityQuestion.objects.get(case=case).letter, letters.page_address(again(case), is_person=True)
    assert new.pk != old.pk and new.state == LetterState.TO_MAIL and new.to_person
    assert letters.body_of(new)["text"] == said.replace(before, good) != said
    assert good in printed(new) and before not in printed(new) and "InesOkafor12ElmSt" in printed(new)
