"""The day after which a response is late to the person, and who set it; without one no date is told."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from dsr import journal
from dsr.clock import today
from dsr.formats.days import long_day
from dsr.kinds import base
from dsr.kinds.base import Receipt
from dsr.law.clocks import Basis, Deadline
from dsr.letters.extension_notices import ExtensionNoticeState, extension_notice_of
from dsr.models import Case


@dataclass(frozen=True)
class LastDay:
    """Of an AIM the outer limit of the law: told, and shown outside the clock's own words, only once it passed."""

    day: date
    basis: Basis

    @property
    def has_passed(self) -> bool:
        return self.day < today()


def last_day_of(case: Case) -> LastDay:
    """No query: it follows from how the case came, and from the days that an extension or a join left it."""
    started = _start(case)
    if started.basis is Basis.AIM:
        return LastDay(case.due_latest, Basis.AIM)
    if started.law_day != started.due_safe:  # somebody else than the law wants it sooner
        return LastDay(min(started.law_day, case.due_latest), started.basis)
    return LastDay(case.due_safe, started.basis)


def is_date_promised(case: Case) -> bool:
    """True when the date may be told as the one by which we respond."""
    return _start(case).is_promised


def may_take_more_time(case: Case) -> bool:
    """True while the law still lets us take more time, so that a letter may say so."""
    return base.get(case.kind).clocks.extend is not None and case.extended_at is None and today() <= case.due_safe


def promised_on(case: Case) -> str:
    """The day by which we respond, where one is promised and has not passed; else empty."""
    last = _told_last_day(case)
    return long_day(_day_ahead(case, last)) if is_date_promised(case) and not last.has_passed else ""


def promise(case: Case) -> str:
    """By when we respond, as the person is told: a date only where the law or our policy gives one.

    Once the last day passed, the dates are stated, no fault, and what the business itself wants to add.
    """
    last = _told_last_day(case)
    if last.has_passed:
        return " ".join([_LATE[last.basis]() % {"date": long_day(last.day)}, case.business.late_words.strip()]).strip()
    if is_date_promised(case):
        return _("We will respond by %(date)s.") % {"date": long_day(_day_ahead(case, last))}
    return _("We will respond within a reasonable time.")


_LATE = {
    Basis.LAW: lambda: _(
        "The law gave us until %(date)s to respond. That day has passed. We will respond as soon as we can."
    ),
    Basis.POLICY: lambda: _(
        "Our own policy gave us until %(date)s to respond. That day has passed. We will respond as soon as we can."
    ),
    Basis.AIM: lambda: _(
        "The law asks for a response within a reasonable time, and gave us until %(date)s at the latest. That day has "
        "passed. We will respond as soon as we can."
    ),
}


def _told_day(case: Case) -> date:
    """More time is told by its own notice, and by nothing else before that is out: without it in time it never was."""
    notice = extension_notice_of(case)
    if notice is None or notice.stand is ExtensionNoticeState.OUT or journal.is_finishing(case):
        return case.due_safe
    return min(case.due_safe, notice.first_due)


def _told_last_day(case: Case) -> LastDay:
    """The last day as the person knows it: more time counts only from its own notice."""
    last = last_day_of(case)
    told = _told_day(case)
    is_sooner = last.basis is not Basis.AIM and told < case.due_safe
    return LastDay(min(last.day, told), last.basis) if is_sooner else last


def _day_ahead(case: Case, last: LastDay) -> date:
    """The day to promise while the last one has not passed: never one that is over."""
    told = _told_day(case)
    return told if told >= today() else last.day


def _start(case: Case) -> Deadline:
    receipt = Receipt(case.received_at, case.is_designated, settings.REASONABLE_PERIOD_DAYS, frozenset())
    return base.get(case.kind).clocks.respond(receipt)
