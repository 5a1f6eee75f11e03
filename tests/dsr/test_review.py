"""What staff do with a case: each verb, whom it is open to, and what it leaves behind."""

import threading
from datetime import date

import pytest
from django.db import connection

from dsr import journal, parties, repeats, reports, review
from dsr.errors import BadInput, Blocked, Changed, NotAllowed
from dsr.journal import MACHINE, Line
from dsr.lifecycle import State, Who
from dsr.models import Business, Case, ChoiceMode, Compilation, DueWork, Letter, PolicyVersion
from dsr.models.case import Delivery
from dsr.models.letter import LetterState
from dsr.models.policy import PolicyChoice
from tests.given import (
    a_business,
    a_ledger,
    an_account,
    approved,
    at,
    declined,
    drain,
    in_review,
    responded,
    staff,
)

pytestmark = pytest.mark.django_db
POSTAL = "9 Elm Court\nChico, CA 95926"


def on_paper(**changes) -> dict:
    party = {"name": "Dana Whitlow", "postal": POSTAL}
    return {
        "delivery": Delivery.MAIL,
        "parties": {"subject": {"name": "Dana Whitlow"}, "requester": party},
        **changes,
    }


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def last(case: Case):
    return again(case).entries.order_by("-number").first()


# -- approve ---------------------------------------------------------------------------------------------------


def test_a_grant_fixes_the_outcome_and_the_very_report(frozen):
    a_ledger()
    case = approved(in_review())
    report = Compilation.objects.get()
    assert (case.state, case.outcome, case.compilation_id) == (State.WORKING, "STL_DISCLOSED", report.pk)
    assert case.decided_at is not None
    assert journal.facts_of(last(case)) == {"compilation": report.pk, "outcome": "STL_DISCLOSED"}


def test_a_grant_that_the_report_does_not_bear_out_is_refused(frozen):
    a_ledger()
    case = in_review()
    report = reports.want(case, "shine-the-light")
    for outcome in ("STL_NONE_DISCLOSED", "STL_SAME_BRAND_COUNT"):
        with pytest.raises(BadInput):
            review.approve(case.pk, staff(), seen=case.entry_count, outcome=outcome, compilation_id=report.pk)
    with pytest.raises(BadInput):
        review.approve(case.pk, staff(), seen=case.entry_count, outcome="NO_EBR", compilation_id=report.pk)
    with pytest.raises(BadInput):
        review.approve(case.pk, staff(), seen=case.entry_count, outcome="NONSENSE", compilation_id=report.pk)
    assert again(case).state == State.REVIEW


def test_a_ledger_with_blocking_gaps_lets_no_grant_out(frozen):
    case = in_review()  # no ledger is published
    report = reports.want(case, "shine-the-light")
    with pytest.raises(Blocked) as refused:
        review.approve(case.pk, staff(), seen=case.entry_count, outcome="STL_NONE_DISCLOSED", compilation_id=report.pk)
    assert [gap["code"] for gap in refused.value.gaps] == ["no-ledger"]


def test_a_ledger_that_moved_on_is_looked_at_first(frozen):
    a_ledger()
    case = in_review()
    seen = reports.want(case, "shine-the-light")
    Business.objects.update(ledger_version=2)
    for compilation in (seen.pk, None, 99_999):
        with pytest.raises(Changed):
            review.approve(
                case.pk, staff(), seen=case.entry_count, outcome="STL_DISCLOSED", compilation_id=compilation
            )


def test_a_report_of_another_year_or_business_does_not_serve(frozen):
    a_ledger()
    old = in_review(received_at=at("2025-06-01T12:00:00-07:00"))
    other = a_ledger(a_business("Larch Radio, LLC"))
    case, foreign = in_review(), in_review(business=other)
    for wrong in (reports.want(old, "shine-the-light"), reports.want(foreign, "shine-the-light")):
        with pytest.raises(Changed):
            review.approve(case.pk, staff(), seen=case.entry_count, outcome="STL_DISCLOSED", compilation_id=wrong.pk)


def test_a_report_that_is_not_there_yet_is_waited_for(frozen):
    a_ledger()
    case = in_review()
    Business.objects.update(ledger_version=2)
    report = reports.want(case, "shine-the-light")
    with pytest.raises(Blocked, match="not compiled"):
        review.approve(case.pk, staff(), seen=case.entry_count, outcome="STL_DISCLOSED", compilation_id=report.pk)


