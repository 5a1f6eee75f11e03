"""Two people at one case: one wins, the other is told, and nothing typed is lost."""

import threading

import pytest
from django.db import connection
from django.test import Client

from dsr.lifecycle import State, Who
from tests import given
from tests.patience import PATIENCE
from tests.portal.staff.desk import approval, at, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def test_the_second_to_press_is_told_who_did_what_and_keeps_what_was_typed(reviewer, browse, case):
    """Both opened the same page. The first declines; the second approves with a note."""
    second = browse(Who.REVIEWER)
    seen = given.told(case).entry_count
    reviewer.account.name = "Mo Rivers"
    reviewer.account.save()
    assert reviewer.post(at(case, "decline"), {"seen": seen, "outcome": "NO_EBR"}).status_code == 302
    answer = second.post(at(case, "approve"), approval(case, seen=seen, note="They bought in May."))
    assert answer.status_code == 409
    told = answer.content.decode()
    assert "Nothing of yours was done" in told
    assert "Mo Rivers: Declined" in told
    assert "They bought in May." in told
    assert fresh(case).outcome == "NO_EBR"


def test_a_note_of_a_colleague_in_between_is_shown_and_the_draft_comes_again(reviewer, browse, case):
    second = browse(Who.REVIEWER)
    assert reviewer.post(at(case, "note"), {"seen": case.entry_count, "words": "Wait for me."}).status_code == 302
    answer = second.post(at(case, "approve"), approval(case, note="Fine."))
    assert answer.status_code == 409
    told = answer.content.decode()
    assert "Exactly as it will be sent" in told
    assert "Fine." in told
    # The form that comes again knows what is shown now, so a second, informed press goes through.
    assert (
        second.post(at(case, "approve"), approval(case, seen=answer.context["form"]["seen"].value())).status_code
        == 302
    )


def test_what_is_not_possible_is_refused_when_it_is_pressed_all_the_same(reviewer, case):
    for name in ("take-back", "returned"):
        answer = reviewer.post(at(case, name), {"seen": case.entry_count, "note": "Please"})
        assert answer.status_code == 409
        assert "Please" in answer.content.decode()
    assert fresh(case).state == State.REVIEW


def test_every_post_needs_its_token(browse, case):
    client = Client(enforce_csrf_checks=True)
    client.force_login(given.an_account())
    for name in ("note", "approve", "take"):
        assert client.post(at(case, name), {"seen": case.entry_count, "words": "x"}).status_code == 403
    assert fresh(case).assignee is None


@pytest.mark.django_db(transaction=True)
def test_two_press_at_the_same_moment_and_one_wins(browse):
    """Two threads, two connections, the real database: one decision, and the other is told."""
    case = given.in_review(business=given.a_ledger())
    clients = [browse(Who.REVIEWER), browse(Who.REVIEWER)]
    values = approval(case)
    answers, gate = [], threading.Barrier(2)

    def press(client):
        try:
            gate.wait(PATIENCE)
            answers.append(client.post(at(case, "approve"), values))
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    told = next(answer for answer in answers if answer.status_code == 409).content.decode()
    assert "Nothing of yours was done" in told
    assert [entry.name for entry in case.entries.order_by("number")].count("approve") == 1
