"""Years of which nobody says that the ledger is complete: the requests that wait, and what went out before."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from dsr.clock import today
from dsr.disclosures.year_statements import has_ended
from dsr.kinds import base
from dsr.law import shine_the_light as law
from dsr.law.spans import local_date
from dsr.lifecycle import OPEN, State
from dsr.models import Business, Case, LedgerVersion, Letter, YearStatement
from dsr.models.case import CaseRows, owes_rest
from dsr.models.letter import LetterState


@dataclass(frozen=True)
class OpenYear:
    """`waiting` is how many requests wait for it. `lapsed` held once: the year changed since, or it was withdrawn.

    `on_lapsed` is how many responses went out while it held, and `put_right_by` until when the law lets them be put
    right, § 1798.84(d). `unstated` is how many responses about the whole year went out before an upgrade, though
    nobody had said it.
    """

    business: Business
    year: int
    waiting: int
    lapsed: YearStatement | None
    unstated: int = 0
    on_lapsed: int = 0

    @property
    def put_right_by(self) -> date | None:
        return put_right_by(self.lapsed) if self.lapsed is not None and self.on_lapsed else None


def put_right_by(statement: YearStatement) -> date:
    """The last day on which what went out on a statement that holds no longer can be put right without harm."""
    return local_date(statement.ended_at or statement.stated_at) + timedelta(days=law.CURE_DAYS)


def open_years() -> list[OpenYear]:
    """Last year, from January 1 on; every year that a request waits for; and every year that was complete once.

    And every year of which responses went out though nobody had said it. A business that never published a ledger is
    asked to do that first, once a request comes. Five queries.
    """
    businesses = {one.pk: one for one in Business.objects.order_by("name")}
    newest = {(one.business_id, one.year): one for one in YearStatement.objects.order_by("pk")}
    waiting = _count(_waiting(), "business_id", "year")
    unstated = _count(_unstated(), "compilation__business_id", "compilation__year")
    wanted = {(pk, today().year - 1) for pk, one in businesses.items() if one.ledger_version}
    wanted |= {key for key in waiting if has_ended(key[1])} | set(newest) | set(unstated)
    held = {key for key, one in newest.items() if one.until_version is None}
    lapsed = {key: newest[key] for key in (wanted - held) & set(newest)}
    gone_out = _out().filter(compilation__statement__in=[one.pk for one in lapsed.values()])
    on_lapsed = _count(gone_out, "compilation__business_id", "compilation__year") if lapsed else {}
    found = [
        OpenYear(businesses[pk], year, waiting.get((pk, year), 0), lapsed.get((pk, year)), unstated.get((pk, year), 0))
        for pk, year in wanted - held
    ]
    found = [replace(one, on_lapsed=on_lapsed.get((one.business.pk, one.year), 0)) for one in found]
    return sorted(found, key=lambda one: (one.business.name, -one.year))


def years_to_state() -> list[OpenYear]:
    """The same for a page that is opened all day: last year, and what was complete once, without what waits.

    One query; where a year was complete once, one more and one for each such year.

    A year before it that only a request waits for, or of which responses went out before an upgrade, stands on the
    page of the years and in the daily email.
    """
    stated = {
        "of_year": F("year_statements__year"),
        "statement": F("year_statements"),
        "until": F("year_statements__until_version"),
    }
    rows: list[Any] = list(Business.objects.order_by("year_statements__pk").annotate(**stated))
    newest = {(row.pk, row.of_year): row for row in rows if row.statement is not None}
    businesses = {row.pk: row for row in rows}
    wanted = {(pk, today().year - 1) for pk, one in businesses.items() if one.ledger_version} | set(newest)
    held = {key for key, row in newest.items() if row.until is None}
    lapsed = {key: newest[key].statement for key in (wanted - held) & set(newest)}
    statements = YearStatement.objects.in_bulk(lapsed.values()) if lapsed else {}
    found = [_to_state(businesses[pk], year, statements.get(lapsed.get((pk, year)))) for pk, year in wanted - held]
    return sorted(found, key=lambda one: (one.business.name, -one.year))


def _to_state(business: Business, year: int, lapsed: YearStatement | None) -> OpenYear:
    on_lapsed = _out().filter(compilation__statement=lapsed).count() if lapsed else 0
    return OpenYear(business, year, 0, lapsed, on_lapsed=on_lapsed)


def _count(rows: Any, business: str, year: str) -> dict[tuple[int, int], int]:
    counted = rows.values(business, year).annotate(count=Count("pk")).values_list(business, year, "count")
    return {(business_id, of_year): count for business_id, of_year, count in counted if of_year is not None}


def _out() -> "QuerySet[Letter]":
    return Letter.objects.filter(state__in=[LetterState.ACCEPTED, LetterState.MAILED])


def _unstated() -> "QuerySet[Letter]":
    """Responses about a whole year that rest on no statement: before an upgrade none was asked."""
    return _out().exclude(compilation=None).filter(compilation__statement=None, compilation__as_of=None)


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
    return list(_out().filter(compilation__statement=statement).select_related("case").order_by("pk"))


def ended_by_version(version: LedgerVersion) -> list[YearStatement]:
    """The statements that hold no longer because this version changes their years."""
    ended = YearStatement.objects.filter(business=version.business_id, until_version=version.number, ended_why="")
    return list(ended.select_related("stated_by").order_by("year"))
