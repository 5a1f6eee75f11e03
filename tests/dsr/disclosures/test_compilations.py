"""Reports: compiled once for many cases, kept back by gaps, never half written."""

import json
import threading

import pytest
from django.db import connection

from dsr import disclosures, engine, work_queue
from dsr.clock import now
from dsr.disclosures import report
from dsr.disclosures.report import render_pdf
from dsr.errors import CannotCompile, Changed
from dsr.formats import canonical_json
from dsr.models import Business, Compilation, DueWork, LedgerVersion, Recipient
from dsr.models.compilation import CompilationState
from dsr.models.due_work import WorkName
from tests.given import a_case, a_ledger, an_account, approved, at, drain, in_review
from tests.patience import PATIENCE
from tests.replacement import replace_everywhere

pytestmark = pytest.mark.django_db
REPORT = "shine-the-light"


@pytest.fixture
def compiles(monkeypatch) -> list[int]:
    """The years of the reports that were really set as PDF."""
    counted: list[int] = []
    render = render_pdf

    def counting(facts):
        counted.append(facts["year"])
        return render(facts)

    replace_everywhere(monkeypatch, report.render_pdf, counting)
    return counted


def test_two_hundred_requests_cost_one_compilation(frozen, compiles):
    a_ledger()
    wanted = [disclosures.request_compilation(a_case(), REPORT).pk for _ in range(200)]
    for work_id in DueWork.objects.filter(name=WorkName.COMPILE).values_list("pk", flat=True):
        engine.do_work(work_id)
    assert compiles == [2025]
    assert len(set(wanted)) == 1
    assert Compilation.objects.count() == DueWork.objects.filter(name="compile").count() == 1


def test_the_facts_the_files_and_the_checksum_belong_together(frozen):
    a_ledger()
    report = disclosures.request_compilation(in_review(), REPORT)
    assert report.state == CompilationState.DONE
    assert report.checksum == canonical_json.digest(json.loads(report.facts))
    assert report.checksum not in report.text + report.html  # a letter carries no checksum in its body
    assert bytes(report.pdf).startswith(b"%PDF-")
    assert b"Alder Catalog Company 2" in bytes(report.csv)
    assert (report.row_count, report.outcome) == (2, "STL_DISCLOSED")


def test_the_same_facts_give_the_same_bytes(frozen):
    a_ledger()
    report = disclosures.request_compilation(in_review(), REPORT)
    files = report.checksum, report.text, report.html, bytes(report.pdf), bytes(report.csv)
    Compilation.objects.update(state=CompilationState.WANTED, checksum="", text="", html="", pdf=None, csv=None)
    frozen(at("2026-09-01T12:00:00-07:00"))
    again = disclosures.compile_report(report.pk)
    assert files == (again.checksum, again.text, again.html, bytes(again.pdf), bytes(again.csv))


def test_each_year_and_each_version_has_its_own(frozen, compiles):
    business = a_ledger()
    in_review()
    in_review(received_at=at("2025-05-01T12:00:00-07:00"))
    LedgerVersion.objects.create(business=business, number=2, started_at=now(), published_at=now())
    Business.objects.update(ledger_version=2)
    in_review()
    assert sorted(Compilation.objects.values_list("year", "ledger_version")) == [(2024, 1), (2025, 1), (2025, 2)]
    assert sorted(compiles) == [2024, 2025, 2025]


def test_a_done_report_never_changes(frozen, compiles):
    a_ledger()
    report = disclosures.request_compilation(in_review(), REPORT)
    Recipient.objects.create(business=report.business, key="r9", name="Late, Inc.", from_version=1)
    assert disclosures.compile_report(report.pk).checksum == report.checksum
    assert compiles == [2025]


def test_blocking_gaps_keep_it_back_and_say_where_to_mend(frozen, compiles):
    from dsr.models import Disclosure

    business = a_ledger()
    Recipient.objects.create(business=business, key="r9", name="Nowhere Mail", from_version=1)
    Disclosure.objects.create(
        business=business, key="d9", recipient_key="r9", categories=["i"],
        period_start=at("2025-01-01T00:00:00-08:00").date(), period_end=at("2025-12-31T00:00:00-08:00").date(),
        from_version=1,
    )  # fmt: skip
    report = disclosures.request_compilation(in_review(), REPORT)
    assert report.state == CompilationState.BLOCKED
    assert {gap["code"]: gap["mend"] for gap in report.gaps} == {
        "no-address": ["recipient", "r9"],
        "no-examples": ["recipient", "r9"],
    }
    assert (compiles, report.pdf) == ([], None)
    assert not DueWork.objects.unfinished().filter(name="compile").exists()


