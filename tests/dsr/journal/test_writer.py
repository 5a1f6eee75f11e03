"""The one writer of state: what a transition writes, whom it refuses, and who came first."""

import threading
from datetime import date

import pytest
from django.db import IntegrityError, connection

from dsr import journal, letters, review, sealing
from dsr.errors import Changed, Forgotten, NotAllowed
from dsr.journal import MACHINE, REQUESTER, EntryName, Line
from dsr.journal.chain_check import check_chain
from dsr.lifecycle import State, Transition, Who
from dsr.models import BlindIndex, Case, DueWork, Entry, Sealed
from tests.given import a_case, a_ledger, an_account, at, declined, drain, in_review, staff, told
from tests.patience import PATIENCE

pytestmark = pytest.mark.django_db


def test_receiving_writes_the_first_entry_and_the_work_that_follows(frozen):
    case = a_case()
    entry = case.entries.get()
    assert (entry.number, entry.name, entry.from_state, entry.to_state) == (1, "receive", "", "received")
    assert (entry.who, entry.account_id, entry.previous) == ("requester", None, "")
    assert (case.entry_count, case.head) == (1, entry.digest)
    assert journal.facts_of(entry)["reference"] == case.reference
    assert [(row.name, row.target, row.case_id) for row in DueWork.objects.all()] == [("advance", case.pk, case.pk)]


def test_each_entry_chains_to_the_one_before_and_the_case_holds_the_head(frozen):
    case = in_review()
    review.add_note(case.pk, staff(), "Looked into the orders.")
    case.refresh_from_db()
    entries = list(case.entries.order_by("number"))
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    assert [entry.previous for entry in entries] == ["", *(entry.digest for entry in entries[:-1])]
    assert (case.entry_count, case.head) == (len(entries), entries[-1].digest)
    assert len({entry.digest for entry in entries}) == len(entries)


def test_a_transition_writes_state_facts_and_work_together_or_not_at_all(frozen, monkeypatch):
    case = told(in_review())
    rows = DueWork.objects.count()

    def fails(*_args, **_kwargs):
        raise RuntimeError("the database went away")

    monkeypatch.setattr("dsr.work_queue.add", fails)
    with pytest.raises(RuntimeError):
        declined(case)
    stands = Case.objects.get(pk=case.pk)
    assert (stands.state, stands.entry_count, stands.head) == (State.REVIEW, case.entry_count, case.head)
    assert stands.outcome == ""
    assert DueWork.objects.count() == rows
    assert check_chain(stands).fault == ""


def test_the_words_of_an_entry_are_sealed_and_only_their_digest_is_in_it(frozen):
    case = in_review()
    review.add_note(case.pk, staff(), "She called about order 5512.")
    entry = case.entries.get(name="note")
    assert "5512" not in entry.facts
    assert len(journal.facts_of(entry)["words"]) == 64
    row = Sealed.objects.get(case=case, name=f"words:{entry.number}")
    assert sealing.open_sealed(case, row.name, row.value) == "She called about order 5512."


def test_only_what_is_meant_to_change_can_be_changed(frozen):
    case = a_case()
    for column in ("state", "received_at", "head", "data_key", "reference", "year"):
        with pytest.raises(ValueError, match=column):
            journal.record(case.pk, Line(EntryName.NOTE), MACHINE, changes={column: None})
    assert Case.objects.get(pk=case.pk).entry_count == 1


def test_a_transition_cannot_pass_as_a_recorded_fact(frozen):
    case = a_case()
    for name in Transition:
        with pytest.raises(ValueError, match="transition"):
            journal.record(case.pk, Line(name), MACHINE)


def test_a_person_decides_on_what_the_page_showed(frozen):
    case = told(in_review())
    review.add_note(case.pk, staff(), "A colleague writes something.")
    with pytest.raises(Changed) as refused:
        review.decline(case.pk, staff(), seen=case.entry_count, reasons=["NO_EBR"])
    assert [entry.name for entry in refused.value.since] == ["note"]
    assert Case.objects.get(pk=case.pk).state == State.REVIEW


