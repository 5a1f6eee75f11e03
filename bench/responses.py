"""From “send now” to the mail server: one response, a bulk of 300, and an acknowledgement while thousands wait."""

import smtplib
import time
from datetime import timedelta
from email.message import EmailMessage

from django.conf import settings
from django.db import connection, transaction

from bench.measure import row
from bench.processes import Processes, a_desk, until
from dsr import disclosures, intake, review, work_queue
from dsr.clock import now
from dsr.journal import REQUESTER
from dsr.models import Case, DueWork, Letter
from dsr.models.letter import LetterState
from tests.given import a_business, a_case, a_ledger, a_request, staff

_BULK = 300


def _prepare(processes: Processes, count: int) -> list[int]:
    """So many requests, acknowledged and approved; each decision waits to leave."""
    business = a_business()
    if not business.ledger_version:
        a_ledger(business, recipients=50)
    cases = [a_case(business=business).pk for _ in range(count)]
    work_queue.ring_again(limit=count)
    until(lambda: Case.objects.filter(pk__in=cases, state="review").count() == count, "acknowledgements")
    settings.DECISION_WAIT = timedelta(hours=1)
    officer = staff()
    for case in Case.objects.filter(pk__in=cases):
        report = disclosures.request_compilation(case, "shine-the-light")
        if report.state == "wanted":
            work_queue.ring_again()
            until(lambda: disclosures.request_compilation(case, "shine-the-light").state != "wanted", "the report")  # noqa: B023
            report.refresh_from_db()
        approval = review.Approval(report.outcome, compilation_id=report.pk)
        review.approve(case.pk, officer, approval, seen=case.entry_count)
    # No worker has one in its hands, which would ask for a wait that is over by then.
    waiting = DueWork.objects.filter(case__in=cases, done_at=None)
    until(lambda: not waiting.filter(not_before__lte=now()).exists(), "rest")
    return cases


def _let_go(cases: list[int]) -> None:
    """The wait of all of them ends at this moment."""
    waiting = DueWork.objects.filter(case__in=cases, done_at=None)
    with transaction.atomic():
        Case.objects.filter(pk__in=cases).update(leaves_at=now())
        waiting.update(not_before=now())
    work_queue.ring_again(limit=len(cases))


def bulk(_cases: int) -> str:
    """Three hundred decisions whose wait ended → all accepted."""
    with a_desk() as processes:
        times = []
        for _turn in range(3):
            cases, before = _prepare(processes, _BULK), processes.taken
            began = time.perf_counter()
            _let_go(cases)
            until(lambda: processes.taken - before >= _BULK, "the responses")  # noqa: B023
            times.append((time.perf_counter() - began, bare(processes, _BULK)))
            done = Letter.objects.filter(case__in=cases, is_response=True, state=LetterState.ACCEPTED)
            until(lambda: done.count() == _BULK, "their rows")  # noqa: B023
    ours, floor = (sorted(one)[1] / _BULK for one in zip(*times, strict=True))
    said = f"\n    {1 / ours:,.0f} a second; the bare loop: {1 / floor:,.0f}"
    return row(f"a response, of a bulk of {_BULK}", ours, floor, "2 UPDATEs, 2 INSERTs, one message") + said


def bare(processes: Processes, count: int) -> float:
    """The same loop without a law: the seconds that it takes."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_letter (id integer PRIMARY KEY, state text, words text)")
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_entry (letter integer, said text)")
        cursor.execute("DELETE FROM bench_letter")
    words = Letter.objects.filter(is_response=True).exists() and "x" * 3_000
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.com", "b@example.com", "What we disclosed"
    message.set_content(str(words))
    mail = smtplib.SMTP("127.0.0.1", processes.mail_port)
    began = time.perf_counter()
    for number in range(count):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_letter VALUES (%s, 'written', %s)", [number, words])
            cursor.execute("UPDATE bench_letter SET state = 'sending' WHERE id = %s", [number])
        mail.send_message(message)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE bench_letter SET state = 'accepted' WHERE id = %s", [number])
            cursor.execute("INSERT INTO bench_entry VALUES (%s, 'accepted')", [number])
    taken = time.perf_counter() - began
    mail.quit()
    return taken


def one(_cases: int) -> str:
    """“Send now” of one on an idle desk → accepted."""
    with a_desk() as processes:
        cases, officer, times = _prepare(processes, 8), staff(), []
        mail = smtplib.SMTP("127.0.0.1", processes.mail_port)
        for case in Case.objects.filter(pk__in=cases):
            before, began = processes.taken, time.perf_counter()
            review.send_now(case.pk, officer, seen=case.entry_count)
            until(lambda: processes.taken > before, "the response")  # noqa: B023
            ours, began = time.perf_counter() - began, time.perf_counter()
            mail.sendmail("a@example.com", "b@example.com", "Subject: hello\r\n\r\nhello\r\n")
            times.append((ours, time.perf_counter() - began))
        mail.quit()
    ours, floor = (sorted(one)[len(one) // 2] for one in zip(*times, strict=True))
    return row("“send now” of one response, idle", ours, floor, "one message, kept connection")


def urgent(_cases: int) -> str:
    """The acknowledgement of a new request while 5,000 responses wait, beside the same on an idle desk."""
    with a_desk() as processes:
        cases = _prepare(processes, 5_000)
        idle = [_acknowledged(processes) for _ in range(9)]
        _let_go(cases)
        busy = [_acknowledged(processes) for _ in range(9)]
        left = DueWork.objects.due(now()).count()
    ours, floor = sorted(busy)[4], sorted(idle)[4]
    return row(f"an acknowledgement, {left:,} responses wait", ours, floor, "the same on an idle desk")


def _acknowledged(_processes: Processes) -> float:
    began = time.perf_counter()
    case = intake.receive(a_request(), REQUESTER).case
    sent = Letter.objects.filter(case=case, state=LetterState.ACCEPTED)
    until(sent.exists, "the acknowledgement")
    return time.perf_counter() - began