def test_choice_is_offered_only_where_it_held(frozen):
    case = in_review()
    with pytest.raises(Blocked):
        review.approve(case.pk, staff(), seen=case.entry_count, outcome="STL_CHOICE_OFFERED")
    business = case.business
    policy = PolicyVersion.objects.create(
        business=business, label="2026", published_on=date(2026, 1, 1), choice=PolicyChoice.OPT_OUT
    )
    ChoiceMode.objects.create(business=business, policy_version=policy, means="Call 555-0100.", since=date(2026, 1, 1))
    assert [one.code for one in review.offered(again(case))] == []  # it came before; that stays
    case = in_review()
    assert [one.code for one in review.offered(case)] == ["STL_CHOICE_OFFERED"]
    assert review.approve(case.pk, staff(), seen=case.entry_count, outcome="STL_CHOICE_OFFERED").compilation is None
    drain()
    assert again(case).state == State.RESPONDED


def test_only_those_who_decide_may(frozen):
    a_ledger()
    case = in_review()
    for who in (Who.VIEWER, Who.MACHINE, Who.REQUESTER):
        actor = journal.Actor(who, an_account().pk)
        with pytest.raises(NotAllowed):
            declined(case, actor=actor)
        with pytest.raises(NotAllowed):
            approved(case, actor)
        with pytest.raises(NotAllowed):
            review.note(case.pk, actor, "x")
        with pytest.raises(NotAllowed):
            review.assign(case.pk, actor, None)
        with pytest.raises(NotAllowed):
            review.try_again(case.pk, actor)
    assert again(case).state == State.REVIEW


# -- decline, take back ----------------------------------------------------------------------------------------


def test_a_decline_keeps_its_coded_reasons_and_the_first_names_the_letter(frozen):
    case = review.decline(
        (case := in_review()).pk, staff(), seen=case.entry_count, reasons=["NO_EBR", "NOT_CA_RESIDENT"], note="Asked."
    )
    assert (case.outcome, case.reasons) == ("NO_EBR", ["NO_EBR", "NOT_CA_RESIDENT"])
    entry = last(case)
    assert journal.facts_of(entry)["reasons"] == ["NO_EBR", "NOT_CA_RESIDENT"]
    assert parties.one(case, f"words:{entry.number}") == "Asked."
    drain()
    assert again(case).state == State.RESPONDED
    assert Letter.objects.get(case=case, is_response=True).name.endswith("declined-no-relationship")


@pytest.mark.parametrize("reasons", [[], ["STL_DISCLOSED"], ["NO_EBR", "STL_DISCLOSED"], ["DO_NOT_LIKE"]])
def test_a_decline_needs_reasons_that_the_law_gives(frozen, reasons):
    case = in_review()
    with pytest.raises(BadInput):
        review.decline(case.pk, staff(), seen=case.entry_count, reasons=reasons)
    assert again(case).state == State.REVIEW


def test_a_decision_is_taken_back_while_the_machine_has_not_carried_it_out(frozen):
    case = declined(in_review())
    case = review.take_back(case.pk, staff(), seen=case.entry_count, note="Wrong person.")
    assert case.state == State.REVIEW
    drain()
    assert not Letter.objects.filter(case=case, is_response=True).exists()
    declined(again(case))
    drain()
    with pytest.raises(NotAllowed):
        review.take_back(case.pk, staff(), seen=again(case).entry_count)


def test_words_of_a_decision_that_was_taken_back_meanwhile_are_not_sent(frozen, monkeypatch):
    from dsr import letters

    case = declined(in_review(), "NO_EBR")
    compose, pressed = letters.compose, []

    def slowly(one: Case, name: str, **options):
        if not pressed and "declined" in name:
            pressed.append(name)
            back = review.take_back(one.pk, staff(), seen=again(one).entry_count)
            declined(back, "NOT_CA_RESIDENT")
        return compose(one, name, **options)

    monkeypatch.setattr(letters, "compose", slowly)
    drain()
    frozen(at("2026-03-10T10:00:00-07:00"))
    drain()
    assert pressed == ["shine-the-light/declined-no-relationship"]
    [letter] = Letter.objects.filter(case=case, is_response=True)
    assert letter.name == "shine-the-light/declined-not-ca-resident"
    assert again(case).state == State.RESPONDED


# -- join ------------------------------------------------------------------------------------------------------


