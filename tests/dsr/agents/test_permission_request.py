"""The person is asked only where the law and the rule say so, at an address that is theirs, and once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dsr import agents, letters, parties, review, verification
from dsr.clock import now
from dsr.errors import BadInput
from dsr.models import Case, Entry, Letter
from tests.given import drain, staff
from tests.given_agents import (
    DANA,
    KIM,
    PARTIES,
    STATED,
    a_ccpa_business,
    by_agent,
    letters_to_person,
    proved_by_agent,
    row_of,
)
from tests.given_proof import drawn, matches

__all__ = ["drawn", "matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "matches")]


def test_the_person_is_asked_at_their_own_address_once_the_agent_did_their_part(drawn):
    a_ccpa_business("confirm")
    case = by_agent()
    assert not letters_to_person(case)
    case = proved_by_agent(drawn)
    (letter,) = letters_to_person(case)
    said = letters.body_of(letter)
    assert (case.state, row_of(case).state, said["to"]) == ("review", "open", DANA)
    assert said["text"].startswith("Hello,\n") and "Kim Agent of Agents, LLC told us" in said["text"]
    assert KIM not in said["text"]
    drain()
    assert len(letters_to_person(case)) == 1
    assert "no answer came yet" in review.why_unproved(case)


@pytest.mark.parametrize(
    ("asks", "answers"),
    [("", STATED), ("nothing", STATED), ("confirm", {**STATED, "acts_as": "attorney"})],
)
def test_nobody_is_asked_without_a_rule_or_with_a_power_of_attorney(drawn, asks, answers):
    a_ccpa_business(asks)
    case = proved_by_agent(drawn, answers=answers)
    assert not letters_to_person(case)
    assert review.why_unproved(case) == ""


def test_a_parent_is_not_asked_about_and_shows_to_be_one(drawn):
    a_ccpa_business("confirm")
    case = proved_by_agent(drawn, answers={"acts_as": "parent", "ca_resident": "yes"})
    assert not letters_to_person(case)
    assert "Parenthood is not shown" in review.why_unproved(case)
    shown, seen = agents.ShownAuthority("parent", "A call with trained staff."), case.entry_count
    with pytest.raises(BadInput, match="how parenthood was shown"):
        agents.record_permission(case.pk, staff(), shown, seen=seen)
    with pytest.raises(BadInput, match="Delete the copy"):
        agents.record_permission(case.pk, staff(), replace(shown, method="government-id"), seen=seen)
    deleted = replace(shown, method="government-id", is_paper_deleted=True)
    agents.record_permission(case.pk, staff(), deleted, seen=seen)
    assert review.why_unproved(case) == ""


def test_without_any_permission_nothing_is_granted(drawn):
    a_ccpa_business()
    case = proved_by_agent(drawn, answers={"acts_as": "agent", "ca_resident": "yes"})
    assert "No permission is attached" in review.why_unproved(case)
    shown = agents.ShownAuthority("agent", "The paper, signed on March 2.")
    agents.record_permission(case.pk, staff(), shown, seen=case.entry_count)
    assert review.why_unproved(case) == ""
    entry = Entry.objects.get(case=case, name="permission-shown")
    assert "March 2" not in entry.facts


def test_opt_outs_ask_nobody_whatever_a_rule_says():
    from dsr.models import AgentRule

    business = a_ccpa_business()
    AgentRule.objects.create(business=business, kind="opt-out", asks="confirm")
    case = by_agent(kind="opt-out", answers={"acts_as": "agent"})
    assert case.state == "responded"
    assert not letters_to_person(case)


@pytest.mark.parametrize("parties_", [{**PARTIES, "subject": {"name": "Dana Whitlow", "email": KIM}}])
def test_the_agents_own_address_is_not_the_persons(drawn, parties_):
    a_ccpa_business("confirm")
    case = proved_by_agent(drawn, parties=parties_)
    assert (row_of(case).state, letters_to_person(case)) == ("no-address", [])
    for spelled in (KIM.upper(), KIM.replace("k", "\u212a", 1), f"\u200b{KIM}"):  # a kelvin sign for the k
        with pytest.raises(BadInput, match="not the agent's"):
            agents.ask_person_again(case.pk, staff(), seen=case.entry_count, email=spelled)
    agents.ask_person_again(case.pk, staff(), seen=case.entry_count, email="dana.whitlow@example.com")
    (letter,) = letters_to_person(case)
    assert letters.body_of(letter)["to"] == "dana.whitlow@example.com"


def test_an_address_that_no_system_holds_gets_no_mail(drawn, matches):
    a_ccpa_business("confirm")
    case = by_agent()
    matches.discard("email")
    verification.record_proof(case.pk, staff(), seen=case.entry_count, points=["name", "phone"], note="By phone.")
    drain()
    assert (row_of(case).state, letters_to_person(case)) == ("no-address", [])
    case.refresh_from_db()
    with pytest.raises(BadInput, match="Write why"):
        agents.go_without_permission(case.pk, staff(), seen=case.entry_count, note=" ")
    agents.go_without_permission(case.pk, staff(), seen=case.entry_count, note="The paper bears a notary's seal.")
    assert review.why_unproved(case) == ""


def test_known_or_not_the_agent_reads_the_same(drawn, matches):
    a_ccpa_business("confirm")
    first = by_agent()
    (known,) = Letter.objects.filter(case=first)
    matches.clear()
    second = by_agent()
    (unknown,) = Letter.objects.filter(case=second)
    said = [letters.body_of(one)["text"].split("Reference")[0] for one in (known, unknown)]
    assert "may also ask that person" in said[0]
    secretless = [text.split("Please confirm")[0] for text in said]
    assert secretless[0] == secretless[1]


def test_one_question_serves_both_requests_of_one_form(drawn):
    a_ccpa_business("confirm")
    case = proved_by_agent(drawn, kind="account-deletion")
    other = Case.objects.get(opened_by=case)
    (letter,) = letters_to_person(case)
    assert not letters_to_person(other)
    text = letters.body_of(letter)["text"]
    assert "Close my account" in text and "Delete my personal information" in text
    assert "no answer came yet" in review.why_unproved(other)


@pytest.mark.parametrize("name", ["Kim, see https://evil.example/", "www.evil.example", "kim@evil.example"])
def test_a_name_leads_the_person_nowhere(drawn, name):
    a_ccpa_business("confirm")
    case = proved_by_agent(drawn, parties={**PARTIES, "requester": {"name": name, "email": KIM}})
    said = letters.body_of(letters_to_person(case)[0])
    assert "evil" not in said["text"] + said["html"]
    assert "Somebody told us" in said["text"]


def test_after_days_without_a_worker_nobody_is_reminded_of_a_link_that_ended(drawn, frozen):
    a_ccpa_business("confirm")
    proved_by_agent(drawn)
    frozen(now() + timedelta(days=14, hours=1))
    assert agents.permissions_to_remind() == []


def test_the_reminder_comes_once_before_the_end(drawn, frozen):
    a_ccpa_business("confirm")
    case = proved_by_agent(drawn)
    assert agents.permissions_to_remind() == []
    frozen(now() + timedelta(days=11, hours=1))
    assert agents.permissions_to_remind() == [case.pk]
    assert agents.remind_person(case.pk)
    assert agents.permissions_to_remind() == []
    assert [one.name for one in letters_to_person(case)] == ["deletion/permission", "deletion/permission-reminder"]
    assert parties.sealed_value(case, agents.PERMISSION_TO) == DANA
