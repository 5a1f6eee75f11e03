"""The covering letter of a bundle is written anew where one of its people was corrected before it was mailed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from dsr import agents, closures, documents, letters, receipt_corrections, review
from dsr.clock import now, today
from dsr.formats import references
from dsr.lifecycle import Who
from dsr.models import Bundle, Case, DueWork, Letter
from dsr.models.attachment import Purpose
from dsr.models.bundle import covering_of
from dsr.models.case import Delivery
from dsr.models.letter import LetterState
from tests.dsr.agents.test_bundle_letters import PAPER, a_bundle
from tests.given import an_account, drain, staff
from tests.given_documents import a_pdf
from tests.given_proof import matches

__all__ = ["matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "matches")]


def on_paper(kind: str = "deletion") -> Bundle:
    bundle = a_bundle(kind=kind, delivery=Delivery.MAIL, agent=PAPER)
    drain()
    return bundle


def look_of(case: Case, **changes):
    now_is = Case.objects.select_related("brand", "came_to").get(pk=case.pk)
    return now_is, replace(receipt_corrections.as_it_stands(now_is), **changes)


def corrected(case: Case, **changes) -> None:
    now_is, one = look_of(case, **changes)
    receipt_corrections.correct_receipt(
        case.pk, staff(), one, seen=now_is.entry_count, reason="The stamp says so.", is_sure=True
    )
    drain()


def covering(bundle: Bundle) -> list[Letter]:
    return list(bundle.letters.filter(name__endswith="/covering").order_by("pk"))


@pytest.mark.parametrize("kind", ["deletion", "shine-the-light"])
def test_it_states_each_day_that_rules_and_no_other_letter_is_owed(kind):
    bundle = on_paper(kind)
    first, second, _third = [line.case for line in bundle.lines.all()]
    corrected(second, received_at=second.received_at - timedelta(days=3))
    taken, anew = covering(bundle)
    assert (taken.state, anew.state) == (LetterState.REPLACED, LetterState.TO_MAIL)
    second.refresh_from_db()
    text = " ".join(letters.body_of(anew)["text"].split())
    assert f"L. T.: {references.spell(second.reference)}, which we received on March 7, 2026." in text
    assert letters.promise(second) in text and letters.promise(first) in text
    assert "which we received" not in letters.body_of(taken)["text"]
    assert not Letter.objects.filter(name="receipt/corrected").exists(), "nobody was told a later date"
    bundle.refresh_from_db()
    assert bundle.letter_id == anew.pk
    assert {letter.pk for line in bundle.lines.all() for letter in agents.covering_letter(line.case)} == {anew.pk}
    drain()
    assert len(covering(bundle)) == 2, "once"


def test_a_corrected_name_changes_its_initials_and_who_is_closed_stands_there_no_more():
    bundle = on_paper()
    first, second, third = [line.case for line in bundle.lines.all()]
    third.refresh_from_db()
    closures.close(third.pk, staff(), "mistake", seen=third.entry_count, note="Entered twice.")
    documents.add(second.pk, staff(), [documents.check(Purpose.ENVELOPE, "envelope.pdf", a_pdf())])
    corrected(second, subject_name="Zoe Quill")
    text = letters.body_of(covering(bundle)[-1])["text"]
    assert "Z. Q." in text and "L. T." not in text
    assert references.spell(third.reference) not in text and references.spell(first.reference) in text


def test_what_is_in_the_mail_stays_as_it_was_and_the_corrected_date_follows():
    bundle = on_paper()
    letter, second = covering(bundle)[0], bundle.lines.all()[1].case
    letters.record_bundle_letter_mailed(letter.pk, staff(), letter.written_at.date())
    corrected(second, received_at=second.received_at - timedelta(days=3))
    assert [one.state for one in covering(bundle)] == [LetterState.MAILED]
    assert not Letter.objects.filter(name="receipt/corrected").exists()
    [told] = bundle.letters.filter(name="receipt/corrected-bundle")
    text = " ".join(letters.body_of(told)["text"].split())
    assert f"2. L. T., {references.spell(second.reference)}: received on March 7, 2026." in text
    assert text.count("received on March") == 1, "of the others the day was right"


def test_while_the_correction_waits_it_stays_here_and_comes_back_as_it_was_when_that_is_taken_back(settings):
    settings.DECISION_WAIT = timedelta(minutes=10)
    bundle = on_paper()
    second = bundle.lines.all()[1].case
    look = receipt_corrections.look_at_correction(
        receipt_corrections.weigh(*look_of(second, received_at=now() - timedelta(days=3)))
    )
    assert any("covering letter" in line for line in look.letters)
    corrected(second, received_at=now() - timedelta(days=3))
    assert [letter.state for letter in covering(bundle)] == [LetterState.REPLACED]
    second.refresh_from_db()
    receipt_corrections.take_back_correction(second.pk, staff(), seen=second.entry_count)
    drain()
    taken, anew = covering(bundle)
    assert (taken.state, anew.state) == (LetterState.REPLACED, LetterState.TO_MAIL)
    assert letters.body_of(anew)["text"] == letters.body_of(taken)["text"]


@pytest.mark.parametrize("wait", [timedelta(0), timedelta(minutes=10)], ids=["before the worker", "while it waits"])
def test_who_ends_after_the_correction_takes_the_letter_from_nobody_else(settings, wait):
    settings.DECISION_WAIT = wait
    bundle = on_paper()
    first, second, third = [line.case for line in bundle.lines.all()]
    now_is, one = look_of(second, received_at=second.received_at - timedelta(days=3))
    receipt_corrections.correct_receipt(
        second.pk, staff(), one, seen=now_is.entry_count, reason="The stamp says so.", is_sure=True
    )
    second.refresh_from_db()
    closures.close(second.pk, staff(), "mistake", seen=second.entry_count, note="Entered twice.")
    drain()
    taken, anew = covering(bundle)
    assert (taken.state, anew.state) == (LetterState.REPLACED, LetterState.TO_MAIL)
    text = letters.body_of(anew)["text"]
    assert references.spell(first.reference) in text and references.spell(third.reference) in text
    assert references.spell(second.reference) not in text
    assert closures.hearers(second) == (), "no letter told of it"


def asked_on_paper() -> tuple[Bundle, Letter]:
    """The covering letter is in the mail; the question to the agent still waits to be mailed."""
    bundle = a_bundle(delivery=Delivery.MAIL, agent=PAPER, is_stated=False)
    drain()
    letter = covering(bundle)[0]
    letters.record_bundle_letter_mailed(letter.pk, staff(), letter.written_at.date())
    question = agents.ask_agent(bundle.pk, staff())
    drain()
    return bundle, question


def test_who_ends_after_the_correction_takes_the_question_from_nobody_else(settings):
    settings.DECISION_WAIT = timedelta(minutes=10)
    bundle, question = asked_on_paper()
    first, second, third = [line.case for line in bundle.lines.all()]
    corrected(second, received_at=second.received_at - timedelta(days=3))
    question.refresh_from_db()
    assert question.state == LetterState.REPLACED
    assert {stand.asked_on for stand in agents.stands_of(bundle)} == {None}, "nobody was asked, so nobody is declined"
    second.refresh_from_db()
    closures.close(second.pk, staff(), "mistake", seen=second.entry_count, note="Entered twice.")
    drain()
    anew = bundle.letters.get(name__endswith="/missing", state=LetterState.TO_MAIL)
    text = letters.body_of(anew)["text"]
    assert references.spell(first.reference) in text and references.spell(third.reference) in text
    assert references.spell(second.reference) not in text
    assert [stand.asked_on is not None for stand in agents.stands_of(bundle)] == [True, False, True]


@pytest.mark.parametrize(("earlier", "days"), [(3, 14), (32, 8)], ids=["it stays", "the due day is too near for it"])
def test_the_question_leaves_no_more_time_than_the_corrected_day_does(earlier, days):
    bundle, _question = asked_on_paper()
    second = bundle.lines.all()[1].case
    corrected(second, received_at=second.received_at - timedelta(days=earlier))
    assert {stand.answer_by for stand in agents.stands_of(bundle)} == {today() + timedelta(days=days)}


def test_of_who_ended_nothing_is_said_that_no_letter_told():
    bundle = on_paper()
    first, second, _third = [line.case for line in bundle.lines.all()]
    closures.close(first.pk, staff(), "mistake", seen=first.entry_count, note="Entered twice.")
    assert [one.state for one in Letter.objects.filter(case=first)] == [LetterState.TO_MAIL], "we wrote of it, it says"
    corrected(second, received_at=second.received_at - timedelta(days=3))
    assert [one.state for one in Letter.objects.filter(case=first)] == [LetterState.REPLACED]
    assert covering_of(first).get().state == LetterState.REPLACED
    assert closures.hearers(first) == ()


def test_the_daily_email_says_the_earliest_day_of_those_it_lists(frozen):
    bundle = on_paper()
    first, second, _third = [line.case for line in bundle.lines.all()]
    closures.close(first.pk, staff(), "mistake", seen=first.entry_count, note="Entered twice.")
    corrected(second, received_at=second.received_at - timedelta(days=5))
    frozen(now() + timedelta(days=6))
    ((case, by),) = letters.daily_summary(an_account()).acknowledge
    assert (case.pk, by.send_by) == (second.pk, date(2026, 3, 17))


def test_what_was_given_up_for_the_old_letter_is_done_and_counted_no_more():
    bundle = a_bundle()
    letter, second = bundle.letters.get(), bundle.lines.all()[1].case
    DueWork.objects.filter(name="send", target=letter.pk).update(given_up_at=now(), reason="mail-misconfigured")
    drain()
    corrected(second, received_at=second.received_at - timedelta(days=3))
    assert not DueWork.objects.stuck().exists()
    assert letters.daily_summary(an_account(Who.ADMINISTRATOR)).reports_stuck == 0


def test_try_again_of_one_leaves_the_letter_that_another_shows():
    bundle = a_bundle()
    drain()
    letter = bundle.letters.get()
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.UNCERTAIN, uncertain_count=2)
    first, *_rest, last = [line.case for line in bundle.lines.all()]
    review.retry_case(last.pk, staff())
    assert Letter.objects.get(pk=letter.pk).uncertain_count == 2
    review.retry_case(first.pk, staff())
    assert Letter.objects.get(pk=letter.pk).uncertain_count == 0


def test_the_look_says_that_the_letter_to_all_would_have_gone_out_late():
    bundle = on_paper()
    letter, second = covering(bundle)[0], bundle.lines.all()[1].case
    letters.record_bundle_letter_mailed(letter.pk, staff(), letter.written_at.date())
    one = look_of(second, received_at=second.received_at - timedelta(days=30))
    found = receipt_corrections.look_at_correction(receipt_corrections.weigh(*one))
    assert any("would have gone out late" in line for line in found.late)
