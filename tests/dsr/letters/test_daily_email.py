"""The daily email: once a day for each person, and nothing personal in it."""

from datetime import date
from html.parser import HTMLParser

import pytest
from django.core import mail

from dsr import engine, letters
from dsr.formats.references import spell
from dsr.letters import daily_lists
from dsr.lifecycle import DECIDES, STAFF_ROLES, State, Who
from dsr.models import Account, Case, DueWork, Step, Verification
from tests.given import a_ledger, an_account, at, drain, in_review, responded
from tests.given_systems import a_system, an_owner
from tests.replacement import replace_everywhere

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(frozen) -> list[Account]:
    people = [
        an_account(Who.REVIEWER, "robin@fernwood.example"),
        an_account(Who.ADMINISTRATOR, "kim@fernwood.example"),
    ]
    quiet = an_account(Who.ADMINISTRATOR)
    Account.objects.filter(pk=quiet.pk).update(daily_email=False)
    gone = an_account()
    Account.objects.filter(pk=gone.pk).update(is_active=False)
    return people


def sent() -> list[str]:
    return sorted(message.to[0] for message in mail.outbox if "Privacy requests" in message.subject)


def morning(frozen, day: str) -> None:
    frozen(at(f"{day}T07:00:00-07:00"))
    engine.run_daily_jobs()
    drain()


def told_to(reader: Account) -> str:
    message = letters.compose_daily_email(reader)
    return str(message.body) if message else ""


def test_it_comes_once_a_day_to_each_who_wants_it(frozen, team):
    in_review()
    frozen(at("2026-04-06T06:59:00-07:00"))
    engine.run_daily_jobs()
    drain()
    assert sent() == []
    morning(frozen, "2026-04-06")
    assert sent() == ["kim@fernwood.example", "robin@fernwood.example"]
    for hour in ("07:05", "12:00", "23:55"):
        frozen(at(f"2026-04-06T{hour}:00-07:00"))
        engine.run_daily_jobs()
        drain()
    assert len(sent()) == 2
    morning(frozen, "2026-04-07")
    assert len(sent()) == 4


def test_a_day_with_nothing_to_do_sends_nothing(frozen, team):
    a_ledger()  # or the year would wait for somebody to say that it is complete
    responded()
    morning(frozen, "2026-03-11")
    assert sent() == []
    assert not DueWork.objects.unfinished().exists()


def test_it_tells_what_is_due_and_stuck_by_reference_alone_with_a_link_to_each(frozen, team):
    overdue = in_review()
    frozen(at("2026-03-20T12:00:00-07:00"))
    soon, stuck = in_review(), in_review()
    Case.objects.filter(pk=stuck.pk).update(stuck="mail-misconfigured")
    morning(frozen, "2026-04-13")
    message = next(one for one in mail.outbox if "Privacy requests" in one.subject)
    assert message.subject == "Privacy requests: 1 overdue, 4 to do"  # and the year that nobody says is complete
    for case in (overdue, soon, stuck):
        assert f"\n      http://localhost/desk/{spell(case.reference)}/\n" in message.body
    assert "mail-misconfigured" not in message.body
    assert "the mail server refuses us" in message.body
    assert not any(word in message.body + message.subject for word in ("Dana", "Whitlow", "dana@example.com"))
    assert _read(message.alternatives[0].content) == _read_text(message.body)


