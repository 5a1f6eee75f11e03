"""A decision that waits to leave, on the desk: when it leaves, taking it back, sending it now."""

from datetime import timedelta

import pytest

from dsr import disclosures
from dsr.clock import now
from dsr.formats import references
from dsr.models import Case
from tests.given import drain, in_review

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def decided(reviewer, case, settings) -> Case:
    settings.DECISION_WAIT = timedelta(minutes=10)
    case.refresh_from_db()
    report = disclosures.request_compilation(case, "shine-the-light")
    sent = {"seen": case.entry_count, "outcome": "STL_DISCLOSED", "compilation": report.pk}
    reviewer.said = reviewer.post(f"/desk/{case.reference}/approve/", sent, follow=True).content.decode()
    drain()
    return Case.objects.get(pk=case.pk)


def page(reviewer, case: Case) -> str:
    return reviewer.get(f"/desk/{case.reference}/").content.decode()


def test_the_notice_says_when_it_leaves_and_the_page_how_to_stop_it(reviewer, decided):
    notice = reviewer.said.partition('role="status"')[2].partition("<h1")[0]
    assert "Approved. The letter leaves at 9:10 a.m." in notice
    for press in ("take-back", "send-now"):
        assert f'action="/desk/{references.spell(decided.reference)}/{press}/"' in notice
    assert f'name="seen" value="{decided.entry_count}"' in notice and "csrfmiddlewaretoken" in notice
    shown = page(reviewer, decided)
    assert "Nothing: it can be taken back until it leaves at 9:10 a.m." in shown
    assert "Send now" in shown and ">Take back<" in shown


def test_it_stands_among_what_waits_to_leave_until_it_left(reviewer, decided, frozen):
    reference = references.spell(decided.reference)
    waiting = reviewer.get("/desk/letters/").content.decode()
    assert "Waiting to leave" in waiting and reference in waiting and "9:10 a.m." in waiting
    frozen(decided.leaves_at)
    drain()
    assert "Waiting to leave" not in reviewer.get("/desk/letters/").content.decode()
    assert "Send now" not in page(reviewer, decided)


@pytest.mark.parametrize(("press", "state"), [("send-now", "responded"), ("take-back", "review")])
def test_one_press_ends_the_wait(reviewer, decided, press, state):
    answer = reviewer.post(f"/desk/{decided.reference}/{press}/", {"seen": decided.entry_count})
    assert answer.status_code == 302
    drain()
    assert Case.objects.get(pk=decided.pk).state == state


def test_an_extension_waits_and_is_taken_back_like_a_decision(reviewer, settings):
    settings.DECISION_WAIT = timedelta(minutes=10)
    case = in_review(kind="deletion", answers={"ca_resident": "yes", "extent": "all"})
    first, reference = case.due_safe, references.spell(case.reference)
    sent = {"seen": case.entry_count, "reason": "Two archives are left."}
    said = reviewer.post(f"/desk/{reference}/extend/", sent, follow=True).content.decode()
    assert (
        "The time is extended. The letter leaves at 9:10 a.m." in said and f"/desk/{reference}/extension-back/" in said
    )
    waiting = reviewer.get("/desk/letters/").content.decode()
    assert "Notice of more time" in waiting and f"/desk/{reference}/extension-now/" in waiting
    press = {"seen": Case.objects.get(pk=case.pk).entry_count}
    assert reviewer.post(f"/desk/{reference}/extension-back/", press).status_code == 302
    drain()
    case.refresh_from_db()
    assert (case.due_safe, case.extended_at) == (first, None)
    shown = page(reviewer, case)
    assert "The extension was taken back before its notice left" in shown and "Extend the time" in shown
    again = reviewer.post(f"/desk/{reference}/extension-now/", {"seen": case.entry_count})
    assert again.status_code == 409 and "has left already" in again.content.decode()


def test_what_left_meanwhile_is_told(reviewer, decided, frozen):
    frozen(decided.leaves_at)
    drain()
    seen = Case.objects.get(pk=decided.pk).entry_count
    answer = reviewer.post(f"/desk/{decided.reference}/send-now/", {"seen": seen})
    assert answer.status_code == 409 and "waits no longer" in answer.content.decode()


def test_on_paper_nothing_leaves_and_where_work_comes_first_it_begins(reviewer, settings):
    settings.DECISION_WAIT = timedelta(minutes=10)
    party = {"name": "Dana Whitlow", "postal": "7 Sample Street\nFresno, CA 93701"}
    paper = in_review(delivery="mail", parties={"subject": party, "requester": party})
    work = in_review(kind="account-deletion", answers={})
    for case, outcome, said, button in (
        (paper, "NO_EBR", "there to print", "Print without waiting"),
        (work, "ACCOUNT_CLOSED", "the work begins", "Begin now"),
    ):
        Case.objects.filter(pk=case.pk).update(
            state="working", outcome=outcome, leaves_at=now() + timedelta(minutes=5)
        )
        shown = page(reviewer, case)
        assert said in shown and "leaves" not in shown.partition("<h2")[2].partition("</h2>")[0]
        assert button in shown and "Send now" not in shown
        listed = reviewer.get("/desk/letters/").content.decode()
        assert (
            said in listed and button in listed and "leaves" not in listed.partition("<ul")[2].partition("On paper")[0]
        )
        Case.objects.filter(pk=case.pk).update(leaves_at=None)
