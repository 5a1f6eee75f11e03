"""Who was told of a request is told how it ended, and one person alone never lets it vanish."""

import pytest
from django.core import mail

from dsr import agents, closures, intake, letters, parties, second_approvals, verification
from dsr.closures import two_person_end
from dsr.errors import Blocked, Changed, NotAllowed
from dsr.formats import references
from dsr.journal import Actor
from dsr.law.closures import MISTAKE
from dsr.lifecycle import State, Who
from dsr.models import Account, AgentPermission, Bundled, Case, Letter, Secret
from dsr.models.agent_permission import AgentPermissionState
from dsr.models.letter import LetterState
from dsr.verification import FOR_PERMISSION
from tests.dsr.agents.test_bundles import a_roll
from tests.dsr.closures.test_withdrawal import link_of, secret_of
from tests.given import a_business, a_request, at, drain, in_review, staff
from tests.given_agents import DANA, a_ccpa_business, proved_by_agent
from tests.given_joins import again, letters_to, names
from tests.given_proof import drawn, matches

__all__ = ["drawn", "matches"]

pytestmark = pytest.mark.django_db
WHY = "It is the letter that stands under another reference."


@pytest.fixture(autouse=True)
def march(frozen) -> None:
    frozen(at("2026-03-10T09:00:00-07:00"))


@pytest.fixture
def two() -> tuple[Actor, Actor]:
    """Two people who may give second approvals, and who gave no ground to decide alone."""
    first, second = (Actor(Who.REVIEWER, staff().account_id) for _one in range(2))
    Account.objects.filter(pk__in=[first.account_id, second.account_id]).update(role="approver")
    return first, second


def closed(case: Case, actor: Actor) -> Case:
    return closures.close(case.pk, actor, MISTAKE.code, seen=again(case).entry_count, note=WHY)


def agreed(case: Case, actor: Actor) -> Case:
    return closures.agree_end(case.pk, actor, seen=again(case).entry_count)


def a_wave(kind: str = "shine-the-light", **changes) -> list[Case]:
    people = agents.read_people("Ines Okafor, ines@example.com, CA\nLee Tran, lee@example.com, NV")[0]
    agents.enter_bundle(a_roll(business=a_business(), kind=kind, subjects=people, **changes), staff())
    return list(Case.objects.order_by("pk"))


def text_of(case: Case, name: str) -> str:
    return letters.body_of(Letter.objects.get(case=case, name=f"closure/{name}"))["text"]


def test_what_was_acknowledged_ends_as_a_mistake_by_two_people_and_who_wrote_is_told(two):
    case = in_review(actor=staff(), channel="email", came_to=None)
    closed(case, two[0])
    assert again(case).state == State.REVIEW, "it goes on until a second person agrees"
    with pytest.raises(NotAllowed):
        agreed(case, two[0])
    ended = agreed(case, two[1])
    assert (ended.state, ended.closure) == (State.CLOSED, "mistake")
    assert names(case)[-3:] == ["second-approval-asked", "second-approval-given", "close"]
    drain()
    assert letters_to(case) == ["acknowledgement", "mistake"]
    with pytest.raises(Changed):
        agreed(case, two[1])


def test_who_works_alone_gives_password_and_ground():
    alone = Actor(Who.REVIEWER, staff().account_id)
    case = in_review(actor=staff(), channel="email", came_to=None)
    with pytest.raises(Blocked, match="password"):
        closed(case, alone)
    assert again(case).state == State.REVIEW
    assert closed(case, Actor(Who.REVIEWER, alone.account_id, "I hold the one letter.")).state == State.CLOSED
    assert "one-pair-of-eyes" in names(case)


def test_of_what_nobody_heard_one_person_decides(two):
    case = intake.receive(a_request(channel="email", came_to=None), two[0]).case
    assert closed(case, two[0]).state == State.CLOSED
    drain()
    assert not mail.outbox


def test_a_page_that_is_out_of_date_proposes_nothing(two):
    case = in_review(actor=staff(), channel="email", came_to=None)
    complaint = in_review(kind="complaint", sealed={"text": "We print calendars."}, answers={})
    with pytest.raises(Changed):
        closures.close(case.pk, two[0], MISTAKE.code, seen=1, note=WHY)
    with pytest.raises(Changed):
        closures.end_as_no_request(complaint.pk, two[0], seen=1, note=WHY)
    assert not second_approvals.proposal_of(again(case)) and not second_approvals.proposal_of(again(complaint))


