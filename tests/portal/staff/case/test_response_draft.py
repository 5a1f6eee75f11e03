"""Deciding: the draft is what is sent, and what cannot be sent says why."""

import re
from datetime import date

import pytest
from django.core import mail

from dsr.clock import now
from dsr.kinds import base
from dsr.lifecycle import State, Who
from dsr.models import Compilation, Disclosure, Recipient
from tests import given
from tests.portal.staff.desk import approval, at, compiled, fresh, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def test_the_draft_is_exactly_what_is_sent(reviewer, case):
    """What the page, the frame and the PDF showed before is what the mail server gets after."""
    draft = reviewer.get(at(case, "draft", "STL_DISCLOSED"))
    composed = draft.context["composed"]
    framed = reviewer.get(at(case, "draft", "STL_DISCLOSED", "email")).content.decode()
    pdf = reviewer.get(at(case, "draft", "STL_DISCLOSED") + "response.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    mail.outbox.clear()
    answer = reviewer.post(at(case, "approve"), approval(case))
    assert answer.status_code == 302
    given.drain()
    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body) == ([composed.to], composed.subject, composed.text)
    assert sent.alternatives[0][0] == composed.html == framed
    assert sent.attachments[0][1] == pdf.content
    assert fresh(case).state == State.RESPONDED


def test_looking_at_a_draft_writes_nothing(reviewer, case):
    before = (fresh(case).head, case.letters.count(), case.sealed.count())
    for code in ("STL_DISCLOSED", "NO_EBR", "NOT_AT_DESIGNATED_ADDRESS"):
        assert reviewer.get(at(case, "draft", code)).status_code == 200
    assert (fresh(case).head, case.letters.count(), case.sealed.count()) == before


def test_the_letter_in_its_frame_runs_nothing_and_loads_nothing(reviewer, case):
    answer = reviewer.get(at(case, "draft", "STL_DISCLOSED", "email"))
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert policy.endswith("; sandbox allow-same-origin") and "allow-scripts" not in policy
    assert len(re.findall(r"'sha256-[A-Za-z0-9+/]{43}='", policy)) == 1
    assert 'sandbox="allow-same-origin"' in reviewer.get(at(case, "draft", "STL_DISCLOSED")).content.decode()


def test_every_outcome_of_the_kind_has_a_draft_that_can_be_seen(reviewer, case):
    for outcome in base.get(case.kind).outcomes:
        given.told(case, outcome.code)
        answer = reviewer.get(at(case, "draft", outcome.code))
        assert answer.status_code == 200, outcome.code
        if outcome.is_decline and not base.get(case.kind).bar(outcome, case):
            assert answer.context["composed"].text
            assert answer.context["form"] is not None
    assert reviewer.get(at(case, "draft", "NO_SUCH")).status_code == 404


def test_an_outcome_that_the_report_contradicts_cannot_be_sent(reviewer, case):
    draft = reviewer.get(at(case, "draft", "STL_NONE_DISCLOSED"))
    assert draft.context["form"] is None
    assert "The report says otherwise" in draft.content.decode()
    answer = reviewer.post(at(case, "approve"), approval(case, outcome="STL_NONE_DISCLOSED"))
    assert answer.status_code == 422
    assert fresh(case).state == State.REVIEW


def test_a_decline_keeps_every_reason_and_its_note(reviewer, case):
    case = given.told(given.told(case), "NOT_PERSONAL_FAMILY_HOUSEHOLD")
    values = {
        "seen": case.entry_count,
        "outcome": "NO_EBR",
        "also": ["NOT_PERSONAL_FAMILY_HOUSEHOLD"],
        "note": "Searched under both names.",
    }
    answer = reviewer.post(at(case, "decline"), values)
    assert answer.status_code == 302
    given.drain()
    declined = fresh(case)
    assert (declined.outcome, declined.reasons) == ("NO_EBR", ["NO_EBR", "NOT_PERSONAL_FAMILY_HOUSEHOLD"])
    told = page(reviewer, declined)
    assert "Searched under both names." in told
    assert "No business relationship with the person; Not for personal, family or household purposes" in told


