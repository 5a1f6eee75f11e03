"""What may take the mark of a case away: who ends one thing speaks of no other that a person must still see to."""

import pytest

from dsr import agents, closures, engine, journal, letters, review, work_queue
from dsr.journal import MACHINE, Line, record
from dsr.journal.entry_names import EntryName
from dsr.letters import Fate, SendResult
from dsr.models import Case, DueWork, Letter
from dsr.models.to_do import ToDo, next_act
from tests import given
from tests.dsr.agents.test_bundles import a_roll
from tests.dsr.letters import test_extension_hold as hold
from tests.replacement import replace_everywhere

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def _answers(monkeypatch, fate, code):
    replace_everywhere(monkeypatch, letters.submit_message, lambda _message: SendResult(fate, code))


def _given_up():
    """A notice of more time that the mail server did not take, as its settings were wrong."""
    case = hold.extended()
    with pytest.MonkeyPatch.context() as planted:
        _answers(planted, Fate.MISCONFIGURED, "535")
        given.drain()
    assert _stuck(case) == "mail-misconfigured"
    return case


def _stuck(case):
    return Case.objects.get(pk=case.pk).stuck


def _another_letter(case):
    case.refresh_from_db()
    composed = letters.compose(case, f"{case.kind}/acknowledgement")
    return letters.write_letter(case, composed, key=f"another:{case.entry_count}", is_response=False)


def test_a_letter_that_is_accepted_hides_no_other_that_was_given_up():
    case = _given_up()
    _another_letter(case)
    given.drain()
    assert DueWork.objects.get(name="send", target=hold.notice_of(case).pk).given_up_at
    assert _stuck(case) == "mail-misconfigured"
    assert Case.objects.filter(pk=case.pk).values_list(next_act(), flat=True).get() == ToDo.FAULT
    case = review.retry_case(case.pk, given.staff())
    assert case.stuck == ""
    given.drain()
    assert (_stuck(case), hold.notice_of(case).state) == ("", "accepted")


def test_the_accepted_one_ends_its_own_mark():
    case = _given_up()
    work_queue.try_again(case.pk)
    given.drain()
    assert (_stuck(case), hold.notice_of(case).state) == ("", "accepted")


def test_a_letter_that_is_tried_in_vain_is_shown_while_others_go_out(frozen, settings):
    settings.WORK_ATTEMPTS = 1
    case = hold.extended()
    with pytest.MonkeyPatch.context() as planted:
        _answers(planted, Fate.LATER, "451")
        given.drain()
    assert _stuck(case) == "mail-later"
    _another_letter(case)
    given.drain()
    work = DueWork.objects.get(name="send", target=hold.notice_of(case).pk)
    assert (work.done_at, work.given_up_at, _stuck(case)) == (None, None, "mail-later")
    assert review.retry_case(case.pk, given.staff()).stuck == ""
    given.drain()
    assert (_stuck(case), hold.notice_of(case).state) == ("", "accepted")


def test_a_letter_that_was_refused_is_not_hidden_by_one_that_goes_out_later(settings):
    settings.WORK_ATTEMPTS = 1
    case = given.in_review(kind="deletion", answers=hold.ANSWERS["deletion"])
    for fate, code in ((Fate.REFUSED, "550"), (Fate.LATER, "451")):
        _another_letter(case)
        with pytest.MonkeyPatch.context() as planted:
            _answers(planted, fate, code)
            given.drain()
    assert _stuck(case) == "letter-refused"
    work_queue.try_again(case.pk)
    given.drain()
    assert _stuck(case) == "letter-refused", "the address is still wrong"


@pytest.mark.parametrize("reason", ["proof-too-little", "correction-undone", "review-due"])
def test_who_ends_another_mark_finds_what_was_given_up_before_it(reason):
    case = _given_up()
    record(case.pk, Line(EntryName.NOTE, {}, "A mark of its own."), MACHINE, changes={"stuck": reason})
    case = record(case.pk, Line(EntryName.NOTE, {}, "It ends."), MACHINE, changes={"stuck": ""})
    assert case.stuck == "mail-misconfigured"


def test_what_is_not_to_be_done_any_more_marks_nothing():
    case = _given_up()
    Letter.objects.filter(pk=hold.notice_of(case).pk).update(state="replaced")
    case = record(case.pk, Line(EntryName.NOTE, {}, "It ends."), MACHINE, changes={"stuck": ""})
    assert case.stuck == ""


def test_a_mark_that_an_earlier_version_took_away_is_there_again_after_the_days_work():
    case = _given_up()
    Case.objects.filter(pk=case.pk).update(stuck="")
    engine.run_daily_jobs()
    assert _stuck(case) == "mail-misconfigured"
    engine.run_daily_jobs()
    assert case.entries.filter(name="stuck").count() == 2, "once"


def test_a_case_that_cannot_be_marked_keeps_no_later_one_from_it(monkeypatch):
    first, later = _given_up(), _given_up()
    Case.objects.filter(pk__in=[first.pk, later.pk]).update(stuck="")
    write = engine.daily_jobs.journal.record

    def planted(case_id, *told, **more):
        if case_id == first.pk:
            raise ValueError
        return write(case_id, *told, **more)

    monkeypatch.setattr(engine.daily_jobs.journal, "record", planted)
    engine.run_daily_jobs()
    assert (_stuck(first), _stuck(later)) == ("", "mail-misconfigured")


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_letter_about_a_whole_bundle_that_was_given_up_stays_shown(is_closed):
    with pytest.MonkeyPatch.context() as planted:
        _answers(planted, Fate.MISCONFIGURED, "535")
        listed = agents.read_people("Ines Okafor, ines@example.com, CA\nLee Tran, lee@example.com, CA").subjects
        roll = a_roll(kind="shine-the-light", business=given.a_business(), subjects=listed)
        bundle = agents.enter_bundle(roll, given.staff()).bundle
        given.drain()
    first = bundle.first_case
    assert _stuck(first) == "mail-misconfigured"
    if is_closed:
        seen, alone = Case.objects.get(pk=first.pk).entry_count, given.staff()
        closures.close(first.pk, alone, "mistake", seen=seen, note="Entered twice.")
    else:
        _another_letter(first)
        given.drain()
    assert _stuck(first) == "mail-misconfigured", "another letter that went out says nothing of it"
    Case.objects.filter(pk=first.pk).update(stuck="")  # as an earlier version of the desk did
    assert journal.unmarked_cases() == [(first.pk, "mail-misconfigured")]
    assert review.retry_case(first.pk, given.staff()).stuck == ""
    given.drain()
    assert (_stuck(first), bundle.letters.get(name__endswith="/covering").state) == ("", "accepted")
