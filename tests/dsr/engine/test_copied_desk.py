"""A restored copy: released by a person; nothing that may have gone out after the backup goes out a second time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction

from dsr import engine, installation, letters, sealing, suppression
from dsr.clock import PACIFIC, now, today
from dsr.errors import BadInput, Blocked, NotAllowed
from dsr.lifecycle import State, Who
from dsr.models import AccessEntry, Bundle, Bundled, CopiedCase, DueWork, Installation, Letter, Suppression, System
from dsr.models.due_work import WorkName
from dsr.models.letter import LetterState
from dsr.reasons import Reason
from tests import given
from tests.given_copies import a_copied_case, restored

pytestmark = pytest.mark.django_db


@pytest.fixture
def copy(frozen):
    """A copy of a desk, made a moment after it took a request that it had not acknowledged yet."""
    return a_copied_case()


@pytest.fixture
def administrator(db):
    return given.staff(Who.ADMINISTRATOR)


def test_after_the_release_what_was_there_before_waits_and_what_is_new_goes(copy, administrator):
    assert given.drain() == 0 and mail.outbox == []
    newer = given.a_case()
    assert engine.release(administrator) == 1
    given.drain()
    assert [message.to for message in mail.outbox] == [["dana@example.com"]]
    (left,) = CopiedCase.objects.all()
    assert left.case == copy != newer
    ((row,), count) = engine.waiting()
    assert (row.case, [one.name for one in row.letters], count) == (copy, ["shine-the-light/acknowledgement"], 1)
    engine.sweep()
    assert len(mail.outbox) == 1
    assert engine.let_go_on([copy.pk], administrator) == 1
    given.drain()
    assert len(mail.outbox) == 2
    assert copy.entries.filter(name="copy-goes-on").count() == 1


def test_a_letter_that_the_log_names_is_recorded_and_never_sent_again(copy, administrator):
    engine.release(administrator)
    given.drain()
    letter = Letter.objects.get()
    log = ["nothing", f"2026-03-10 postfix: message-id={letter.message_id} status=sent", "<abc@elsewhere.example>"]
    assert (engine.note_gone(log), engine.note_gone(log)) == (1, 0)
    assert engine.settle_gone_letters() == 1 and mail.outbox == []
    letter.refresh_from_db()
    assert (letter.state, letter.answer_code) == (LetterState.ACCEPTED, "gone")
    copy.refresh_from_db()
    assert copy.state == State.REVIEW and CopiedCase.objects.exists()
    given.drain()
    assert engine.settle_gone_letters() == 0 and mail.outbox == []


def test_the_log_may_be_read_before_the_letter_is_written_anew(copy, administrator):
    key = f"acknowledgement:{copy.pk}:{copy.entry_count}"
    message_id = f"<{sealing.blind_index('letter', key)[:32]}@fernwood.example>"
    with pytest.raises(BadInput, match="no day since the backup"):
        engine.note_gone([message_id])
    engine.note_gone([message_id], today())
    engine.release(administrator)
    given.drain()
    assert Letter.objects.get().message_id == message_id
    engine.sweep()
    assert mail.outbox == [] and Letter.objects.get().state == LetterState.ACCEPTED


def test_a_person_may_say_that_letters_went_out(copy, administrator):
    engine.release(administrator)
    given.drain()
    assert engine.note_gone_of([copy.pk], today()) == 1 and engine.settle_gone_letters() == 1
    assert mail.outbox == [] and Letter.objects.get().state == LetterState.ACCEPTED


def test_a_day_before_the_backup_or_after_now_is_refused(copy):
    for wrong in (today() - timedelta(days=1), today() + timedelta(days=1)):
        with pytest.raises(BadInput, match="the day of the backup"):
            engine.note_gone_of([copy.pk], wrong)


@pytest.mark.parametrize("stamp", ["2026-04-21T06:30:00+00:00", "2026-04-20 09:30:00", "Apr 20 09:30:00", ""])
def test_more_time_whose_notice_went_out_in_time_counts_whenever_that_is_said(frozen, administrator, stamp):
    case = given.in_review(kind="deletion", answers={"ca_resident": "yes", "extent": "all"})
    frozen(datetime(2026, 4, 20, 15, tzinfo=UTC))
    case = letters.extend_deadline(case.pk, given.staff(), seen=case.entry_count, reason="Two archives are read.")
    longer, notice = case.due_safe, Letter.objects.get(case=case, name="deletion/extension")
    restored()
    engine.release(administrator)
    frozen(datetime(2026, 4, 28, 15, tzinfo=UTC))  # past the first day
    engine.run_daily_jobs()
    engine.note_gone([f"{stamp} {notice.message_id}"], None if stamp else date(2026, 4, 20))
    assert engine.settle_gone_letters() == 1
    notice.refresh_from_db()
    case.refresh_from_db()
    assert notice.accepted_at.astimezone(PACIFIC).date() == date(2026, 4, 20)
    assert case.due_safe == longer


def test_a_response_that_went_out_counts_from_its_day(frozen, administrator):
    given.a_ledger()
    case = given.approved(given.in_review())
    engine.advance(case.pk)
    letter = Letter.objects.get(case=case, is_response=True)
    restored()
    engine.release(administrator)
    said = today()
    frozen(now() + timedelta(days=60))
    assert engine.note_gone_of([case.pk], said) == 1 and engine.settle_gone_letters() == 1
    case.refresh_from_db()
    letter.refresh_from_db()
    assert case.state == State.RESPONDED and letter.accepted_at == case.responded_at
    assert case.responded_at.astimezone(PACIFIC).date() == said


def test_paper_waits_while_held_and_until_its_request_goes_on(frozen, administrator):
    party = {"name": "Dana Whitlow", "postal": "9 Elm Court\nChico, CA 95926"}
    case = given.in_review(delivery="mail", parties={"subject": {"name": "Dana Whitlow"}, "requester": party})
    letter = Letter.objects.get(case=case)
    told = {"business": case.business, "kind": case.kind, "account_id": administrator.account_id, "entered_at": now()}
    bundle = Bundle.objects.create(reference="BCDFGHJKMNP", received_at=now(), header="", submission="s", **told)
    Bundled.objects.create(bundle=bundle, case=case, number=1)
    about_bundle = Letter.objects.create(
        **{"case": None, "bundle": bundle, "state": LetterState.TO_MAIL, "delivery": "mail"},
        **{"name": "bundle/answer", "key": "b", "is_response": False, "language": "en"},
        **{"message_id": "<b@fernwood.example>", "written_at": letter.written_at},
    )
    assert letters.letters_to_mail(9) == [letter, about_bundle]
    restored()

    def record():
        by = given.staff()
        letters.record_mailed(case.pk, by, seen=0, mailed_on=today(), letter_id=letter.pk)

    for step in (lambda: None, lambda: engine.release(administrator)):
        step()
        assert letters.letters_to_mail(9) == [] and letters.count_copied_paper() == 2
        with pytest.raises(Blocked, match="may have been mailed before"):
            record()
        with pytest.raises(Blocked, match="may have been mailed before"):
            letters.record_bundle_letter_mailed(about_bundle.pk, given.staff(), today())
    engine.let_go_on([case.pk], administrator)
    assert letters.letters_to_mail(9) == [letter, about_bundle] and letters.count_copied_paper() == 0
    record()
    letter.refresh_from_db()
    assert letter.state == LetterState.MAILED


def test_it_is_released_once_and_only_when_deletions_were_replayed(copy, administrator, capsys):
    system = System.objects.create(business=copy.business, name="Shop", way="sql", owner_name="Ira Lund")
    with pytest.raises(Blocked, match="Fernwood"):
        engine.release(administrator)
    with transaction.atomic():  # a person may say that there is nothing to replay
        assert engine.release(administrator, without_replay=True) == 1
        assert AccessEntry.objects.get(name="copy-released").facts == {"deletions": "deletions not replayed"}
        call_command("restored_copy")
        assert "replayed first" not in capsys.readouterr().out
        transaction.set_rollback(True)
    installation.note_replay(copy.business_id)
    assert engine.not_replayed() == []
    assert engine.release(administrator) == 1
    row = Installation.objects.get()
    assert row.released_by_id == administrator.account_id and row.held_since is None and system.pk
    with pytest.raises(NotAllowed):
        engine.release(administrator)


def test_programs_read_the_whole_list_once_more(copy, administrator):
    newest = suppression.newest_feed_number(copy.business_id)
    for number in (1, 2):
        row = {"business": copy.business, "purpose": "mail", "digest": f"{number}" * 64, "since": copy.received_at}
        Suppression.objects.create(**row, change=newest + number)
    read_elsewhere = newest + 50  # by a program, from the desk that this is a copy of
    engine.release(administrator)
    assert [row.digest[0] for row in suppression.feed_after(copy.business_id, read_elsewhere, 10)] == ["1", "2"]


def test_what_belongs_to_no_request_is_over_or_given_to_a_person(copy, administrator):
    for name in (WorkName.DIGEST, WorkName.EVENT, WorkName.COMPILE):
        DueWork.objects.create(name=name, target=1, key=name, not_before=copy.received_at, added_at=copy.received_at)
    engine.release(administrator)
    digest, event, compilation = (DueWork.objects.get(key=name) for name in ("digest", "event", "compile"))
    assert digest.done_at and digest.reason == Reason.COPIED
    assert event.given_up_at and event.reason == Reason.COPIED and not event.done_at
    assert not compilation.done_at and not compilation.given_up_at


def test_the_command_tells_lists_and_releases(copy, capsys):
    email = given.an_account(Who.ADMINISTRATOR).email
    call_command("restored_copy")
    said = capsys.readouterr().out
    assert "restored copy" in said and "1 requests" in said
    for asked in ({"release": True}, {"release": True, "by": "nobody@example.com"}):
        with pytest.raises(CommandError, match="--by"):
            call_command("restored_copy", **asked)
    call_command("restored_copy", release=True, by=email)
    given.drain()
    with pytest.raises(CommandError, match="no references"):
        call_command("restored_copy", go_on=["nonsense"], by=email)
    call_command("restored_copy", go_on=["all"], by=email)
    given.drain()
    assert len(mail.outbox) == 1
    call_command("restored_copy", hold=True)
    assert installation.is_held()
