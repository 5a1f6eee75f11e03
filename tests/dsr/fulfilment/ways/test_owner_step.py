"""An owner is asked by mail without anybody's data, reminded, shown when silent, and answers once."""

from datetime import timedelta

import pytest
from django.core import mail

from dsr import clock, engine, fulfilment, journal, retention, review, work_queue
from dsr.errors import BadInput, Changed, NotAllowed
from dsr.fulfilment import ways
from dsr.kinds import base
from dsr.lifecycle import State
from dsr.models import Case, DueWork, Entry, Step, Suppression
from dsr.models import way as register
from dsr.models.due_work import WorkName
from dsr.models.system import StepState
from tests import given
from tests.given_corrections import WRONG_NAME
from tests.given_systems import DANA, TAX_LAW, a_database, a_deletion, a_system, an_owner, count, granted, step_of

pytestmark = pytest.mark.django_db(transaction=True)
KEEP = "E8_LEGAL_OBLIGATION"


@pytest.fixture
def owner():
    return an_owner(position=1)


def _token() -> str:
    to_owner = [message for message in mail.outbox if message.to == ["jo@fernwood.example"]]
    return to_owner[-1].body.partition("/task/")[2].partition("/")[0]


def test_the_mail_says_what_to_do_and_nobodys_data(owner):
    case = granted(a_deletion())
    step = step_of(case, owner)
    assert (step.state, case.state) == (StepState.ASKED, State.WORKING)
    assert step.asked_at is not None
    assert step.due_on <= case.due_safe - timedelta(days=5)
    sent = mail.outbox[-1]
    assert owner.instructions in sent.body
    assert "What to do: Delete what is there about this person, or make it unrecognizable for good." in sent.body
    assert case.reference[:4] in sent.subject
    for personal in (DANA, "Dana", "Whitlow"):
        assert personal not in sent.subject + sent.body


def test_a_waiting_owner_holds_no_other_system_up(owner, tmp_path):
    url = a_database(tmp_path)
    a_system(url=url, position=2)
    case = granted(a_deletion())
    assert (case.state, count(url, "customers")) == (State.WORKING, 2)
    ways.answer_owner_task(_token(), StepState.DONE, found=3)
    given.drain()
    case.refresh_from_db()
    assert (case.state, step_of(case, owner).did) == (State.RESPONDED, {"records": 3})


def test_the_answer_is_taken_once_and_its_words_are_sealed(owner):
    case = granted(a_deletion())
    token = _token()
    with pytest.raises(BadInput):
        ways.answer_owner_task(token, StepState.KEPT, keep_code="NONSENSE", note="x")
    with pytest.raises(BadInput):
        ways.answer_owner_task(token, StepState.KEPT, keep_code=KEEP)
    with pytest.raises(BadInput):
        ways.answer_owner_task(token, StepState.ASKED)
    ways.answer_owner_task(token, StepState.KEPT, keep_code=KEEP, note="Invoices of Dana")
    for again in (StepState.DONE, StepState.KEPT):
        with pytest.raises((NotAllowed, Changed)):
            ways.answer_owner_task(token, again, keep_code=KEEP, note="x")
    given.drain()
    case.refresh_from_db()
    entry = Entry.objects.get(case=case, name="step-kept")
    assert journal.facts_of(entry)["by"] == "owner"
    assert "Invoices" not in entry.facts
    assert (case.state, Suppression.objects.get().scope) == (State.REVIEW, KEEP), "nobody wrote yet why"
    retention.say_why_kept(case, given.staff(), step_of(case, owner).pk, TAX_LAW, None)
    assert granted(case).outcome == "DELETE_DENIED"


def test_reminders_come_before_and_on_the_day_then_the_desk_shows_the_silence(owner, frozen):
    case = granted(a_deletion())
    step = step_of(case, owner)
    sent = len(mail.outbox)
    for days, mails, reason in ((0, 0, ""), (7, 1, ""), (8, 1, ""), (10, 2, ""), (11, 2, ""), (12, 2, "owner-silent")):
        frozen(step.asked_at + timedelta(days=days))
        register.get("person").follow_up()
        register.get("person").follow_up()
        given.drain()
        step.refresh_from_db()
        assert (len(mail.outbox) - sent, step.reason) == (mails, reason), days
    assert "Reminder" in mail.outbox[-1].subject
    fulfilment.ask_owner_again(case.pk, step.pk, given.staff())
    given.drain()
    step.refresh_from_db()
    assert (len(mail.outbox) - sent, step.reason) == (3, "")


def _looks(days: int, step: Step, frozen) -> None:
    frozen(step.asked_at + timedelta(days=days))
    engine.run_daily_jobs()
    engine.run_daily_jobs()
    given.drain()
    step.refresh_from_db()


@pytest.mark.parametrize(("days", "mails"), [(9, 1), (10, 1), (11, 0), (14, 0)])
def test_after_days_without_a_worker_one_reminder_goes_out_and_none_of_a_day_that_passed(owner, frozen, days, mails):
    step = step_of(granted(a_deletion()), owner)
    sent = len(mail.outbox)
    _looks(days, step, frozen)
    new = [one for one in mail.outbox[sent:] if one.to == ["jo@fernwood.example"]]
    assert len(new) == mails
    assert step.reason == ("owner-silent" if days > 11 else "")


