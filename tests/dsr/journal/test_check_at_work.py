"""The check beside writers: whatever they do meanwhile, an honest journal is never accused."""

import threading

import pytest
from django.db import connection

from dsr import journal, triggers
from dsr.journal import MACHINE, EntryName, Line, chain_check
from dsr.models import Case
from tests.given import a_case
from tests.patience import PATIENCE, until

WRITERS, CHECKS = 3, 25


@pytest.fixture
def at_work(transactional_db):
    """Writers that add entries to all cases, and new cases, until the test ends."""
    cases = [a_case() for _ in range(6)]
    over, failed, written = threading.Event(), [], []

    def write(turn):
        try:
            while not over.is_set():
                for case in cases[turn::WRITERS]:
                    words = "Nothing was found." if len(written) % 3 == 0 else ""
                    journal.record(case.pk, Line(EntryName.NOTE, {"turn": turn}, words=words), MACHINE)
                    written.append(case.pk)
                if len(written) % 40 == 0:
                    a_case()
        except Exception as error:  # shown by the test, which the thread cannot fail
            failed.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(turn,)) for turn in range(WRITERS)]
    for thread in threads:
        thread.start()
    yield written
    over.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert failed == []


def test_no_honest_journal_is_accused_while_writers_are_at_work(at_work):
    seen, checks = 0, 0
    while checks < CHECKS or len(at_work) <= CHECKS:  # they are at work meanwhile, on a busy machine too
        checks += 1
        for checked in journal.verify_chain():
            assert checked.faults == ()
            seen = max(seen, checked.entries)
    assert seen > 2


def test_a_fault_is_found_while_writers_are_at_work(at_work):
    newest = Case.objects.order_by("-pk").first()
    until(lambda: Case.objects.get(pk=newest.pk).entry_count >= 2, "the writers write")
    with triggers.lifted(connection), connection.cursor() as cursor:
        cursor.execute("UPDATE dsr_entry SET name = 'x' WHERE case_id = %s AND number = 1", [newest.pk])
    faults = [fault for checked in journal.verify_chain() for fault in checked.faults]
    assert [(fault.reference, fault.number) for fault in faults] == [(newest.reference, 1)]


def test_each_reading_sees_one_instant(at_work):
    """Without the second reading: one statement alone never shows a case beside other entries than its own."""
    ids = list(Case.objects.values_list("pk", flat=True))
    for _turn in range(CHECKS):
        for entries in chain_check._read(ids[0], ids[-1]).values():
            assert entries[-1].digest == entries[-1].case.head
