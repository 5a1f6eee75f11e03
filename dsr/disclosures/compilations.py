"""Reports: wanted once for a business, year, ledger version and language, compiled by a worker, used by every case."""

import logging
from typing import Any

from django.db import transaction

from dsr import work_queue
from dsr.clock import now
from dsr.disclosures.report import gather_facts, render_csv, render_fragment, render_pdf, render_text
from dsr.errors import DeskError
from dsr.formats import canonical_json
from dsr.models import Business, Case, Compilation
from dsr.models.compilation import CompilationState

log = logging.getLogger(__name__)

FORMAT_VERSION = 1
_MODE = "disclose"


def request_compilation(case: Case, report: str) -> Compilation:
    """The compilation that serves this case at the ledger version published now; asked for if it is new."""
    with transaction.atomic():
        compilation, made = Compilation.objects.get_or_create(**_key(case, report), defaults={"wanted_at": now()})
        if made:
            work_queue.add("compile", compilation.pk, f"compile:{compilation.pk}")
    return compilation


def current_compilation(case: Case, report: str) -> Compilation | None:
    """What want() would give, without asking for it."""
    return Compilation.objects.filter(**_key(case, report)).first()


def _key(case: Case, report: str) -> dict[str, Any]:
    business = Business.objects.get(pk=case.business_id)
    return {
        "business_id": case.business_id,
        "report": report,
        "year": case.year or 0,
        "ledger_version": business.ledger_version,
        "letterhead": business.letterhead,
        "mode": _MODE,
        "language": case.language,
        "format_version": FORMAT_VERSION,
    }


def compile_report(compilation_id: int) -> Compilation:
    """Ledger → facts → text, HTML, PDF, CSV. Blocking gaps stop it and say where they are mended."""
    row = Compilation.objects.select_related("business").get(pk=compilation_id)
    if row.state in {CompilationState.DONE, CompilationState.BLOCKED}:
        return row
    facts, gaps = gather_facts(row.business, row.year, row.ledger_version, row.language)
    listed = [gap.as_dict() for gap in gaps]
    if any(gap.is_blocking for gap in gaps):
        return _save(row, state=CompilationState.BLOCKED, gaps=listed, done_at=now())
    try:
        files = {
            "text": render_text(facts),
            "html": render_fragment(facts),
            "pdf": render_pdf(facts),
            "csv": render_csv(facts),
        }
    except DeskError as error:
        log.error("Report %s could not be compiled: %s", row.pk, error.code)
        return _save(row, state=CompilationState.FAILED, gaps=listed, done_at=now())
    return _save(
        row,
        state=CompilationState.DONE,
        outcome=facts["outcome"],
        gaps=listed,
        facts=canonical_json.encode(facts).decode(),
        checksum=canonical_json.digest(facts),
        row_count=len(facts["recipients"]),
        done_at=now(),
        **files,
    )


def _save(row: Compilation, **values: object) -> Compilation:
    """Write the result once: a second worker's late result changes nothing, as it has the same bytes."""
    Compilation.objects.filter(pk=row.pk, state__in=[CompilationState.WANTED, CompilationState.FAILED]).update(
        **values
    )
    row.refresh_from_db()
    return row


def retry_compilation(compilation: Compilation) -> None:
    """A person asks for a failed report once more."""
    with transaction.atomic():
        Compilation.objects.filter(pk=compilation.pk, state=CompilationState.FAILED).update(
            state=CompilationState.WANTED
        )
        work_queue.add("compile", compilation.pk, f"compile:{compilation.pk}:{int(now().timestamp())}")
