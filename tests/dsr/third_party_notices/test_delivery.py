"""Sending, answering, reminding, chasing: each once, and every failure is shown without holding the request up."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from dsr import clock, engine, fulfilment, journal, letters, sealing, third_party_notices, webhooks
from dsr.corrections import ItemDecision
from dsr.errors import BadInput, Changed, NotAllowed
from dsr.letters import Fate, SendResult
from dsr.lifecycle import State
from dsr.models import Case, DueWork, Item, ThirdPartyNotice
from dsr.models.third_party_notice import ThirdPartyNoticeState, What
from dsr.third_party_notices import delivery
from tests import given
from tests.dsr.third_party_notices.test_notice_plan import a_deletion_done, a_deletion_working
from tests.given_corrections import a_correction, a_shop, decided
from tests.given_systems import DANA, a_database, a_deletion, an_owner, granted
from tests.given_third_party_notices import CEDAR, a_provider, by_webhook, mails_to, token_for
from tests.given_webhooks import SECRET, posted
from tests.receivers import BROKEN, LATER, Said, always, receiving, told
from tests.replacement import replace_everywhere

pytestmark = pytest.mark.django_db(transaction=True)
WRONG_HEALTH = {"field": "health", "says": "", "should": "No allergy", "why": ""}
DENY_HEALTH = ItemDecision(
    "deny", "The record.", code="C_MORE_LIKELY_ACCURATE", reason="The chart says so.", is_health=True
)


@pytest.fixture(autouse=True)
def this_machine(settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True


def test_the_answer_is_taken_once_and_its_words_are_sealed():
    case = a_deletion_done(a_provider())
    token = token_for(CEDAR)
    assert third_party_notices.notice_page_of(token).content.whom["email"] == DANA
    for wrong in ("maybe", "cannot"):
        with pytest.raises(BadInput):
            third_party_notices.answer_notice(token, wrong)
    row = third_party_notices.answer_notice(token, "done", "Dana's box is gone.")
    with pytest.raises((Changed, NotAllowed)):
        third_party_notices.answer_notice(token, "not-held")
    row.refresh_from_db()
    assert (row.state, row.answer) == (ThirdPartyNoticeState.ACKNOWLEDGED, "done")
    assert "box" not in str(ThirdPartyNotice.objects.values().get())
    assert dict(third_party_notices.notice_page_of(token).content.whom) == {}
    assert case.stuck == ""


def test_who_cannot_is_shown_until_staff_record_what_came_of_it():
    case = a_deletion_done(a_provider())
    row = third_party_notices.answer_notice(token_for(CEDAR), "cannot", "The tapes are in another country.")
    assert [one.pk for one in letters.daily_summary(given.an_account()).company_notices] == [row.pk]
    with pytest.raises(BadInput):
        third_party_notices.settle_notice(case.pk, row.pk, given.staff(), answer="done", note=" ")
    third_party_notices.settle_notice(
        case.pk, row.pk, given.staff(), answer="done", note="They called: the tapes are wiped."
    )
    assert letters.daily_summary(given.an_account()).company_notices == []
    with pytest.raises(NotAllowed):
        third_party_notices.send_notice_again(case.pk, row.pk, given.staff())


def test_reminders_come_before_and_on_the_day_then_the_silence_is_shown(frozen):
    case = a_deletion_done(a_provider())
    row = ThirdPartyNotice.objects.get()
    for days, mails, reason in (
        (0, 1, ""),
        (7, 2, ""),
        (8, 2, ""),
        (10, 3, ""),
        (11, 3, ""),
        (12, 3, "telling-silent"),
    ):
        frozen(row.sent_at + timedelta(days=days))
        engine.run_daily_jobs()
        third_party_notices.remind_companies()
        given.drain()
        row.refresh_from_db()
        assert (len(mails_to(CEDAR)), row.reason) == (mails, reason), days
    assert "Reminder" in mails_to(CEDAR)[-1].subject
    assert [one.pk for one in letters.daily_summary(given.an_account()).company_notices] == [row.pk]
    third_party_notices.send_notice_again(case.pk, row.pk, given.staff())
    given.drain()
    row.refresh_from_db()
    assert (len(mails_to(CEDAR)), row.reason) == (4, "")
    assert Case.objects.get().stuck == ""


@pytest.mark.parametrize(("days", "more"), [(9, 1), (10, 1), (11, 0), (14, 0)])
def test_after_days_without_a_worker_one_reminder_goes_out_and_none_of_a_day_that_passed(frozen, days, more):
    a_deletion_done(a_provider())
    row = ThirdPartyNotice.objects.get()
    frozen(row.sent_at + timedelta(days=days))
    for _again in range(2):
        engine.run_daily_jobs()
        given.drain()
    assert len(mails_to(CEDAR)) == 1 + more


def test_a_reminder_that_waited_past_its_day_names_another(frozen):
    a_deletion_done(a_provider())
    row = ThirdPartyNotice.objects.get()
    frozen(row.sent_at + timedelta(days=10))
    engine.run_daily_jobs()  # it is wanted, and no worker sends it that day
    frozen(row.sent_at + timedelta(days=12))
    given.drain()
    row.refresh_from_db()
    assert row.due_on > clock.today()
    assert f"{row.due_on:%B %-d}" in mails_to(CEDAR)[-1].subject


def test_an_old_link_asks_for_another_once_a_day(frozen):
    a_deletion_done(a_provider())
    token = token_for(CEDAR)
    frozen(clock.now() + timedelta(days=31))
    page = third_party_notices.notice_page_of(token)
    assert (page.link, page.may_answer, dict(page.content.whom)) == ("expired", False, {})
    assert third_party_notices.send_fresh_notice_link(token)
    assert third_party_notices.send_fresh_notice_link(token)
    given.drain()
    assert len(mails_to(CEDAR)) == 2
    assert third_party_notices.notice_page_of(token_for(CEDAR)).may_answer


def written(case) -> ThirdPartyNotice:
    """Rows and work are there, nothing is sent yet."""
    assert third_party_notices.plan_notices(case) == 1
    return ThirdPartyNotice.objects.get()


def test_killed_between_writing_and_sending_it_is_sent_once():
    a_provider()
    written(a_deletion_working())
    # The worker dies before it claims anything: the sweep finds the row again.
    work_id = DueWork.objects.get(name="tell").pk
    assert engine.do_work(work_id)
    assert not engine.do_work(work_id)
    assert len(mails_to(CEDAR)) == 1


def test_killed_in_the_middle_it_is_sent_once_more_under_the_same_id_and_then_shown(monkeypatch):
    a_provider()
    row = written(a_deletion_working())
    ids = []

    def dies(message):
        ids.append(message.extra_headers["Message-ID"])
        raise SystemExit

    replace_everywhere(monkeypatch, letters.submit_message, dies)
    for _death in range(2):
        with pytest.raises(SystemExit):
            third_party_notices.send_notice(row.pk, is_last=False)
    assert third_party_notices.send_notice(row.pk, is_last=False) is None
    row.refresh_from_db()
    assert (len(ids), len(set(ids)), row.state, row.reason) == (2, 1, ThirdPartyNoticeState.WANTED, "mail-uncertain")


@pytest.mark.parametrize(
    ("fate", "again", "reason"),
    [
        (Fate.LATER, "mail-later", ""),
        (Fate.REFUSED, None, "mail-refused"),
        (Fate.MISCONFIGURED, None, "mail-misconfigured"),
    ],
)
def test_what_a_mail_server_says_is_tried_again_or_shown(monkeypatch, fate, again, reason):
    a_provider()
    row = written(a_deletion_working())
    replace_everywhere(monkeypatch, letters.submit_message, lambda _message: SendResult(fate))
    assert third_party_notices.send_notice(row.pk, is_last=False) == again
    row.refresh_from_db()
    assert (row.reason, row.sending_since) == (reason, None)
    assert third_party_notices.send_notice(row.pk, is_last=True) is None
    row.refresh_from_db()
    assert row.reason == f"mail-{fate}"


def test_without_an_address_it_is_shown_and_nobody_waits():
    provider = a_provider(email="")
    case = a_deletion_done(provider)
    row = ThirdPartyNotice.objects.get()
    assert (case.state, case.stuck, row.reason) == (State.RESPONDED, "", "telling-no-address")
    type(provider).objects.update(email=CEDAR)
    third_party_notices.send_notice_again(case.pk, row.pk, given.staff())
    given.drain()
    row.refresh_from_db()
    assert (row.state, row.reason) == (ThirdPartyNoticeState.SENT, "")


def test_a_webhook_is_signed_answered_at_once_and_told_only_its_points():
    with receiving(always(told(state="not-held", note="Nothing here."))) as receiver:
        case = a_deletion_done(by_webhook(receiver.address))
    (data,) = receiver.data
    headers, body = receiver.sent[0]
    webhooks.verify_signature(SECRET, headers, body)
    assert (data["what"], data["person"], data["case"]) == ("delete", {"email": DANA}, case.reference)
    assert ThirdPartyNotice.objects.get().answer == "not-held"


def test_an_answer_with_half_an_emoji_is_taken_once_and_mended():
    with receiving(always(told(state="cannot", note="gone \ud83d"))) as receiver:
        case = a_deletion_done(by_webhook(receiver.address))
    row = ThirdPartyNotice.objects.get()
    assert row.answer == "cannot" and len(receiver.sent) == 1
    note = case.sealed.get(name=f"telling-note:{row.pk}")
    assert sealing.open_sealed(case, note.name, note.value) == "gone \ufffd"


def test_a_webhook_answers_later_by_a_signed_callback():
    with receiving(always(LATER)) as receiver:
        a_deletion_done(by_webhook(receiver.address))
    row = ThirdPartyNotice.objects.get()
    assert row.state == ThirdPartyNoticeState.SENT
    data = {"request": row.message_id, "telling": delivery.notice_key(row.pk), "state": "done"}

    def answered(secret=SECRET, **changes):
        body = webhooks.spell_message("telling.answered", clock.wall(), {**data, **changes})
        return posted(Client(), (webhooks.signed_headers(secret, webhooks.new_message_id(), body), body)).status_code

    assert answered(secret=webhooks.new_secret()) == 401
    assert answered(telling="telling_other") == 404
    assert answered(state="gone") == 400
    assert (answered(), answered()) == (200, 200)
    row.refresh_from_db()
    assert row.state == ThirdPartyNoticeState.ACKNOWLEDGED


def test_a_webhook_that_is_away_is_tried_again_and_then_shown():
    with receiving(always(BROKEN)) as receiver:
        case = a_deletion_done(by_webhook(receiver.address))
        row = ThirdPartyNotice.objects.get()
        assert (case.state, row.state, row.reason) == (State.RESPONDED, ThirdPartyNoticeState.WANTED, "")
        assert third_party_notices.send_notice(row.pk, is_last=True) is None
        row.refresh_from_db()
        assert row.reason == "webhook-unreachable"
        receiver.mood = always(Said(200, b"thanks"))
        third_party_notices.send_notice_again(case.pk, row.pk, given.staff())
        given.drain()
    row.refresh_from_db()
    assert (row.state, row.reason) == (ThirdPartyNoticeState.SENT, "")
    assert len(set(receiver.ids)) == 1


def test_a_statement_travels_to_whoever_has_the_record(tmp_path):
    a_shop(a_database(tmp_path))
    a_provider()
    case = decided(a_correction(WRONG_HEALTH), item1=DENY_HEALTH)
    assert not ThirdPartyNotice.objects.exists()
    assert Item.objects.get().is_health
    fulfilment.file_statement(case.pk, {1: "I never had this illness."})
    given.drain()
    row = ThirdPartyNotice.objects.get()
    assert (row.what, row.state) == (What.STATEMENT, ThirdPartyNoticeState.SENT)
    page = third_party_notices.notice_page_of(token_for(CEDAR))
    assert page.content.statements[0][1] == "I never had this illness."
    assert all("illness" not in message.body for message in mail.outbox if message.to == [CEDAR])


def test_two_providers_of_one_case_fail_apart(monkeypatch):
    a_provider()
    a_provider(name="Alpine Backup", email="alpine@example.com")
    an_owner()
    case = granted(a_deletion())
    journal.record(case.pk, journal.Line(journal.EntryName.NOTE), given.staff())
    hand_over = letters.submit_message
    refuses = lambda m: SendResult(Fate.REFUSED) if m.to == ["alpine@example.com"] else hand_over(m)  # noqa: E731
    replace_everywhere(monkeypatch, letters.submit_message, refuses)
    case.steps.update(state="done")
    assert third_party_notices.plan_notices(case) == 2
    given.drain()
    found = {row.name: row.reason for row in ThirdPartyNotice.objects.all()}
    assert found == {"Alpine Backup": "mail-refused", "Cedar Hosting": ""}
