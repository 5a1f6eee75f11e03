"""Agents: a bundle of three people, a person who confirms, and a power of attorney for which nobody is asked."""

import re

import pytest

from dsr.clock import today
from dsr.lifecycle import Who
from dsr.models import AgentPermission, AgentRule, Business, Case, Letter
from tests.given import an_account
from tests.given_forms import Asker
from tests.patience import until
from tests.stories.river import River
from tests.stories.test_deletion import approve, ask, confirm, shop, words_of

__all__ = ["shop"]

AGENT = {
    "for_whom": "another",
    "requester_name": "Kim Agent",
    "acts_as": "agent",
    "permission_stated": "yes",
    "subject_email": "dana@example.com",
    "email": "kim@agents.example",
}


def spelled(case: Case) -> str:
    return f"{case.reference[:4]}-{case.reference[4:8]}-{case.reference[8:]}"


@pytest.fixture
def asks(shop: str) -> None:
    AgentRule.objects.create(business=Business.objects.get(), kind="deletion", asks="confirm")


def proved(river: River, **changes: str) -> Case:
    ask("/ask/deletion/", **{**AGENT, **changes})
    case = Case.objects.get()
    river.until_state("verifying", case)
    confirm(river, spelled(case))
    river.until_state("review", case)
    return case


def test_the_person_confirms_and_the_agent_gets_the_response(river: River, shop: str, asks: None):
    case = proved(river)

    def mail_to_her() -> list[str]:
        return [words_of(mail) for mail in river.mail.kept if mail["To"] == "dana@example.com"]

    until(mail_to_her, "the question", river.tell)
    found = re.search(r"/permission/[\w-]{20,}/", mail_to_her()[0])
    assert found
    visitor = Asker()
    assert "Nothing is done until you press a button" in visitor.get(found[0]).content.decode()
    assert AgentPermission.objects.get().state == "open"
    assert visitor.post(found[0], {"do": "yes"}).status_code == 303
    approve(river, case, "DELETE_COMPLETED")
    river.until_state("responded", case)
    said = [str(mail["To"]) for mail in river.mail.kept if "Our answer" in str(mail["Subject"])]
    assert said == ["kim@agents.example"] and len(mail_to_her()) == 1


def test_with_a_power_of_attorney_nobody_is_asked(river: River, shop: str, asks: None):
    case = proved(river, acts_as="attorney", permission_stated="")
    desk = Asker()
    desk.force_login(an_account(Who.REVIEWER))
    case.refresh_from_db()
    sent = {"seen": case.entry_count, "who": "attorney", "note": "The original, at the counter."}
    assert desk.post(f"/desk/{spelled(case)}/record-authority/", sent).status_code == 302
    approve(river, case, "DELETE_COMPLETED")
    river.until_state("responded", case)
    assert {str(mail["To"]) for mail in river.mail.kept} == {"kim@agents.example"}


def test_a_bundle_of_three_is_three_requests_and_one_covering_letter(river: River, shop: str):
    desk = Asker()
    desk.force_login(an_account(Who.REVIEWER))
    people = "Dana Whitlow,dana@example.com,CA\nNobody Known,nobody@example.com,CA\nNo One Else,none@example.com"
    sent = {
        "submission": "form-1",
        "brand": Business.objects.get().brands.get().pk,
        "channel": "email",
        "received_on": today().isoformat(),
        "kind": "deletion",
        "name": "Kim Agent",
        "email": "kim@agents.example",
        "who": "agent",
        "is_stated": "on",
        "people": people,
    }
    page = desk.post("/desk/enter/bundle/", sent)
    assert page.status_code == 302
    dana, *others = Case.objects.order_by("pk")
    river.until_state("review", dana, *others)
    assert [case.verified_level for case in Case.objects.order_by("pk")] == ["reasonable", "", ""]
    approve(river, dana, "DELETE_COMPLETED")
    river.until_state("responded", dana)
    river.until_rest()
    subjects = [str(mail["Subject"]) for mail in river.mail.kept]
    assert sum("We received your requests" in subject for subject in subjects) == 1
    assert Letter.objects.count() == 2, "the covering letter and one response"
    assert "1 answered" in desk.get(page["Location"]).content.decode()
