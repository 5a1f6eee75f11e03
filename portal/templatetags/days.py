"""A day on a page: a `<time>` of its date around its words; plain where nothing is escaped, as in a text."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeData, mark_safe

from dsr.clock import PACIFIC, today
from dsr.formats import days
from dsr.law.spans import local_date
from portal.staff.wording import dates

register = template.Library()


def _day_of(value: date | datetime) -> date:
    return local_date(value) if isinstance(value, datetime) else value


def _instant_of(value: datetime) -> str:
    return value.astimezone(PACIFIC).isoformat(timespec="minutes")


def time_element(words: str, machine: str, autoescape: bool) -> str:
    return format_html('<time datetime="{}">{}</time>', machine, words) if autoescape else words


def _filter(name: str, written: Callable[[date], str]) -> None:
    """Empty where there is none, as Django's own filter."""

    def drawn(value: date | datetime | None, autoescape: bool = True) -> str:
        return time_element(written(_day_of(value)), _day_of(value).isoformat(), autoescape) if value else ""

    register.filter(name, drawn, needs_autoescape=True)


def _moment_filter(name: str, written: Callable[[datetime], str]) -> None:
    def drawn(value: datetime | None, autoescape: bool = True) -> str:
        return time_element(written(value), _instant_of(value), autoescape) if value else ""

    register.filter(name, drawn, needs_autoescape=True)


_filter("long_day", days.long_day)
_filter("short_day", dates.short)
_filter("weekday", dates.weekday)
_moment_filter("long_moment", days.long_moment)
_moment_filter("short_moment", dates.short_moment)
_moment_filter("hour", days.hour_of)


@register.filter(needs_autoescape=True)
def short_month(day: date, autoescape: bool = True) -> str:
    return time_element(days.short_month(day), day.isoformat()[:7], autoescape)


@register.filter(needs_autoescape=True)
def spoken_receipt(value: datetime, autoescape: bool = True) -> str:
    return time_element(dates.spoken_receipt(value), _day_of(value).isoformat(), autoescape)


@register.filter(needs_autoescape=True)
def dated(text: object, autoescape: bool = True) -> str:
    """A sentence of the code, every day in it drawn as those of a template are."""
    return _drawn(str(text), today().year, autoescape)


@register.filter(needs_autoescape=True)
def dated_whole(text: object, autoescape: bool = True) -> str:
    """The same of what a person may have written: of which year a day without one is, nobody knows."""
    return _drawn(str(text), None, autoescape)


def _drawn(said: str, this_year: int | None, autoescape: bool) -> str:
    if not autoescape or isinstance(said, SafeData):
        return said
    return mark_safe("".join(_parts(said, this_year)))  # noqa: S308  # each part is escaped


def _parts(said: str, this_year: int | None) -> Iterator[str]:
    ended = 0
    for start, end, day in days.days_in(said, this_year):
        yield conditional_escape(said[ended:start])
        yield time_element(said[start:end], day.isoformat(), autoescape=True)
        ended = end
    yield conditional_escape(said[ended:])
