"""The list that one works through: carried in addresses and forms of its cases, and what stands after a case in it."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode

from django.http import QueryDict
from django.urls import reverse

from dsr.clock import today
from dsr.formats import references
from dsr.models import Case
from dsr.models.to_do import FOR_STAFF
from portal import access
from portal.staff.queue import filters, listing
from portal.web.typed_requests import StaffRequest

PARAMETER = "list"
_TO_DO = "to-do"  # the list without any filter
_LONGEST = 600


def list_of(chosen: Mapping[str, str]) -> str:
    """What a case's address says of the list that it was opened from."""
    return filters.address(chosen) or _TO_DO


def came_from(request: StaffRequest) -> str:
    """The list from which this case was opened, as its address or form says; empty where from none."""
    said = request.POST.get(PARAMETER) or request.GET.get(PARAMETER, "")
    known = filters.Filters.base_fields
    pairs = [(name, value) for name, value in parse_qsl(said[:_LONGEST]) if name in known]
    return said if said == _TO_DO else urlencode(pairs)


def query_of(listed: str) -> str:
    """The end of an address that carries the list on; empty for none."""
    return "?" + urlencode({PARAMETER: listed}) if listed else ""


def queue_address(listed: str) -> str:
    """The list itself."""
    address = reverse("staff:queue")
    return f"{address}?{listed}" if listed and listed != _TO_DO else address


def list_words(listed: str) -> str:
    """The name of the list."""
    chosen = dict(parse_qsl(listed))
    view, group = chosen.get("view", ""), chosen.get("group", "")
    known = view in dict(filters.VIEWS) and group in {"", *dict(filters.GROUPS)}
    return filters.in_words({"view": view, "group": group}) if known else ""


def address_after(request: StaffRequest, listed: str, case: Case) -> str:
    """Where one goes on from this case: the next of its list, else the first one that is left, else the list."""
    chosen = filters.Filters(QueryDict("" if listed == _TO_DO else listed)).chosen()
    for found in _after(request, chosen, case):
        if found.pk == case.pk:
            continue
        if found.bundle_key and not chosen.get("bundle") and (line := getattr(found, "bundled", None)):
            return reverse("staff:bundle", args=[references.spell(line.bundle.reference)])
        return reverse("staff:case", args=[references.spell(found.reference)]) + query_of(listed)
    return queue_address(listed)


def _after(request: StaffRequest, chosen: Mapping[str, str], case: Case) -> Iterator[Case]:
    """What stands after it, in the order of the list; then the list from its beginning."""
    cases, day, reader = access.cases_for_staff(request), today(), request.user
    parts = [dict(chosen)]
    if not chosen.get("view") and not chosen.get("group"):
        codes = listing.codes_in_order(cases, chosen, reader, day)
        here = codes.index(_group(case)) if _group(case) in codes else 0
        parts = [{**chosen, "group": code} for code in codes[here:] + codes[:here]]
    mark = listing.mark(case, parts[0])
    for number, part in enumerate([*parts, parts[0]]):
        marks = (mark if number == 0 else "", "")
        yield from listing.page(cases, part, reader, day, marks).cases


def _group(case: Case) -> str:
    """The group in which a case stands, as the lists tell them apart."""
    is_due = case.to_do in FOR_STAFF and case.send_by <= today() + timedelta(days=1)
    return "due" if is_due else str(case.to_do)
