"""More time: once, in writing, before the first day has passed, and never beyond the last."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dsr import engine, journal, letters, parties, verification
from dsr.errors import BadInput, Blocked, Changed, NotAllowed
from dsr.formats.references import spell
from dsr.journal import EntryName
from dsr.letters import ExtensionNoticeState, Fate, SendResult, outbox
from dsr.lifecycle import State, Who
from dsr.models import Case, Letter
from dsr.models.letter import LetterState
from tests import given
from tests.replacement import replace_everywhere

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

WHY = "Three systems of a reseller must be searched by hand."


def a_deletion():
    """Received on Tuesday 10 March 2026; it waits for proof."""
    return given.in_review(kind="deletion", answers={"ca_resident": "yes", "extent": "all"})


def extend(case, actor=None, reason=WHY):
    return letters.extend_deadline(case.pk, actor or given.staff(), seen=case.entry_count, reason=reason)


def test_the_letter_the_record_and_the_dates_are_one():
    case = a_deletion()
    first = case.due_safe
    assert (State(case.state), first) == (State.VERIFYING, date(2026, 4, 24))
    case = extend(case)
    assert (case.due_safe, State(case.state)) == (date(2026, 6, 8), State.VERIFYING)  # day 90
    entry = case.entries.get(name="extend")
    facts = journal.facts_of(entry)
    assert facts["clock"]["due_safe"] == "2026-06-08"
    assert facts["first_due"] == first.isoformat()
    assert WHY not in entry.facts
    assert parties.sealed_values(case)[f"words:{entry.number}"] == WHY
    letter = Letter.objects.get(pk=facts["letter"])
    text = letters.body_of(letter)["text"]
    assert WHY in text
    assert "June 8, 2026" in text
    assert not letter.is_response


def test_it_is_taken_once():
    case = extend(a_deletion())
    assert letters.offered_extension(case) is None
    with pytest.raises(Blocked, match="extended already"):
        extend(case)
    assert Letter.objects.filter(case=case, name__endswith="/extension").count() == 1


def test_the_last_day_is_the_first_date(frozen):
    case = a_deletion()
    frozen(datetime(2026, 4, 24, 20, tzinfo=UTC))
    assert letters.offered_extension(case).send_by == date(2026, 4, 24)
    frozen(datetime(2026, 4, 25, 20, tzinfo=UTC))
    assert letters.offered_extension(case) is None
    with pytest.raises(Blocked, match="too late"):
        extend(case)
    case.refresh_from_db()
    assert case.extended_at is None


def test_it_never_goes_beyond_day_90():
    case = a_deletion()
    offer = letters.offered_extension(case)
    assert offer.deadline.due_safe - case.received_at.date() == timedelta(days=90)


def test_a_reason_and_a_right_are_needed():
    case = a_deletion()
    with pytest.raises(BadInput, match="why more time"):
        extend(case, reason="  ")
    with pytest.raises(NotAllowed):
        extend(case, given.staff(Who.VIEWER))
    assert not Letter.objects.filter(case=case, name__endswith="/extension").exists()


def test_what_came_between_takes_all_of_it_back():
    case = a_deletion()
    journal.record(case.pk, journal.Line(EntryName.NOTE, {}, "Wait."), given.staff())
    with pytest.raises(Changed):
        extend(case)
    case.refresh_from_db()
    assert case.extended_at is None
    assert not Letter.objects.filter(case=case, name__endswith="/extension").exists()


def test_a_kind_without_more_time_says_so():
    case = given.in_review()
    assert letters.offered_extension(case) is None
    with pytest.raises(Blocked, match="no more time"):
        extend(case)


PAPER = {
    "delivery": "mail",
    "parties": {
        "subject": {"name": "Dana Whitlow"},
        "requester": {"name": "Dana Whitlow", "postal": "7 Sample Street\nFresno, CA 93701"},
    },
}
TOLD = "Notices of more time that are not out. Not out in time, the extension does not hold ({law}):".format(
    law="Cal. Code Regs. tit. 11, § 7021(b)"
)


def on_paper():
    return extend(given.in_review(kind="deletion", answers={"ca_resident": "yes", "extent": "all"}, **PAPER))


def daily(case):
    message = letters.compose_daily_email(given.an_account())
    told = message.body if message else ""
    assert (TOLD in told) == (f"{spell(case.reference)}  " in told.partition(TOLD)[2])
    return told.partition(TOLD)[2]


def mailed(case, letter, day):
    case.refresh_from_db()
    letters.record_mailed(case.pk, given.staff(), seen=case.entry_count, mailed_on=day, letter_id=letter.pk)
    return letters.extension_notice_of(case).stand


def test_a_notice_on_paper_is_told_until_it_is_mailed(frozen):
    case = on_paper()
    assert letters.extension_notice_of(case).stand is ExtensionNoticeState.TO_MAIL
    assert "print and mail it by April 24, 2026" in daily(case)
    letter = Letter.objects.get(case=case, name="deletion/extension")
    frozen(datetime(2026, 4, 24, 20, tzinfo=UTC))
    assert mailed(case, letter, date(2026, 4, 24)) is ExtensionNoticeState.OUT
    assert (letters.waiting_extension_notices(), daily(case)) == ([], "")


def test_a_notice_that_is_not_out_in_time_makes_no_extension(frozen):
    case = on_paper()
    frozen(datetime(2026, 4, 25, 20, tzinfo=UTC))
    assert letters.extension_notice_of(case).stand is ExtensionNoticeState.LOST
    assert "it had to be out by April 24, 2026: the extension does not hold, respond now" in daily(case)
    letter = Letter.objects.get(case=case, name="deletion/extension")
    assert mailed(case, letter, date(2026, 4, 25)) is ExtensionNoticeState.LOST
    assert letters.renewed_notice(case) is None


def test_a_notice_under_way_or_out_by_email_is_not_told(frozen):
    case = extend(a_deletion())
    assert (
        letters.extension_notice_of(case).stand is ExtensionNoticeState.UNDER_WAY
        and letters.waiting_extension_notices() == []
    )
    given.drain()
    assert letters.extension_notice_of(case).stand is ExtensionNoticeState.OUT
    frozen(datetime(2026, 4, 25, 20, tzinfo=UTC))
    assert letters.extension_notice_of(case).stand is ExtensionNoticeState.OUT


def test_a_refused_notice_is_shown_and_goes_to_the_corrected_address(frozen, monkeypatch):
    case = extend(a_deletion())
    with monkeypatch.context() as refusing:
        replace_everywhere(refusing, outbox.submit_message, lambda _message: SendResult(Fate.REFUSED, "550"))
        given.drain()
    case.refresh_from_db()
    assert (case.stuck, letters.extension_notice_of(case).stand) == ("extension-refused", ExtensionNoticeState.REFUSED)
    assert "the address refused it: correct the address, it must be out by April 24, 2026" in daily(case)
    letters.correct_address(
        case.pk, given.staff(), seen=case.entry_count, delivery="email", address="dana.whitlow@example.com"
    )
    given.drain()
    case.refresh_from_db()
    renewed = Letter.objects.filter(case=case, name="deletion/extension").last()
    assert (case.stuck, letters.extension_notice_of(case).stand, renewed.state) == (
        "",
        ExtensionNoticeState.OUT,
        LetterState.ACCEPTED,
    )
    body = letters.body_of(renewed)
    assert body["to"] == "dana.whitlow@example.com" and WHY in body["text"] and "June 8, 2026" in body["text"]
    engine.advance(case.pk)
    assert Letter.objects.filter(case=case, name="deletion/extension").count() == 2


def test_a_refused_acknowledgement_is_no_refused_notice(monkeypatch):
    replace_everywhere(monkeypatch, outbox.submit_message, lambda _message: SendResult(Fate.REFUSED, "550"))
    case = a_deletion()
    assert (case.stuck, letters.extension_notice_of(case)) == ("letter-refused", None)


@pytest.fixture
def waits(settings):
    settings.DECISION_WAIT = timedelta(minutes=10)


def test_a_notice_waits_leaves_on_its_time_and_is_then_not_taken_back(waits, frozen):
    case = extend(a_deletion())
    letter = Letter.objects.get(name="deletion/extension")
    given.drain()
    letter.refresh_from_db()
    assert (letter.state, letters.waiting_notices([case.pk])) == ("waits", {case.pk: letter.leaves_at})
    assert letters.extension_notice_of(case).stand is ExtensionNoticeState.UNDER_WAY
    frozen(letter.leaves_at)
    given.drain()
    letter.refresh_from_db()
    assert letter.state == "accepted"
    for press in (letters.take_back_extension, letters.send_extension_now):
        with pytest.raises(Changed):
            press(case.pk, given.staff(), seen=Case.objects.get(pk=case.pk).entry_count)


def test_taken_back_the_dates_are_those_of_before_and_the_journal_holds(waits):
    case = a_deletion()
    before = (case.due_safe, case.due_latest, case.send_by)
    case = letters.take_back_extension(case.pk, given.staff(), seen=extend(case).entry_count)
    assert (case.due_safe, case.due_latest, case.send_by) == before and case.extended_at is None
    assert [one for one in journal.verify_chain() if one.fault] == []
    with pytest.raises(NotAllowed):
        letters.take_back_extension(case.pk, given.staff(Who.VIEWER))
    assert letters.offered_extension(case) is not None


def test_a_proof_that_waits_takes_part_in_the_time_once_its_notice_is_out(waits):
    case = extend(a_deletion())
    assert verification.follow_more_time() == 0
    letters.send_extension_now(case.pk, given.staff(), seen=case.entry_count)
    assert verification.follow_more_time() == 0, "without its notice nobody has the time"
    given.drain()
    assert verification.follow_more_time() == 1


def test_a_notice_on_paper_is_no_letter_to_mail_before_its_time(waits):
    party = {"name": "Dana Whitlow", "postal": "12 Sample Street\nOakland, CA 94607"}
    parties_ = {"subject": {"name": "Dana Whitlow"}, "requester": party}
    answers = {"ca_resident": "yes", "extent": "all"}
    case = extend(given.in_review(kind="deletion", answers=answers, parties=parties_, delivery="mail"))
    states = Letter.objects.filter(case=case, name__endswith="/extension").values_list("state", flat=True)
    assert [*states] == ["waits"]
    letters.send_extension_now(case.pk, given.staff(), seen=case.entry_count)
    assert [*states.all()] == ["to-mail"]


def test_what_changed_meanwhile_takes_it_back_and_a_person_sees_it(waits, frozen):
    """The new address gets no notice that was written for another; the dates are not longer without one."""
    case = a_deletion()
    first = case.due_safe
    case = extend(case)
    journal.reseal(case.pk, "requester", {"name": "Dana Whitlow", "email": "dana.reyes@example.com"})
    frozen(case.entered_at + timedelta(minutes=11))
    given.drain()
    case.refresh_from_db()
    assert (case.due_safe, case.extended_at, case.stuck) == (first, None, "extension-outdated")
    assert Letter.objects.get(name="deletion/extension").state == "taken-back"


def test_who_is_answered_meanwhile_is_told_of_no_more_time(waits, frozen):
    case = extend(a_deletion())
    Case.objects.filter(pk=case.pk).update(state="responded")
    frozen(case.entered_at + timedelta(minutes=11))
    given.drain()
    assert Letter.objects.get(name="deletion/extension").state == "taken-back"
