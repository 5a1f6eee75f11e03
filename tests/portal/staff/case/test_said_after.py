"""What is said after a press rests on what the press wrote, and says so of a letter that waits for the post."""

from dataclasses import replace

import pytest
from django.contrib.messages import get_messages

from portal.staff.case.actions import ACTIONS
from tests import given
from tests.portal.staff.desk import at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def said(client, case, name, **posted) -> str:
    case.refresh_from_db()
    answer = client.post(at(case, name), {"seen": case.entry_count, **posted})
    assert answer.status_code == 302, answer.content.decode()
    return str([*get_messages(answer.wsgi_request)][-1])


def test_a_press_that_wrote_nothing_is_not_said_to_have_done_anything(reviewer, case, monkeypatch):
    assert said(reviewer, case, "note", words="She called.") == "The note is saved."
    monkeypatch.setitem(ACTIONS, "note", replace(ACTIONS["note"], do=lambda _case, _actor, _values: None))
    assert said(reviewer, case, "note", words="She called.") == "Nothing was done: it was so already."


def test_a_letter_on_paper_is_said_to_wait_for_the_post(reviewer):
    parties = {"subject": {"name": "Dana Whitlow"}, "requester": {"name": "Dana Whitlow", "email": "dana@example.com"}}
    postal = {"name": "Dana Whitlow", "postal": "12 Sample Street\nOakland, CA 94607"}
    for party, delivery, paper in (
        (parties["requester"], "email", ""),
        (postal, "mail", " It waits to be printed and mailed."),
    ):
        asked = given.in_review(answers={}, parties={**parties, "requester": party}, delivery=delivery)
        words = said(reviewer, asked, "ask-eligibility", about=["residence"])
        assert words == f"The letter that asks who wrote is written.{paper}"
