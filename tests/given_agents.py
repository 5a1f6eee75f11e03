"""What tests of agents begin with: a request by an agent, a rule that asks the person, and systems that know her."""

from typing import Any

from dsr import verification
from dsr.models import AgentPermission, AgentRule, Business, Case, Letter, Secret
from dsr.verification import DrawnSecret
from tests.given import a_business, a_case, drain
from tests.replay import replayed

DANA, KIM = "dana@example.com", "kim@agents.example"
PARTIES = {
    "subject": {"name": "Dana Whitlow", "email": DANA},
    "requester": {"name": "Kim Agent", "email": KIM},
    "agent": {"name": "Agents, LLC"},
}
STATED = {"acts_as": "agent", "permission_stated": "yes", "ca_resident": "yes", "extent": "all"}


@replayed
def a_ccpa_business(asks: str = "") -> Business:
    """One that must delete; with what it asks of the person for whom an agent asks for that."""
    business = a_business()
    Business.objects.filter(pk=business.pk).update(is_ccpa_business=True)
    business.refresh_from_db()
    if asks:
        AgentRule.objects.update_or_create(business=business, kind="deletion", defaults={"asks": asks})
    return business


@replayed
def by_agent(**changes: Any) -> Case:
    """A deletion that an agent asks for, acknowledged: the agent's own part is still to be proved."""
    told = {"kind": "deletion", "is_for_another": True, "parties": PARTIES, "answers": STATED}
    case = a_case(**{**told, **changes})
    drain()
    case.refresh_from_db()
    return case


def proved_by_agent(drawn: list[DrawnSecret], **changes: Any) -> Case:
    """The same, after the agent pressed the button of their letter."""
    from dsr import verification

    case = by_agent(**changes)
    found = verification.find_secret(verification.FOR_PROOF, drawn[-1].token)
    assert found and verification.prove(found.secret, {})
    drain()
    case.refresh_from_db()
    return case


def row_of(case: Case) -> AgentPermission:
    return AgentPermission.objects.get(case=case)


def person_link(case: Case) -> Secret:
    """The newest link that the person got."""
    return Secret.objects.filter(purpose=verification.FOR_PERMISSION, target=case.pk).latest("pk")


def letters_to_person(case: Case) -> list[Letter]:
    return list(Letter.objects.filter(case=case, name__contains="/permission").order_by("pk"))
