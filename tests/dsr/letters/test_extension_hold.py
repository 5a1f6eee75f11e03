"""More time counts only from a notice that was out in time: else the first day rules again, in every list and word."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from dsr import engine, journal, letters, verification
from dsr.kinds import base
from dsr.letters import ExtensionNoticeState, Fate, SendResult, outbox
from dsr.lifecycle import State
from dsr.models import Case, DueWork, Letter, Verification
from portal.staff import case as desk
from tests import given
from tests.given_corrections import WRONG_NAME
from tests.replacement import replace_everywhere

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

KINDS = sorted(kind.code for kind in base.every() if kind.clocks.extend is not None)
ANSWERS = {
    "deletion": {"ca_resident": "yes", "extent": "all"},
    "correction": {"ca_resident": "yes"},
}
ITEMS = {"correction": (WRONG_NAME,)}
PAPER = {
    "delivery": "mail",
    "parties": {
        "subject": {"name": "Dana Whitlow"},
        "requester": {"name": "Dana Whitlow", "postal": "7 Sample Street\nFresno, CA 93701"},
    },
}
FIRST, LONGER = date(2026, 4, 24), date(2026, 6, 8)


def day(month: int, number: int) -> datetime:
    return datetime(2026, month, number, 20, tzinfo=UTC)


def extended(kind="deletion", **changes):
    """Received on 10 March 2026; more time is taken."""
    items = {"items": ITEMS[kind]} if kind in ITEMS else {}
    case = given.in_review(kind=kind, answers=ANSWERS[kind], **items, **changes)
    assert case.due_safe == FIRST
    case = letters.extend_deadline(case.pk, given.staff(), seen=case.entry_count, reason="Two archives are read.")
    assert case.due_safe == LONGER
    return case


def after_the_day(frozen):
    frozen(day(4, 25))
    engine.run_daily_jobs()
    given.drain()


def now_is(case):
    """The day to send by, and what the journal says of the longer time since it was taken."""
    case.refresh_from_db()
    names = [entry.name for entry in case.entries.order_by("number") if entry.name.startswith("extension-")]
    assert [one.fault for one in journal.verify_chain() if one.fault] == []
    return case.due_safe, names


def notice_of(case):
    return Letter.objects.filter(case=case, name=f"{case.kind}/extension").latest("pk")


def recorded(case, mailed_on):
    case.refresh_from_db()
    letters.record_mailed(
        case.pk, given.staff(), seen=case.entry_count, mailed_on=mailed_on, letter_id=notice_of(case).pk
    )


def refusing(monkeypatch):
    replace_everywhere(monkeypatch, outbox.submit_message, lambda _message: SendResult(Fate.REFUSED, "550"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("how", "rules"),
    [
        ("delivered", LONGER),
        ("refused", FIRST),
        ("bounced", FIRST),
        ("mailed in time", LONGER),
        ("mailed late", FIRST),
        ("never mailed", FIRST),
    ],
)
def test_the_day_that_leads_is_the_longer_one_only_where_the_notice_was_out_in_time(
    kind, how, rules, frozen, monkeypatch
):
    case = extended(kind, **(PAPER if "mailed" in how else {}))
    if how == "refused":
        with monkeypatch.context() as planted:
            refusing(planted)
            given.drain()
    given.drain()
    if how == "bounced":
        Letter.objects.filter(pk=notice_of(case).pk).update(state="bounced")
    frozen(day(4, 24))
    if how == "mailed in time":
        recorded(case, FIRST)
    engine.run_daily_jobs()
    assert now_is(case) == (LONGER, []), "until the last day for the notice is over"
    after_the_day(frozen)
    if how == "mailed late":
        recorded(case, date(2026, 4, 25))
    assert now_is(case) == (rules, [] if rules == LONGER else ["extension-lapsed"])
    assert case.send_by == case.due_safe
    after_the_day(frozen)
    assert now_is(case)[1].count("extension-lapsed") == (rules == FIRST), "it is written once"
    told = letters.promise(case)
    assert ("April 24" in told, "June 8" in told) == (rules == FIRST, rules == LONGER)
    is_overdue = Case.objects.overdue(date(2026, 4, 25)).filter(pk=case.pk).exists()
    assert is_overdue == (rules == FIRST and case.is_open), "what the queue sorts and counts by"


def test_a_mailing_in_time_that_is_recorded_later_restores_the_longer_day(frozen):
    case = extended(**PAPER)
    after_the_day(frozen)
    assert notice_of(case).state == "too-late"
    assert notice_of(case) not in letters.letters_to_mail(50), "nobody prints it any more"
    assert case.pk not in [one.case.pk for one in letters.waiting_extension_notices() if one.stand == "to-mail"]
    recorded(case, date(2026, 4, 23))
    assert now_is(case) == (LONGER, ["extension-lapsed", "extension-restored"])
    assert "June 8" in letters.promise(case)
    assert letters.extension_notice_of(case).stand is ExtensionNoticeState.OUT
    after_the_day(frozen)
    assert now_is(case)[1] == ["extension-lapsed", "extension-restored"]


def test_a_mailing_that_is_recorded_as_late_restores_nothing(frozen):
    case = extended(**PAPER)
    after_the_day(frozen)
    recorded(case, date(2026, 4, 25))
    assert now_is(case) == (FIRST, ["extension-lapsed"])


def test_no_letter_tells_the_longer_day_before_its_notice_is_out(frozen):
    case = extended(**PAPER)
    assert "April 24" in letters.promise(case)
    frozen(day(4, 23))
    recorded(case, date(2026, 4, 23))
    case.refresh_from_db()
    assert "June 8" in letters.promise(case)


@pytest.mark.parametrize("state", ["written", "waits"])
def test_an_email_that_did_not_leave_in_time_is_not_sent_any_more(state, frozen):
    """Whether the day's jobs, its own work or nobody came first."""
    case = extended()
    Letter.objects.filter(pk=notice_of(case).pk).update(state=state)
    frozen(day(4, 25))
    given.drain()  # the worker comes before the day's jobs
    engine.run_daily_jobs()
    assert (notice_of(case).state, notice_of(case).accepted_at) == ("too-late", None)
    assert now_is(case) == (FIRST, ["extension-lapsed"])