def test_a_duplicate_joins_the_earlier_and_the_earlier_keeps_the_earlier_date(frozen):
    frozen(at("2026-03-01T09:00:00-08:00"))
    first = in_review()
    frozen(at("2026-03-09T09:00:00-07:00"))
    second = in_review()
    assert [one.case.pk for one in repeats.suggested(second)] == [first.pk]
    joined = review.join(second.pk, staff(), seen=second.entry_count, first_reference=first.reference)
    assert (joined.state, joined.joined_to_id) == (State.JOINED, first.pk)
    assert again(first).due_safe == first.due_safe < second.due_safe
    assert journal.facts_of(last(first)) == {"reference": second.reference}
    drain()
    assert Letter.objects.filter(case=second, name="shine-the-light/joined").count() == 1
    declined(again(first))
    drain()
    assert again(first).state == State.RESPONDED
    assert not Letter.objects.filter(case=second, key__startswith="copy:").exists()  # the same address


def test_a_duplicate_that_came_elsewhere_first_brings_its_shorter_date(frozen):
    from dsr.models.case import Channel

    first = in_review(actor=staff(), channel=Channel.EMAIL, came_to=None, received_at=at("2026-03-01T09:00:00-08:00"))
    second = in_review(received_at=at("2026-03-02T09:00:00-08:00"))
    assert second.due_latest < first.due_latest
    review.join(second.pk, staff(), seen=second.entry_count, first_reference=first.reference)
    assert again(first).due_latest == second.due_latest
    assert again(first).due_safe == min(first.due_safe, second.due_safe)


def copies() -> list[tuple[str, str]]:
    from django.core import mail

    return [(message.to[0], message.subject) for message in mail.outbox if "response" in message.subject]


def someone(email: str) -> dict:
    return {"subject": {"name": "Dana Whitlow"}, "requester": {"name": "Dana Whitlow", "email": email}}


def test_a_duplicate_at_another_address_gets_a_copy_through_any_number_of_joins(frozen):
    a_ledger()
    cases = [in_review(parties=someone(f"dana{number}@example.com")) for number in range(3)]
    review.join(cases[2].pk, staff(), seen=cases[2].entry_count, first_reference=cases[1].reference)
    review.join(cases[1].pk, staff(), seen=again(cases[1]).entry_count, first_reference=cases[0].reference)
    approved(again(cases[0]))
    drain()
    assert sorted(to for to, _subject in copies()) == [f"dana{number}@example.com" for number in range(3)]


def test_a_response_that_is_sent_elsewhere_is_not_copied_a_second_time(frozen):
    a_ledger()
    first, second = (in_review(parties=someone(f"dana{number}@example.com")) for number in range(2))
    review.join(second.pk, staff(), seen=second.entry_count, first_reference=first.reference)
    approved(again(first))
    drain()
    back = review.record_returned(first.pk, staff(), seen=again(first).entry_count)
    review.readdress(first.pk, staff(), seen=back.entry_count, delivery="email", address="dana9@example.com")
    drain()
    assert again(first).state == State.RESPONDED
    assert sorted(to for to, _subject in copies()) == ["dana0@example.com", "dana1@example.com", "dana9@example.com"]


def test_what_cannot_be_joined(frozen):
    first, second = in_review(), in_review()
    other = in_review(business=a_business("Larch Radio, LLC"))
    decided = declined(in_review(received_at=at("2026-03-01T09:00:00-08:00")))
    for reference in (second.reference, "22222222222", "", other.reference, decided.reference):
        with pytest.raises(BadInput):
            review.join(second.pk, staff(), seen=second.entry_count, first_reference=reference)
    with pytest.raises(BadInput):  # the earlier into the later
        review.join(first.pk, staff(), seen=first.entry_count, first_reference=second.reference)
    assert {again(first).state, again(second).state} == {State.REVIEW}
    assert again(first).entry_count == first.entry_count


def test_a_stale_page_joins_nothing_and_leaves_the_first_alone(frozen):
    first, second = in_review(), in_review()
    review.note(second.pk, staff(), "Called.")
    with pytest.raises(Changed):
        review.join(second.pk, staff(), seen=second.entry_count, first_reference=first.reference)
    assert again(first).entry_count == first.entry_count