@pytest.mark.parametrize("place", [0, 1])
def test_the_letter_to_all_of_a_bundle_told_of_each_of_its_lines(two, place):
    people = a_wave()
    drain()
    case = people[place]
    assert closures.hearers(case) == (closures.Heard.REQUESTER,)
    closed(case, two[0])
    assert again(case).state == State.REVIEW
    agreed(case, two[1])
    drain()
    assert references.spell(case.reference) in text_of(case, "mistake")
    assert again(people[1 - place]).state == State.REVIEW


def test_the_letter_to_all_goes_out_although_one_of_them_ended(two):
    first, second = a_wave()  # nothing is sent yet
    covering = Bundled.objects.get(case=second).letter
    assert (covering.case, covering.state) == (None, LetterState.WRITTEN)
    closed(first, two[0])
    agreed(first, two[1])
    drain()
    covering.refresh_from_db()
    assert covering.state == LetterState.ACCEPTED
    sent = [message.subject for message in mail.outbox]
    assert len(sent) == 2 and "mistake" in sent[1]


def test_a_kind_without_a_letter_for_it_is_answered():
    """Who wrote for many was told of each, and nothing takes that back."""
    case = a_wave(kind="opt-out")[0]
    Case.objects.filter(pk=case.pk).update(state=State.REVIEW)
    assert "answer it" in closures.why_not_closed(again(case), MISTAKE)


@pytest.mark.usefixtures("matches")
def test_the_person_who_was_asked_about_the_agent_is_told_too(drawn, two):
    a_ccpa_business("confirm")
    case = proved_by_agent(drawn, actor=staff(), channel="email", came_to=None)
    assert closures.hearers(case) == (closures.Heard.REQUESTER, closures.Heard.PERSON)
    closed(case, two[0])
    agreed(case, two[1])
    drain()
    assert letters_to(case)[-2:] == ["mistake", "person-told"]
    told = letters.body_of(Letter.objects.get(case=case, name="closure/person-told"))
    assert told["to"] == DANA and told["text"].startswith("Hello,\n"), "the agent typed the name"
    assert AgentPermission.objects.get(case=case).state == AgentPermissionState.NOT_ASKED
    assert not Secret.objects.filter(purpose=FOR_PERMISSION, target=case.pk, ended_at=None).exists()
    closures.open_again(case.pk, staff(), seen=again(case).entry_count, note="The agent did ask.")
    drain()
    link = verification.find_secret(verification.FOR_PROOF, drawn[-1].token)
    if again(case).state == State.VERIFYING:
        assert link and verification.prove(link.secret, {})
        drain()
    assert again(case).state == State.REVIEW
    assert parties.permission_of(again(case)).state == AgentPermissionState.OPEN, "the person is asked anew"


@pytest.mark.usefixtures("matches")
def test_the_person_who_was_asked_is_told_that_the_agent_withdrew_it(drawn):
    a_ccpa_business("confirm")
    case = proved_by_agent(drawn)
    Case.objects.filter(pk=case.pk).update(answers={**case.answers, "permission_stated": "yes"})
    row = AgentPermission.objects.get(case=case)
    AgentPermission.objects.filter(pk=row.pk).update(state=AgentPermissionState.GIVEN)
    closures.ask_withdrawal(case.pk, staff(), seen=again(case).entry_count, how="phone", note="Kim called.")
    drain()
    assert closures.withdraw(secret_of(link_of(case)))
    drain()
    assert letters_to(case)[-2:] == ["withdrawn", "person-told"]
    assert AgentPermission.objects.get(case=case).state == AgentPermissionState.GIVEN, "that they said yes stays said"


def test_a_letter_that_went_out_at_that_moment_stops_it(monkeypatch):
    case = intake.receive(a_request(channel="email", came_to=None), staff()).case
    seen = again(case).entry_count

    def late(*args, **kwargs):
        found = composed(*args, **kwargs)
        letter = letters.compose(again(case), "shine-the-light/acknowledgement")
        row = letters.write_letter(again(case), letter, key="late", is_response=False)
        Letter.objects.filter(pk=row.pk).update(state=LetterState.ACCEPTED)
        return found

    composed = two_person_end.compose_closing
    monkeypatch.setattr(two_person_end, "compose_closing", late)
    with pytest.raises(Changed, match="at this moment"):
        closures.close(case.pk, staff(), MISTAKE.code, seen=seen, note=WHY)
    assert again(case).is_open
