"""A day as public pages write it."""

from datetime import date, datetime

from django import template

from dsr.formats import days

register = template.Library()


@register.filter(expects_localtime=True)
def long_day(day: date | datetime | None) -> str:
    """Empty where there is none, as Django's own filter."""
    return days.long_day(day) if day else ""
