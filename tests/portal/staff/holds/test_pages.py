"""Litigation holds at the desk: set, shown, changed and ended by those who may, each on record."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from dsr import retention
from dsr.clock import today
from dsr.formats import references
from dsr.lifecycle import Who
from dsr.models import AccessEntry, LegalHold
from tests import given
from tests.portal.staff.desk import fresh, page

pytestmark = pytest.mark.django_db
HOLDS = "/desk/holds/"


def confirm(client):
    cache.clear()
    client.post("/accounts/reauthenticate/", {"password": given.PASSWORD, "next": HOLDS})
    return client


@pytest.fixture
def approver(browse):
    return confirm(browse(Who.APPROVER))


def typed(**changes):
    day = today() + timedelta(days=30)
    return {"person": "dana@example.com\nDana Whitlow", "until": day.isoformat(), "why": "Lee v. Fernwood", **changes}


def text(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def test_a_hold_is_set_shown_at_its_request_and_ended(approver, case):
    shown = text(approver.post(f"{HOLDS}new/person/", typed(), follow=True))
    hold = LegalHold.objects.get()
    assert "dana@example.com, Dana Whitlow" in shown and "Lee v. Fernwood" in shown and "The hold stands" in shown
    assert references.spell(case.reference) in shown
    given.drain()
    told = page(approver, fresh(case))
    assert f"litigation hold {references.spell(hold.reference)}" in told
    assert "A litigation hold keeps it: nothing of it is erased here" in told
    change = f"{HOLDS}{hold.pk}/change/"
    newest = hold.changes.last().pk
    assert text(approver.post(change, {"seen": newest, "what": "keep", "why": "On"}), 422).count("Enter the day.") == 2
    later = (today() + timedelta(days=60)).isoformat()
    assert approver.post(change, {"seen": newest, "what": "keep", "why": "On", "until": later}).status_code == 302
    refused = text(approver.post(change, {"seen": newest, "what": "end", "why": "Settled last week"}), 422)
    assert "Somebody changed or ended this hold" in refused and "Settled last week" in refused
    assert approver.post(change, {"seen": newest + 1, "what": "end", "why": "Settled"}).status_code == 302
    assert approver.get(change).status_code == 404
    late = text(approver.post(change, {"seen": newest + 1, "what": "end", "why": "Judge Lee said so"}), 422)
    assert "Somebody changed or ended this hold" in late and "Judge Lee said so" in late
    ended = text(approver.get(f"{HOLDS}{hold.pk}/"))
    assert "It ended on" in ended and "Settled" in ended
    given.drain()
    assert "Nothing of this request is erased here" not in page(approver, fresh(case))
    names = AccessEntry.objects.filter(name__contains="legal-hold-").order_by("pk")
    assert [(one.name, one.account, one.reference) for one in names] == [
        (name, approver.account, hold.reference)
        for name in ("legal-hold-set", "legal-hold-changed", "legal-hold-ended")
    ]


@pytest.mark.parametrize(
    ("scope", "fields", "words"),
    [
        ("person", {"person": " \n "}, "Enter at least one."),
        ("case", {"reference": "8F5Y-KQVS-9ZE"}, "no request with this reference"),
        ("period", {"since": "2026-03-02", "through": "2026-03-01"}, "in this order"),
        ("period", {"through": "9999-12-31"}, "1900 to 2999"),
        ("recipient", {"recipient": "Nobody Inc."}, "know no recipient"),
        ("case", {"until": "2001-01-01"}, "Give a day after today"),
        ("case", {"why": ""}, "Write why."),
    ],
)
def test_what_is_wrong_comes_again_with_what_was_typed(approver, case, scope, fields, words):
    sent = typed(reference=references.spell(case.reference), recipient="r1", since="2026-01-01", through="2026-01-31")
    shown = text(approver.post(f"{HOLDS}new/{scope}/", {**sent, **fields}), 422)
    assert words in shown and ("Lee v. Fernwood" in shown or "why" in fields)
    assert not LegalHold.objects.exists()


def test_a_hold_on_a_recipient_keeps_what_names_it(approver, case):
    given.declined(case)
    assert approver.post(f"{HOLDS}new/recipient/", typed(recipient="Alder Catalog Company 1")).status_code == 302
    assert LegalHold.objects.get().recipient_key == "r1"
    assert "Recipient: Alder Catalog Company 1" in text(approver.get(HOLDS))


def test_who_only_reads_sees_that_there_is_a_hold_and_not_on_whom_or_why(approver, case, browse):
    approver.post(f"{HOLDS}new/person/", typed())
    address = f"{HOLDS}{LegalHold.objects.get().pk}/"
    for role, may_read in ((Who.VIEWER, False), (Who.REVIEWER, False), (Who.AUDITOR, True)):
        client = browse(role)
        shown = text(client.get(HOLDS)) + text(client.get(address))
        assert ("dana@example.com" in shown, "Lee v." in shown) == (may_read, may_read), role
        assert "new/person/" not in shown and "change/" not in shown
        assert client.get(f"{HOLDS}new/person/").status_code == 403
        assert client.post(f"{address}change/", {}).status_code == 403


def test_who_did_not_show_who_they_are_is_asked_first(browse, case):
    client = browse(Who.APPROVER)
    cache.clear()
    assert "/accounts/reauthenticate/" in client.post(f"{HOLDS}new/person/", typed())["Location"]
    assert not LegalHold.objects.exists()


def test_past_its_day_it_stands_on_the_queue_of_those_who_may_end_it(approver, browse, case, frozen):
    approver.post(f"{HOLDS}new/case/", typed(reference=case.reference))
    hold = LegalHold.objects.get()
    LegalHold.objects.update(until=today() - timedelta(days=1))
    assert "The day of a litigation hold" in text(approver.get("/desk/"))
    assert "The day of a litigation hold" not in text(browse(Who.REVIEWER).get("/desk/"))
    assert "is past. It stands until somebody ends it" in text(approver.get(f"{HOLDS}{hold.pk}/"))
    assert retention.overdue_holds() == [hold]


def test_lists_cost_the_same_however_many_there_are(approver, case, django_assert_num_queries):
    approver.post(f"{HOLDS}new/case/", typed(reference=case.reference))
    approver.get(HOLDS)
    with django_assert_num_queries(6):
        approver.get(HOLDS)
    for _more in range(3):
        approver.post(f"{HOLDS}new/case/", typed(reference=case.reference))
    with django_assert_num_queries(6):
        approver.get(HOLDS)


def test_the_page_of_an_ended_request_says_until_when_it_is_kept_and_why(approver, case):
    given.declined(case)
    given.drain()
    shown = page(approver, fresh(case))
    assert "Record kept until" in shown and "§ 7101(a)" in shown and "Also kept by" not in shown
    approver.post(f"{HOLDS}new/case/", typed(reference=case.reference))
    assert "a litigation hold, until somebody ends it" in page(approver, fresh(case))
