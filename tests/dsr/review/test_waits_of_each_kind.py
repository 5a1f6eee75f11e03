"""Every decision waits the same way, whatever it is about; and what was decided leaves only as it was decided."""

from datetime import timedelta

import pytest

from dsr import disclosures, journal, letters, review
from dsr.clock import now, today
from dsr.models import Business, Case, DueWork, Letter, Step
from dsr.models.case import Channel
from tests.given import a_ledger, a_statement, approved, declined, drain, in_review, joined, staff
from tests.given_systems import a_deletion, an_owner, granted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
WAIT = timedelta(minutes=10)


@pytest.fixture
def waits(settings):
    """From now on: what comes before is no part of the test."""

    def begin() -> None:
        settings.DECISION_WAIT = WAIT

    return begin


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def rings_at(case: Case) -> object:
    return DueWork.objects.unfinished().get(case=case, name="advance").not_before


def test_the_rest_of_an_answer_waits_and_is_taken_back_as_if_it_had_never_been(waits, frozen):
    case = in_review(business=a_ledger(complete=False))
    report = disclosures.request_compilation(case, "shine-the-light", as_of=today())
    drain()
    review.approve(
        case.pk, staff(), review.Approval("STL_AS_OF", compilation_id=report.pk), seen=again(case).entry_count
    )
    drain()
    before, letters_out = again(case), case.letters.filter(is_response=True).count()
    a_statement(case.business)
    waits()

    def send() -> Case:
        planned = review.planned_supplement(again(case), is_wanted=True)
        drain()
        seen = again(case).entry_count
        return review.send_supplement(case.pk, staff(), seen=seen, compilation_id=planned.report.pk)

    assert send().leaves_at == now() + WAIT
    drain()
    assert rings_at(case) == now() + WAIT
    back = review.take_back(case.pk, staff(), seen=again(case).entry_count)
    kept = ("state", "outcome", "compilation_id", "decided_at", "responded_at", "retain_until")
    assert [getattr(back, name) for name in kept] == [getattr(before, name) for name in kept]
    assert review.owes_rest(back)
    frozen(now() + WAIT)
    drain()
    assert case.letters.filter(is_response=True).count() == letters_out
    send()
    frozen(now() + WAIT)
    drain()
    assert case.letters.filter(is_response=True).count() == letters_out + 1


def test_the_end_of_keeping_waits_and_until_then_it_stays_kept(waits, frozen):
    an_owner()
    case = a_deletion()
    step = Step.objects.get(case=case)
    case = granted(case, {step.pk: "E8_LEGAL_OBLIGATION"})
    before = again(case)
    waits()
    frozen(now() + timedelta(days=5))  # its days to finish are later than those of the request
    review.end_keeping(again(case), staff(), step.pk, "The seven years are over.")
    drain()
    assert (again(case).state, Step.objects.get(pk=step.pk).state) == ("working", "kept")
    assert rings_at(case) == again(case).leaves_at == now() + WAIT
    back = review.take_back(case.pk, staff(), seen=again(case).entry_count)
    assert (back.state, back.outcome, back.due_safe, back.send_by) == (
        *("responded", before.outcome, before.due_safe, before.send_by),
    )
    assert [one.fault for one in journal.verify_chain() if one.fault] == []
    review.end_keeping(again(case), staff(), step.pk, "They are over.")
    frozen(now() + WAIT)
    drain()
    assert Step.objects.get(pk=step.pk).state == "asked"
    # Once the work began, taking it back is a decision anew.
    assert review.take_back(case.pk, staff(), seen=again(case).entry_count).state == "review"


def test_a_join_waits_and_the_first_waits_for_it(waits, frozen):
    business = a_ledger()
    first, later = in_review(business=business), in_review(business=business)
    waits()
    later = joined(later, first)
    assert later.leaves_at == now() + WAIT
    drain()
    first = approved(again(first))
    assert not later.letters.filter(name__endswith="/joined").exists()
    review.send_now(first.pk, staff(), seen=again(first).entry_count)
    drain()
    assert again(first).state == "working"
    undone = review.undo_join(later.pk, staff(), seen=again(later).entry_count, note="Another Dana.")
    drain()
    assert (undone.leaves_at, undone.letters.filter(name__endswith="/separated").exists()) == (None, False)


def test_what_was_opened_from_a_text_waits_and_leaves(waits, frozen):
    text = {"message": "Delete all of it."}
    case = in_review(kind="complaint", channel=Channel.FORM, sealed=text, answers={"ca_resident": "yes"})
    Business.objects.update(is_ccpa_business=True)
    waits()
    (opened,) = review.open_embedded_requests(case.pk, staff(), ["deletion"], seen=again(case).entry_count)
    drain()
    assert (again(opened).state, opened.letters.count()) == ("received", 0)
    assert rings_at(opened) == again(opened).leaves_at == now() + WAIT
    frozen(now() + WAIT)
    drain()
    assert again(opened).letters.exists()


def test_what_stops_something_takes_effect_at_once_and_its_letter_waits(waits, frozen):
    waits()
    case = in_review(
        kind="opt-out", answers={"stops": "sale-sharing"}, channel=Channel.EMAIL, came_to=None, actor=staff()
    )
    assert again(case).state == "working"
    assert case.suppressions.filter(lifted_at=None).exists()
    assert case.letters.count() == 0
    frozen(now() + WAIT)
    drain()
    assert again(case).state == "responded"


def test_an_answer_that_is_sent_elsewhere_waits(waits, frozen):
    case = declined(in_review())
    drain()
    letters.record_returned(case.pk, staff(), seen=again(case).entry_count)
    waits()
    seen = again(case).entry_count
    case = letters.readdress(case.pk, staff(), seen=seen, delivery="email", address="dana@example.net")
    assert case.leaves_at == now() + WAIT
    drain()
    assert again(case).state == "working"


@pytest.mark.parametrize("changes", [{"contact_email": "another@fernwood.example"}, {}])
def test_a_letter_that_would_be_another_by_then_comes_back_to_a_person(waits, frozen, changes):
    waits()
    case = declined(in_review())
    drain()
    Business.objects.update(**changes) if changes else None
    frozen(now() + WAIT)
    drain()
    reason = journal.facts_of(case.entries.filter(name="return").last()).get("reason") if changes else ""
    assert (again(case).state, reason) == (("review", "decision-outdated") if changes else ("responded", ""))


def test_who_was_told_that_it_leaves_now_gets_no_other_letter_either(waits):
    waits()
    case = declined(in_review())
    Business.objects.update(contact_email="another@fernwood.example")
    review.send_now(case.pk, staff(), seen=again(case).entry_count)
    drain()
    assert again(case).state == "review"
    assert not Letter.objects.filter(case=case, is_response=True).exists()


def test_a_first_decision_is_never_undone_as_if_a_response_were_out(waits):
    waits()
    case = declined(in_review())
    assert review.take_back(case.pk, staff(), seen=again(case).entry_count).state == "review"
    assert not case.entries.filter(name="undo-follow-up").exists()
