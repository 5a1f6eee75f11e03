"""The day to send by: from the day on which a case is due and the days on which its business is closed."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time

from dsr.clock import PACIFIC
from dsr.law.clocks import day_to_send
from dsr.law.spans import last_open_day, local_date
from dsr.models import Case, ClosedDay
from dsr.models.case import CaseRows


def send_day_of(case: Case, due_safe: date) -> date:
    """Of a case that is due on this day."""
    return day_to_send(local_date(case.received_at), due_safe, _closed_days(case.business_id))


def moved_send_days() -> Iterator[tuple[CaseRows, date]]:
    """The open cases whose day moved, because closed days did, with the day they have now. They share few days."""
    known = defaultdict(set)
    for business_id, due_safe, send_by in (
        Case.objects.open().values_list("business_id", "due_safe", "send_by").distinct()
    ):
        known[business_id, due_safe].add(send_by)
    closed = {business_id: _closed_days(business_id) for business_id, _due_safe in known}
    for (business_id, due_safe), days in known.items():
        day = last_open_day(due_safe, closed[business_id])
        if days != {day}:
            cases = Case.objects.open().filter(business_id=business_id, due_safe=due_safe)
            begins = datetime.combine(day, time(0), tzinfo=PACIFIC)
            yield cases.filter(received_at__lt=begins).exclude(send_by=day), day
            yield cases.filter(received_at__gte=begins).exclude(send_by=due_safe), due_safe  # no open day is left


def _closed_days(business_id: int) -> frozenset[date]:
    return frozenset(ClosedDay.objects.filter(business_id=business_id).values_list("day", flat=True))