def test_a_gap_blocks_and_says_where_it_is_mended(browse):
    business = given.a_ledger(recipients=0)
    Recipient.objects.create(business=business, key="r1", name="Alder Catalog Company 1", from_version=1)
    Disclosure.objects.create(
        business=business,
        key="d1",
        recipient_key="r1",
        categories=["i"],
        period_start=date(now().year - 1, 1, 1),
        period_end=date(now().year - 1, 12, 31),
        from_version=1,
    )
    case = given.in_review(business=business)
    told = page(browse(Who.ADMINISTRATOR), case)
    assert "Blocked: the disclosures have gaps" in told
    assert "The postal address is missing" in told
    assert "Alder Catalog Company 1" in told
    assert "q=r1" in told
    reviewer = browse(Who.REVIEWER)
    assert "An administrator mends the rows of the disclosures" in page(reviewer, case)
    draft = reviewer.get(at(case, "draft", "STL_DISCLOSED"))
    assert draft.context["form"] is None
    assert "block this response" in draft.content.decode()
    answer = reviewer.post(at(case, "approve"), approval(case))
    assert answer.status_code == 422
    assert "gaps" in answer.content.decode()
    assert fresh(case).state == State.REVIEW


def test_a_report_that_is_not_compiled_yet_is_waited_for(reviewer, browse, case):
    Compilation.objects.all().delete()
    assert "No report is compiled for it yet" in page(browse(Who.VIEWER), case)
    assert not Compilation.objects.exists()  # a viewer's look asks for nothing
    assert "is being compiled" in page(reviewer, case)
    assert Compilation.objects.get().state == "wanted"
    given.drain()
    told = page(reviewer, case)
    assert "being compiled" not in told
    assert "Send the list of companies" in told


def test_a_report_that_is_being_compiled_shows_how_far_it_came_and_can_be_stopped(reviewer, case):
    Compilation.objects.update(state="wanted", parts_done=2)
    told = page(reviewer, case)
    assert "2 of 5 parts" in told and 'value="2"' in told
    reviewer.post(at(case, "stop-compiling"), {"seen": case.entry_count})
    assert "stopped it. The part at hand is finished first." in page(reviewer, case)
    Compilation.objects.update(state="stopped")
    told = page(reviewer, case)
    assert "was not compiled to its end: Robin Vale stopped it" in told and "Compile again" in told
    assert "was stopped while it was compiled" in reviewer.get(at(case, "draft", "STL_DISCLOSED")).content.decode()
    reviewer.post(at(case, "compile"), {"seen": case.entry_count})
    assert Compilation.objects.get().state == "wanted" and Compilation.objects.get().stop_asked_at is None


def test_a_report_that_failed_is_compiled_again(reviewer, case):
    Compilation.objects.update(state="failed")
    assert "could not be compiled" in page(reviewer, case)
    assert reviewer.post(at(case, "compile"), {"seen": case.entry_count}).status_code == 302
    given.drain()
    assert compiled(case).state == "done"


def test_a_ledger_that_moved_on_is_noticed_before_the_letter_goes(reviewer, case):
    stale = approval(case)
    business = case.business
    business.ledger_version = 2
    business.save()
    answer = reviewer.post(at(case, "approve"), {**stale, "note": "Looks right."})
    assert answer.status_code == 409
    told = answer.content.decode()
    assert "changed since you opened the page" in told
    assert "Looks right." in told
    assert fresh(case).state == State.REVIEW


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


def test_a_decision_is_taken_back_while_nothing_is_out(reviewer, case):
    given.approved(case)
    answer = reviewer.post(at(case, "take-back"), {"seen": fresh(case).entry_count, "note": "Wrong person."})
    assert answer.status_code == 302
    assert fresh(case).state == State.REVIEW
    assert "Wrong person." in page(reviewer, case)
