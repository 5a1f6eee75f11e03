"""Reports: wanted once for a business, year, ledger version and language, compiled by a worker, used by every case."""

import json
import logging
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dsr import work_queue
from dsr.clock import now
from dsr.disclosures.report import Basis, Difference
from dsr.disclosures.report_register import ReportGap, all_reports, report_of
from dsr.disclosures.year_changes import changes_year
from dsr.errors import Changed, DeskError
from dsr.formats import canonical_json
from dsr.kinds.base import Words
from dsr.models import Business, Case, Compilation, YearStatement
from dsr.models.case_surroundings import is_read_ahead
from dsr.models.compilation import CompilationState
from dsr.models.compiled_query import CompiledQuery
from dsr.models.due_work import WorkName

log = logging.getLogger(__name__)

_MODE = "disclose"
_UNFINISHED = (CompilationState.WANTED, CompilationState.FAILED)


def request_compilation(case: Case, report: str, *, as_of: date | None = None) -> Compilation:
    """The compilation that serves this case at the ledger version published now; asked for if it is new.

    It rests on what a person states now of the whole year; `as_of` a day, it tells what is known on that day. Raises
    BadInput for a report that is not in the register.
    """
    key = _key(case, report, as_of)
    if found := Compilation.objects.filter(**key).first():  # most often: a page that is looked at writes nothing
        return found
    with transaction.atomic():
        compilation, made = Compilation.objects.get_or_create(**key, defaults={"wanted_at": now()})
        if made:
            work_queue.add(WorkName.COMPILE, compilation.pk, f"compile:{compilation.pk}")
    return compilation


def current_compilation(case: Case, report: str, *, as_of: date | None = None) -> Compilation | None:
    """What request_compilation() would give, without asking for it."""
    return Compilation.objects.filter(**_key(case, report, as_of)).first()


def read_ahead(case: Case) -> None:
    """Read what is stated of the years once, for a page that shows all of a case."""
    prefetch_related_objects([case.business], "year_statements")


def why_outdated(compilation: Compilation | None) -> Words:
    """Why it says otherwise of the whole year than what is stated of it now; empty where it does not, or for none."""
    if compilation is None:
        return ""
    stated = YearStatement.objects.of_business(compilation.business, compilation.year)
    if compilation.statement_id == (stated.pk if stated else None):
        return ""
    return _("What is stated of the year %(year)s changed since this was decided.") % {"year": compilation.year}


def _key(case: Case, report: str, as_of: date | None) -> dict[str, Any]:
    year = case.year or 0
    business, stated_id = _stated(case, year)
    return {
        "business_id": case.business_id,
        "report": report,
        "year": year,
        "statement_id": None if as_of else stated_id,
        "as_of": as_of,
        "ledger_version": business.ledger_version,
        "letterhead": business.letterhead,
        "mode": _MODE,
        "language": case.language,
        "format_version": report_of(report).format_version,
    }


def _stated(case: Case, year: int) -> tuple[Business, int | None]:
    """The business as it is now, or as it was read ahead; and what is stated of the year for its version."""
    if is_read_ahead(case):
        stated = YearStatement.objects.of_business(case.business, year)
        return case.business, stated.pk if stated else None
    business: Any = _STATED.get(case.business_id, year)
    return business, business.stated_id


def _with_statement(business_id: int, year: int) -> QuerySet[Business]:
    rows = YearStatement.objects.in_version(OuterRef("ledger_version")).filter(business=OuterRef("pk"), year=year)
    newest = Subquery(rows.order_by("-pk").values("pk")[:1])
    return Business.objects.annotate(stated_id=newest).filter(pk=business_id)


_STATED = CompiledQuery(_with_statement, int, int)


def compile_report(compilation_id: int) -> Compilation:
    """Ledger → facts → text, HTML, PDF, CSV, each as the report has it. Blocking gaps say where they are mended.

    Raises BadInput for a report that is not in the register.
    """
    row = Compilation.objects.select_related("business", "statement").get(pk=compilation_id)
    if row.state in {CompilationState.DONE, CompilationState.BLOCKED, CompilationState.STOPPED}:
        return row
    report = report_of(row.report)
    basis = Basis(row.business, row.year, row.ledger_version, row.language, row.statement, row.as_of)
    if _is_stopped(row, 0):
        return _stopped(row)
    facts, gaps = report.gather(basis)
    listed = [gap.as_dict() for gap in gaps]
    if has_blocking_gaps(gaps):
        return _save(row, state=CompilationState.BLOCKED, gaps=listed, done_at=now())
    try:
        files = _made(row, report, facts)
    except DeskError as error:
        log.error("Report %s could not be compiled: %s", row.pk, error.code)
        return _save(row, state=CompilationState.FAILED, gaps=listed, done_at=now())
    if files is None:
        return _stopped(row)
    return _save(
        row,
        state=CompilationState.DONE,
        outcome=report.outcome(facts),
        gaps=listed,
        facts=canonical_json.encode(facts).decode(),
        checksum=canonical_json.digest(facts),
        row_count=report.row_count(facts),
        done_at=now(),
        **files,
    )


