"""Saying that a year of the ledger is complete: a task on the queue, a page, and what a later change does to it."""

import re
from datetime import UTC, date, datetime

import pytest

from dsr import disclosures, letters, review
from dsr.formats import references
from dsr.lifecycle import State, Who
from dsr.models import Disclosure, YearStatement
from tests import given
from tests.bare_days import without_times
from tests.portal.staff.desk import at, fresh, page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("frozen")]


@pytest.fixture
def open_case():
    """A case to decide about 2025, of which nobody said that it is complete."""
    return given.in_review(business=given.a_ledger(complete=False))


def address(case, *parts):
    return "/".join(["/desk/disclosures", str(case.business_id), str(case.year), *parts, ""])


def complete(client, case, **changes):
    values = {"version": 1, "sources": "All contracts", "checked_through": "2026-01-15", "stated": "on"}
    return client.post(address(case, "complete"), {**values, **changes})


def so_far(case):
    report = disclosures.request_compilation(case, "shine-the-light", as_of=date(2026, 3, 10))
    given.drain()
    approval = review.Approval("STL_AS_OF", compilation_id=report.pk)
    review.approve(case.pk, given.staff(), approval, seen=case.entry_count)
    given.drain()
    return fresh(case)


def test_the_queue_has_the_task_for_who_may_decide(browse, open_case):
    told = without_times(browse(Who.REVIEWER).get("/desk/").content.decode())
    assert "Nobody has said that the disclosures are complete for 2025</a>" in told
    assert address(open_case) in told
    assert "Nobody has said" not in browse(Who.VIEWER).get("/desk/").content.decode()


def test_a_person_says_it_on_the_page_and_what_waited_can_be_decided(reviewer, open_case):
    shown = without_times(reviewer.get(address(open_case)).content.decode())
    assert "1 request waits" in shown
    asked = re.search(r'<input[^>]*name="checked_through"[^>]*>', shown).group()
    assert "value=" not in asked, "the day is the person's own statement"
    assert "The first request that waits is to be sent by Thu, Apr 9: in 30 days." in shown
    assert "I know of no disclosure of that year to a third party" in shown
    assert references.spell(open_case.reference) in shown
    answer = complete(reviewer, open_case)
    assert (answer.status_code, answer["Location"]) == (302, address(open_case))
    made = YearStatement.objects.get()
    assert (made.stated_by, made.sources, made.checked_through) == (
        reviewer.account,
        "All contracts",
        date(2026, 1, 15),
    )
    shown = without_times(reviewer.get(address(open_case)).content.decode())
    assert "All contracts" in shown
    assert "1 open request rests on this" in shown and "request waits" not in shown
    assert "Nobody has said" not in reviewer.get("/desk/").content.decode()
    page(reviewer, open_case)  # asks for the report
    given.drain()
    assert "Send the list of companies" in page(reviewer, open_case)


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"stated": ""}, 422, "Tick it only if it is so"),
        ({"sources": " "}, 422, "Write what you checked"),
        ({"checked_through": "2025-12-30"}, 422, "must reach to the end of the year"),
        ({"version": 2}, 409, "The disclosures changed since you opened the page"),
    ],
)
def test_what_does_not_do_is_said_and_what_was_typed_stays(reviewer, open_case, changes, status, words):
    answer = complete(reviewer, open_case, **changes)
    assert answer.status_code == status
    assert words in answer.content.decode()
    if "sources" not in changes:
        assert "All contracts" in answer.content.decode()
    assert not YearStatement.objects.exists()


def test_a_viewer_reads_and_states_nothing(browse, open_case):
    viewer = browse(Who.VIEWER)
    shown = without_times(viewer.get(address(open_case)).content.decode())
    assert "Nobody says" in shown
    assert "Say that it is complete" not in shown
    assert complete(viewer, open_case).status_code == 403


def test_a_year_that_is_not_over_has_no_page(reviewer, open_case):
    assert reviewer.get(f"/desk/disclosures/{open_case.business_id}/2026/").status_code == 404
    assert reviewer.get("/desk/disclosures/99999/2025/").status_code == 404


def test_the_pages_say_since_when_a_year_is_not_complete_and_what_went_out(reviewer, frozen):
    business = given.a_ledger()
    case = given.responded(business=business)
    frozen(datetime(2026, 5, 1, 16, 0, tzinfo=UTC))
    disclosures.put_row(business, Disclosure, "d1", {"categories": ["iii"]})
    disclosures.publish_draft(disclosures.begin_draft(business), None)
    shown = without_times(reviewer.get(address(case)).content.decode())
    assert "Version 2 changed something of the year. That was known on May 1, 2026, 9:00 a.m." in shown
    assert "1 response went out on this state" in shown
    assert "by July 30, 2026" in shown  # 90 days, § 1798.84(d)
    assert references.spell(case.reference) in shown
    told = without_times(reviewer.get("/desk/disclosures/").content.decode())
    assert (
        "1 response went out while somebody did: it is listed below. Put it right by July 30, 2026, if it is not"
        in shown
    )
    for page_of in (told, without_times(reviewer.get("/desk/").content.decode())):
        assert "The disclosures of 2025 changed on May 1, 2026" in page_of
        assert "1 response went out before: put it right by July 30, 2026" in page_of


