"""“Send me my references”: the same page for every address, and a mail to those alone with which somebody asked."""

import re

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dsr import letters, parties
from dsr.formats.references import spell
from dsr.letters import page_address
from dsr.models import Business, Case, DueWork, ReferencesWish
from dsr.request_page import cases_asked_with
from tests.dsr.letters.letter_measures import grade_of, said_in_html, said_in_text, words_in
from tests.given import a_business, a_case, drain, in_review
from tests.given_agents import KIM, a_ccpa_business, by_agent
from tests.given_many import many_like

pytestmark = pytest.mark.django_db


def ask(email: str) -> tuple[int, str, int]:
    client = Client()
    with CaptureQueriesContext(connection) as queries:
        page = client.post("/r/references/", {"email": email})
    text = re.sub(r'value="[^"]*"', "", page.text.replace(email, "…"))
    return page.status_code, text, len(queries)


def test_known_and_unknown_get_the_same_page_after_the_same_queries():
    a_case()
    drain()
    ask("first@example.com")
    assert ask("dana@example.com") == ask("nobody@example.com")
    assert "dana" not in str(list(ReferencesWish.objects.values()) + list(DueWork.objects.values()))


def test_the_mail_lists_each_request_with_its_title_and_link_and_nobody_elses():
    case, other = a_case(), a_case(kind="complaint")
    theirs = a_case(
        parties={"subject": {"name": "Bo Reed"}, "requester": {"name": "Bo Reed", "email": "bo@example.com"}}
    )
    drain()
    ask(" Dana@Example.com ")
    ask("nobody@example.com")
    before = len(mail.outbox)
    drain()
    (message,) = mail.outbox[before:]
    assert message.to[0].lower() == "dana@example.com"
    for one in (case, other):
        assert spell(one.reference) in message.body and page_address(one) in message.body
        assert page_address(one) in message.alternatives[0].content
    assert spell(theirs.reference) not in message.body and "Who received my information" in message.body
    text, page = message.body, message.alternatives[0].content
    assert said_in_text(text) == said_in_html(page)
    prose = " ".join(one for one in text.split("\n\n")[1:] if "Reference:" not in one)
    assert grade_of(prose) <= 8 and len(words_in(prose)) <= 150
    assert not ReferencesWish.objects.exists()
    assert not DueWork.objects.filter(name="references").exists()


def test_one_address_gets_three_an_hour_whoever_asks():
    a_case()
    drain()
    before = len(mail.outbox)
    said = {ask("dana@example.com")[1] for _time in range(5)}
    drain()
    assert len(said) == 1 and len(mail.outbox) - before == 3


def test_an_agent_gets_all_of_theirs_and_the_person_none_of_them():
    a_ccpa_business()
    case = by_agent()
    before = len(mail.outbox)
    ask(KIM)
    ask("dana@example.com")
    drain()
    (message,) = mail.outbox[before:]
    assert message.to == [KIM] and page_address(case) in message.body
    assert "Dana" not in message.body and "initials" in message.body  # nothing of it is proved yet


def test_another_business_lists_none_of_it():
    a_case()
    other = a_business("Bluebell, Inc.")
    assert Business.objects.count() == 2
    drain()
    before = len(mail.outbox)
    slug = other.brands.get().slug
    assert Client().post(f"/b/{slug}/r/references/", {"email": "dana@example.com"}).status_code == 200
    drain()
    assert len(mail.outbox) == before


def test_a_long_list_ends_and_says_how_many_more():
    case = a_case()
    drain()
    many_like(case, 34)
    before = len(mail.outbox)
    ask("dana@example.com")
    drain()
    body = mail.outbox[before].body
    assert body.count("/r/") == 30 and re.search(r"There are \d+ older requests", body)


def test_of_an_agents_thousands_no_more_is_opened_than_is_listed(monkeypatch):
    case, opened = a_case(), []
    drain()
    many_like(case, 200)
    look = parties.reply_to
    monkeypatch.setattr(parties, "reply_to", lambda one: opened.append(one.pk) or look(one))
    listed, more = cases_asked_with(case.brand, "dana@example.com")
    assert (len(listed), more, len(opened)) == (30, 171, 30)


def test_the_mailbox_that_a_person_left_for_paper_gets_no_list(frozen):
    case = in_review()
    assert cases_asked_with(case.brand, "dana@example.com")[0]
    letters.follow_person(case.pk, "mail", "9 Elm Court\nChico, CA 95926")
    assert parties.reply_to(Case.objects.get(pk=case.pk)).get("email"), "kept for the search"
    assert cases_asked_with(case.brand, "dana@example.com") == ([], 0)


def test_a_wrong_address_is_told_at_its_field():
    a_business()
    page = Client().post("/r/references/", {"email": "dana"})
    assert page.status_code == 422 and "name@example.com" in page.text
