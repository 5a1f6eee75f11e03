"""Choices that hang on a case or a business: given to a field when its form is made."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.fields import ChoiceField


def choice_field(form: forms.BaseForm, name: str) -> ChoiceField:
    """The field of this name. Raises TypeError where it offers no choices."""
    field = form.fields[name]
    if not isinstance(field, ChoiceField):
        raise TypeError(f"{name} offers no choices.")
    return field


def offer(form: forms.BaseForm, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Offer these (value, words) in a field."""
    choice_field(form, name).choices = list(choices)


def offer_rows(form: forms.BaseForm, name: str, rows: QuerySet[Any]) -> None:
    """Offer these rows in a field. Raises TypeError where it offers no rows."""
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(f"{name} offers no rows.")
    field.queryset = rows
