"""A litigation hold on a recipient keeps what names it: requests, and a draft of the ledger."""

from datetime import UTC, date, datetime

import pytest

from dsr import disclosures, retention
from dsr.clock import now
from dsr.errors import Blocked
from dsr.journal import Actor
from dsr.lifecycle import Who
from dsr.models import Case, Compilation, LedgerVersion, Recipient, ThirdPartyNotice, holds
from dsr.models.legal_hold import HoldScope
from dsr.retention import held_cases
from tests.given import a_case, a_ledger, an_account, drain
from tests.given_holds import hold_on, newest

pytestmark = pytest.mark.django_db


@pytest.fixture
def approver():
    return Actor(Who.APPROVER, an_account(Who.APPROVER).pk)


@pytest.fixture
def recipient():
    return Recipient.objects.get(business=a_ledger(), key="r1")


def test_a_hold_on_a_recipient_keeps_each_request_whose_report_or_notice_names_it(approver, recipient):
    business = recipient.business
    reported, told, other = (a_case(business=business) for _number in range(3))
    key = {"report": "shine-the-light", "year": 2025, "ledger_version": 1, "mode": "list", "language": "en"}
    report = Compilation.objects.create(business=business, format_version=1, wanted_at=now(), **key)
    Case.objects.filter(pk=reported.pk).update(compilation=report, year=2025)
    Case.objects.filter(pk=other.pk).update(compilation=report, year=1999)
    notice = {"what": "delete", "recipient_key": "r1", "name": "Alder", "how": "mail", "message_id": "m1"}
    ThirdPartyNotice.objects.create(case=told, made_at=now(), **notice)
    hold = hold_on(approver, HoldScope.RECIPIENT, recipient=recipient)
    assert [holds.is_kept(case.pk) for case in (reported, told, other)] == [True, True, False]
    assert {row.case_id for row in hold.cases.all()} == {reported.pk, told.pk}


def test_a_draft_that_names_a_recipient_on_hold_is_not_thrown_away(approver, recipient):
    hold = hold_on(approver, HoldScope.RECIPIENT, recipient=recipient)
    draft = LedgerVersion.objects.create(business=recipient.business, number=2, started_at=now())
    Recipient.objects.filter(pk=recipient.pk).update(until_version=2)
    Recipient.objects.create(business=recipient.business, key="r1", name="Alder anew", from_version=2)
    with pytest.raises(Blocked, match="keeps what the disclosures say of “r1”"):
        disclosures.discard_draft(draft)
    assert Recipient.objects.filter(from_version=2).exists()
    retention.end_hold(hold.pk, "Over", approver, seen=newest(hold))
    disclosures.discard_draft(draft)
    assert not Recipient.objects.filter(from_version=2).exists()


def test_each_day_a_walk_in_many_pieces_reaches_the_last_request(approver, recipient, frozen, monkeypatch):
    cases = [a_case(business=recipient.business) for _number in range(2)]
    monkeypatch.setattr(held_cases, "_WALKED", cases[-1].pk - 1)  # two pieces
    hold = hold_on(approver, HoldScope.RECIPIENT, recipient=recipient)
    for number in (11, 12):
        frozen(datetime(2026, 3, number, 20, tzinfo=UTC))
        if number == 12:
            notice = {"what": "delete", "recipient_key": "r1", "name": "Alder", "how": "mail", "message_id": "m1"}
            ThirdPartyNotice.objects.create(case=cases[-1], made_at=now(), **notice)
        retention.plan_holds()
        drain()
    assert [row.case_id for row in hold.cases.all()] == [cases[-1].pk]
    hold.refresh_from_db()
    assert (hold.walked_on, hold.listed_to) == (date(2026, 3, 12), cases[-1].pk)
