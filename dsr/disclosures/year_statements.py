"""A year of the ledger is complete when a person has said so: on what they checked, once the year is over."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from dsr.clock import now, today
from dsr.disclosures.versions import hold_ledger
from dsr.errors import BadInput, Blocked, Changed, NotAllowed
from dsr.law import shine_the_light as law
from dsr.models import Account, Business, YearStatement

FIRST_YEAR = 2004  # § 1798.83 took effect on January 1, 2005, for the year before


@dataclass(frozen=True)
class YearCheck:
    """What a person checked of a year: the sources, and to which day. `version` is the ledger that they looked at."""

    year: int
    sources: str
    checked_through: date
    version: int


def has_ended(year: int) -> bool:
    """True when the calendar year is over in California: nothing can be said of the whole of it before."""
    return FIRST_YEAR <= year < today().year


def year_statement_words(year: int) -> str:
    """What a person states with it, in the language that is active now."""
    return _(law.YEAR_COMPLETE) % {"year": year}


def statement_of(business: Business, year: int, version: int | None = None) -> YearStatement | None:
    """The statement that holds for the year, in this version of the ledger or in the published one."""
    found: YearStatement | None = YearStatement.objects.holding(
        business.pk, year, business.ledger_version if version is None else version
    )
    return found


def year_stated() -> Exists:
    """Of cases: whether a statement holds for their reporting year in the published ledger."""
    stated = YearStatement.objects.filter(business=OuterRef("business"), year=OuterRef("year"), until_version=None)
    return Exists(stated)


def complete_year(business: Business, account: Account, check: YearCheck) -> YearStatement:
    """Record that the ledger is complete for the year, as this person states it.

    Raises NotAllowed for who may not decide, BadInput for a year that is not over or a check that does not reach its
    end, Blocked before a version is published, and Changed when the ledger moved on or the year is complete already.
    """
    _must_decide(account)
    _refuse_bad(check)
    with transaction.atomic():
        published = hold_ledger(business)
        if not published:
            words = _("No version of the disclosures is published yet. Publish one, even if nothing was disclosed.")
            raise Blocked(words)
        if published != check.version:
            words = _("The disclosures changed since you opened the page. Look at version %d first.") % published
            raise Changed(words)
        held = YearStatement.objects.holding(business.pk, check.year, published)
        if held is not None:
            words = _("Somebody said already that the disclosures are complete for %(year)d.")
            raise Changed(words % {"year": check.year})
        made: YearStatement = YearStatement.objects.create(
            business=business,
            year=check.year,
            words=year_statement_words(check.year),
            sources=check.sources.strip(),
            checked_through=check.checked_through,
            stated_by=account,
            stated_at=now(),
            from_version=published,
        )
    return made


def _refuse_bad(check: YearCheck) -> None:
    year = {"year": check.year}
    if not has_ended(check.year):
        raise BadInput(_("The year %(year)d is not over. It can be complete from January 1 on.") % year)
    if not check.sources.strip():
        raise BadInput(_("Write what you checked."))
    if check.checked_through < date(check.year, 12, 31):
        raise BadInput(_("The check must reach to the end of the year, December 31, %(year)d.") % year)
    if check.checked_through > today():
        raise BadInput(_("The check cannot reach into the future."))


def withdraw_statement(statement_id: int, account: Account, why: str) -> YearStatement:
    """It turned out that the year is not complete: the statement holds no longer, and it is written down why.

    Raises NotAllowed, BadInput without a reason, and Changed when it holds no longer.
    """
    _must_decide(account)
    if not why.strip():
        raise BadInput(_("Write why it is withdrawn."))
    statement: YearStatement = YearStatement.objects.select_related("business").get(pk=statement_id)
    with transaction.atomic():
        published = hold_ledger(statement.business)
        ended = YearStatement.objects.filter(pk=statement.pk, until_version=None).update(
            until_version=published, ended_at=now(), ended_by=account, ended_why=why.strip()
        )
        if not ended:
            raise Changed(_("This statement holds no longer already."))
    statement.refresh_from_db()
    return statement


def _must_decide(account: Account) -> None:
    if not account.decides:
        raise NotAllowed(_("Your role may read, not state, that a year is complete."))
