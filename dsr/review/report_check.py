"""Whether a report may go out with a decision: it is the one that serves the case now, and it says what is chosen."""

from django.utils.translation import gettext as _

from dsr import disclosures
from dsr.clock import today
from dsr.errors import BadInput, Blocked, Changed
from dsr.kinds import base
from dsr.models import Case
from dsr.models.compilation import CompilationState


def check_report(case: Case, chosen: base.Outcome, compilation_id: int | None) -> None:
    """Raises Changed when the ledger, or what is stated of the year, moved on since the page; Blocked; BadInput."""
    report = base.get(case.kind).report
    as_of = today() if chosen.owes_rest else None
    row = disclosures.current_compilation(case, report.name, as_of=as_of) if report else None
    if row is None or row.pk != compilation_id:
        raise Changed(
            _(
                "The disclosures, or what is stated of their year, changed since you opened the page. Look at the "
                "new draft first."
            )
        )
    if row.state == CompilationState.BLOCKED:
        raise Blocked(_("The disclosures have gaps that block this response. Mend them first."), list(row.gaps))
    if row.state != CompilationState.DONE:
        raise Blocked(_("The report is not compiled yet."))
    if row.outcome != chosen.code:
        raise BadInput(_("The report says otherwise: choose the outcome that it shows."))