def test_who_is_asked_again_has_days_for_it(owner, frozen):
    case = granted(a_deletion())
    step = step_of(case, owner)
    _looks(13, step, frozen)
    fulfilment.ask_owner_again(case.pk, step.pk, given.staff())
    _looks(13, step, frozen)
    assert step.due_on == clock.today() + timedelta(days=3)
    assert f"{step.due_on:%B %-d}" in mail.outbox[-1].subject
    sent = len(mail.outbox)
    _looks(15, step, frozen)
    assert len(mail.outbox) == sent
    _looks(16, step, frozen)
    assert len([one for one in mail.outbox[sent:] if "Reminder" in one.subject]) == 1


def test_a_mail_that_could_not_go_out_in_time_names_no_day_that_passed(owner, frozen):
    case = a_deletion()
    review.approve(case.pk, given.staff(), review.Approval("DELETE_COMPLETED"), seen=case.entry_count)
    while (due := work_queue.due()) and DueWork.objects.get(pk=due[0]).name != WorkName.ASK_OWNER:
        engine.do_work(due[0])
    step = step_of(case, owner)
    assert (step.state, step.asked_at) == (StepState.ASKED, None)
    frozen(clock.now() + timedelta(days=12))
    given.drain()
    step.refresh_from_db()
    asked = next(one for one in mail.outbox if one.to == ["jo@fernwood.example"])
    assert step.due_on > clock.today()
    assert f"{step.due_on:%B %-d}" in asked.subject


def test_the_days_work_reminds(owner, frozen):
    case = granted(a_deletion())
    frozen(clock.now() + timedelta(days=8))
    engine.run_daily_jobs()
    assert step_of(case, owner).reminders == 1


def test_a_kept_system_is_told_to_use_it_for_nothing_else(owner):
    case = a_deletion()
    case = granted(case, {step_of(case, owner).pk: KEEP})
    assert (step_of(case, owner).state, case.outcome) == (StepState.KEPT, "DELETE_DENIED")
    told = next(message for message in mail.outbox if message.to == ["jo@fernwood.example"])
    assert "Use it for nothing else" in told.body
    assert DANA not in told.body


def test_a_mail_that_no_server_takes_goes_to_a_person(owner, settings):
    settings.EMAIL_BACKEND = "no.such.Backend"
    case = granted(a_deletion())
    assert case.stuck.startswith(("owner-mail-", "mail-"))
    assert step_of(case, owner).asked_at is None


def test_a_link_lives_thirty_days_and_an_old_one_asks_for_another_once_a_day(owner, frozen):
    case = granted(a_deletion())
    token = _token()
    frozen(clock.now() + timedelta(days=31))
    task = ways.owner_task_of(token)
    assert (task.link, task.is_open, task.may_answer, dict(task.whom)) == ("expired", True, False, {})
    sent = len(mail.outbox)
    assert ways.send_fresh_owner_link(token)
    assert ways.send_fresh_owner_link(token)
    given.drain()
    assert len(mail.outbox) == sent + 1
    assert ways.owner_task_of(_token()).whom["email"] == DANA
    fulfilment.settle_step_by_hand(case.pk, Step.objects.get().pk, given.staff(), state="not-held", note="Called Jo.")
    assert not ways.send_fresh_owner_link(token)


def test_staff_settle_with_words_and_only_what_is_open(owner):
    case = granted(a_deletion())
    step = step_of(case, owner)
    with pytest.raises(BadInput):
        fulfilment.settle_step_by_hand(case.pk, step.pk, given.staff(), state="done", note=" ")
    with pytest.raises(BadInput):
        fulfilment.settle_step_by_hand(case.pk, step.pk, given.staff(), state="doing", note="x")
    with pytest.raises(BadInput):
        fulfilment.retry_step(case.pk, step.pk, given.staff())
    fulfilment.settle_step_by_hand(
        case.pk, step.pk, given.staff(), state="kept", saw=fulfilment.SeenByHand(KEEP, TAX_LAW), note="Lawsuit."
    )
    with pytest.raises(NotAllowed):
        fulfilment.ask_owner_again(case.pk, step.pk, given.staff())


@pytest.mark.parametrize("kind", [kind for kind in base.every() if kind.work is not None], ids=lambda kind: kind.code)
def test_whatever_is_to_be_done_the_mail_says_it(kind):
    case = given.a_case(kind=kind.code, items=(WRONG_NAME,) if kind.items else (), answers={})
    system = an_owner(actions=[kind.work.action], instructions="")
    asked = {"state": StepState.ASKED, "due_on": clock.today(), "position": 1}
    step = Step.objects.create(case=case, system=system, action=kind.work.action, **asked)
    assert ways.message_to_owner(step.pk) is None, "nobody decided it"
    Case.objects.filter(pk=case.pk).update(state=State.WORKING)
    assert f"What to do: {kind.work.task}" in ways.message_to_owner(step.pk).body
