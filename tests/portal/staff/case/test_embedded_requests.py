"""Requests that hide in a complaint: hinted at by words, opened by a person, linked both ways."""

import pytest

from dsr import review
from dsr.errors import Blocked
from dsr.formats import references
from dsr.kinds import base
from dsr.lifecycle import Who
from dsr.models import Business, Case
from tests import given
from tests.portal.staff.desk import as_sent, at, fresh, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def complaint():
    given.a_business()
    Business.objects.update(is_ccpa_business=True)
    return given.in_review(
        kind="complaint", answers={}, sealed={"text": "Stop. Delete my account! My daughter uses it too."}
    )


def test_words_are_found_as_whole_words_only():
    assert base.get("deletion").intake.clues_in("Please DELETE it") == ["delete"]
    assert base.get("deletion").intake.clues_in("It was undeleted") == []
    assert base.get("opt-out").intake.clues_in("You resell it") == []


def test_staff_see_hints_open_requests_and_find_them_both_ways(reviewer, complaint):
    told = page(reviewer, complaint)
    assert "Requests that hide in it" in told and "The text says “delete”" in told
    assert "The text says “delete my account”" in told
    seen = fresh(complaint).entry_count
    assert reviewer.post(at(complaint, "open-hidden"), {"seen": seen}).status_code == 422
    values = {"seen": seen, "kinds": ["deletion", "opt-out"]}
    assert reviewer.post(at(complaint, "open-hidden"), values).status_code == 302
    deletion, opt_out = Case.objects.filter(opened_by=complaint).order_by("pk")
    told = page(reviewer, complaint)
    assert told.count("Opened.") == 2 and references.spell(deletion.reference) in told
    other = page(reviewer, opt_out)
    for one in (complaint, deletion):
        assert references.spell(one.reference) in other


def test_what_needs_more_words_is_entered_from_the_message_and_came_as_it_did(reviewer, complaint):
    told = page(reviewer, complaint)
    address = f"/desk/enter/child/?from={references.spell(complaint.reference)}"
    assert address in told
    form = reviewer.get(address)
    assert "It belongs to request" in form.content.decode() and "Received on" not in form.content.decode()
    values = {
        "submission": "a" * 32,
        "found_by": "account",
        "account": "sunny-otter",
        "relation": "parent",
        "wish": "delete",
        "delivery": "email",
        "email": form.context["form"]["email"].value(),
    }
    assert values["email"] == "dana@example.com"
    assert form.context["form"]["child_email"].value() is None
    assert reviewer.post(address, values).status_code == 302
    child = Case.objects.get(kind="child")
    assert (child.opened_by, child.received_at, child.channel) == (complaint, complaint.received_at, "form")
    other = references.spell(given.in_review().reference)  # a right is added beside any request
    assert "came as that one did" in reviewer.get(f"/desk/enter/child/?from={other}").content.decode()
    assert f"/desk/enter/child/?from={other}" in reviewer.get(f"/desk/enter/?from={other}").content.decode()


def test_the_answer_is_typed_seen_and_sent(reviewer, complaint):
    draft = reviewer.get(at(complaint, "draft", "COMPLAINT_ANSWERED"))
    assert "The answer, as the person will read it" in draft.content.decode()
    values = {
        "seen": fresh(complaint).entry_count,
        "outcome": "COMPLAINT_ANSWERED",
        "reason": "We stopped.",
        "look": "1",
    }
    shown = reviewer.post(at(complaint, "approve"), values)
    assert "We stopped." in shown.content.decode()
    sent = as_sent(shown.context["form"])
    refused = reviewer.post(at(complaint, "approve"), sent)
    assert refused.status_code == 422 and "Open each request that its text makes" in refused.content.decode()
    assert reviewer.post(at(complaint, "approve"), {**sent, "is_text_read": "on"}).status_code == 302
    given.drain()
    assert fresh(complaint).outcome == "COMPLAINT_ANSWERED"
    assert "Read: the text makes no request of these" in page(reviewer, complaint)


def test_nobody_declines_it_whole_while_what_its_words_hint_at_is_neither_opened_nor_read(reviewer, complaint):
    def press(**changes):
        return review.decline(
            complaint.pk, given.staff(), seen=fresh(complaint).entry_count, reasons=["COMPLAINT_NO_ACTION"], **changes
        )

    with pytest.raises(Blocked, match="may ask for more: "):
        press(reason="We saw nothing wrong.")
    seen = fresh(complaint).entry_count
    review.open_embedded_requests(complaint.pk, given.staff(), ["deletion", "account-deletion"], seen=seen)
    with pytest.raises(Blocked, match="may ask for more: Child report"):
        press(reason="We saw nothing wrong.")
    review.record_text_read(complaint.pk, given.staff(), seen=fresh(complaint).entry_count)
    assert press(reason="We saw nothing wrong.").outcome == "COMPLAINT_NO_ACTION"


def test_a_viewer_reads_the_hints_and_opens_nothing(browse, complaint):
    told = page(browse(Who.VIEWER), complaint)
    assert "The text says" in told and "Open a request from it" not in told
