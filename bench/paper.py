"""A response on paper that lists twenty thousand companies: set by the worker, while the pages of the web are used."""

import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.measure import row
from bench.processes import Processes, a_desk, until
from bench.reports import bare_pages
from bench.starts import children_of
from dsr import disclosures, review, work_queue
from dsr.disclosures import report
from dsr.models import Case, Letter
from dsr.models.letter import LetterState
from tests.given import a_business, a_case, a_ledger, staff
from tests.given_desk import on_paper
from tests.portal.public.answers import URL

_RECIPIENTS = 20_000
_WARM = 20  # pages, until each web process has loaded what it needs


def paper(_cases: int) -> str:
    """From the decision to the letter that is to be mailed, beside Typst alone on the data of its report."""
    business = a_ledger(a_business("Example Paper, Inc."), recipients=_RECIPIENTS)
    with a_desk() as processes:
        where = processes.start_web(DJANGO_SETTINGS_MODULE="bench.settings")
        with _looking(f"http://{where}{URL}") as first:
            until(lambda: len(first) >= _WARM, "the first pages")
        case = a_case(business=business, **on_paper())
        work_queue.ring_again()
        until(lambda: Case.objects.get(pk=case.pk).state == "review", "the acknowledgement")
        case.refresh_from_db()
        found = disclosures.request_compilation(case, "shine-the-light")
        work_queue.ring_again()
        until(lambda: disclosures.request_compilation(case, "shine-the-light").state != "wanted", "the report")
        found.refresh_from_db()
        before = _memory(processes)
        with _looking(f"http://{where}{URL}") as took:
            began = time.perf_counter()
            review.approve(
                case.pk, staff(), review.Approval(found.outcome, compilation_id=found.pk), seen=case.entry_count
            )
            work_queue.ring_again()
            letters = Letter.objects.filter(case=case, is_response=True, state=LetterState.TO_MAIL)
            until(letters.exists, "the letter")
            ours = time.perf_counter() - began
        grown = _memory(processes) - before
    facts = report.gather_facts(report.Basis(business, found.year, 1, "en", found.statement))[0]
    floor = bare_pages("report/report.typ", report.report_data(facts, on_paper=True))
    said = (
        f"{len(took):,} pages of the web meanwhile, the slowest {max(took) * 1000:,.0f} ms; its memory {grown:+.0f} MB"
    )
    return (
        row(f"a paper response of {_RECIPIENTS:,} recipients", ours, floor, "Typst alone, the report")
        + f"\n    {said}"
    )


@contextmanager
def _looking(address: str) -> Iterator[list[float]]:
    """Somebody opens a page again and again: the seconds of each."""
    took: list[float] = []
    is_over = threading.Event()

    def look() -> None:
        while not is_over.wait(0.1):
            began = time.perf_counter()
            with urllib.request.urlopen(address, timeout=60) as answer:
                answer.read()
            took.append(time.perf_counter() - began)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield took
    finally:
        is_over.set()
        thread.join()


def _memory(processes: Processes) -> float:
    """What the web processes hold, in MB."""
    master = processes.started[-1].pid
    held = [Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in [master, *children_of(master)]]
    return sum(int(line.split()[1]) for text in held for line in text.splitlines() if line.startswith("Pss:")) / 1024
