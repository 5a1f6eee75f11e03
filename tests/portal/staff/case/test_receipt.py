"""Correcting how a request came on the desk."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail

from dsr import documents
from dsr.formats import references
from dsr.models import Account
from dsr.models.attachment import Purpose
from tests import given
from tests.bare_days import without_times
from tests.given_documents import a_pdf
from tests.portal.staff.desk import at, fresh, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def entered():
    return given.in_review(
        actor=given.staff(), channel="email", came_to=None, received_at=given.at("2026-03-09T12:00:00-07:00")
    )


def values(case, **changes):
    return {
        "seen": case.entry_count,
        "brand": case.brand_id,
        "channel": case.channel,
        "received_on": "2026-03-09",
        "received_time": "12:00",
        "came_to": str(case.came_to_id or "elsewhere"),
        "for_whom": "self",
        "subject_name": "Dana Whitlow",
        "requester_name": "Dana Whitlow",
        "reason": "The stamp says so.",
        **changes,
    }


def correct(reviewer, case, follow=False, **changes):
    """Look first, as the page asks; then do it with the look that was shown."""
    sent = values(case, **changes)
    shown = reviewer.post(at(case, "correct-receipt"), sent)
    looked = re.search(r'name="looked_at" value="(\w+)"', without_times(shown.content.decode()))
    if shown.status_code != 200 or looked is None:
        return shown
    return reviewer.post(at(case, "correct-receipt"), {**sent, "looked_at": looked[1]}, follow=follow)


def test_an_earlier_day_is_told_with_old_and_new_and_the_clock_is_explained_anew(reviewer, entered):
    told = page(reviewer, entered, "correct-receipt")
    assert 'value="2026-03-09"' in told and "Correct how it came" in told
    assert correct(reviewer, entered, received_on="2026-03-02").status_code == 302
    case = fresh(entered)
    told = page(reviewer, case)
    assert "March 9, 2026 → March 2, 2026" in told and "12:00" not in told, "nobody gave the hour"
    assert "The request was received on March 2, 2026 in California." in told
    assert "The stamp says so." in told
    assert case.due_safe == entered.due_safe + (date(2026, 3, 2) - date(2026, 3, 9))


def test_an_hour_is_said_where_one_is_given_and_asked_of_nobody(reviewer, entered):
    assert 'name="received_time" value' not in page(reviewer, entered), "none is on record"
    looked = reviewer.post(at(entered, "correct-receipt"), values(entered, received_on="2026-03-02", received_time=""))
    assert "March 9, 2026 → <strong>March 2, 2026</strong>" in without_times(looked.content.decode())
    assert correct(reviewer, entered, received_on="2026-03-02", received_time="15:20").status_code == 302
    assert "March 9, 2026 → March 2, 2026, 3:20 p.m." in page(reviewer, fresh(entered))


def test_a_later_day_is_refused_with_what_it_needs_and_what_was_typed_stays(reviewer, entered):
    later = {"received_on": "2026-03-10", "received_time": "01:00"}
    looked = without_times(reviewer.post(at(entered, "correct-receipt"), values(entered, **later)).content.decode())
    assert "By the law alone it would be due later." in looked, "the day that was told stays, and stands above it"
    answer = correct(reviewer, entered, **later)
    assert answer.status_code == 422
    told = without_times(answer.content.decode())
    assert "Add the envelope" in told and 'value="2026-03-10"' in told
    assert fresh(entered).head == entered.head


def test_nothing_different_or_without_a_reason_changes_nothing(reviewer, entered):
    for changes in ({}, {"received_on": "2026-03-02", "reason": ""}, {"received_on": ""}):
        assert reviewer.post(at(entered, "correct-receipt"), values(entered, **changes)).status_code == 422
    assert fresh(entered).head == entered.head


def test_once_it_is_decided_it_is_not_offered(reviewer, entered):
    given.declined(entered)
    given.drain()
    assert "Correct how it came" not in page(reviewer, fresh(entered))


def test_what_waits_for_a_second_person_is_not_called_corrected(reviewer, entered):
    documents.add(entered.pk, given.staff(), [documents.check(Purpose.ENVELOPE, "envelope.pdf", a_pdf())])
    Account.objects.filter(pk__in=[given.staff().account_id for _ in "ab"]).update(role="approver")
    later = {"received_on": "2026-03-10", "received_time": "01:00"}
    answer = without_times(correct(reviewer, fresh(entered), follow=True, **later).content.decode())
    assert "Not corrected yet" in answer and "The clock was computed anew" not in answer
    assert fresh(entered).received_at == entered.received_at
    named = values(fresh(entered), subject_name="Dana W. Whitlow")
    answer = without_times(reviewer.post(at(entered, "correct-receipt"), named, follow=True).content.decode())
    assert "The clock was computed anew" in answer and "Not corrected yet" not in answer


def test_a_slip_in_the_year_is_shown_asks_whether_it_is_so_and_is_taken_back_while_it_waits(
    reviewer, entered, settings
):
    settings.DECISION_WAIT = timedelta(minutes=10)
    told = reviewer.post(at(entered, "correct-receipt"), values(entered, received_on="2026-01-09"))
    shown = " ".join(without_times(told.content.decode()).split())
    assert told.status_code == 200 and fresh(entered).head == entered.head
    for words in (
        "March 9, 2026 → <strong>January 9, 2026<",
        "Day of the law",
        "59 days before the day on record, March 9, 2026",
        "Nobody is written to.",
        'name="is_sure"',
    ):
        assert words in shown, words
    answer = correct(reviewer, entered, received_on="2026-01-09")
    assert answer.status_code == 422 and "Say that it is so" in answer.content.decode()
    assert fresh(entered).head == entered.head
    answer = correct(reviewer, entered, follow=True, received_on="2026-01-09", is_sure="on")
    told = " ".join(without_times(answer.content.decode()).split())
    assert "Nobody is written to before it takes effect. It takes effect at" in told
    notice = told.partition('role="status"')[2].partition("Correct it now")[0]
    assert "keep-receipt/" in notice and "Take back" in notice and "correct-now/" in notice
    assert "received: March 9, 2026 → January 9, 2026" in told
    assert "Correct how it came" not in told
    outgoing = without_times(reviewer.get("/desk/letters/").content.decode())
    assert f"/desk/{references.spell(entered.reference)}/keep-receipt/" in outgoing
    waits = fresh(entered)
    letters = len(mail.outbox)
    answer = reviewer.post(at(waits, "keep-receipt"), {"seen": waits.entry_count}, follow=True)
    assert "All stays as it was" in answer.content.decode()
    now_is = fresh(entered)
    kept = ("received_at", "due_safe", "due_latest", "send_by", "year", "channel", "leaves_at")
    assert [getattr(now_is, name) for name in kept] == [getattr(entered, name) for name in kept]
    given.drain()
    assert len(mail.outbox) == letters


def test_what_is_let_take_effect_does_so_at_once(reviewer, entered, settings):
    settings.DECISION_WAIT = timedelta(minutes=10)
    correct(reviewer, entered, received_on="2026-03-02")
    assert fresh(entered).received_at == entered.received_at
    reviewer.post(at(entered, "correct-now"), {"seen": fresh(entered).entry_count})
    assert fresh(entered).due_safe == entered.due_safe - timedelta(days=7)
