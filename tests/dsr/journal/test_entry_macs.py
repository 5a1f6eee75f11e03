"""Who can write to the database can make digests that fit, but no mac; entries of a release before gain theirs."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from dsr import journal, review, triggers
from dsr.journal.entries import chain, chained_fields
from dsr.models import Case, Entry
from tests.given import a_case, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    """A case of four entries."""
    case = a_case()
    for words in ("She called.", "She called again.", "We called back."):
        review.add_note(case.pk, staff(), words)
    return Case.objects.get(pk=case.pk)


def command(name: str, **options: object) -> str:
    said = StringIO()
    call_command(name, stdout=said, **options)
    return said.getvalue()


def change(sql: str, *values: object) -> None:
    """As somebody with the password of the database would: the triggers are lifted and put back."""
    connection.check_constraints()  # PostgreSQL changes no table that has unchecked rows
    with triggers.lifted(connection), connection.cursor() as cursor:
        cursor.execute(sql, values)
    connection.check_constraints()


def rewrite(case: Case, number: int, who: str) -> None:
    """One entry says something else, and every digest after it is made anew, up to the head of the case."""
    head = ""
    for entry in Entry.objects.filter(case=case).order_by("number"):
        if entry.number == number:
            entry.who = who
        entry.previous, entry.digest = head, chain(head, chained_fields(entry))
        head = entry.digest
        columns = "who = %s, previous = %s, digest = %s"
        change(f"UPDATE dsr_entry SET {columns} WHERE id = %s", entry.who, entry.previous, entry.digest, entry.pk)
    Case.objects.filter(pk=case.pk).update(head=head)


def as_before(case: Case) -> None:
    """The entries of the case as a release before left them."""
    change("UPDATE dsr_entry SET mac = '' WHERE case_id = %s", case.pk)


def test_a_chain_that_was_made_anew_is_found(case):
    assert verify_holds()
    rewrite(case, 2, "administrator")
    with pytest.raises(CommandError, match="entry 2: this entry was not written here: its mac does not fit"):
        command("verify_journal")


def verify_holds() -> bool:
    said = command("verify_journal")
    return "every chain holds" in said and "mac" not in said


def test_an_entry_that_lost_its_mac_is_found(case):
    change("UPDATE dsr_entry SET mac = '' WHERE case_id = %s AND number > 2", case.pk)
    with pytest.raises(CommandError) as told:
        command("verify_journal")
    assert str(told.value).count("this entry has no mac, though an earlier one has") == 2


def test_entries_of_a_release_before_gain_theirs_once(case):
    other = a_case()
    for one in (case, other):
        as_before(one)
    assert "5 entries have no mac yet" in command("verify_journal")
    assert command("add_entry_macs", after=case.pk) == "1 entries of 1 requests have a mac now.\n"
    assert command("add_entry_macs") == "4 entries of 1 requests have a mac now.\n"
    assert command("add_entry_macs") == "0 entries of 0 requests have a mac now.\n"
    assert verify_holds()


def test_a_chain_with_a_fault_gains_none_and_is_named(case):
    as_before(case)
    change("UPDATE dsr_entry SET who = 'administrator' WHERE case_id = %s AND number = 3", case.pk)
    with pytest.raises(CommandError, match=f"Case {case.reference}, entry 3: this entry was touched"):
        command("add_entry_macs")
    assert not Entry.objects.exclude(mac="").filter(case=case).exists()


@pytest.mark.parametrize(
    "set_to", ["mac = 'x:y'", "mac = ''", "who = 'x'", "mac = 'x:y', who = 'x'", "account_id = 7"]
)
@pytest.mark.parametrize("had_one", [True, False])
def test_the_database_refuses_all_but_a_mac_that_was_lacking(case, set_to, had_one):
    if not had_one:
        as_before(case)
    with connection.cursor() as cursor:
        statement = f"UPDATE dsr_entry SET {set_to} WHERE case_id = %s AND number = 3"
        if not had_one and set_to.count("=") == 1 and "mac" in set_to:
            cursor.execute(statement, [case.pk])
            return
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(statement, [case.pk])


def test_a_key_is_rotated_and_missed_when_it_is_gone(case, settings):
    first = dict(settings.JOURNAL_KEYS)
    settings.JOURNAL_KEYS = {"t2": b"7" * 32, **first}
    review.add_note(case.pk, staff(), "Under the new key.")
    assert Entry.objects.get(case=case, number=5).mac.startswith("t2:")
    assert verify_holds()
    settings.JOURNAL_KEYS = {"t2": b"7" * 32}
    faults = journal.check_chain(case).faults
    assert [fault.number for fault in faults] == [1]
    assert "JOURNAL_KEYS lacks the key named 't1'" in faults[0].words
