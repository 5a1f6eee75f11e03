"""A litigation hold keeps every thing of its cases here, until a person ends it; it stops no deletion elsewhere."""

from datetime import date, timedelta

import pytest

from dsr import agents, documents, engine, journal, parties, retention
from dsr.clock import now, today
from dsr.documents import Document
from dsr.errors import BadInput, Blocked, Changed, NotAllowed
from dsr.journal import REQUESTER, Actor, check_chain
from dsr.lifecycle import Who
from dsr.models import (
    BlindIndex,
    Case,
    CaseOnHold,
    Entry,
    HoldDigest,
    LegalHold,
    Sealed,
    holds,
)
from dsr.models.attachment import Purpose
from dsr.models.legal_hold import HoldScope
from dsr.models.sealed_value import SET_ASIDE
from tests.given import a_case, an_account, at, declined, drain, in_review
from tests.given_holds import hold_on, newest

pytestmark = pytest.mark.django_db

DUE = at("2028-04-01T00:00:00-07:00")


@pytest.fixture
def approver():
    account = an_account(Who.APPROVER)
    return Actor(Who.APPROVER, account.pk)


def ended(**changes):
    case = declined(in_review(**changes))
    drain()
    return Case.objects.get(pk=case.pk)


def names(case):
    return list(Entry.objects.filter(case=case, name__startswith="hold-").values_list("name", flat=True))


def test_a_hold_on_a_person_keeps_their_requests_past_their_period_and_no_others(frozen, approver):
    own, other = (
        ended(),
        ended(parties={"subject": {"name": "Bo"}, "requester": {"name": "Bo", "email": "bo@example.com"}}),
    )
    hold_on(approver)
    frozen(DUE)
    assert retention.forget_due_cases() == 1
    assert [Case.objects.get(pk=one.pk).state for one in (own, other)] == ["responded", "forgotten"]
    assert parties.reply_to(own)
    assert names(own) == ["hold-set"] and names(other) == []
    assert check_chain(Case.objects.get(pk=own.pk)).fault == ""


def test_past_its_day_it_stands_until_a_person_ends_it(frozen, approver):
    case, hold = ended(), hold_on(approver)
    frozen(DUE)
    assert [one.pk for one in retention.overdue_holds()] == [hold.pk]
    assert retention.forget_due_cases() == 0
    retention.end_hold(hold.pk, "Settled", approver, seen=newest(hold))
    drain()
    assert names(case) == ["hold-set", "hold-ended"]
    assert retention.overdue_holds() == []
    assert retention.forget_due_cases() == 1
    assert not Sealed.objects.filter(case=case).exists()


@pytest.mark.parametrize("person", [["Dana Whitlow"], ["  DANA@example.com "], ["nobody@example.com", "dana whitlow"]])
def test_a_person_is_found_by_any_way_that_was_typed_and_nothing_of_it_stands_in_clear(frozen, approver, person):
    case, hold = ended(), hold_on(approver, person=person)
    assert holds.is_kept(case.pk)
    assert [one.pk for one in retention.holds_of(case)] == [hold.pk]
    clear = " ".join(map(str, [*LegalHold.objects.values_list(), *HoldDigest.objects.values_list()])).lower()
    assert "dana" not in clear and "lee v." not in clear
    assert retention.hold_words(hold).why == "Lee v. Fernwood"


def test_a_request_that_comes_later_comes_under_the_hold(approver):
    hold = hold_on(approver)
    case = a_case()
    assert holds.is_kept(case.pk)
    assert names(case) == []
    drain()
    engine.run_daily_jobs()
    drain()
    assert names(case) == ["hold-set"]
    assert CaseOnHold.objects.get(case=case).hold == hold


