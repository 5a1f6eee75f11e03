"""Parenthood on the desk: whether it was shown, how it is recorded, and what is open after."""

import pytest

from dsr.lifecycle import Who
from tests import given
from tests.given_systems import an_owner
from tests.portal.staff.desk import at, fresh, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def report():
    an_owner()
    return given.in_review(
        kind="child",
        parties={"subject": {"account": "sunny-otter"}, "requester": {"email": "lee@example.org"}},
        answers={"found_by": "account", "relation": "parent", "wish": "see"},
    )


def test_it_is_recorded_with_how_and_no_copy_of_a_paper(reviewer, report):
    told = page(reviewer, report)
    for words in ("Is it the parent?", "Not shown.", "sunny-otter", "The request gives no name", "Delete, but show"):
        assert words in told, words
    assert "The parent saw the data" not in told
    values = {"seen": report.entry_count, "method": "government-id", "note": "Passport seen at the counter."}
    refused = reviewer.post(at(report, "record-shown"), values)
    assert refused.status_code == 422 and "Delete the copy" in refused.content.decode()
    assert reviewer.post(at(report, "record-shown"), {**values, "is_paper_deleted": "on"}).status_code == 302
    told = page(reviewer, report)
    assert "Shown on March 10, 2026" in told and "The parent saw the data" not in told
    assert "A government ID was checked, and then deleted" in told and "Passport seen at the counter." in told
    assert "Record how parenthood was shown" not in told


def test_what_was_done_for_the_parent_is_recorded_and_taken_back(reviewer, report):
    shown = {"seen": report.entry_count, "method": "call", "note": "Seen by video."}
    reviewer.post(at(report, "record-shown"), shown)
    assert "Record what was done for the parent" in page(reviewer, report)
    act = {"act": "data-shown", "on": "2026-03-10", "how": "call", "note": "On the screen of the same call."}
    values = {"seen": fresh(report).entry_count, **act}
    refused = reviewer.post(at(report, "record-parent-act"), {**values, "on": ""})
    assert refused.status_code == 422 and "Give its day" in refused.content.decode()
    assert reviewer.post(at(report, "record-parent-act"), values).status_code == 302
    told = page(reviewer, report)
    assert "The parent was shown what we have of the child: March 10, 2026." in told
    assert "The parent was shown what we have of the child, on March 10, 2026: By phone or video call" in told
    assert "The parent saw the data; delete it now" in told and "On the screen of the same call." in told
    mistake = {"act": "data-shown", "is_mistake": "on", "note": "It was another family."}
    seen = {"seen": fresh(report).entry_count}
    assert reviewer.post(at(report, "record-parent-act"), {**mistake, **seen}).status_code == 302
    told = page(reviewer, report)
    assert "The parent was shown what we have of the child: this was a mistake" in told
    assert "The parent saw the data; delete it now" not in told


def test_a_viewer_reads_only_and_other_kinds_have_nothing_of_it(browse, reviewer, report):
    assert "Record how parenthood" not in page(browse(Who.VIEWER), report)
    other = given.in_review()
    assert "Is it the parent?" not in page(reviewer, other)
    values = {"seen": other.entry_count, "method": "call", "note": "Seen."}
    assert reviewer.post(at(other, "record-shown"), values).status_code == 422
    assert fresh(other).verified_at is None
