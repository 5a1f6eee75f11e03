"""A complaint: acknowledged, answered in own words, and no request that hides in it is lost."""

from datetime import UTC, date, datetime

import pytest

from dsr import journal, parties, review, suppression, verification
from dsr.errors import BadInput, Changed, NotAllowed
from dsr.kinds import base
from dsr.lifecycle import Who
from dsr.models import Business, Case, Verification
from dsr.models.case import Channel, Delivery
from tests import given

pytestmark = pytest.mark.django_db
TEXT = "You keep selling my address. Stop sending me mail and delete what you have about me."
DANA = "dana@example.com"


@pytest.fixture(autouse=True)
def business(db):
    made = given.a_business()
    Business.objects.update(is_ccpa_business=True)
    return made


def complained(**changes):
    return given.in_review(**{"kind": "complaint", "answers": {}, "sealed": {"text": TEXT}, **changes})


def fresh(case):
    return Case.objects.get(pk=case.pk)


def opened(case, *kinds, actor=None, seen=None):
    at = fresh(case).entry_count if seen is None else seen
    return review.open_embedded_requests(case.pk, actor or given.staff(), kinds, seen=at)


def test_it_is_acknowledged_at_once_and_the_law_s_ten_days_are_shown(server, frozen):
    frozen(datetime(2026, 3, 10, 18, tzinfo=UTC))
    case = complained()
    assert (case.due_safe, case.due_latest) == (date(2026, 4, 9), date(2026, 4, 9))
    facts = journal.facts_of(case.entries.get(name="receive"))
    assert facts["acknowledge_by"]["due_safe"] == "2026-03-21"
    assert "7021(a)" in str(facts["acknowledge_by"])
    said = server.kept[0].get_body(("plain",)).get_content()
    assert "A person reads it and answers you." in said and "April 9, 2026" in said


def test_it_is_answered_in_the_words_of_who_answers(server):
    case = complained()
    with pytest.raises(BadInput, match="Write the answer"):
        review.approve(case.pk, given.staff(), review.Approval("COMPLAINT_ANSWERED"), seen=case.entry_count)
    case = review.record_text_read(case.pk, given.staff(), seen=case.entry_count)
    review.approve(
        case.pk,
        given.staff(),
        review.Approval("COMPLAINT_ANSWERED", reason="We are sorry. We stopped."),
        seen=case.entry_count,
    )
    given.drain()
    assert (fresh(case).state, fresh(case).outcome) == ("responded", "COMPLAINT_ANSWERED")
    said = server.kept[-1].get_body(("plain",)).get_content()
    assert "We are sorry. We stopped." in said and "a request of its own" not in said
    assert "Privacy Protection Agency" in said


def test_each_hidden_request_has_its_own_clock_from_the_day_the_message_came(frozen, server):
    received = datetime(2026, 3, 2, 18, tzinfo=UTC)
    case = complained(actor=given.staff(), channel=Channel.EMAIL, came_to=None, received_at=received)
    deletion, stop = opened(case, "deletion", "unsubscribe")
    assert (deletion.kind, deletion.received_at, deletion.due_safe) == ("deletion", received, date(2026, 4, 16))
    assert (stop.kind, stop.due_safe) == ("unsubscribe", date(2026, 3, 4))
    for one in (deletion, stop):
        assert (one.opened_by, one.channel, one.brand) == (case, "email", case.brand)
        assert journal.facts_of(one.entries.get(name="receive"))["opened_by"] == case.reference
        assert parties.sealed_values(one)["requester"] == parties.sealed_values(case)["requester"]
        assert "text" not in parties.sealed_values(one)  # the complaint stays where it is
        assert one.data_key != case.data_key
    assert suppression.is_mail_suppressed(case.business_id, DANA)
    assert journal.facts_of(case.entries.get(name="requests-opened"))["kinds"] == ["deletion", "unsubscribe"]
    assert [one.fault for one in journal.verify_chain()] == [""] * 3
    seen = review.record_text_read(case.pk, given.staff(), seen=fresh(case).entry_count).entry_count
    review.approve(case.pk, given.staff(), review.Approval("COMPLAINT_ANSWERED", reason="Done."), seen=seen)
    given.drain()
    said = next(mail for mail in reversed(server.kept) if "Our answer" in str(mail["Subject"]))
    text = said.get_body(("plain",)).get_content()
    assert f"Delete my personal information: {deletion.reference[:4]}" in text
    assert f"Stop our commercial email: {stop.reference[:4]}" in text


def test_what_hides_in_it_is_proved_by_itself_and_the_complaint_by_nothing(server):
    case = complained()
    (deletion,) = opened(case, "deletion")
    given.drain()
    assert fresh(deletion).state == "verifying"
    assert Verification.objects.get().case == deletion
    assert verification.cases_served(deletion) == [deletion]
    letter = next(mail for mail in server.kept if "/prove/" in mail.get_body(("plain",)).get_content())
    assert "came together with this one" not in letter.get_body(("plain",)).get_content()


def test_each_kind_is_opened_once_however_often_it_is_pressed():
    case = complained()
    first = opened(case, "deletion")
    assert opened(case, "deletion", "deletion") == first
    assert Case.objects.count() == 2


def test_what_cannot_be_opened_is_said_and_nothing_is(business):
    case = complained(
        parties={"subject": {"name": "Dana Whitlow"}, "requester": {"postal": "A\nB", "name": "Dana"}},
        delivery=Delivery.MAIL,
    )
    for kind, words in (
        ("unsubscribe", "lacks: Email address"),
        ("child", "cannot be opened"),
        ("complaint", "cannot be opened"),
        ("nonsense", "no kind"),
    ):
        with pytest.raises(BadInput, match=words):
            opened(case, "deletion", kind)
    with pytest.raises(BadInput, match="Choose"):
        opened(case)
    with pytest.raises(NotAllowed):
        opened(case, "deletion", actor=given.staff(Who.VIEWER))
    Business.objects.update(is_ccpa_business=False)
    with pytest.raises(BadInput, match="cannot be opened"):
        opened(case, "deletion")
    with pytest.raises(BadInput, match="of this kind"):
        opened(given.in_review(), "deletion")
    assert Case.objects.filter(kind="deletion").count() == 0


def test_who_opens_sees_what_a_colleague_did():
    case = complained()
    seen = case.entry_count
    opened(case, "deletion")
    with pytest.raises(Changed):
        opened(case, "opt-out", seen=seen)
    assert not Case.objects.filter(kind="opt-out").exists()


def test_the_text_is_sealed_and_clues_are_words_of_the_kinds():
    case = complained()
    assert TEXT not in str(case.answers)
    assert "delete" in base.get("deletion").intake.clues
