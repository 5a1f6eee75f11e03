"""What staff decide: grants, declines, assignments and notes, and who of two comes first."""

import threading
from datetime import date

import pytest
from django.db import connection

from dsr import disclosures, journal, letters, parties, review
from dsr.errors import BadInput, Blocked, Changed, NotAllowed
from dsr.journal import MACHINE, EntryName, Line
from dsr.lifecycle import State, Who
from dsr.models import Business, Case, ChoiceMode, Compilation, Letter, PolicyVersion
from dsr.models.policy import PolicyChoice
from tests.given import a_business, a_ledger, an_account, approved, at, declined, drain, in_review, staff, told
from tests.patience import PATIENCE
from tests.replacement import replace_everywhere

pytestmark = pytest.mark.django_db
POSTAL = "9 Elm Court\nChico, CA 95926"


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
    report = disclosures.request_compilation(case, "shine-the-light")
    for outcome in ("STL_NONE_DISCLOSED", "STL_SAME_BRAND_COUNT"):
        with pytest.raises(BadInput):
            review.approve(case.pk, staff(), review.Approval(outcome, compilation_id=report.pk), seen=case.entry_count)
    with pytest.raises(BadInput):
        review.approve(case.pk, staff(), review.Approval("NO_EBR", compilation_id=report.pk), seen=case.entry_count)
    with pytest.raises(BadInput):
        review.approve(case.pk, staff(), review.Approval("NONSENSE", compilation_id=report.pk), seen=case.entry_count)
    assert again(case).state == State.REVIEW


def test_a_ledger_with_blocking_gaps_lets_no_grant_out(frozen):
    case = in_review()  # no ledger is published
    report = disclosures.request_compilation(case, "shine-the-light")
    with pytest.raises(Blocked) as refused:
        review.approve(
            case.pk, staff(), review.Approval("STL_NONE_DISCLOSED", compilation_id=report.pk), seen=case.entry_count
        )
    assert [gap["code"] for gap in refused.value.gaps] == ["no-ledger"]


def test_a_ledger_that_moved_on_is_looked_at_first(frozen):
    a_ledger()
    case = in_review()
    seen = disclosures.request_compilation(case, "shine-the-light")
    Business.objects.update(ledger_version=2)
    for compilation in (seen.pk, None, 99_999):
        with pytest.raises(Changed):
            review.approve(
                case.pk, staff(), review.Approval("STL_DISCLOSED", compilation_id=compilation), seen=case.entry_count
            )


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Fernwood Speech, Inc."},
        {"postal_address": "2 New Street\nFresno, CA"},
        {"contact_email": "x@y.example"},
    ],
)
def test_a_business_that_moved_or_was_renamed_needs_a_new_report(frozen, change):
    a_ledger()
    case = in_review()
    old = disclosures.request_compilation(case, "shine-the-light")
    Business.objects.update(**change)
    with pytest.raises(Changed):
        review.approve(
            case.pk, staff(), review.Approval("STL_DISCLOSED", compilation_id=old.pk), seen=case.entry_count
        )
    assert disclosures.request_compilation(case, "shine-the-light").pk != old.pk


def test_a_report_of_another_year_or_business_does_not_serve(frozen):
    a_ledger()
    old = in_review(received_at=at("2025-06-01T12:00:00-07:00"))
    other = a_ledger(a_business("Larch Radio, LLC"))
    case, foreign = in_review(), in_review(business=other)
    for wrong in (
        disclosures.request_compilation(old, "shine-the-light"),
        disclosures.request_compilation(foreign, "shine-the-light"),
    ):
        with pytest.raises(Changed):
            review.approve(
                case.pk, staff(), review.Approval("STL_DISCLOSED", compilation_id=wrong.pk), seen=case.entry_count
            )


def test_a_report_that_is_not_there_yet_is_waited_for(frozen):
    a_ledger()
    case = in_review()
    Business.objects.update(ledger_version=2)
    report = disclosures.request_compilation(case, "shine-the-light")
    with pytest.raises(Blocked, match="not compiled"):
        review.approve(
            case.pk, staff(), review.Approval("STL_DISCLOSED", compilation_id=report.pk), seen=case.entry_count
        )


