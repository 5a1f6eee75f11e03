"""What was touched, cut off or removed is found, and the first place is named."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from dsr import letters, review, triggers
from dsr.journal import chain_check, verify_chain
from dsr.journal.entries import chain, chained_fields
from dsr.models import Case, EligibilityRecord, Entry, PageLink, Sealed
from tests.given import a_case, declined, drain, in_review, staff

pytestmark = pytest.mark.django_db


def verify(**options: str) -> str:
    said = StringIO()
    call_command("verify_journal", stdout=said, **options)
    return said.getvalue()


@pytest.fixture
def three(frozen) -> list[Case]:
    """Three cases with lives; the middle one has 6 entries or more and a note."""
    cases = [in_review(), in_review(), in_review()]
    review.add_note(cases[1].pk, staff(), "Nothing was found under this name.")
    declined(Case.objects.get(pk=cases[1].pk))
    drain()
    cases = list(Case.objects.order_by("pk"))
    assert cases[1].entry_count >= 6
    return cases


def tamper(sql: str, *values: object) -> None:
    """As somebody with the password of the database would: the triggers are lifted and put back."""
    connection.check_constraints()  # PostgreSQL changes no table that has unchecked rows
    with triggers.lifted(connection), connection.cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount == 1
    connection.check_constraints()


def entry_sql(change: str) -> Callable[[Case, int], None]:
    return lambda case, number: tamper(f"{change} WHERE case_id = %s AND number = %s", case.pk, number)


def test_an_honest_journal_holds(three):
    entries = sum(case.entry_count for case in three)
    assert verify().splitlines()[0] == f"3 cases, {entries} entries: every chain holds."
    assert verify(reference=three[1].reference).startswith("1 cases")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE dsr_entry SET facts = '{}'",
        "UPDATE dsr_entry SET name = 'note'",
        "UPDATE dsr_entry SET who = 'administrator'",
        "UPDATE dsr_entry SET account_id = NULL, who = 'x'",
        "UPDATE dsr_entry SET at = '2026-03-09 16:00:00+00:00'",
        "UPDATE dsr_entry SET from_state = 'working'",
        "UPDATE dsr_entry SET to_state = 'responded'",
        "UPDATE dsr_entry SET previous = ''",
        "UPDATE dsr_entry SET digest = 'f'",
    ],
)
def test_a_touched_entry_is_named(three, change):
    entry_sql(change)(three[1], 3)
    with pytest.raises(CommandError, match=f"^Case {three[1].reference}, entry 3: this entry was touched"):
        verify()


def test_every_fault_is_named(three):
    entry_sql("UPDATE dsr_entry SET name = 'x'")(three[2], 1)
    entry_sql("UPDATE dsr_entry SET name = 'x'")(three[1], 4)
    entry_sql("UPDATE dsr_entry SET name = 'x'")(three[1], 2)
    tamper("UPDATE dsr_case SET due_safe = '2020-01-01' WHERE id = %s", three[0].pk)
    with pytest.raises(CommandError) as said:
        verify()
    one, two, last = (case.reference for case in three)
    entries = sum(case.entry_count for case in three)
    assert str(said.value).splitlines() == [
        f"Case {one}, entry 1: the case has other dates than its journal.",
        f"Case {two}, entry 2: this entry was touched.",
        f"Case {two}, entry 4: this entry was touched.",
        f"Case {last}, entry 1: this entry was touched.",
        f"3 cases, {entries} entries: 4 faults.",
    ]
    with pytest.raises(CommandError, match="1 faults"):
        verify(reference=one)


def test_more_cases_than_one_batch_are_all_checked(three, monkeypatch):
    monkeypatch.setattr(chain_check, "_BATCH", 2)
    assert verify().startswith("3 cases")
    for case in three:
        tamper("UPDATE dsr_case SET head = %s WHERE id = %s", "f" * 64, case.pk)
    with pytest.raises(CommandError, match="3 faults"):
        verify()


@pytest.mark.parametrize("settles", [True, False])
def test_what_looks_wrong_is_read_again_before_it_is_called_a_fault(three, monkeypatch, settles):
    """As a replica that lags, or a connection that reads what is not committed, would show it."""
    read, reads = chain_check._read, []

    def reads_an_older_case(first, last):
        found = read(first, last)
        if not (settles and reads):
            for entry in found[three[1].pk]:
                entry.case.head = "f" * 64
        reads.append((first, last))
        return found

    monkeypatch.setattr(chain_check, "_read", reads_an_older_case)
    assert bool(chain_check.check_chain(three[1]).fault) is not settles
    assert reads == [(three[1].pk, three[1].pk)] * 2


def test_a_touched_entry_with_a_fitting_digest_breaks_at_the_next(three):
    entry = three[1].entries.get(number=3)
    entry.facts = '{"forged":true}'
    digest = chain(entry.previous, chained_fields(entry))
    entry_sql(f"UPDATE dsr_entry SET facts = '{entry.facts}', digest = '{digest}'")(three[1], 3)
    with pytest.raises(CommandError, match=f"^Case {three[1].reference}, entry 4: this entry was touched"):
        verify()


def test_an_entry_removed_from_the_middle_is_named(three):
    entry_sql("DELETE FROM dsr_entry")(three[1], 3)
    with pytest.raises(CommandError, match=f"^Case {three[1].reference}, entry 3: an entry was removed here"):
        verify()


def test_a_removed_entry_is_found_even_when_the_rest_is_renumbered(three):
    last = three[1].entry_count
    entry_sql("DELETE FROM dsr_entry")(three[1], 3)
    for number in range(4, last + 1):
        entry_sql(f"UPDATE dsr_entry SET number = {number - 1}")(three[1], number)
    with pytest.raises(CommandError, match=f"^Case {three[1].reference}, entry 3: this entry was touched"):
        verify()


def test_an_end_cut_off_is_named(three):
    last = three[1].entry_count
    entry_sql("DELETE FROM dsr_entry")(three[1], last)
    with pytest.raises(CommandError, match=f"^Case {three[1].reference}, entry {last}: the journal was cut off"):
        verify()
    entry_sql("DELETE FROM dsr_entry")(three[1], last - 1)
    with pytest.raises(CommandError, match=f"^Case {three[1].reference}, entry {last - 1}: the journal was cut off"):
        verify()


def test_an_entry_added_behind_the_journals_back_is_named(three):
    case = three[1]
    entry = case.entries.get(number=case.entry_count)
    number = case.entry_count + 1
    Entry.objects.create(
        case=case, number=number, at=entry.at, who="machine", name="x", to_state=case.state,
        facts="{}", previous=entry.digest, digest="f" * 64,
    )  # fmt: skip
    with pytest.raises(CommandError, match=f"^Case {case.reference}, entry {number}: this entry was touched"):
        verify()


def test_a_changed_head_is_named(three):
    tamper("UPDATE dsr_case SET head = %s WHERE id = %s", "f" * 64, three[1].pk)
    message = f"^Case {three[1].reference}, entry {three[1].entry_count}: the case does not know this entry"
    with pytest.raises(CommandError, match=message):
        verify()


def test_a_cut_that_mends_the_count_is_still_named(three):
    last = three[1].entry_count
    entry_sql("DELETE FROM dsr_entry")(three[1], last)
    tamper("UPDATE dsr_case SET entry_count = %s WHERE id = %s", last - 1, three[1].pk)
    with pytest.raises(CommandError, match=f"^Case {three[1].reference}, entry {last - 1}: the case does not know"):
        verify()


def test_a_state_changed_by_hand_is_named(three):
    tamper("UPDATE dsr_case SET state = 'review' WHERE id = %s", three[1].pk)
    message = f"^Case {three[1].reference}, entry {three[1].entry_count}: the case says review, its journal responded"
    with pytest.raises(CommandError, match=message):
        verify()


def test_a_note_whose_words_were_swapped_or_removed_is_named(three):
    number = three[1].entries.get(name="note").number
    sealed = Sealed.objects.filter(case=three[1], name=f"words:{number}")
    for change, words in ((lambda: sealed.update(value=b"x"), "touched"), (sealed.delete, "removed")):
        change()
        message = f"^Case {three[1].reference}, entry {number}: the words of this entry were {words}"
        with pytest.raises(CommandError, match=message):
            verify()


def test_a_case_without_any_entry_left_is_named(frozen):
    case = a_case()
    entry_sql("DELETE FROM dsr_entry")(case, 1)
    with pytest.raises(CommandError, match=f"^Case {case.reference}, entry 1: the journal was cut off here"):
        verify()


def test_a_case_removed_with_its_whole_journal_is_named(three):
    gone = three[1]
    eligibility = EligibilityRecord.objects.filter(case=gone)
    with triggers.lifted(connection):
        links = PageLink.objects.filter(case=gone)
        for rows in (links, gone.entries, gone.sealed, gone.due_work, gone.letters, gone.blind_indexes, eligibility):
            rows.all().delete()
        gone.delete()
    with pytest.raises(CommandError, match=f"^Case {gone.reference}, entry 1: this case was removed"):
        verify()


def test_an_unknown_reference_is_said(frozen):
    with pytest.raises(CommandError, match="no case"):
        verify(reference="22222222222")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"due_safe": "2020-01-01"}, "other dates"),
        ({"due_latest": "2099-01-01"}, "other dates"),
        ({"answers": {}}, "other answers"),
    ],
)
def test_dates_and_answers_changed_by_hand_are_named(three, change, says):
    Case.objects.filter(pk=three[1].pk).update(**change)
    with pytest.raises(CommandError, match=f"^Case {three[1].reference}, entry 1: the case has {says}"):
        verify()


def test_the_dates_of_an_extension_are_in_the_journal(frozen):
    case = in_review(kind="deletion", answers={"ca_resident": "yes", "extent": "all"})
    extended = letters.extend_deadline(
        case.pk, staff(), seen=case.entry_count, reason="Two archives must be read by hand."
    )
    assert extended.due_safe > case.due_safe
    assert "every chain holds" in verify()
    Case.objects.filter(pk=case.pk).update(due_safe=case.due_safe)
    with pytest.raises(CommandError, match="other dates"):
        verify()


def test_a_check_that_was_broken_off_goes_on_and_names_what_it_found(monkeypatch):
    from dsr.management.commands import verify_journal

    cases = [a_case() for _number in range(3)]
    whole = verify_journal.verify_chain

    def breaks_off(*options: object, **more: object):
        for number, checked in enumerate(whole(*options, **more), start=1):
            yield checked
            if number == 2:
                raise KeyboardInterrupt

    monkeypatch.setattr(verify_journal, "verify_chain", breaks_off)
    with pytest.raises(CommandError, match=rf"Broken off. Go on with: .* --after {cases[1].pk}$"):
        verify()
    monkeypatch.undo()
    assert verify(after=cases[1].pk).startswith("1 cases")
    assert verify(after=cases[0].pk).startswith("2 cases")


def test_a_check_of_many_reads_a_batch_at_a_time_outside_of_any_transaction(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(chain_check, "_BATCH", 2)
    for _number in range(4):
        a_case()
    with django_assert_num_queries(5) as asked:  # two batches of two statements, and that there is no more
        assert all(not checked.faults for checked in verify_chain())
    assert not [one for one in asked if "SAVEPOINT" in one["sql"] or "BEGIN" in one["sql"]]
    # Of numbers one by one a database without statistics takes half of the table.
    assert not [one for one in asked if '"case_id" IN' in one["sql"]]
