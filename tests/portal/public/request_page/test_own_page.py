"""What the page reads: what was asked, what is needed, by when and why, the stages, the letters that went here."""

import html
import re

import pytest
from django.core import mail
from django.test import Client

from dsr import agents, closures, engine, letters, request_page, review, work_queue
from dsr.clock import now
from dsr.kinds import base
from dsr.models import Case, Letter, Secret, Step
from dsr.models.letter import LetterState
from tests.bare_days import without_times
from tests.given import a_case, a_ledger, approved, drain, in_review, responded, staff
from tests.given_agents import a_ccpa_business, by_agent, letters_to_person, person_link, proved_by_agent
from tests.given_joins import again
from tests.given_proof import drawn, matches
from tests.given_request_page import on_page, visitor
from tests.given_systems import a_deletion, an_owner

__all__ = ["drawn", "matches"]
pytestmark = pytest.mark.django_db


def _page(case: Case) -> str:
    page = on_page(Client(), case).get("/r/page/")
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r'value="[^"]*"', "", without_times(page.text)))


def _stages(case: Case) -> list[tuple[str, bool, bool]]:
    return [(one.name.value, one.is_done, one.is_now) for one in request_page.stages_of(Case.objects.get(pk=case.pk))]


def test_it_says_the_day_of_the_letters_and_why():
    case = in_review()
    page = _page(case)
    assert letters.promise(case) in page and "The law gives us 30 days to answer." in page
    assert "1798.83" in page and "That day is not counted." in page
    assert _stages(case) == [("received", True, False), ("working", False, True), ("answered", False, False)]
    assert [one.subject for one in request_page.letters_sent(visitor(case))] == [mail.outbox[0].subject]


def test_a_decision_that_has_not_left_is_not_told():
    a_ledger()
    case = in_review()
    before = _page(case)
    approved(case)
    for work_id in work_queue.due():
        engine.do_work(work_id)
    written = Letter.objects.filter(case=case, is_response=True).exclude(state=LetterState.ACCEPTED)
    assert Case.objects.get(pk=case.pk).state != "review"
    assert written.exists()
    assert _page(Case.objects.get(pk=case.pk)) == before  # what is too late, each page of its own says
    assert "Change my address" in before and "Withdraw my request" in before
    drain()
    assert "Change my address" not in _page(case) and "Withdraw my request" not in _page(case)


def test_of_a_decision_that_rests_on_work_the_page_tells_nothing_either():
    """Once something was done it cannot be withdrawn: its page says so, and the list of what can be done stays."""
    an_owner()
    case = a_deletion()
    before = _page(case)
    review.approve(case.pk, staff(), review.Approval("DELETE_COMPLETED"), seen=again(case).entry_count)
    engine.advance(case.pk)
    assert again(case).state == "working"
    assert _page(again(case)) == before
    Step.objects.filter(case=case).update(state="done")
    assert closures.why_not_withdrawn(again(case))
    assert _page(again(case)) == before
    page = on_page(Client(), case)
    too_late = page.get("/r/page/withdraw/").text
    assert "too late to withdraw" in too_late and "Write to us" in too_late and 'name="value"' not in too_late
    assert page.get("/r/page/write/").status_code == 200 and 'name="words"' in page.get("/r/page/write/").text


def test_what_was_answered_stays_so_while_the_desk_looks_once_more():
    a_ledger()
    case = responded()
    before = _page(case)
    review.reopen(case.pk, staff(), seen=again(case).entry_count, note="One company was left out.")
    assert again(case).state == "review"
    assert _page(again(case)) == before and "Answered" in before and "Read our answer" in before


def test_an_answer_is_read_kept_and_saved_with_its_files():
    a_ledger()
    case, client = responded(), Client()
    assert _stages(case)[-1] == ("answered", True, False)
    assert letters.promise(case) not in _page(case)
    response = request_page.newest_response(request_page.letters_sent(visitor(case)))
    assert response is not None
    on_page(client, case)
    at = f"/r/page/letter/{response.letter.pk}/"
    read = client.get(at)
    body = letters.body_of(response.letter)
    shown = html.unescape(re.sub(r"<[^>]+>", " ", read.text))
    words = [word for word in body["text"].split() if not re.fullmatch(r"=+|-+|\*", word)]
    assert "".join(words) in "".join(shown.split())
    assert client.get(f"{at}as-sent/").text == body["html"] == client.get(f"{at}keep/").text
    assert "attachment" in client.get(f"{at}keep/")["Content-Disposition"]
    names = [name for name, _content, _mime in letters.report_attachments(response.letter.compilation)]
    assert names and all(client.get(f"{at}{name}").status_code == 200 for name in names)
    assert client.get(f"{at}another.pdf").status_code == 404
    # A response of § 1798.83 always stands in the email itself.
    assert response.letter.compilation and response.letter.compilation.text.strip()[:60] in body["text"]


