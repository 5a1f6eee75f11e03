"""“Who acts for whom” on the case page: what is there, what the person said, and what staff do about it."""

import pytest

from dsr import agents
from dsr.models import Case, Entry
from tests.given_agents import STATED, a_ccpa_business, person_link, proved_by_agent, row_of
from tests.given_proof import drawn, matches
from tests.portal.staff.desk import at, page

__all__ = ["drawn", "matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "matches")]


def test_the_panel_tells_what_is_there_and_what_the_person_said(reviewer, drawn):
    a_ccpa_business("confirm")
    case = proved_by_agent(drawn)
    shown = page(reviewer, case)
    assert "an agent with signed permission" in shown and "§ 7063(a)" in shown
    assert "to confirm that they gave the permission" in shown and "a letter asks, no answer yet" in shown
    assert "A letter of March 10, 2026 asks them at dana@example.com." in shown
    agents.answer_permission(person_link(case), is_given=False)
    shown = page(reviewer, case)
    assert "no: they gave no permission" in shown
    assert "The agent hears only that the permission could not be confirmed." in shown
    assert "The person says: no, I gave no permission" in shown


def test_who_writes_for_themselves_has_no_panel(reviewer, drawn):
    a_ccpa_business("confirm")
    from tests.given import in_review

    assert "Who acts for whom" not in page(reviewer, in_review(kind="deletion"))


def test_staff_record_what_they_saw(reviewer, drawn):
    a_ccpa_business("confirm")
    case = proved_by_agent(drawn, answers={**STATED, "permission_stated": ""})
    assert "No permission is attached, stated or seen" in page(reviewer, case)
    sent = {"seen": case.entry_count, "who": "attorney", "note": ""}
    refused = reviewer.post(at(case, "record-authority"), sent)
    assert refused.status_code == 422 and "Write what you saw" in refused.content.decode()
    answer = reviewer.post(at(case, "record-authority"), {**sent, "note": "The original. It names her."})
    assert answer.status_code == 302
    shown = page(reviewer, case)
    assert "a person with a power of attorney" in shown and "§§ 4121-4130" in shown
    assert "The original. It names her." in shown and "The person is asked nothing." in shown
    assert row_of(case).authority == "attorney"


def test_staff_ask_again_and_go_on_without(reviewer, drawn):
    a_ccpa_business("confirm")
    parties = {
        "subject": {"name": "Dana Whitlow", "email": "kim@agents.example"},
        "requester": {"name": "Kim Agent", "email": "kim@agents.example"},
    }
    case = proved_by_agent(drawn, parties=parties)
    assert "The person cannot be asked" in page(reviewer, case)
    refused = reviewer.post(at(case, "ask-person"), {"seen": case.entry_count, "email": "kim@agents.example"})
    assert refused.status_code == 422 and "not the agent" in refused.content.decode()
    note = "Their counsel called; the paper bears a notary's seal."
    assert reviewer.post(at(case, "skip-person"), {"seen": case.entry_count, "note": note}).status_code == 302
    assert row_of(case).state == "skipped"
    case = Case.objects.get(pk=case.pk)
    answer = reviewer.post(at(case, "ask-person"), {"seen": case.entry_count, "email": "dana@example.com"})
    assert answer.status_code == 302 and row_of(case).state == "open"
    assert Entry.objects.filter(case=case, name="permission-asked").count() == 1


def test_a_viewer_sees_and_changes_nothing(browse, drawn):
    from dsr.lifecycle import Who

    a_ccpa_business("confirm")
    case = proved_by_agent(drawn)
    viewer = browse(Who.VIEWER)
    assert "record-authority" not in page(viewer, case)
    assert viewer.post(at(case, "record-authority"), {"seen": 1}).status_code == 403
