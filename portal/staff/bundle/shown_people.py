"""Some people of a bundle, ticked on a form as the page showed them, and what is said of those that were left out."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _

from dsr import agents, parties
from dsr.formats import references
from portal.web.field_choices import offer
from portal.web.typed_requests import StaffRequest


class ShownPeopleField(forms.MultipleChoiceField):
    """Cases that are ticked, each as its number and the entry count that the page showed."""

    numbers: frozenset[str] = frozenset()

    def valid_value(self, value: Any) -> bool:
        number, _dot, seen = str(value).partition(".")
        return number in self.numbers and seen.isascii() and seen.isdigit()


class ShownPeopleForm(forms.Form):
    """A form on it declares `people`, a ShownPeopleField: it is filled with these, each by number and name."""

    def __init__(self, *args: Any, stands: Sequence[agents.Stand], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cases = [stand.case for stand in stands]
        names = parties.subjects_of(cases)
        shown = [f"{case.pk}.{case.entry_count}" for case in cases]
        named = [_named(stand, names.get(stand.case.pk, {})) for stand in stands]
        offer(self, "people", list(zip(shown, named, strict=True)))
        field = self.fields["people"]
        if isinstance(field, ShownPeopleField):
            field.numbers = frozenset(str(case.pk) for case in cases)

    @property
    def chosen(self) -> dict[int, int]:
        """By case, the entry count that the page showed."""
        return {int(number): int(seen) for number, seen in (one.split(".") for one in self.cleaned_data["people"])}


def _named(stand: agents.Stand, subject: dict[str, str]) -> str:
    name = subject.get("name", "") or _("(forgotten)")
    return _("%(number)d. %(name)s") % {"number": stand.line.number, "name": name}


def tell_left(request: StaffRequest, left: Sequence[agents.Unrecorded]) -> None:
    """Of each that was left out, why."""
    for one in left:
        told = {"reference": references.spell(one.case.reference), "why": one.why}
        messages.error(request, _("Not in %(reference)s: %(why)s") % told)
