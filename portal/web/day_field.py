"""A day by which a list is narrowed: of years in which an instant of it can be told in any time zone."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

_FIRST, _LAST = date(1900, 1, 1), date(2999, 12, 31)
_WORDS = _("Enter a day of the years 1900 to 2999.")


# Beyond these an instant of the day cannot be told everywhere.
DAY_BOUNDS = (MinValueValidator(_FIRST, _WORDS), MaxValueValidator(_LAST, _WORDS))


class DayField(forms.DateField):
    """Need not be given."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.DateInput(attrs={"type": "date"}), **kwargs)
        self.validators += DAY_BOUNDS


def is_day(text: str) -> bool:
    """Whether an address may hold this as a day."""
    try:
        return _FIRST <= date.fromisoformat(text) <= _LAST
    except ValueError:
        return False