def fail(monkeypatch) -> None:
    def fails(_facts):
        raise CannotCompile("no paper")

    replace_everywhere(monkeypatch, report.render_pdf, fails)


def test_what_cannot_be_compiled_is_tried_again_and_then_given_to_a_person(frozen, monkeypatch, settings):
    a_ledger()
    fail(monkeypatch)
    report = disclosures.request_compilation(in_review(), REPORT)
    row = DueWork.objects.get(name="compile")
    for _ in range(settings.WORK_ATTEMPTS + 3):
        row.refresh_from_db()
        frozen(max(now(), row.not_before))
        drain()
    row.refresh_from_db()
    report.refresh_from_db()
    assert (row.attempts, row.reason, report.state) == (settings.WORK_ATTEMPTS, "cannot-compile", "failed")
    assert row.given_up_at is not None
    monkeypatch.undo()
    disclosures.retry_compilation(report)
    drain()
    report.refresh_from_db()
    assert report.state == CompilationState.DONE


def test_a_passing_failure_heals_by_itself(frozen, monkeypatch):
    a_ledger()
    fail(monkeypatch)
    report = disclosures.request_compilation(in_review(), REPORT)
    assert report.state == CompilationState.FAILED
    monkeypatch.undo()
    frozen(at("2026-03-10T10:00:00-07:00"))
    drain()
    assert Compilation.objects.get(pk=report.pk).state == CompilationState.DONE


def test_a_slow_second_worker_changes_nothing(frozen, monkeypatch):
    a_ledger()
    report = disclosures.request_compilation(in_review(), REPORT)
    Compilation.objects.filter(pk=report.pk).update(state=CompilationState.WANTED)
    render, checksums = render_pdf, []

    def slowly(facts):
        if not checksums:
            checksums.append("")
            checksums.append(disclosures.compile_report(report.pk).checksum)  # the other worker is done first
            fail(monkeypatch)
            return render_pdf(facts)
        return render(facts)

    replace_everywhere(monkeypatch, render, slowly)
    assert disclosures.compile_report(report.pk).state == CompilationState.DONE
    assert Compilation.objects.get(pk=report.pk).checksum == checksums[1]


def test_how_far_it_came_is_seen_and_a_person_stops_it_between_two_parts(frozen, monkeypatch):
    a_ledger()
    case = approved(in_review())
    row, reviewer = case.compilation, an_account()
    Compilation.objects.filter(pk=row.pk).update(state=CompilationState.WANTED, pdf=None)
    seen = []

    def slowly(facts):
        seen.append(Compilation.objects.get(pk=row.pk).parts_done)
        disclosures.stop_compilation(row, reviewer.pk)  # while the longest part is at hand
        return render_pdf(facts)

    replace_everywhere(monkeypatch, report.render_pdf, slowly)
    work_queue.add(WorkName.COMPILE, row.pk, "compile:again")
    drain()
    row.refresh_from_db()
    case.refresh_from_db()
    assert (seen, row.part_count) == ([3], 5), "the facts, the text and the page were made"
    assert (row.state, row.stopped_by, row.pdf, row.csv is None) == (CompilationState.STOPPED, reviewer, None, False)
    assert case.state == "review" and not DueWork.objects.unfinished().exists()
    with pytest.raises(Changed):
        disclosures.stop_compilation(row, reviewer.pk)
    monkeypatch.undo()
    disclosures.retry_compilation(row)
    drain()
    row.refresh_from_db()
    assert (row.state, row.stop_asked_at, row.stopped_by) == (CompilationState.DONE, None, None)


def test_a_case_never_goes_out_without_its_report(frozen):
    a_ledger()
    case = approved(in_review())
    Compilation.objects.update(state=CompilationState.FAILED)
    engine.advance(case.pk)
    case.refresh_from_db()
    assert case.state == "review"
    assert case.entries.order_by("-number").first().name == "return"


def test_a_case_that_waits_goes_on_when_the_report_is_there(frozen):
    a_ledger()
    case = approved(in_review())
    report = case.compilation
    Compilation.objects.update(state=CompilationState.WANTED)
    drain()
    case.refresh_from_db()
    assert case.state == "working"
    work_queue.add(WorkName.COMPILE, report.pk, "compile:again")
    drain()
    case.refresh_from_db()
    assert case.state == "responded"


@pytest.mark.django_db(transaction=True)
def test_wanted_by_eight_at_once_it_is_one():
    a_ledger()
    cases = [a_case() for _ in range(8)]
    start, results = threading.Barrier(8), []

    def want(case) -> None:
        try:
            start.wait(PATIENCE)
            results.append(disclosures.request_compilation(case, REPORT).pk)
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=want, args=(case,)) for case in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert results == [Compilation.objects.get().pk] * 8
    assert DueWork.objects.filter(name="compile").count() == 1
