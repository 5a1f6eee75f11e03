"""Correcting how a request came on the desk."""

from datetime import date

import pytest

from dsr import documents
from dsr.models import Account
from dsr.models.attachment import Purpose
from tests import given
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


def test_an_earlier_day_is_told_with_old_and_new_and_the_clock_is_explained_anew(reviewer, entered):
    told = page(reviewer, entered)
    assert 'value="2026-03-09"' in told and "Correct how it came" in told
    answer = reviewer.post(at(entered, "correct-receipt"), values(entered, received_on="2026-03-02"))
    assert answer.status_code == 302
    case = fresh(entered)
    told = page(reviewer, case)
    assert "March 9, 2026, 12:00 p.m. → March 2, 2026, 12:00 p.m." in told
    assert "The request was received on March 2, 2026 in California." in told
    assert "The stamp says so." in told
    assert case.due_safe == entered.due_safe + (date(2026, 3, 2) - date(2026, 3, 9))


def test_a_later_day_is_refused_with_what_it_needs_and_what_was_typed_stays(reviewer, entered):
    answer = reviewer.post(
        at(entered, "correct-receipt"), values(entered, received_on="2026-03-10", received_time="01:00")
    )
    assert answer.status_code == 422
    told = answer.content.decode()
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
    Account.objects.filter(pk__in=[given.staff().account_id for _ in "ab"]).update(is_second_approver=True)
    later = values(fresh(entered), received_on="2026-03-10", received_time="01:00")
    answer = reviewer.post(at(entered, "correct-receipt"), later, follow=True).content.decode()
    assert "Not corrected yet" in answer and "The clock was computed anew" not in answer
    assert fresh(entered).received_at == entered.received_at
    named = values(fresh(entered), subject_name="Dana W. Whitlow")
    answer = reviewer.post(at(entered, "correct-receipt"), named, follow=True).content.decode()
    assert "The clock was computed anew" in answer and "Not corrected yet" not in answer