def test_choice_is_offered_only_where_it_held(frozen):
    case = in_review()
    with pytest.raises(Blocked):
        review.approve(case.pk, staff(), review.Approval("STL_CHOICE_OFFERED"), seen=case.entry_count)
    business = case.business
    policy = PolicyVersion.objects.create(
        business=business, label="2026", published_on=date(2026, 1, 1), choice=PolicyChoice.OPT_OUT
    )
    ChoiceMode.objects.create(business=business, policy_version=policy, means="Call 555-0100.", since=date(2026, 1, 1))
    assert [one.code for one in review.offered_outcomes(again(case))] == []  # it came before; that stays
    case = in_review()
    assert [one.code for one in review.offered_outcomes(case)] == ["STL_CHOICE_OFFERED"]
    assert (
        review.approve(case.pk, staff(), review.Approval("STL_CHOICE_OFFERED"), seen=case.entry_count).compilation
        is None
    )
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
            review.add_note(case.pk, actor, "x")
        with pytest.raises(NotAllowed):
            review.assign(case.pk, actor, None)
        with pytest.raises(NotAllowed):
            review.retry_case(case.pk, actor)
    assert again(case).state == State.REVIEW


# -- decline, take back ----------------------------------------------------------------------------------------


def test_a_decline_keeps_its_coded_reasons_and_the_first_names_the_letter(frozen):
    case = review.decline(
        (case := told(told(in_review()), "NOT_PERSONAL_FAMILY_HOUSEHOLD")).pk,
        staff(),
        seen=case.entry_count,
        reasons=["NO_EBR", "NOT_PERSONAL_FAMILY_HOUSEHOLD"],
        note="Asked.",
    )
    assert (case.outcome, case.reasons) == ("NO_EBR", ["NO_EBR", "NOT_PERSONAL_FAMILY_HOUSEHOLD"])
    entry = last(case)
    assert journal.facts_of(entry)["reasons"] == ["NO_EBR", "NOT_PERSONAL_FAMILY_HOUSEHOLD"]
    assert parties.sealed_value(case, f"words:{entry.number}") == "Asked."
    drain()
    assert again(case).state == State.RESPONDED
    assert Letter.objects.get(case=case, is_response=True).name.endswith("declined-no-relationship")


@pytest.mark.parametrize("reasons", [[], ["STL_DISCLOSED"], ["NO_EBR", "STL_DISCLOSED"], ["DO_NOT_LIKE"]])
def test_a_decline_needs_reasons_that_the_law_gives(frozen, reasons):
    case = told(in_review())
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

    case = declined(in_review(), "NO_EBR")
    compose, pressed = letters.compose, []

    def slowly(one: Case, name: str, **options):
        if not pressed and "declined" in name:
            pressed.append(name)
            back = review.take_back(one.pk, staff(), seen=again(one).entry_count)
            declined(back, "NOT_PERSONAL_FAMILY_HOUSEHOLD")
        return compose(one, name, **options)

    replace_everywhere(monkeypatch, letters.compose, slowly)
    drain()
    frozen(at("2026-03-10T10:00:00-07:00"))
    drain()
    assert pressed == ["shine-the-light/declined-no-relationship"]
    [letter] = Letter.objects.filter(case=case, is_response=True)
    assert letter.name == "shine-the-light/declined-not-household"
    assert again(case).state == State.RESPONDED


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
        review.add_note(case.pk, staff(), " \n")
    assert again(case).entry_count == case.entry_count


# -- two at once -----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_a_grant_and_a_decline_at_once_one_wins(frozen):
    a_ledger()
    case = told(in_review())
    report = disclosures.request_compilation(case, "shine-the-light")
    grants, declines = staff(), staff()
    start, results = threading.Barrier(2), []

    def press(verb, *args, **options) -> None:
        start.wait(PATIENCE)
        try:
            results.append(verb(case.pk, *args, seen=case.entry_count, **options).outcome)
        except Changed as refused:
            results.append([entry.name for entry in refused.since])
        finally:
            connection.close()

    approval = review.Approval("STL_DISCLOSED", compilation_id=report.pk)
    threads = [
        threading.Thread(target=press, args=(review.approve, grants, approval)),
        threading.Thread(target=press, args=(review.decline, declines), kwargs={"reasons": ["NO_EBR"]}),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    outcome = again(case).outcome
    first = "approve" if outcome == "STL_DISCLOSED" else "decline"
    assert sorted(results, key=str) == sorted([outcome, [first]], key=str)
    assert again(case).entries.filter(name__in=["approve", "decline"]).count() == 1


@pytest.mark.django_db
def test_a_machine_fact_between_look_and_press_does_not_disturb(frozen):
    case = in_review()
    journal.record(case.pk, Line(EntryName.LETTER_LATER, {"code": "451"}), MACHINE)
    assert declined(case).state == State.WORKING
