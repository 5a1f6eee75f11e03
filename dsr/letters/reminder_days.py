"""When somebody is reminded of a day: some days before it and on it, once each, and never of a day that has passed."""

from datetime import date, datetime, timedelta

from dsr.clock import PACIFIC, today

BEFORE = timedelta(days=3)  # the day; whoever has no longer than this for all of it is reminded on the day alone
MOST = 2
# Whoever is asked late, or asked anew after the day, has so long for it.
ANEW = timedelta(days=3)


def due_reminder(due_on: date | None, asked_at: datetime | None, sent: int) -> int:
    """The number of the reminder to send now, 1 or 2; 0 where none is due.

    `sent` is the number of the last one. Who was not asked yet, or has no day, is not reminded, and nobody is on the
    day on which they were asked. After a time in which nothing ran, what was missed is not made up for: at most one
    goes out, and none once the day is over.
    """
    if due_on is None or asked_at is None:
        return 0
    day, asked_on = today(), asked_at.astimezone(PACIFIC).date()
    if asked_on >= day or day > due_on:
        return 0
    if day == due_on:
        return MOST if sent < MOST else 0
    is_near = due_on - BEFORE <= day and asked_on < due_on - BEFORE
    return 1 if is_near and sent == 0 else 0
