"""A pack goes to nobody without a ground and a second person, to no requester, and is gone when its time is over."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from dsr import clock, evidence, journal, retention, review, second_approvals
from dsr.errors import BadInput, Blocked, Changed, Forgotten, NotAllowed
from dsr.journal import Actor, facts_of
from dsr.law.evidence_grounds import GROUNDS, RECEIVERS
from dsr.lifecycle import Who
from dsr.models import Case, DueWork, Entry, EvidencePack, EvidencePart, SecondApproval
from dsr.models.legal_hold import HoldScope
from tests import given
from tests.given_evidence import alone, content, files, lines, made, wanted
from tests.given_holds import hold_on, newest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def case() -> Case:
    return given.in_review()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"recipient": " "}, "Name who gets it"),
        ({"why": ""}, "what the ground rests on"),
        ({"receiver": "court", "ground": "review"}, "On this ground it may not go there"),
        ({"receiver": "requester"}, "On this ground it may not go there"),
        ({"recipient": "dana WHITLOW"}, "A pack goes to no requester"),
        ({"address": "Dana@Example.com"}, "A pack goes to no requester"),
    ],
)
def test_what_lacks_a_ground_or_goes_to_a_requester_is_refused(case, changes, words):
    with pytest.raises(BadInput, match=words):
        evidence.ask_pack(wanted(case, **changes), alone())
    assert not EvidencePack.objects.exists() and not SecondApproval.objects.exists()


def test_every_ground_cites_the_law_and_goes_somewhere():
    assert {ground.code for one in RECEIVERS.values() for ground in one.grounds} == set(GROUNDS)
    assert str(GROUNDS["order"].citation) == "Cal. Code Regs. tit. 11, § 7101(d)"


def test_who_gives_no_second_approvals_gives_out_no_pack(case):
    for role in (Who.VIEWER, Who.AUDITOR, Who.REVIEWER):
        with pytest.raises(NotAllowed):
            evidence.ask_pack(wanted(case), given.staff(role))


def test_one_alone_gives_a_ground_and_two_wait_for_each_other(case):
    first = alone()
    with pytest.raises(Blocked):
        evidence.ask_pack(wanted(case), replace(first, ground=""))
    second = Actor(Who.APPROVER, given.an_account(Who.APPROVER).pk)
    pack = evidence.ask_pack(wanted(case), replace(first, ground=""))
    given.drain()
    pack.refresh_from_db()
    assert pack.state == "waits" and not EvidencePart.objects.exists()
    assert second_approvals.asked_of(case) is None, "the request itself waits for nothing"
    with pytest.raises(NotAllowed):
        evidence.approve_pack(pack.pk, first)
    evidence.approve_pack(pack.pk, second)
    given.drain()
    pack.refresh_from_db()
    assert (pack.state, pack.approval.settled_by_id, pack.done) == ("ready", second.account_id, 1)
    with pytest.raises(Changed):
        evidence.refuse_pack(pack.pk, second, "No.")


def test_what_is_refused_or_stopped_is_never_made(case):
    first, second = alone(), Actor(Who.APPROVER, given.an_account(Who.APPROVER).pk)
    refused, stopped = (evidence.ask_pack(wanted(case), first) for _ in range(2))
    with pytest.raises(BadInput):
        evidence.refuse_pack(refused.pk, second, " ")
    evidence.refuse_pack(refused.pk, second, "The subpoena names somebody else.")
    evidence.stop_pack(stopped.pk, first)
    given.drain()
    assert [*EvidencePack.objects.order_by("pk").values_list("state", flat=True)] == ["refused", "stopped"]
    assert not EvidencePart.objects.exists() and not Entry.objects.filter(name="evidence-pack").exists()
    assert not SecondApproval.objects.asked().exists()


def test_the_journal_says_to_whom_it_went_before_it_does_and_the_pack_shows_it(case):
    pack = made(case)
    entry = Entry.objects.get(case=case, name="evidence-pack")
    facts = facts_of(entry)
    told = {name: facts[name] for name in ("pack", "receiver", "ground", "law", "redacted")}
    law = "Cal. Civ. Code § 1798.145(a)(1)(E)"
    assert told == {"pack": pack.reference, "receiver": "lawyer", "ground": "claim", "law": law, "redacted": False}
    assert "Ada Pike" not in entry.facts
    assert "Ada Pike" in str(lines(files(content(pack))[f"cases/{case.reference}/words.jsonl"])[-1])
    assert journal.check_chain(Case.objects.get(pk=case.pk)).fault == ""


def test_somebody_who_looked_at_the_request_meanwhile_still_decides_on_it(case):
    made(case)
    reviewer = given.staff()
    assert review.assign(case.pk, reviewer, reviewer.account_id, seen=case.entry_count).assignee_id


def test_when_its_time_is_over_its_key_and_bytes_are_gone_and_who_got_it_stays(case, frozen):
    pack = made(case)
    assert evidence.forget_packs() == 0 and content(pack)
    frozen(clock.now() + timedelta(days=7))
    assert evidence.forget_packs() == 1
    pack.refresh_from_db()
    assert (pack.state, pack.data_key) == ("gone", None) and not EvidencePart.objects.exists()
    assert evidence.details_of(pack).recipient == "Ada Pike"
    with pytest.raises((Forgotten, EvidencePart.DoesNotExist)):
        content(pack)
    frozen(clock.now() + timedelta(days=800))
    evidence.forget_packs()
    pack.refresh_from_db()
    assert evidence.details_of(pack).recipient == ""


@pytest.mark.parametrize("of", ["case", "days"])
def test_who_got_it_stays_while_a_hold_keeps_a_request_in_it(case, frozen, of):
    days = evidence.Days(case.business, date(2026, 3, 1), date(2026, 3, 31))
    pack = made(case if of == "case" else days)
    evidence.stop_pack(pack.pk, alone())
    hold = hold_on(alone(), HoldScope.CASE, reference=case.reference)
    frozen(clock.now() + timedelta(days=900))
    evidence.forget_packs()
    pack.refresh_from_db()
    assert evidence.details_of(pack).recipient == "Ada Pike"
    retention.end_hold(hold.pk, "It is over.", alone(), seen=newest(hold))
    evidence.forget_packs()
    pack.refresh_from_db()
    assert evidence.details_of(pack).recipient == ""


def test_a_person_who_is_forgotten_stays_in_no_pack(case):
    pack = made(case)
    Case.objects.filter(pk=case.pk).update(forgotten_at=clock.now())
    assert evidence.forget_packs() == 1
    pack.refresh_from_db()
    assert pack.state == "gone" and not EvidencePart.objects.exists()


def test_what_is_ready_can_be_deleted_before_its_time(case):
    pack, actor = made(case), alone()
    evidence.stop_pack(pack.pk, actor)
    assert not EvidencePart.objects.exists() and EvidencePack.objects.get().state == "gone"
    with pytest.raises(Changed):
        evidence.stop_pack(pack.pk, actor)
    assert not DueWork.objects.unfinished().filter(name="evidence").exists()
