"""Of many requests at once: who may have had an answer in the same calendar year. A hint; a person compares."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from dsr.kinds import base
from dsr.law.spans import local_date
from dsr.lifecycle import State
from dsr.models import BlindIndex, Case
from dsr.repeats.earlier_responses import same_calendar_year


def answered_same_year(cases: Sequence[Case]) -> dict[int, date]:
    """By case: the newest day on which a request of the same name or address was answered in the year of its receipt.

    In as many reads for one case as for many. Only of kinds that may be asked once a year.
    """
    wanted = {case.pk: case for case in cases if base.get(case.kind).intake.once_per_year}
    by_digest: dict[str, list[Case]] = defaultdict(list)
    for row in BlindIndex.objects.filter(case__in=wanted, party="subject"):
        by_digest[row.digest].append(wanted[row.case_id])
    others = BlindIndex.objects.filter(party="subject", digest__in=by_digest, case__state=State.RESPONDED)
    found: dict[int, date] = {}
    for row in others.select_related("case").order_by("case__responded_at"):
        for case in by_digest[row.digest]:
            if row.case.responded_at and _may_count(case, row.case):
                found[case.pk] = local_date(row.case.responded_at)
    return found


def _may_count(case: Case, other: Case) -> bool:
    if (other.kind, other.business_id) != (case.kind, case.business_id) or not other.outcome:
        return False
    outcome = base.get(other.kind).outcome(other.outcome)
    is_full = not (outcome.is_decline or outcome.owes_rest or outcome.sends_again)
    return is_full and (other.received_at, other.pk) < (case.received_at, case.pk) and same_calendar_year(case, other)