def _made(row: Compilation, report: Any, facts: dict[str, Any]) -> dict[str, Any] | None:
    """Each file of it; None where a person stopped it between two of them."""
    makers = {"text": report.text, "html": report.fragment, "pdf": report.document, "csv": report.table}
    files: dict[str, Any] = {}
    for done, (name, make) in enumerate(makers.items(), start=1):
        if _is_stopped(row, done):
            return None
        files[name] = make(facts)
    return files


def _is_stopped(row: Compilation, parts_done: int) -> bool:
    """Say how far it came, and hear whether a person stopped it: at twenty thousand rows each part takes a while."""
    mine = Compilation.objects.filter(pk=row.pk)
    mine.filter(state__in=_UNFINISHED).update(parts_done=parts_done)
    return mine.exclude(stop_asked_at=None).exists()


def _stopped(row: Compilation) -> Compilation:
    return _save(row, state=CompilationState.STOPPED, done_at=now())


def stop_compilation(compilation: Compilation, account_id: int) -> None:
    """A person stops it: no further part is begun. Raises Changed where it is over already."""
    running = Compilation.objects.filter(pk=compilation.pk, state=CompilationState.WANTED, stop_asked_at=None)
    if not running.update(stop_asked_at=now(), stopped_by_id=account_id):
        raise Changed(_("The report is not being compiled any more."))


def _save(row: Compilation, **values: object) -> Compilation:
    """Write the result once: a second worker's late result changes nothing, as it has the same bytes."""
    Compilation.objects.filter(pk=row.pk, state__in=_UNFINISHED).update(**values)
    row.refresh_from_db()
    return row


def retry_compilation(compilation: Compilation) -> None:
    """A person asks once more for a report that failed, or was stopped."""
    with transaction.atomic():
        over = Compilation.objects.filter(
            pk=compilation.pk, state__in=[CompilationState.FAILED, CompilationState.STOPPED]
        )
        over.update(state=CompilationState.WANTED, parts_done=0, stop_asked_at=None, stopped_by=None)
        work_queue.add(WorkName.COMPILE, compilation.pk, f"compile:{compilation.pk}:{int(now().timestamp())}")


def report_files(compilation: Compilation) -> list[tuple[str, bytes, str]]:
    """(file name, bytes, MIME type) of what travels with a mail that carries it; none before it is compiled."""
    return report_of(compilation.report).attachments(compilation) if compilation.pdf else []


def report_paper_words(compilation: Compilation) -> Words:
    """What a paper letter says in place of the report's text: where it follows."""
    return report_of(compilation.report).paper_words


def report_letter_words(compilation: Compilation, *, on_paper: bool) -> dict[str, str]:
    """What a letter that carries it may say of it; nothing before it is compiled."""
    if not compilation.facts:
        return {}
    return report_of(compilation.report).letter_words(json.loads(compilation.facts), on_paper=on_paper)


def report_paper_data(compilation: Compilation, most: int | None = None) -> dict[str, Any] | None:
    """What templates/letters/mail.typ reads of the report behind a paper letter; None before it is compiled.

    `most`: how long a list may be in a look at it.
    """
    if not compilation.facts:
        return None
    report = report_of(compilation.report)
    return {**report.paper_data(json.loads(compilation.facts), most), "template": report.paper_template}


def compare_compilations(before: Compilation, after: Compilation) -> Difference:
    """What the report of a complete year says beside what was sent as of a day before. Both are compiled."""
    report = report_of(after.report)
    return report.compare(json.loads(before.facts), json.loads(after.facts))


def ledger_gaps(business: Business, year: int, version: int) -> list[ReportGap]:
    """What the reports of a year would lack at this version of the ledger, in English, whichever report lacks it.

    `version` may be a draft: what is stated of the year holds for it only where it changes nothing of the year.
    """
    statement = YearStatement.objects.holding(business.pk, year, version)
    if version > business.ledger_version and changes_year(business.pk, year, version):
        statement = None
    basis = Basis(business, year, version, "en", statement)
    found: dict[str, ReportGap] = {}
    for report in all_reports():
        _facts, gaps = report.gather(basis)
        found.update({canonical_json.encode(gap.as_dict()).decode(): gap for gap in gaps})
    return sorted(found.values(), key=lambda gap: not gap.is_blocking)


def has_blocking_gaps(gaps: Iterable[ReportGap]) -> bool:
    """True when one of them keeps a response back."""
    return any(gap.is_blocking for gap in gaps)


def gap_summary(gaps: Sequence[ReportGap]) -> str:
    """One line for a terminal."""
    if not gaps:
        return _("No gaps.")
    return ngettext(
        "%(all)d gap, %(blocking)d of them blocking.", "%(all)d gaps, %(blocking)d of them blocking.", len(gaps)
    ) % {"all": len(gaps), "blocking": sum(gap.is_blocking for gap in gaps)}
