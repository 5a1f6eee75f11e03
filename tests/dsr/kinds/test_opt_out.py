"""Opting out: granted at once, in effect at receipt, denied only for documented fraud, which lifts it again."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dsr import journal, recipients, review, suppression
from dsr.clock import now
from dsr.kinds import base
from dsr.models import Disclosure, Letter, Suppression
from dsr.models.case import Channel, Delivery
from tests import given
from tests.given_suppression import DANA
from tests.given_systems import NEWSLETTER, a_database, a_system

pytestmark = pytest.mark.django_db
BOTH = {"stops": "sale-sharing,direct-marketing"}


def opted_out(answers=None, **changes):
    fields = {
        "kind": "opt-out",
        "parties": {"requester": {"email": DANA}},
        "answers": BOTH if answers is None else answers,
        "came_to": None,
    }
    return given.a_case(**{**fields, **changes})


def fresh(case):
    case.refresh_from_db()
    return case


def test_nothing_is_proved_and_no_link_confirms():
    kind = base.get("opt-out")
    assert kind.proof is None and kind.letters.acknowledgement == "" and kind.intake.takes_signal
    assert {question.name for question in kind.questions} == {"stops", "email", "postal"}


def test_it_holds_before_any_worker_looks_at_it():
    case = opted_out()
    found = suppression.may_share(case.business_id, DANA)
    assert not found.may_share and found.since == case.received_at


def test_each_flag_stands_alone_and_silence_means_both():
    case = opted_out({"stops": "direct-marketing"})
    assert not suppression.is_opted_out(case.business_id, DANA)
    opted_out({}, parties={"requester": {"email": "robin@example.com"}})
    assert suppression.is_opted_out(case.business_id, "robin@example.com")


def test_the_law_gives_fifteen_business_days_and_no_more(frozen):
    frozen(datetime(2026, 3, 10, 18, tzinfo=UTC))
    case = opted_out()
    assert (case.due_safe, case.due_latest) == (date(2026, 3, 27), date(2026, 4, 1))
    assert base.get("opt-out").clocks.extend is None


def test_the_response_says_honored(server):
    case = opted_out()
    given.drain()
    assert (fresh(case).state, case.outcome) == ("responded", "OPTED_OUT_ALL")
    (letter,) = server.kept
    assert "Opt-Out Request Honored" in str(letter["Subject"]) and letter["To"] == DANA


def test_without_email_a_mailing_address_is_enough(frozen):
    requester = {"postal": "Dana Whitlow\n1 Elm Way\nFresno, CA 93701"}
    case = opted_out(
        actor=given.staff(), channel=Channel.PHONE, parties={"requester": requester}, delivery=Delivery.MAIL
    )
    assert set(Suppression.objects.values_list("field", "source")) == {("postal", "staff")}
    given.drain()
    assert Letter.objects.get(case=case).state == "to-mail"


def refused(case):
    given.drain()
    actor = given.staff()
    review.reopen(case.pk, actor, seen=fresh(case).entry_count, note="The sender is a known robot.")
    return review.decline(
        case.pk,
        actor,
        seen=fresh(case).entry_count,
        reasons=["O_FRAUD_DOCUMENTED"],
        reason="One machine sent 400 requests with addresses from a leak.",
    )


def test_documented_fraud_is_told_with_its_reason_and_lifts_what_was_stopped(server):
    case = opted_out()
    refused(case)
    given.drain()
    assert fresh(case).state == "responded"
    assert "400 requests" in server.kept[-1].get_body(("plain",)).get_content()
    assert suppression.may_share(case.business_id, DANA).may_share


def test_another_request_of_the_same_person_goes_on_holding_it(server):
    first = opted_out()
    second = opted_out()
    assert Suppression.objects.filter(case=second).count() == 0
    refused(first)
    given.drain()
    found = suppression.may_share(first.business_id, DANA)
    assert not found.may_share and found.since == fresh(second).received_at


def disclosed(business, key, **changes):
    """A disclosure that goes on, of direct marketing unless told otherwise."""
    fields = {"categories": ["i"], "period_start": date(2026, 1, 1), "from_version": 1, **changes}
    Disclosure.objects.create(business=business, key=f"now-{key}", recipient_key=key, **fields)


def test_who_got_information_before_every_system_had_it_is_listed_and_told(frozen):
    business = given.a_ledger(recipients=4)  # through 2025, which is over
    disclosed(business, "r1")
    disclosed(business, "r2", exclusion="D1A")
    disclosed(business, "r3", exclusion="D1A", ccpa_sold_or_shared=True)
    disclosed(business, "r4", period_start=date(2026, 3, 11))
    case = opted_out({"stops": "direct-marketing"}, business=business)
    (found,) = recipients.opt_out_recipients(case)
    assert (found.key, found.name) == ("r1", "Alder Catalog Company 1") and "Reno" in found.postal_address
    both = opted_out(business=business)
    assert [one.key for one in recipients.opt_out_recipients(both)] == ["r1", "r3"]
    recipients.record_notified(both, given.staff(), ["r1", "r3", "r9"])
    entry = both.entries.get(name="recipients-told")
    assert journal.facts_of(entry) == {"recipients": ["r1", "r3"]}
    assert recipients.opt_out_recipients(given.a_case(received_at=now() - timedelta(days=1))) == []


def test_a_refusal_after_it_took_effect_says_what_was_set_and_that_it_ends(server, tmp_path):
    a_system(url=a_database(tmp_path), name="Newsletter", mapping=NEWSLETTER, actions=["opt-out"], holds="Addresses")
    case = opted_out()
    refused(case)
    given.drain()
    said = server.kept[-1].get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert "The stop that came with this request ends now." in said
    assert "What we set in these places stays as it is:\n\n- Newsletter: Addresses" in said
    assert "do not act" not in said


def test_while_a_refusal_is_decided_anew_it_holds_as_at_receipt(server):
    case = opted_out()
    refused(case)
    given.drain()
    assert suppression.may_share(case.business_id, DANA).may_share
    case = fresh(case)
    review.reopen(case.pk, given.staff(), seen=case.entry_count, note="The documents were of another person.")
    found = suppression.may_share(case.business_id, DANA)
    assert not found.may_share and found.since == case.received_at