def test_a_first_that_is_decided_at_the_same_moment_takes_no_duplicate(frozen, monkeypatch):
    first, second = in_review(), in_review()
    record = journal.record

    def too_late(case_id: int, *args, **options):
        if case_id == first.pk:
            declined(again(first))
        return record(case_id, *args, **options)

    monkeypatch.setattr(journal, "record", too_late)
    with pytest.raises(Changed):
        review.join(second.pk, staff(), seen=second.entry_count, first_reference=first.reference)
    assert again(second).state == State.REVIEW


# -- assign, note, try again -----------------------------------------------------------------------------------


def test_a_case_is_given_to_those_who_may_decide(frozen):
    case, reviewer, viewer = in_review(), an_account(), an_account(Who.VIEWER)
    gone = an_account()
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    assert review.assign(case.pk, staff(), reviewer.pk).assignee == reviewer
    assert journal.facts_of(last(case)) == {"account": reviewer.pk}
    for nobody in (viewer.pk, gone.pk, 99_999):
        with pytest.raises(BadInput):
            review.assign(case.pk, staff(), nobody)
    assert review.assign(case.pk, staff(), None).assignee is None


def test_an_empty_note_is_no_note(frozen):
    case = in_review()
    with pytest.raises(BadInput):
        review.note(case.pk, staff(), " \n")
    assert again(case).entry_count == case.entry_count


# -- paper, and what comes back --------------------------------------------------------------------------------


def test_a_printed_response_ends_the_duty_on_the_day_it_is_mailed(frozen):
    a_ledger()
    case = approved(in_review(**on_paper()))
    drain()
    case = again(case)
    letter = Letter.objects.get(case=case, is_response=True)
    assert (case.state, letter.state) == (State.RESPONDING, LetterState.TO_MAIL)
    case = review.record_mailed(
        case.pk, staff(), seen=case.entry_count, mailed_on=date(2026, 3, 10), letter_id=letter.pk
    )
    assert (case.state, again(case).responded_at) == (State.RESPONDED, case.responded_at)
    assert journal.facts_of(last(case)) == {"letter": letter.pk, "mailed_on": "2026-03-10"}
    letter.refresh_from_db()
    assert (letter.state, letter.mailed_on) == (LetterState.MAILED, date(2026, 3, 10))
    with pytest.raises(BadInput):
        review.record_mailed(case.pk, staff(), seen=case.entry_count, mailed_on=date(2026, 3, 10), letter_id=letter.pk)


def test_a_printed_acknowledgement_that_is_mailed_changes_no_state(frozen):
    case = in_review(**on_paper())
    letter = Letter.objects.get(case=case)
    done = review.record_mailed(
        case.pk, staff(), seen=case.entry_count, mailed_on=date(2026, 3, 10), letter_id=letter.pk
    )
    assert (done.state, last(case).name) == (State.REVIEW, "letter-mailed")


def test_what_cannot_be_recorded_as_mailed(frozen):
    paper, email = in_review(**on_paper()), in_review()
    letter, sent = Letter.objects.get(case=paper), Letter.objects.get(case=email)
    day = date(2026, 3, 10)
    for case, other in ((paper, sent), (email, sent), (email, letter)):
        with pytest.raises(BadInput):
            review.record_mailed(case.pk, staff(), seen=case.entry_count, mailed_on=day, letter_id=other.pk)
    with pytest.raises(BadInput, match="future"):
        review.record_mailed(
            paper.pk, staff(), seen=paper.entry_count, mailed_on=date(2026, 3, 11), letter_id=letter.pk
        )
    with pytest.raises(NotAllowed):
        review.record_mailed(paper.pk, staff(Who.VIEWER), seen=paper.entry_count, mailed_on=day, letter_id=letter.pk)


def test_a_response_that_comes_back_opens_the_duty_again(frozen):
    a_ledger()
    case = responded()
    case = review.record_returned(case.pk, staff(), seen=case.entry_count, note="Bounced the next day.")
    assert (case.state, case.is_open, case.responded_at, case.retain_until) == ("undelivered", True, None, None)
    assert Letter.objects.get(case=case, is_response=True).state == LetterState.BOUNCED


