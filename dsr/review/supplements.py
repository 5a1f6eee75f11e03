"""The rest that is owed after what was known so far: one press sends the whole, once the year is complete."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import disclosures, journal
from dsr.errors import BadInput, Blocked, Changed
from dsr.journal import Actor
from dsr.kinds import base
from dsr.lifecycle import State, Transition
from dsr.models import Case, Compilation
from dsr.models.compilation import CompilationState
from dsr.review import decision_wait, follow_ups, second_person
from dsr.review.report_check import check_report


def owes_rest(case: Case) -> bool:
    """What was sent said that it is incomplete, and the supplement is not out."""
    return case.state == State.RESPONDED and case.outcome in base.get(case.kind).codes_owing_rest


def is_rest_known(case: Case) -> bool:
    """The rest is owed, and a person says that the year is complete: the supplement can be sent now."""
    if not owes_rest(case) or case.year is None:
        return False
    return disclosures.statement_of(case.business, case.year) is not None


@dataclass(frozen=True)
class Supplement:
    """What would be sent: `outcome` and `report` are None until the year is complete and the report compiled."""

    outcome: base.Outcome | None
    report: Compilation | None


def planned_supplement(case: Case, *, is_wanted: bool) -> Supplement | None:
    """What the rest comes to now; None where none is owed. `is_wanted`: the report is asked for if it is new."""
    kind = base.get(case.kind)
    if not owes_rest(case) or kind.report is None:
        return None
    find = disclosures.request_compilation if is_wanted else disclosures.current_compilation
    report = find(case, kind.report.name)
    is_done = report is not None and report.state == CompilationState.DONE
    return Supplement(kind.outcome(report.outcome) if report and is_done else None, report)


@transaction.atomic
def send_supplement(case_id: int, actor: Actor, *, seen: int, compilation_id: int | None) -> Case:
    """Send the whole response after what was known so far, with exactly this report: it walks the same last mile.

    Raises BadInput where nothing is owed, Blocked until the year is complete, and Changed when the ledger moved on.
    """
    case = Case.objects.select_related("business").get(pk=case_id)
    supplement = planned_supplement(case, is_wanted=False)
    if supplement is None:
        raise BadInput(_("Nothing more is owed on this request."))
    if supplement.report is None:
        raise Changed(_("The report is compiled anew. Look at the page again."))
    if supplement.outcome is None:
        raise Blocked(_("Nobody says that the disclosures are complete for %(year)s.") % {"year": case.year})
    if why := base.get(case.kind).bar(supplement.outcome, case):
        raise Blocked(str(why))
    check_report(case, supplement.outcome, compilation_id)
    before = follow_ups.as_answered(case)
    facts = {
        "before": before,
        "outcome": supplement.outcome.code,
        "compilation": compilation_id,
        "supplements": case.compilation_id,
    }
    changes = {
        "outcome": supplement.outcome.code,
        "compilation_id": compilation_id,
        **decision_wait.decided_now(case),
        "responded_at": None,
        "stuck": "",
    }
    move = journal.Move(Transition.SUPPLEMENT, facts)
    case = journal.transition(case_id, move, actor, seen=seen, changes=changes)
    return second_person.require(case, supplement.outcome, actor)