def test_a_hold_on_a_case_or_a_period_keeps_these(frozen, approver):
    case = ended()
    hold = hold_on(approver, HoldScope.CASE, reference=case.reference)
    assert holds.is_kept(case.pk)
    retention.end_hold(hold.pk, "Over", approver, seen=newest(hold))
    assert not holds.is_kept(case.pk)
    day = case.received_at.date()
    hold_on(approver, HoldScope.PERIOD, since=day + timedelta(days=2), through=day + timedelta(days=3))
    assert not holds.is_kept(case.pk)
    hold_on(approver, HoldScope.PERIOD, since=day - timedelta(days=2), through=day + timedelta(days=2))
    assert holds.is_kept(case.pk)
    assert names(case) == ["hold-set", "hold-ended", "hold-set"]


def test_each_change_is_in_the_journal_with_who_made_it_and_why_is_sealed(approver):
    case, hold = a_case(), hold_on(approver)
    drain()
    retention.change_hold(hold.pk, today() + timedelta(days=200), "The court extended", approver, seen=newest(hold))
    drain()
    entries = Entry.objects.filter(case=case, name__startswith="hold-")
    assert [entry.account_id for entry in entries] == [approver.account_id] * 2
    assert (today() + timedelta(days=200)).isoformat() in entries[1].facts
    assert [retention.change_words(one) for one in hold.changes.all()] == ["Lee v. Fernwood", "The court extended"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"until": date(2020, 1, 1)}, "after today"),
        ({"until": date(2090, 1, 1)}, "months ahead"),
        ({"why": "  "}, "Write why"),
        ({"person": [" "]}, "email address"),
        ({"scope": HoldScope.CASE, "reference": "nothing"}, "no request"),
        ({"scope": HoldScope.PERIOD, "since": date(2026, 2, 1), "through": date(2026, 1, 1)}, "in this order"),
        ({"scope": HoldScope.RECIPIENT}, "Choose the recipient"),
    ],
)
def test_what_can_be_no_hold_is_refused_and_nothing_is_written(approver, changes, words):
    with pytest.raises(BadInput, match=words):
        hold_on(approver, **changes)
    assert not LegalHold.objects.exists()


def test_who_may_not_hold_and_who_saw_an_older_state_are_refused(approver):
    reviewer = Actor(Who.REVIEWER, an_account(Who.REVIEWER).pk)
    with pytest.raises(NotAllowed):
        hold_on(reviewer)
    hold = hold_on(approver)
    seen = newest(hold)
    retention.change_hold(hold.pk, today() + timedelta(days=9), "Later", approver, seen=seen)
    for late in (
        lambda: retention.end_hold(hold.pk, "Over", approver, seen=seen),
        lambda: retention.change_hold(hold.pk, today() + timedelta(days=5), "Over", approver, seen=seen),
    ):
        with pytest.raises(Changed):
            late()
    with pytest.raises(NotAllowed):
        retention.end_hold(hold.pk, "Over", reviewer, seen=newest(hold))


def test_what_has_served_is_set_aside_and_goes_when_the_last_hold_ends(approver):
    case = a_case()
    hold, other = hold_on(approver), hold_on(approver, HoldScope.CASE, reference=case.reference)
    journal.reseal(case.pk, "points", {"phone": "555"})
    journal.reseal(case.pk, "points", {"phone": "556"})
    assert journal.unseal_one(case.pk, "points")
    held = Sealed.objects.filter(case=case, name__startswith=SET_ASIDE)
    assert [row.name for row in held] == ["held:1:points", "held:2:points"]
    assert "held:1:points" not in parties.sealed_values(case) and "points" not in parties.sealed_values(case)
    retention.end_hold(hold.pk, "Over", approver, seen=newest(hold))
    drain()
    assert held.all().count() == 2
    retention.end_hold(other.pk, "Over", approver, seen=newest(other))
    drain()
    assert held.all().count() == 0