class _Words(HTMLParser):
    """What an HTML page says, and where it leads."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self._is_head = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_head = self._is_head and tag != "body"
        self.links += [value for name, value in attrs if name == "href" and value]

    def handle_data(self, data: str) -> None:
        self.words += [] if self._is_head else data.split()


def _read(html: str) -> tuple[list[str], list[str]]:
    found = _Words()
    found.feed(html)
    return found.words, found.links


def _read_text(text: str) -> tuple[list[str], list[str]]:
    words = text.split()
    return [one for one in words if "://" not in one], [one for one in words if "://" in one]


def test_each_is_told_of_their_own_and_of_what_nobody_has(frozen, team):
    robin, kim = team
    hers, nobodys, his = in_review(), in_review(), in_review()
    left = Account.objects.get(is_active=False)
    theirs = in_review()
    for case, who in ((hers, robin), (his, kim), (theirs, left)):
        Case.objects.filter(pk=case.pk).update(assignee=who)
    waits = in_review()
    Case.objects.filter(pk=waits.pk).update(state=State.WORKING)
    told = told_to(robin)
    for case, words in ((hers, "yours"), (nobodys, "unassigned"), (theirs, "who cannot act on it")):
        line = next(line for line in told.splitlines() if line.startswith(f"  {spell(case.reference)}  "))
        assert words in line and "Shine the Light · send by April 9, 2026" in line
    assert not any(spell(case.reference) in told.partition("Years of")[0] for case in (his, waits))
    frozen(at("2026-04-20T12:00:00-07:00"))
    assert "request of colleagues is overdue" in told_to(kim), "who sets the desk up is told that it stands still"
    assert "of colleagues" not in told_to(robin)


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_what_someone_has_who_does_not_decide_is_everybodys(frozen, team, role):
    case = in_review()
    Case.objects.filter(pk=case.pk).update(assignee=an_account(role))
    assert (spell(case.reference) in told_to(team[0]).partition("Years of")[0]) is (role not in DECIDES)


@pytest.mark.parametrize("role", [role for role in STAFF_ROLES if role not in DECIDES])
def test_who_only_reads_gets_one_line_a_week(frozen, team, role):
    viewer = an_account(role)
    assert letters.compose_daily_email(viewer) is None
    in_review()
    frozen(at("2026-04-12T12:00:00-07:00"))
    assert letters.compose_daily_email(viewer) is None, "a Sunday"
    frozen(at("2026-04-13T12:00:00-07:00"))
    message = letters.compose_daily_email(viewer)
    assert message.subject == "Privacy requests this week: 1 open"
    assert message.body.splitlines()[0] == "1 request is open. 1 is past the day to send by."
    assert len(message.body.splitlines()) == 3
    Case.objects.update(state=State.RESPONDED)
    assert letters.compose_daily_email(viewer) is None


def test_the_subject_counts_all_and_the_list_stays_short(frozen, team, monkeypatch):
    monkeypatch.setattr(daily_lists, "MOST", 2)
    for _ in range(5):
        in_review()
    morning(frozen, "2026-05-01")
    message = next(one for one in mail.outbox if "Privacy requests" in one.subject)
    assert message.subject == "Privacy requests: 5 overdue, 6 to do"
    due = message.body.partition("Years of")[0]
    assert due.count("send by April 9") == 2
    assert "  All 5 of them\n      http://localhost/desk/?group=due\n" in due


def test_a_mail_server_that_is_away_is_tried_again_the_same_day(frozen, team, monkeypatch):
    from dsr.letters import Fate, SendResult, outbox

    in_review()
    replace_everywhere(
        monkeypatch, outbox.submit_message, lambda _message: SendResult(Fate.LATER, "ConnectionRefusedError")
    )
    morning(frozen, "2026-04-06")
    assert DueWork.objects.unfinished().filter(name="digest", reason="mail-later").count() == 2
    monkeypatch.undo()
    frozen(at("2026-04-06T07:10:00-07:00"))
    drain()
    assert sent() == ["kim@fernwood.example", "robin@fernwood.example"]


def test_it_tells_what_waits_for_a_person_about_proof_and_systems(frozen, team):
    shop, owner = a_system(is_approved=False), an_owner()
    party = {"name": "Dana Whitlow", "postal": "12 Sample Street\nOakland, CA 94607"}
    answers = {"ca_resident": "yes", "extent": "all"}
    parties = {"subject": {"name": "Dana Whitlow"}, "requester": party}
    case = in_review(kind="deletion", answers=answers, parties=parties, delivery="mail")
    Step.objects.create(case=case, system=owner, action="delete", position=1, state="asked", reason="owner-silent")
    told = told_to(team[0])
    assert "Systems in which nothing is done until somebody approves how" in told
    assert str(shop) in told
    assert f"{spell(case.reference)}  {owner} (Jo Reyes)" in told
    assert "print and mail in time" not in told  # two weeks are left
    frozen(at("2026-03-17T09:00:00-07:00"))
    told = told_to(team[0])
    assert "Acknowledgements to print and mail in time" in told
    assert "Proof ends soon" not in told
    Verification.objects.update(ends_on=date(2026, 3, 19))
    told = told_to(team[0])
    assert f"{spell(case.reference)}  ends on March 19, 2026" in told
    assert "Whitlow" not in told
