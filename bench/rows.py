"""What is measured: each function gives one line of the table."""

import time
from datetime import timedelta

from django.db import connection, transaction
from django.test import Client

from bench.measure import in_turns, row
from dsr import disclosures, engine, intake, review, work_queue
from dsr.clock import today
from dsr.journal import REQUESTER, verify_chain
from dsr.models import Case, Compilation, DueWork, Entry
from dsr.models.due_work import WorkName
from tests.given import a_business, a_case, a_ledger, a_request, an_account, staff


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


def _fill(cases: int) -> None:
    """Copies of one real case, so that the queue is long; they are only read."""
    first = Case.objects.latest("pk")
    values = {field.attname: getattr(first, field.attname) for field in Case._meta.concrete_fields}
    copies = []
    for number in range(cases):
        due = today() + timedelta(days=number % 60 - 10)
        unique = {"id": None, "reference": f"B{number:010d}", "submission": f"bench-{number}"}
        copies.append(Case(**{**values, **unique, "due_safe": due, "due_latest": due, "send_by": due}))
    Case.objects.bulk_create(copies, batch_size=500)


def queue(cases: int) -> str:
    """The staff queue's first page beside the bare keyset query over the same rows."""
    _fill(cases)
    desk = Client()
    desk.force_login(an_account(), backend="allauth.account.auth_backends.AuthenticationBackend")

    def page() -> None:
        assert desk.get("/desk/").status_code == 200

    def floor() -> None:
        list(Case.objects.open().most_urgent_first()[:25])

    ours, bare = in_turns(page, floor, 30)
    return row(f"the queue's first page at {cases}", ours, bare, "its bare query of 25 rows")


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
    while due := work_queue.due():
        # Letters are not sent here: there is no mail server in this measurement.
        DueWork.objects.filter(pk__in=due, name=WorkName.SEND).delete()
        for work_id in due:
            engine.do_work(work_id)


def journal(_cases: int) -> str:
    """Checking every chain beside reading the same entries."""

    def floor() -> None:
        list(Entry.objects.values_list("facts", "previous", "digest"))

    real = Case.objects.exclude(submission__startswith="bench-").values_list("reference", flat=True)
    references = list(real)

    def check() -> None:
        for reference in references:
            assert [checked.fault for checked in verify_chain(reference)] == [""]

    ours, bare = in_turns(check, floor, 5)
    return row(f"verify {Entry.objects.count()} journal entries", ours, bare, "read them")
