"""Years of which nobody says that the ledger is complete: the requests that wait, and what went out before."""

from dataclasses import dataclass

from django.db.models import Count, Q

from dsr.clock import today
from dsr.disclosures.year_statements import has_ended
from dsr.kinds import base
from dsr.lifecycle import OPEN, State
from dsr.models import Business, Case, LedgerVersion, Letter, YearStatement
from dsr.models.case import CaseRows, owes_rest
from dsr.models.letter import LetterState


@dataclass(frozen=True)
class OpenYear:
    """`waiting` is how many requests wait for it. `lapsed` held once: the year changed since, or it was withdrawn."""

    business: Business
    year: int
    waiting: int
    lapsed: YearStatement | None


def open_years() -> list[OpenYear]:
    """Last year, from January 1 on; every year that a request waits for; and every year that was complete once.

    A business that never published a ledger is asked to do that first, once a request comes. Three queries.
    """
    businesses = {one.pk: one for one in Business.objects.order_by("name")}
    newest = {(one.business_id, one.year): one for one in YearStatement.objects.order_by("pk")}
    counts = (
        _waiting()
        .values("business_id", "year")
        .annotate(count=Count("pk"))
        .values_list("business_id", "year", "count")
    )
    waiting = {(business, year): count for business, year, count in counts if year is not None}
    wanted = {(pk, today().year - 1) for pk, one in businesses.items() if one.ledger_version}
    wanted |= {key for key in waiting if has_ended(key[1])} | set(newest)
    held = {key for key, one in newest.items() if one.until_version is None}
    found = [OpenYear(businesses[key[0]], key[1], waiting.get(key, 0), newest.get(key)) for key in wanted - held]
    return sorted(found, key=lambda one: (one.business.name, -one.year))


def cases_waiting(business_id: int, year: int) -> CaseRows:
    """The requests that a year keeps waiting: not answered yet, or answered with what was known so far."""
    return _waiting().filter(business_id=business_id, year=year).most_urgent_first()


def _waiting() -> CaseRows:
    kinds = [kind.code for kind in base.every() if kind.report is not None]
    unwritten = Q(state__in=sorted(OPEN - {State.RESPONDING}))
    return Case.objects.filter(unwritten | owes_rest(), kind__in=kinds).exclude(year=None)


def responses_on(statement: YearStatement) -> list[Letter]:
    """What went out, to whomever, on a statement; with its case, the oldest first."""
    out = Letter.objects.filter(compilation__statement=statement, state__in=[LetterState.ACCEPTED, LetterState.MAILED])
    return list(out.select_related("case").order_by("pk"))


def ended_by_version(version: LedgerVersion) -> list[YearStatement]:
    """The statements that hold no longer because this version changes their years."""
    ended = YearStatement.objects.filter(business=version.business_id, until_version=version.number, ended_why="")
    return list(ended.select_related("stated_by").order_by("year"))
