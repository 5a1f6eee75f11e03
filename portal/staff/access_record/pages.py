"""Who came in and who saw what: narrowed by person, by what happened, by reference and by day."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from dsr.access_record import AccessName
from dsr.clock import PACIFIC
from dsr.formats import references
from dsr.lifecycle import Who
from dsr.models import AccessEntry, Account
from portal.staff.account import desk
from portal.staff.wording.access import WORDS, facts_in_words, page_of
from portal.web.day_field import DayField
from portal.web.typed_requests import StaffRequest

_SHOWN = 50
# Their reference is that of a hold.
_OF_HOLDS = {AccessName.HOLD_SET, AccessName.HOLD_CHANGED, AccessName.HOLD_ENDED}


class SearchForm(forms.Form):
    """Nothing of a requester: a person of the desk, a reference, days. So it may stand in the address."""

    use_required_attribute = False

    person = forms.ModelChoiceField(
        label=_("Person"),
        queryset=Account.objects.order_by("name", "email"),
        required=False,
        empty_label=_("Everybody"),
    )
    name = forms.ChoiceField(label=_("What"), required=False)
    reference = forms.CharField(label=_("Reference"), required=False, max_length=40)
    since = DayField(label=_("From"))
    until = DayField(label=_("To"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].choices = [("", _("Everything")), *((name.value, WORDS[name]) for name in AccessName)]  # type: ignore[attr-defined]

    def rows(self) -> QuerySet[AccessEntry]:
        said, rows = self.cleaned_data, AccessEntry.objects.select_related("account", "by")
        if said["person"]:
            rows = rows.filter(Q(account=said["person"]) | Q(by=said["person"]))
        if said["name"]:
            rows = rows.filter(name=said["name"])
        if said["reference"]:
            rows = rows.filter(reference__startswith=references.parse(said["reference"]) or "?")
        if said["since"]:
            rows = rows.filter(at__gte=datetime.combine(said["since"], time(), PACIFIC))
        if said["until"]:
            rows = rows.filter(at__lt=datetime.combine(said["until"] + timedelta(days=1), time(), PACIFIC))
        return rows


@dataclass(frozen=True)
class Line:
    entry: AccessEntry
    words: str
    page: str
    told: str
    reference: str
    is_no_case: bool


def _line(entry: AccessEntry) -> Line:
    plain = entry.reference.partition("/")[0]
    spelled = references.spell(plain) if references.parse(plain) else ""
    words = WORDS.get(AccessName(entry.name), entry.name)
    if entry.name == AccessName.REFUSED:
        words = f"{words}:"
    # That codes were made says which factor they are.
    beside = "" if entry.name == AccessName.CODES_MADE else facts_in_words(entry.facts)
    is_no_case = entry.page.startswith(("bundle", "bulk")) or entry.name in _OF_HOLDS
    return Line(entry, str(words), page_of(entry.page, entry.facts), beside, spelled, is_no_case)


@desk(Who.AUDITOR, "GET")
def access_record_page(request: StaffRequest) -> HttpResponse:
    """The newest first; more by the number of the last one shown."""
    form = SearchForm(request.GET or None)
    is_asked = form.is_bound and form.is_valid()
    rows = form.rows() if is_asked else AccessEntry.objects.select_related("account", "by")
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = [] if form.errors else list(rows.order_by("-pk")[: _SHOWN + 1])
    kept = {key: value for key, value in request.GET.items() if value and key != "before"}
    more = "?" + urlencode({**kept, "before": found[_SHOWN - 1].pk}) if len(found) > _SHOWN else ""
    words = {"form": form, "lines": [_line(entry) for entry in found[:_SHOWN]], "older": more}
    return render(request, "staff/access_record/access_record.html", words)