def test_what_was_stated_is_withdrawn_with_a_reason(reviewer, open_case):
    made = given.a_statement(open_case.business)
    assert reviewer.post(address(open_case, "withdraw"), {"statement": made.pk, "why": ""}).status_code == 422
    done = reviewer.post(address(open_case, "withdraw"), {"statement": made.pk, "why": "A file was found."})
    assert done.status_code == 302
    shown = without_times(reviewer.get(address(open_case)).content.decode())
    assert "A file was found." in shown
    assert disclosures.statement_of(open_case.business, 2025) is None
    again = reviewer.post(address(open_case, "withdraw"), {"statement": made.pk, "why": "Again."})
    assert again.status_code == 409


def test_the_case_says_what_blocks_it_and_leads_to_the_page(reviewer, open_case):
    page(reviewer, open_case)
    shown = page(reviewer, open_case)
    assert "Nobody says that the disclosures are complete for 2025." in shown
    assert address(open_case) in shown
    assert "Say that nothing was disclosed" not in shown
    assert "There is time until April 9, 2026" in shown


def test_near_the_day_to_send_what_is_known_so_far_is_advised(reviewer, open_case, frozen):
    frozen(datetime(2026, 4, 3, 16, 0, tzinfo=UTC))
    assert "The day to send is near, and nobody says that the year is complete." in page(reviewer, open_case)
    draft = at(open_case, "draft", "STL_AS_OF")
    assert "The report is being compiled" in reviewer.get(draft).content.decode()
    given.drain()
    shown = reviewer.get(draft)
    assert "what our record lists as of April 3, 2026" in without_times(shown.content.decode())
    form = shown.context["form"]
    sent = reviewer.post(
        at(open_case, "approve"),
        {
            "seen": open_case.entry_count,
            "outcome": "STL_AS_OF",
            "compilation": form.initial["compilation"],
            "note": "",
        },
    )
    assert sent.status_code == 302
    given.drain()
    assert fresh(open_case).current is State.RESPONDED


def test_what_is_owed_is_a_task_of_the_case_until_it_is_sent_with_one_press(reviewer, open_case):
    case = so_far(open_case)
    queue = without_times(reviewer.get("/desk/").content.decode())
    assert references.spell(case.reference) in queue
    assert "Send the rest when the year is complete" in queue
    assert "The rest is owed" in page(reviewer, case)
    assert "Send the whole response" not in page(reviewer, case)
    wait, send = "send it when the year is complete", "the year is complete: send the whole response now"
    places = (at(case),)
    told = [without_times(reviewer.get(place).content.decode()) for place in places]
    assert [(wait in one, send in one) for one in told] == [(True, False)]
    assert wait in letters.compose_daily_email(reviewer.account).body
    given.a_statement(case.business)
    told = [without_times(reviewer.get(place).content.decode()) for place in places]
    assert [(wait in one, send in one) for one in told] == [(False, True)]
    told = letters.compose_daily_email(reviewer.account).body
    assert wait not in told
    assert "The year is complete now: send the whole response:\n  " + references.spell(case.reference) in told
    given.drain()
    shown = reviewer.get(at(case))
    assert "Nothing was added to what we sent you" in shown.content.decode()
    assert reviewer.get(at(case, "draft", "STL_DISCLOSED")).status_code == 200
    form = shown.context["forms"]["supplement"]
    values = {"seen": case.entry_count, "compilation": form.initial["compilation"]}
    assert reviewer.post(at(case, "supplement"), values).status_code == 302
    given.drain()
    case = fresh(case)
    assert (case.current, case.outcome) == (State.RESPONDED, "STL_DISCLOSED")
    assert "The rest is owed" not in page(reviewer, case)
    assert "The rest is known: the whole response follows" in page(reviewer, case)
    assert references.spell(case.reference) not in reviewer.get("/desk/").content.decode()
    whole = case.letters.filter(is_response=True).latest("pk")
    assert "On March 10, 2026 we sent you" in letters.body_of(whole)["html"]


def test_a_supplement_of_an_outdated_page_is_refused(reviewer, open_case):
    case = so_far(open_case)
    given.a_statement(case.business)
    values = {"seen": case.entry_count, "compilation": case.compilation_id}
    assert reviewer.post(at(case, "supplement"), values).status_code == 409
