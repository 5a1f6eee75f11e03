"""Each action on many cases: what it does, what it leaves, and what is never done to many at once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from dsr import bulk, letters
from dsr.clock import now
from dsr.errors import BadInput, Blocked, Changed
from dsr.journal import facts_of
from dsr.kinds import base
from dsr.models import Case, Entry, Letter, Sealed, Step
from dsr.models.bulk import BulkAction
from tests import given
from tests.dsr.bulk.test_job import looked, pressed, results, wave
from tests.given_agents import by_agent
from tests.given_systems import a_database, a_deletion, a_system, count

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
ELSEWHERE = {"ca_resident": "no", "household": "yes"}
# What is weighed for one person alone, or written for one person.
FOR_ONE = {"N_SUSPECTED_FRAUD_ACCOUNT", "N_EXCESSIVE", "N_EXCESSIVE_FEE", "N_NO_METHOD", "N_DEFECTIVE", "N_NO_ACTION"}


def of(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_more_time_is_offered_only_where_the_law_of_the_kind_gives_it():
    open_case, deletion = given.in_review(), Case(kind="deletion", state="review")
    offered = bulk.offered_actions([(open_case, False)])
    assert BulkAction.DECLINE in offered and BulkAction.EXTEND not in offered
    assert BulkAction.EXTEND in bulk.offered_actions([(open_case, False), (deletion, False)])


def test_no_fraud_and_nothing_excessive_is_ever_a_reason_for_many():
    every = {one.code: one for kind in base.every() for one in kind.outcomes if one.is_decline}
    assert set(every) >= FOR_ONE
    assert [code for code in FOR_ONE if every[code].by_record] == []
    assert [code for code, one in every.items() if one.by_record and one.needs_reason] == []
    # What is open to many is barred for a case whose record does not say so.
    unbarred = [
        (kind.code, one.code)
        for kind in base.every()
        for one in kind.outcomes
        if one.by_record and not one.barred and not kind.letter(one.letter).facts
    ]
    assert unbarred == []


def test_many_are_declined_only_where_the_record_of_each_says_so():
    actor, cases = given.staff(), wave(2)
    cases += wave_elsewhere(2)
    made = looked(actor, "decline", cases)
    assert made.choice == {"outcome": "NOT_CA_RESIDENT"} and results(made) == ["cannot"] * 2 + ["ready"] * 2
    pressed(made, actor)
    assert results(made) == ["cannot"] * 2 + ["done"] * 2
    assert [of(case).outcome for case in cases] == ["", "", "NOT_CA_RESIDENT", "NOT_CA_RESIDENT"]


def wave_elsewhere(count: int) -> list[Case]:
    cases = [given.a_case(answers=ELSEWHERE) for _ in range(count)]
    given.drain()
    return [of(case) for case in cases]


def test_where_several_reasons_are_open_a_person_chooses():
    actor = given.staff()
    business = given.a_ledger()
    type(business).objects.filter(pk=business.pk).update(employees=5)
    cases = wave_elsewhere(2)
    made = looked(actor, "decline", cases)
    assert "outcome" not in made.choice and results(made) == ["new", "new"]
    assert set(bulk.open_outcomes(made)) == {"NOT_CA_RESIDENT", "UNDER_20_EMPLOYEES"}
    with pytest.raises(Changed):
        bulk.begin(made.pk, actor, bulk.Begun(made.looks, 2))
    bulk.choose_again(made, actor, {"outcome": "UNDER_20_EMPLOYEES"})
    given.drain()
    made.refresh_from_db()
    assert results(made) == ["ready", "ready"] and made.looks == 2
    pressed(made, actor)
    assert {of(case).outcome for case in cases} == {"UNDER_20_EMPLOYEES"}


def test_who_may_still_prove_is_not_declined_among_many():
    case = by_agent()
    made = looked(given.staff(), "decline", [case])
    assert results(made) == ["cannot"]
    assert "waits for the person" in made.rows.get().why


def test_a_case_that_is_answered_or_decided_item_by_item_says_so():
    actor = given.staff()
    [case] = wave(1)
    answered = given.responded()
    made = looked(actor, "approve", [case, answered])
    assert results(made) == ["ready", "cannot"]
    assert made.rows.get(number=2).why == "It does not wait for a decision."


def test_each_is_told_its_own_reason_why_more_time_is_needed():
    actor = given.staff()
    cases = [by_agent(), by_agent()]
    made = looked(actor, "extend", [*cases, *wave(1)])
    assert results(made) == ["ready", "ready", "cannot"]
    with pytest.raises(BadInput):
        bulk.begin(made.pk, actor, bulk.Begun(made.looks, 2, words_of={cases[0].pk: "Two archives are left."}))
    told = {cases[0].pk: "Two archives are left.", cases[1].pk: "The warehouse is moving."}
    pressed(made, actor, words_of=told)
    assert results(made) == ["done", "done", "cannot"]
    for case in cases:
        entry = Entry.objects.get(case=case, name="extend")
        assert facts_of(entry)["bulk"] == made.reference
        letter = Letter.objects.get(case=case, name="deletion/extension")
        assert told[case.pk] in letters.body_of(letter)["text"]
    assert not Sealed.objects.filter(name__startswith="bulk:").exists()


def test_many_are_assigned_and_noted_and_the_words_do_not_outlive_the_work():
    actor, other, cases = given.staff(), given.an_account(), wave(2)
    made = looked(actor, "assign", cases)
    bulk.begin(made.pk, actor, bulk.Begun(made.looks, 2), {"account": other.pk})
    given.drain()
    assert {of(case).assignee_id for case in cases} == {other.pk}
    made = looked(actor, "note", cases)
    with pytest.raises(BadInput):
        bulk.begin(made.pk, actor, bulk.Begun(made.looks, 2, " "))
    bulk.begin(made.pk, actor, bulk.Begun(made.looks, 2, "They called together."))
    made.refresh_from_db()
    assert made.words and "called" not in made.words
    given.drain()
    made.refresh_from_db()
    assert made.words == "" and Entry.objects.filter(name="note").count() == 2


def test_the_later_ones_of_one_person_are_joined_to_the_first():
    actor, cases = given.staff(), wave(2)
    stranger = {"subject": {"name": "Ada Quill"}, "requester": {"name": "Ada Quill", "email": "ada@example.com"}}
    cases.append(given.in_review(parties=stranger))
    made = looked(actor, "join", [cases[1], cases[0], cases[2]])
    assert results(made) == ["ready", "cannot", "cannot"]
    pressed(made, actor)
    assert of(cases[1]).joined_to_id == cases[0].pk and of(cases[2]).state == "review"


def test_letters_of_many_are_recorded_as_mailed_on_a_day_since_they_were_written(frozen):
    actor = given.staff()
    business = given.a_ledger()
    party = {"name": "Ines Okafor", "postal": "12 Sample Street\nOakland, CA 94607"}
    parties = {"subject": {"name": "Ines Okafor"}, "requester": party}
    old = given.in_review(business=business, parties=parties, delivery="mail")
    frozen(now() + timedelta(days=3))
    young = given.in_review(business=business, parties=parties, delivery="mail")
    young = given.approved(young)
    given.drain()
    other = given.in_review(business=business)
    made = looked(actor, "mailed", [old, young, other])
    assert results(made) == ["ready", "ready", "cannot"]
    bulk.begin(made.pk, actor, bulk.Begun(made.looks, 2), {"mailed_on": "2026-03-11"})
    given.drain()
    assert results(made) == ["done", "left-out", "cannot"]  # the young one's were not written yet on that day
    assert Letter.objects.get(case=old).mailed_on == date(2026, 3, 11)
    assert {*Letter.objects.filter(case=young).values_list("state", flat=True)} == {"to-mail"}
    made = looked(actor, "mailed", [of(young)])
    pressed(made, actor)
    assert of(young).state == "responded"
    assert Letter.objects.filter(state="mailed").count() == 3


def test_deletions_pass_the_same_gates_and_change_nothing_that_was_not_seen(tmp_path):
    """Proof, the look in each system, what they keep: and rows that changed since leave that one out."""
    actor = given.staff()
    url = a_database(tmp_path)
    system = a_system(url=url)
    unproved = given.in_review(kind="deletion", answers={"ca_resident": "yes", "extent": "all"})
    case = a_deletion()
    made = looked(actor, "approve", [of(case), of(unproved)])
    assert results(made) == ["ready", "cannot"]
    assert count(url, "customers", "id = 1") == 1  # the look touches nothing
    Step.objects.filter(case=case, system=system).update(found_digest="another")
    with pytest.raises(Blocked):  # who works alone gives a ground
        pressed(made, replace(actor, ground=""))
    pressed(made, actor)
    assert results(made) == ["left-out", "cannot"] and "changed since you looked" in made.rows.get(number=1).why
    made = looked(actor, "approve", [of(case)])
    pressed(made, actor)
    assert results(made) == ["done"]
    assert count(url, "customers", "id = 1") == 0