def test_a_letter_of_another_request_opens_nothing():
    case, other, client = in_review(), in_review(), Client()
    on_page(client, case)
    theirs = Letter.objects.get(case=other)
    for end in ("", "as-sent/", "keep/"):
        assert client.get(f"/r/page/letter/{theirs.pk}/{end}").status_code == 404


def test_what_must_be_confirmed_stands_first_and_the_letter_comes_again():
    case, client = in_review(kind="deletion", answers={"ca_resident": "yes", "extent": "all"}), Client()
    a_ccpa_business()
    assert _stages(case)[1] == ("confirmed", False, True)
    said = re.search(r"up to and including (\w+ \d+, \d+)", mail.outbox[-1].body)
    assert said and f"Confirm your request by {said[1]}" in _page(case)  # the day of the letter, and no other
    before = len(mail.outbox)
    assert "on its way" in on_page(client, case).post("/r/page/confirm/").text
    drain()
    assert len(mail.outbox) == before + 1
    assert "Send me the link to confirm" in _page(case)
    Secret.objects.update(expires_at=now())
    assert "too old: have a new link" in _page(case) and "Confirm your request by" not in _page(case)


@pytest.mark.usefixtures("frozen", "matches")
def test_an_agent_sees_no_letter_to_the_person_and_nothing_once_the_person_says_no(drawn):
    a_ccpa_business("confirm")
    case = proved_by_agent(drawn)
    to_person = letters_to_person(case)
    assert to_person and all(one.is_to_requester is False for one in to_person)
    assert {one.letter.pk for one in request_page.letters_sent(visitor(case))}.isdisjoint(one.pk for one in to_person)
    assert "You can follow your request" not in letters.body_of(to_person[0])["text"]
    client = on_page(Client(), case)
    who = visitor(case)
    assert client.get("/r/page/").status_code == 200 and who is not None
    assert (who.party, who.may_act) == ("agent", False)  # the person has not answered yet
    assert client.get(f"/r/page/letter/{to_person[0].pk}/").status_code == 404
    agents.answer_permission(person_link(case), is_given=True)
    who = visitor(Case.objects.get(pk=case.pk))
    assert who is not None and who.may_act
    agents.answer_permission(person_link(case), is_given=False)
    assert client.get("/r/page/").status_code == 403
    assert visitor(case) is None


def test_a_letter_of_an_earlier_release_is_shown_by_its_address_alone(drawn):
    a_ccpa_business("confirm")
    case = proved_by_agent(drawn)
    shown = [one.letter.pk for one in request_page.letters_sent(visitor(case))]
    Letter.objects.filter(case=case).update(is_to_requester=None)
    assert [one.letter.pk for one in request_page.letters_sent(visitor(case))] == shown != []


def test_an_agent_who_shows_no_permission_is_told_to(drawn):
    a_ccpa_business()
    case = by_agent(answers={"acts_as": "agent", "ca_resident": "yes", "extent": "all"})
    assert "Show us the signed permission" in _page(case)
    who = visitor(case)
    assert who is not None and not who.may_act


@pytest.mark.parametrize("kind", [kind.code for kind in base.every()])
def test_every_kind_has_the_page(kind):
    a_ccpa_business()
    said = {"ca_resident": "yes", "household": "yes", "extent": "all"}
    case = a_case(kind=kind, answers=said, items_may_follow=True)
    page = on_page(Client(), case).get("/r/page/")
    assert page.status_code == 200 and 1 <= len(request_page.stages_of(case)) <= 4


def test_what_ended_unheard_at_the_desk_opens_nothing():
    case = in_review()
    Letter.objects.filter(case=case).update(state=LetterState.REPLACED)
    case.state, case.closure = "closed", "test"
    assert request_page.coverage_of(case) is request_page.Coverage.NOTHING
    case.closure = "withdrawn"
    assert request_page.coverage_of(case) is request_page.Coverage.WHOLE
