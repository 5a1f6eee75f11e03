"""The list that one works through: carried in addresses and forms of its cases, and what stands after a case in it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from dsr import agents
from dsr.agents import Standing
from dsr.clock import today
from dsr.formats import references
from dsr.models import Case
from dsr.models.to_do import FOR_STAFF, ToDo
from portal import access
from portal.staff.queue import filters, listing
from portal.web.day_field import is_day
from portal.web.typed_requests import StaffRequest

PARAMETER = "list"
_TO_DO = "to-do"  # the list without any filter
_LONGEST = 600
# A bundle is worked through on its own page, in the order of its letter: its reference, and the part of its people.
_IN_BUNDLE, _PART = "in-bundle", "show"
_PAGE = ("after", "before")  # the marks of a page of the list
# Of all its people these have something for a person to do.
_TO_BE_DONE = frozenset({Standing.READY, Standing.MISSING, Standing.LOOK})


def list_of(chosen: Mapping[str, str], marks: Sequence[str] = ()) -> str:
    """What a case's address says of the list that it was opened from, and of the page of it."""
    return filters.address(chosen, **dict(zip(_PAGE, marks, strict=False))) or _TO_DO


def list_of_bundle(reference: str, part: str = "") -> str:
    """The same of the page of a bundle: all of its people, or those who stand so."""
    return urlencode({_IN_BUNDLE: reference, **({_PART: part} if part in set(Standing) else {})})


def came_from(request: StaffRequest) -> str:
    """The list from which this case was opened, as its address or form says; empty where from none."""
    said = request.POST.get(PARAMETER) or request.GET.get(PARAMETER, "")
    known = {*filters.Filters.base_fields, *_PAGE}
    pairs = parse_qsl(said[:_LONGEST])
    if bundle := references.parse(dict(pairs).get(_IN_BUNDLE, "")):
        return list_of_bundle(bundle, dict(pairs).get(_PART, ""))
    return said if said == _TO_DO else urlencode([(name, value) for name, value in pairs if name in known])


def query_of(listed: str) -> str:
    """The end of an address that carries the list on; empty for none."""
    return "?" + urlencode({PARAMETER: listed}) if listed else ""


def queue_address(listed: str) -> str:
    """The list itself."""
    chosen = dict(parse_qsl(listed))
    if bundle := chosen.get(_IN_BUNDLE):
        address = reverse("staff:bundle", args=[references.spell(bundle)])
        return f"{address}?{urlencode({_PART: chosen[_PART]})}" if _PART in chosen else address
    address = reverse("staff:queue")
    return f"{address}?{listed}" if listed and listed != _TO_DO else address


def list_words(listed: str) -> str:
    """What the way back to the list is called."""
    chosen = dict(parse_qsl(listed))
    if bundle := chosen.get(_IN_BUNDLE):
        return _("Bundle %(reference)s") % {"reference": references.spell(bundle)}
    view, group = chosen.get("view", ""), chosen.get("group", "")
    is_known = listed and view in dict(filters.VIEWS) and group in {"", *dict(filters.GROUPS)}
    words = filters.in_words({"view": view, "group": group}) if is_known else ""
    return _("Queue · %(words)s") % {"words": words} if words else _("Queue")


def address_after(request: StaffRequest, listed: str, case: Case) -> str:
    """Where one goes on from this case: the next of its list, else the first one that is left, else the list."""
    if bundle := dict(parse_qsl(listed)).get(_IN_BUNDLE):
        return _address_in_bundle(request, bundle, listed, case)
    chosen = _chosen(listed)
    for found in _after(request, chosen, case):
        if found.pk != case.pk:
            return _address(found, chosen, listed)
    return queue_address(listed)


def address_before(request: StaffRequest, listed: str, case: Case) -> str:
    """Where one goes back to from this case: the one before it in its list, else the list."""
    if bundle := dict(parse_qsl(listed)).get(_IN_BUNDLE):
        return _address_in_bundle(request, bundle, listed, case, is_back=True)
    chosen = _list_of(listed, case)
    mark = listing.mark(case, chosen) if chosen else ""
    page = listing.page(access.cases_for_staff(request), chosen, request.user, today(), ("", mark)) if mark else None
    return _address(page.cases[-1], chosen, listed) if page and page.cases else queue_address(listed)


def place_of(request: StaffRequest, listed: str, case: Case) -> listing.Place | None:
    """Which one of its list this case is: of the whole queue, of its group there. A bundle numbers its own lines."""
    if not listed or dict(parse_qsl(listed)).get(_IN_BUNDLE):
        return None
    chosen = _list_of(listed, case)
    return listing.place(access.cases_for_staff(request), chosen, request.user, today(), case) if chosen else None


def _list_of(listed: str, case: Case) -> dict[str, str]:
    """What the list is narrowed to: of the whole queue to the group in which the case stands, empty for none."""
    chosen = _read(listed)
    if chosen.get("view") or chosen.get("group"):
        return chosen
    group = "rest" if case.to_do == ToDo.ANSWERED else _group(case)
    return {**chosen, "group": group} if group in dict(filters.GROUPS) else {}


def _read(listed: str) -> dict[str, str]:
    """What an address says of a list, as far as it can be one: brands and people are not looked up."""
    said = {} if listed == _TO_DO else dict(parse_qsl(listed))
    return {name: value for name, value in said.items() if name not in _PAGE and _is_known(name, value)}


def _is_known(name: str, value: str) -> bool:
    if name in {"view", "group"}:
        return value in dict(filters.VIEWS if name == "view" else filters.GROUPS)
    if name == "brand" or (name == "whose" and value not in {filters.MINE, filters.NOBODYS, filters.EVERYBODYS}):
        return value.isdecimal() and len(value) < 19
    if name.endswith(("_from", "_to")):
        return is_day(value)
    return True


def _chosen(listed: str) -> dict[str, str]:
    return filters.Filters(QueryDict("" if listed == _TO_DO else listed)).chosen()


def _address(found: Case, chosen: Mapping[str, str], listed: str) -> str:
    if found.bundle_key and not chosen.get("bundle") and (line := getattr(found, "bundled", None)):
        return reverse("staff:bundle", args=[references.spell(line.bundle.reference)])
    return reverse("staff:case", args=[references.spell(found.reference)]) + query_of(listed)


def _address_in_bundle(request: StaffRequest, bundle: str, listed: str, case: Case, *, is_back: bool = False) -> str:
    """The next, or the one before, of this part of the bundle that is left, as its letter has them; else its page."""
    if not access.is_bundle_for_staff(request, bundle):
        return reverse("staff:queue")
    stands = agents.stands_of(access.bundle_for_staff(request, bundle))
    part = dict(parse_qsl(listed)).get(_PART)
    wanted = {Standing(part)} if part else _TO_BE_DONE
    here = next((place for place, stand in enumerate(stands) if stand.case.pk == case.pk), -1)
    after, before = stands[here + 1 :], stands[: max(here, 0)]
    for stand in reversed(before) if is_back else (*after, *before):
        if stand.standing in wanted:
            return reverse("staff:case", args=[references.spell(stand.case.reference)]) + query_of(listed)
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