def test_a_case_that_is_corrected_stays_on_hold_under_its_earlier_name(approver):
    hold_on(approver)
    case = a_case()
    journal.reseal(case.pk, "requester", {"name": "Eve Lu", "email": "eve@example.com"})
    journal.reseal(case.pk, "subject", {"name": "Eve Lu"})
    assert not BlindIndex.objects.filter(digest__in=HoldDigest.objects.values("digest")).exists()
    assert holds.is_kept(case.pk)


@pytest.mark.parametrize("erase", [journal.forget, lambda pk: journal.thin(pk, [])])
def test_whoever_asks_nothing_first_is_refused_all_the_same(frozen, approver, erase):
    case = ended()
    hold_on(approver)
    frozen(DUE)
    before = Sealed.objects.filter(case=case).count()
    with pytest.raises(Blocked, match="litigation hold"):
        erase(case.pk)
    assert Sealed.objects.filter(case=case).count() == before


def test_a_tray_that_nobody_entered_waits_for_a_hold_that_may_cover_it(approver):
    from dsr.models import Bundle

    case = a_case()
    long_ago = now() - timedelta(days=400)
    tray = {"header": "", "business": case.business, "kind": "deletion", "account_id": approver.account_id}
    Bundle.objects.create(reference="A", submission="a", received_at=long_ago, entered_at=long_ago, **tray)
    hold = hold_on(approver)
    agents.forget_bundles()
    assert Bundle.objects.count() == 1
    retention.end_hold(hold.pk, "Over", approver, seen=newest(hold))
    agents.forget_bundles()
    assert Bundle.objects.count() == 0


def test_a_period_that_many_came_in_is_listed_and_told_some_at_a_time(approver, monkeypatch):
    monkeypatch.setattr(retention.held_cases, "_WALKED", 2)
    monkeypatch.setattr(retention.held_cases, "_NOTED", 2)
    cases = [a_case() for _number in range(5)]
    hold = hold_on(approver, HoldScope.PERIOD, since=today(), through=today())
    assert [names(case) for case in cases] == [["hold-set"]] * 5
    assert hold.cases.count() == 5


def test_whom_an_ended_hold_was_on_is_forgotten_when_any_record_is(frozen, approver):
    hold = hold_on(approver)
    retention.end_hold(hold.pk, "Over", approver, seen=newest(hold))
    assert not HoldDigest.objects.exists()
    frozen(at("2028-03-10T09:00:00-08:00"))
    assert retention.forget_holds() == 0
    frozen(at("2028-03-11T00:00:00-08:00"))
    assert (retention.forget_holds(), retention.forget_holds()) == (1, 0)
    hold.refresh_from_db()
    assert retention.hold_words(hold).person == [] and [retention.change_words(one) for one in hold.changes.all()] == [
        "",
        "",
    ]


def test_a_hold_finds_its_person_under_hashes_that_a_release_spells_otherwise(approver):
    hold = hold_on(approver)
    digests = {*HoldDigest.objects.values_list("digest", flat=True)}
    HoldDigest.objects.all().delete()
    retention.renew_digests()
    assert {*HoldDigest.objects.filter(hold=hold).values_list("digest", flat=True)} == digests


def test_proof_of_identity_that_is_checked_under_a_hold_stays_until_the_hold_ends(frozen, approver):
    case = a_case()
    document = Document(Purpose.IDENTITY, "application/pdf", "", "passport.pdf", b"%PDF-1.4 of nobody")
    (row,) = documents.attach(Case.objects.get(pk=case.pk), [document], REQUESTER)
    hold = hold_on(approver)
    documents.checked(row, approver, method=next(iter(documents.METHODS)))
    row.refresh_from_db()
    assert row.purged_at is None and documents.opened(row)[1] == document.content
    assert Entry.objects.filter(case=case, name="document-checked").exists()
    assert documents.due_to_purge() == [] and documents.purge(case.pk) is None
    retention.end_hold(hold.pk, "Over", approver, seen=newest(hold))
    documents.checked(row, approver, method=next(iter(documents.METHODS)))
    row.refresh_from_db()
    assert row.purged_at is not None
