"""What is counted, of which rows, when each happened and who pressed: entries of journals, answers, stops."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import (
    Count,
    DateField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce, Least, TruncDate, TruncMonth

from dsr.clock import PACIFIC
from dsr.journal import EntryName
from dsr.law import closures, deletion
from dsr.law.spans import add_months
from dsr.lifecycle import Transition
from dsr.models import Account, Case, Entry, Suppression
from dsr.models.suppression import Purpose
from dsr.suppression import LOOKALIKE

MONTHS = 12
_DAY, _FORTNIGHT = timedelta(days=1), timedelta(days=14)


@dataclass(frozen=True)
class Measure:
    """One row of the page. `at`, `case` and `who` name the fields of its rows; an empty `who`: nobody pressed."""

    code: str
    rows: Callable[[], QuerySet[Any]]
    at: str = "at"
    case: str = "case_id"
    who: str = "account_id"


def _entries(name: EntryName | Transition) -> Callable[[], QuerySet[Any]]:
    return lambda: Entry.objects.filter(name=name.value)


def _closed_as(*codes: str) -> Callable[[], QuerySet[Any]]:
    """Of requests that still stand closed so: one that was opened again counts no more."""
    closed = Entry.objects.filter(name=Transition.CLOSE.value)
    later = closed.filter(case=OuterRef("case"), number__gt=OuterRef("number"))
    return lambda: closed.filter(~Exists(later), case__closure__in=codes)


def _late() -> QuerySet[Any]:
    """First answered after the date for the person, in California's days; opened again, it counts as it did."""
    answers = Entry.objects.filter(case=OuterRef("pk"), name=Transition.RESPOND.value).order_by("number")
    first, newest = Subquery(answers.values("at")[:1]), F("responded_at")
    # An answer on paper is recorded after it was mailed: the earlier of the two, whichever is known.
    at = Least(Coalesce(newest, first), Coalesce(first, newest))
    day = TruncDate("answered_at", tzinfo=PACIFIC, output_field=DateField())
    newest_day = TruncDate("responded_at", tzinfo=PACIFIC, output_field=DateField())
    # Who was late first was late last: the journal is asked of few, and of an open one only whether it was answered.
    was_answered = Q(responded_at=None) & Exists(answers)
    perhaps = Case.objects.annotate(newest_on=newest_day).filter(Q(newest_on__gt=F("due_safe")) | was_answered)
    return perhaps.annotate(answered_at=at).annotate(answered_on=day).filter(answered_on__gt=F("due_safe"))


def _agents_refused() -> QuerySet[Any]:
    declined = Entry.objects.filter(case=OuterRef("pk"), name=Transition.DECLINE.value).order_by("-number")
    who = Subquery(declined.values("account_id")[:1])
    return Case.objects.filter(outcome=deletion.AGENT_NO_PROOF.code).annotate(declined_by=who)


def _stops(least: timedelta | None, most: timedelta | None) -> Callable[[], QuerySet[Any]]:
    """Requests that stopped a use, by how long after they came the use stood on our list; a lock stops nothing new."""
    took = ExpressionWrapper(F("made_at") - F("since"), output_field=DurationField())
    wanted = Q(took__gte=timedelta(0))
    if least is not None:
        wanted &= Q(took__gt=least)
    if most is not None:
        wanted &= Q(took__lte=most)
    counted = Suppression.objects.exclude(case=None).exclude(purpose=Purpose.LOCKED).exclude(field=LOOKALIKE)
    earlier = counted.filter(case=OuterRef("case"), pk__lt=OuterRef("pk"))
    return lambda: counted.annotate(took=took).filter(wanted, ~Exists(earlier))


_STOP = {"at": "made_at", "who": ""}
MEASURES: Mapping[str, Measure] = {
    one.code: one
    for one in (
        Measure("receipts-corrected", _entries(EntryName.RECEIPT_CORRECTED)),
        Measure("voided", _closed_as(closures.MISTAKE.code, closures.TEST.code)),
        Measure("put-aside", _closed_as(closures.NO_REQUEST.code)),
        Measure("withdrawn", _closed_as(closures.WITHDRAWN.code)),
        Measure("joined", _entries(Transition.JOIN)),
        Measure("late", _late, "answered_at", "pk", ""),
        Measure("second-approvals-left-out", _entries(EntryName.ONE_PAIR_OF_EYES)),
        Measure("agents-refused", _agents_refused, "responded_at", "pk", "declined_by"),
        Measure("proof-asked", _entries(Transition.ASK_PROOF)),
        Measure("proof-destroyed", _entries(EntryName.DOCUMENTS_DELETED)),
        Measure("stopped-in-a-day", _stops(None, _DAY), **_STOP),
        Measure("stopped-in-a-fortnight", _stops(_DAY, _FORTNIGHT), **_STOP),
        Measure("stopped-later", _stops(_FORTNIGHT, None), **_STOP),
    )
}


def months_until(day: date) -> list[date]:
    """The first days of the last twelve months, that of this day included, the earliest first."""
    first = day.replace(day=1)
    return [add_months(first, -back) for back in reversed(range(MONTHS))]


def _within(measure: Measure, months: Sequence[date]) -> QuerySet[Any]:
    after = add_months(months[-1], 1)
    span = {f"{measure.at}__gte": _midnight(months[0]), f"{measure.at}__lt": _midnight(after)}
    return measure.rows().filter(**span)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), PACIFIC)


def by_month(measure: Measure, months: Sequence[date], who: int | None = None) -> list[int]:
    """How often it happened in each of these months, which follow one another; of one person, where one is named."""
    rows = _within(measure, months)
    if who is not None and measure.who:
        rows = rows.filter(**{measure.who: who})
    month = TruncMonth(measure.at, tzinfo=PACIFIC, output_field=DateField())
    counted = rows.order_by().annotate(month=month).values("month").annotate(count=Count("pk"))
    found = {row["month"]: row["count"] for row in counted}
    return [found.get(one, 0) for one in months]


def by_person(measure: Measure, months: Sequence[date]) -> list[tuple[Account | None, int]]:
    """Who pressed how often, the most first; None: the machine, the person who asks, or nobody that is known."""
    if not measure.who:
        return []
    counted = _within(measure, months).order_by().values(measure.who).annotate(count=Count("pk"))
    found = {row[measure.who]: row["count"] for row in counted}
    people = Account.objects.in_bulk([pk for pk in found if pk is not None])
    return sorted(((people.get(pk), count) for pk, count in found.items()), key=lambda one: -one[1])


def cases_behind(
    measure: Measure, months: Sequence[date], limit: int, *, who: int | None = None, before: str = ""
) -> tuple[list[tuple[datetime, Case]], str]:
    """The requests behind a number, the newest first, and the mark behind which there are more."""
    rows = _within(measure, months)
    if who is not None and measure.who:
        rows = rows.filter(**{measure.who: who})
    at, _slash, pk = before.partition("/")
    if pk.isdecimal() and len(pk) < 19 and (instant := _instant(at)):
        rows = rows.filter(Q(**{f"{measure.at}__lt": instant}) | Q(**{measure.at: instant, "pk__lt": int(pk)}))
    found = list(rows.order_by(f"-{measure.at}", "-pk").values_list(measure.at, "pk", measure.case)[: limit + 1])
    cases = Case.objects.in_bulk([case for _at, _pk, case in found[:limit]])
    more = f"{found[limit - 1][0].isoformat()}/{found[limit - 1][1]}" if len(found) > limit else ""
    return [(at, cases[case]) for at, _pk, case in found[:limit]], more


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