def test_ones_own_note_and_the_machines_facts_do_not_stand_in_the_way(frozen):
    case, actor = told(in_review()), staff()
    review.add_note(case.pk, actor, "My own note.")
    journal.record(case.pk, Line(EntryName.LETTER_ACCEPTED), MACHINE)
    assert review.decline(case.pk, actor, seen=case.entry_count, reasons=["NO_EBR"]).state == State.WORKING


def test_a_transition_of_the_machine_does(frozen):
    case = a_case()
    drain()
    with pytest.raises(Changed) as refused:
        declined(case)
    assert "queue" in [entry.name for entry in refused.value.since]


def test_the_record_is_kept_24_months_from_the_end_and_not_while_the_duty_is_open(frozen):
    a_ledger()
    case = declined(in_review())
    drain()
    case.refresh_from_db()
    assert (case.state, case.retain_until) == (State.RESPONDED, date(2028, 3, 10))
    frozen(at("2026-03-20T12:00:00-07:00"))
    case = letters.record_returned(case.pk, staff(), seen=case.entry_count)
    assert case.retain_until is None


def test_forgetting_destroys_the_key_and_the_chain_still_holds(frozen):
    case = declined(in_review())
    drain()
    journal.forget(case.pk)
    forgotten = Case.objects.get(pk=case.pk)
    assert (forgotten.state, forgotten.data_key) == (State.FORGOTTEN, None)
    assert forgotten.forgotten_at is not None
    assert not Sealed.objects.filter(case=case).exists()
    assert not BlindIndex.objects.filter(case=case).exists()
    assert check_chain(forgotten).fault == ""
    with pytest.raises(Forgotten):
        sealing.seal(forgotten, "note", "x")
    with pytest.raises(NotAllowed):
        journal.forget(case.pk)


def test_resealing_replaces_the_value_and_the_indexes_of_that_party_only(frozen):
    case = a_case()
    journal.reseal(case.pk, "requester", {"name": "D. W."})
    row = Sealed.objects.get(case=case, name="requester")
    assert sealing.open_sealed(case, "requester", row.value) == {"name": "D. W."}
    indexed = set(BlindIndex.objects.filter(case=case).values_list("party", "field", "digest"))
    assert indexed == {
        ("requester", "name", sealing.blind_index("name", "d. w.")),
        ("subject", "name", sealing.blind_index("name", "Dana Whitlow")),
    }


def test_a_submission_is_written_once(frozen):
    case = a_case()
    twin = Case.objects.get(pk=case.pk)
    twin.pk, twin.reference = None, "22222222222"
    with pytest.raises(IntegrityError):
        journal.open_case(twin, REQUESTER, {}, {})


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(frozen):
    case = told(in_review())
    actors = [staff(), staff(Who.ADMINISTRATOR)]
    start = threading.Barrier(2)
    results: list[object] = []

    def decide(actor: journal.Actor) -> None:
        start.wait(PATIENCE)
        try:
            results.append(review.decline(case.pk, actor, seen=case.entry_count, reasons=["NO_EBR"]).state)
        except (Changed, NotAllowed) as refused:
            results.append(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert [result for result in results if not isinstance(result, Exception)] == [State.WORKING]
    [refused] = [result for result in results if isinstance(result, Exception)]
    assert isinstance(refused, Changed)
    assert [entry.name for entry in refused.since] == ["decline"]
    assert Entry.objects.filter(case=case, name="decline").count() == 1
    assert check_chain(Case.objects.get(pk=case.pk)).fault == ""


@pytest.mark.django_db(transaction=True)
def test_many_writers_of_one_case_keep_one_chain():
    case, account = a_case(), an_account()
    actor = journal.Actor(Who.REVIEWER, account.pk)
    failures: list[Exception] = []

    def write() -> None:
        try:
            for _ in range(5):
                review.add_note(case.pk, actor, "A note.")
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert failures == []
    case.refresh_from_db()
    assert case.entry_count == 21
    assert check_chain(case).fault == ""