@pytest.mark.parametrize("jobs_first", [True, False])
@pytest.mark.parametrize("state", ["sending", "uncertain"])
def test_one_that_may_have_left_in_time_is_not_sent_again_and_a_person_looks(state, jobs_first, frozen):
    case = extended()
    Letter.objects.filter(pk=notice_of(case).pk).update(state=state, uncertain_count=state == "uncertain")
    frozen(day(4, 25))
    if jobs_first:
        engine.run_daily_jobs()
    given.drain()
    engine.run_daily_jobs()
    case.refresh_from_db()
    assert notice_of(case).state == "uncertain"
    assert notice_of(case).message_id not in [one.extra_headers.get("Message-ID") for one in mail.outbox]
    work = DueWork.objects.get(name="send", target=notice_of(case).pk)
    assert work.given_up_at and work.reason == SendResult(Fate.UNCERTAIN, "uncertain-twice").reason
    assert now_is(case) == (FIRST, ["extension-lapsed"])


def test_one_that_the_server_took_after_its_day_was_over_gives_no_time(frozen, monkeypatch):
    case = extended()

    def slow(_message):
        frozen(day(4, 25))
        return SendResult(Fate.ACCEPTED, "250")

    replace_everywhere(monkeypatch, outbox.submit_message, slow)
    given.drain()
    assert notice_of(case).state == "accepted"
    assert now_is(case) == (FIRST, ["extension-lapsed"])


def test_one_taken_after_its_day_is_found_where_the_worker_died_before_it_looked(frozen, monkeypatch):
    """More time is taken on the last day, and the letter is accepted after midnight."""
    frozen(datetime(2026, 4, 25, 6, 55, tzinfo=UTC))  # 23:55 in California
    case = extended(received_at=day(3, 10))

    def slow(_message):
        frozen(datetime(2026, 4, 25, 7, 5, tzinfo=UTC))
        return SendResult(Fate.ACCEPTED, "250")

    with monkeypatch.context() as planted:
        replace_everywhere(planted, outbox.submit_message, slow)
        planted.setattr("dsr.letters.follow_notice", lambda _case_id: "")  # the worker died
        given.drain()
    assert (notice_of(case).state, now_is(case)) == ("accepted", (LONGER, []))
    engine.run_daily_jobs()
    assert now_is(case) == (FIRST, ["extension-lapsed"])


def test_a_proof_that_took_part_ends_in_time_for_the_first_day_again(frozen):
    case = extended()
    given.drain()
    assert verification.follow_more_time() == 1
    longer = Verification.objects.get(case=case).ends_on
    Letter.objects.filter(pk=notice_of(case).pk).update(state="bounced")
    after_the_day(frozen)
    assert Verification.objects.get(case=case).ends_on < longer
    assert Verification.objects.get(case=case).ends_on <= date(2026, 4, 25) + timedelta(days=3)


def test_who_is_answered_or_has_dates_of_its_own_is_left_alone(frozen):
    case = extended(**PAPER)
    Case.objects.filter(pk=case.pk).update(state=State.RESPONDED)
    after_the_day(frozen)
    assert "extension-lapsed" not in {entry.name for entry in case.entries.all()}


def test_the_case_says_why_the_first_day_rules_again(frozen):
    case = extended(**PAPER)
    kind, read = base.get(case.kind), lambda: list(case.entries.order_by("number"))
    panel = desk.dates.panel(kind, read(), [])
    assert (panel.extended.due_safe, panel.lapsed, panel.told_send_by) == (LONGER, None, LONGER)
    after_the_day(frozen)
    case.refresh_from_db()
    panel = desk.dates.panel(kind, read(), [])
    assert (panel.extended, panel.lapsed.due_safe, panel.told_send_by) == (None, LONGER, FIRST)
    assert "April 24, 2026" in desk.dates.clock_in_words(case)[-1].words
    told = [
        line
        for line in desk.journal.entries_in_words(case, read(), {}, given.an_account())
        if "extension" in line.what
    ]
    assert [(line.what, line.detail) for line in told] == [
        (
            "The extension does not hold: its notice was not out in time, or came back",
            "the date for the person is April 24, 2026 again",
        )
    ]
    recorded(case, date(2026, 4, 24))
    panel = desk.dates.panel(kind, read(), [])
    assert (panel.extended.due_safe, panel.lapsed) == (LONGER, None)
