"""Years of which nobody says that the ledger is complete: the requests that wait, and what went out before."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from dsr.clock import today
from dsr.disclosures.year_statements import has_ended
from dsr.kinds import base
from dsr.lifecycle import OPEN, State
from dsr.models import Business, Case, LedgerVersion, Letter, YearStatement
from dsr.models.case import CaseRows, owes_rest
from dsr.models.letter import LetterState


@dataclass(frozen=True)
class OpenYear:
    """`waiting` is how many requests wait for it. `lapsed` held once: the year changed since, or it was withdrawn.

    `unstated` is how many responses about the whole year went out though nobody had said it, before an upgrade.
    """

    business: Business
    year: int
    waiting: int
    lapsed: YearStatement | None
    unstated: int = 0


def open_years() -> list[OpenYear]:
    """Last year, from January 1 on; every year that a request waits for; and every year that was complete once.

    And every year of which responses went out though nobody had said it. A business that never published a ledger is
    asked to do that first, once a request comes. Four queries.
    """
    businesses = {one.pk: one for one in Business.objects.order_by("name")}
    newest = {(one.business_id, one.year): one for one in YearStatement.objects.order_by("pk")}
    waiting = _count(_waiting(), "business_id", "year")
    unstated = _count(_unstated(), "compilation__business_id", "compilation__year")
    wanted = {(pk, today().year - 1) for pk, one in businesses.items() if one.ledger_version}
    wanted |= {key for key in waiting if has_ended(key[1])} | set(newest) | set(unstated)
    held = {key for key, one in newest.items() if one.until_version is None}
    found = [
        OpenYear(businesses[key[0]], key[1], waiting.get(key, 0), newest.get(key), unstated.get(key, 0))
        for key in wanted - held
    ]
    return sorted(found, key=lambda one: (one.business.name, -one.year))


def _count(rows: Any, business: str, year: str) -> dict[tuple[int, int], int]:
    counted = rows.values(business, year).annotate(count=Count("pk")).values_list(business, year, "count")
    return {(business_id, of_year): count for business_id, of_year, count in counted if of_year is not None}


def _unstated() -> "QuerySet[Letter]":
    """Responses about a whole year that rest on no statement: before an upgrade none was asked."""
    out = Letter.objects.filter(state__in=[LetterState.ACCEPTED, LetterState.MAILED])
    return out.exclude(compilation=None).filter(compilation__statement=None, compilation__as_of=None)


def unstated_responses(business_id: int, year: int) -> list[Letter]:
    """The same of one year, with its case, the oldest first."""
    out = _unstated().filter(compilation__business=business_id, compilation__year=year)
    return list(out.select_related("case").order_by("pk"))


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
