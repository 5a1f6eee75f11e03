"""The daily email: once a day for each person, and nothing personal in it."""

from datetime import date

import pytest
from django.core import mail

from dsr import engine, letters
from dsr.formats.references import spell
from dsr.letters import daily_email
from dsr.lifecycle import Who
from dsr.models import Account, Case, DueWork, Step, Verification
from tests.given import a_case, a_ledger, an_account, at, drain, in_review
from tests.given_systems import a_system, an_owner
from tests.replacement import replace_everywhere

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(frozen) -> list[Account]:
    people = [an_account(Who.REVIEWER, "robin@fernwood.example"), an_account(Who.VIEWER, "kim@fernwood.example")]
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


def test_a_day_without_anything_to_tell_sends_nothing(frozen, team):
    a_ledger()  # or the year would wait for somebody to say that it is complete
    a_case()
    drain()
    morning(frozen, "2026-03-11")  # due in 29 days: not yet
    assert sent() == []
    assert not DueWork.objects.unfinished().exists()


def test_it_tells_what_is_overdue_due_and_stuck_by_reference_alone(frozen, team):
    overdue = in_review()
    frozen(at("2026-03-20T12:00:00-07:00"))
    soon = in_review()
    stuck = in_review()
    Case.objects.filter(pk=stuck.pk).update(stuck="mail-misconfigured")
    morning(frozen, "2026-04-13")
    message = next(one for one in mail.outbox if "Privacy requests" in one.subject)
    assert message.subject == "Privacy requests: 1 overdue, 2 due this week, 1 stuck"
    for case in (overdue, soon, stuck):
        assert spell(case.reference) in message.body
    assert "mail-misconfigured" not in message.body
    assert "the mail server refuses us" in message.body
    assert "http://localhost/desk/" in message.body
    assert not any(word in message.body + message.subject for word in ("Dana", "Whitlow", "dana@example.com"))


def test_the_subject_counts_all_and_the_list_stays_short(frozen, team, monkeypatch):
    monkeypatch.setattr(daily_email, "_MOST", 2)
    for _ in range(5):
        in_review()
    morning(frozen, "2026-05-01")
    message = next(one for one in mail.outbox if "Privacy requests" in one.subject)
    assert message.subject == "Privacy requests: 5 overdue, 0 due this week, 0 stuck"
    assert message.body.count("was to be sent by") == 2


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
    told = letters.compose_daily_email(team[0]).body
    assert "Systems in which nothing is done until somebody approves how" in told
    assert str(shop) in told
    assert f"{spell(case.reference)}  {owner} (Jo Reyes)" in told
    assert "print and mail in time" not in told  # two weeks are left
    frozen(at("2026-03-17T09:00:00-07:00"))
    told = letters.compose_daily_email(team[0]).body
    assert "Acknowledgements to print and mail in time" in told
    assert "Proof ends soon" not in told
    Verification.objects.update(ends_on=date(2026, 3, 19))
    told = letters.compose_daily_email(team[0]).body
    assert f"{spell(case.reference)}  ends on March 19, 2026" in told
    assert "Whitlow" not in told