def test_another_address_gets_a_new_letter_and_the_decision_stands(frozen):
    a_ledger()
    case = responded()
    case = review.record_returned(case.pk, staff(), seen=case.entry_count)
    case = review.readdress(
        case.pk, staff(), seen=case.entry_count, delivery="email", address=" dana@new.example.com "
    )
    assert (case.state, case.outcome) == (State.WORKING, "STL_DISCLOSED")
    assert parties.reply_to(case) == {"name": "Dana Whitlow", "email": "dana@new.example.com"}
    assert repeats._mails(case.pk) == {repeats.BlindIndex.objects.get(case=case, field="email").digest}
    drain()
    assert again(case).state == State.RESPONDED
    letters = Letter.objects.filter(case=case, is_response=True).order_by("pk")
    assert [letter.state for letter in letters] == [LetterState.BOUNCED, LetterState.ACCEPTED]
    assert letters[0].message_id != letters[1].message_id
    assert again(case).entries.filter(name="respond").count() == 2


def test_an_address_corrected_before_the_decision_is_acknowledged_anew(frozen, mailoutbox):
    case = in_review()
    due = (case.due_safe, case.due_latest)
    review.correct(case.pk, staff(), seen=case.entry_count, delivery="email", address="dana@new.example.com")
    assert again(case).state == State.RECEIVED
    drain()
    assert (again(case).state, (again(case).due_safe, again(case).due_latest)) == (State.REVIEW, due)
    assert [message.to for message in mailoutbox] == [["dana@example.com"], ["dana@new.example.com"]]
    assert parties.reply_to(again(case))["email"] == "dana@new.example.com"


def test_paper_in_place_of_email(frozen):
    case = declined(in_review())
    drain()
    case = review.record_returned(case.pk, staff(), seen=again(case).entry_count)
    case = review.readdress(case.pk, staff(), seen=case.entry_count, delivery="mail", address=POSTAL)
    drain()
    assert again(case).state == State.RESPONDING
    letter = Letter.objects.get(case=case, state=LetterState.TO_MAIL)
    assert letter.delivery == Delivery.MAIL
    with pytest.raises(BadInput):
        review.readdress(case.pk, staff(), seen=again(case).entry_count, delivery="mail", address="  ")


@pytest.mark.parametrize("verb", ["readdress", "returned"])
def test_a_stuck_response_is_let_go_when_a_person_takes_over(frozen, monkeypatch, verb):
    from dsr import outbox
    from dsr.outbox import Fate, Result

    monkeypatch.setattr(outbox, "hand_over", lambda _message: Result(Fate.MISCONFIGURED, "535"))
    case = declined(in_review())
    drain()
    case = again(case)
    assert (case.state, case.stuck) == (State.RESPONDING, "mail-misconfigured")
    monkeypatch.undo()
    if verb == "returned":
        case = review.record_returned(case.pk, staff(), seen=case.entry_count)
    case = review.readdress(case.pk, staff(), seen=case.entry_count, delivery="email", address="dana@example.net")
    drain()
    case = again(case)
    assert (case.state, case.stuck) == (State.RESPONDED, "")
    assert not DueWork.objects.unfinished().filter(case=case).exists()
    states = Letter.objects.filter(case=case, is_response=True).order_by("pk").values_list("state", flat=True)
    assert list(states) == ["bounced" if verb == "returned" else "replaced", "accepted"]


# -- two at once -----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_a_grant_and_a_decline_at_once_one_wins(frozen):
    a_ledger()
    case = in_review()
    report = reports.want(case, "shine-the-light")
    grants, declines = staff(), staff()
    start, results = threading.Barrier(2), []

    def press(verb, *args, **options) -> None:
        start.wait(10)
        try:
            results.append(verb(case.pk, *args, seen=case.entry_count, **options).outcome)
        except Changed as refused:
            results.append([entry.name for entry in refused.since])
        finally:
            connection.close()

    approve = {"outcome": "STL_DISCLOSED", "compilation_id": report.pk}
    threads = [
        threading.Thread(target=press, args=(review.approve, grants), kwargs=approve),
        threading.Thread(target=press, args=(review.decline, declines), kwargs={"reasons": ["NO_EBR"]}),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    outcome = again(case).outcome
    first = "approve" if outcome == "STL_DISCLOSED" else "decline"
    assert sorted(results, key=str) == sorted([outcome, [first]], key=str)
    assert again(case).entries.filter(name__in=["approve", "decline"]).count() == 1


@pytest.mark.django_db
def test_a_machine_fact_between_look_and_press_does_not_disturb(frozen):
    case = in_review()
    journal.record(case.pk, Line("letter-later", {"code": "451"}), MACHINE)
    assert declined(case).state == State.WORKING
