"""What is measured: each function gives one line of the table."""

import time

from django.conf import settings
from django.db import connection, transaction

from bench.measure import in_turns, row
from dsr import disclosures, engine, intake, review, work_queue
from dsr.journal import REQUESTER, verify_chain
from dsr.models import Case, Compilation, Entry
from tests.given import a_business, a_case, a_ledger, a_request, staff


def receiving(_cases: int) -> str:
    """Intake with its seals, journal and due work, beside one bare insert and one ring of the bell."""
    a_business()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_floor (words text)")

    def floor() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_floor VALUES ('a person, an address, a question')")
        work_queue.ring(0, False)

    ours, bare = in_turns(lambda: intake.receive(a_request(), REQUESTER), floor, 100)
    return row("receive a request", ours, bare, "one insert and a bell")


def compiling(_cases: int) -> str:
    """A hundred approved requests, from decision to fixed response, beside compiling the report once."""
    a_ledger()
    cases = [a_case() for _number in range(100)]
    _drain()
    report = Compilation.objects.get()
    began = time.perf_counter()
    Compilation.objects.filter(pk=report.pk).update(state="wanted")
    disclosures.compile_report(report.pk)
    once = time.perf_counter() - began
    officer = staff()
    began = time.perf_counter()
    for case in cases:
        case.refresh_from_db()
        outcome = Compilation.objects.get(pk=report.pk).outcome
        review.approve(case.pk, officer, review.Approval(outcome, compilation_id=report.pk), seen=case.entry_count)
        engine.advance(case.pk)
    each = (time.perf_counter() - began) / len(cases)
    assert Compilation.objects.count() == 1
    return row("approve and fix one response (one compile for all)", each, once, "that one compile")


def _drain() -> None:
    # Letters go nowhere here: there is no mail server in this measurement.
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    while due := work_queue.due():
        for work_id in due:
            engine.do_work(work_id)


def journal(_cases: int) -> str:
    """Checking every chain beside reading the same entries."""

    def floor() -> None:
        list(Entry.objects.values_list("facts", "previous", "digest"))

    real = Case.objects.exclude(submission__startswith="seed-").values_list("reference", flat=True)
    references = list(real)

    def check() -> None:
        for reference in references:
            assert [checked.fault for checked in verify_chain(reference)] == [""]

    ours, bare = in_turns(check, floor, 5)
    return row(f"verify {Entry.objects.count()} journal entries", ours, bare, "read them")
