"""Which requests were chosen: those that are ticked, or all that a filter lets through, found again here."""

from django.http import Http404, HttpRequest

from dsr import letters
from dsr.clock import today
from dsr.formats import references
from dsr.models import Bulk, Letter
from dsr.models.case import CaseRows
from dsr.models.letter import LetterState
from portal import access
from portal.staff.queue import Filters, narrow
from portal.web.typed_requests import StaffRequest


def chosen_ids(request: StaffRequest) -> list[int]:
    """The ids of the chosen cases, the most urgent first; of what is no case of ours, nothing."""
    cases = access.cases_for_staff(request)
    if "everything" not in request.POST:
        found = cases.filter(pk__in=_of_rows(cases, _references(request, "case")))
    elif "listed" in request.POST:
        found = cases.filter(reference__in=_references(request, "listed"))
    elif bundle := references.parse(request.POST.get("bundle", "")):
        found = cases.filter(bundled__bundle__reference=bundle)
    else:
        filters = Filters(request.POST)
        found = narrow(cases, filters.chosen(), request.user, today())
    return list(found.order_by("send_by", "pk").values_list("pk", flat=True))


def _of_rows(cases: CaseRows, references: list[str]) -> list[int]:
    """The cases that rows of a list name: one each, or all of a bundle."""
    named = [cases.filter(reference__in=references), cases.filter(bundled__bundle__reference__in=references)]
    return [pk for found in named for pk in found.values_list("pk", flat=True)]


def _references(request: HttpRequest, name: str) -> list[str]:
    return [parsed for text in request.POST.getlist(name) if (parsed := references.parse(text))]


def bulk_for_staff(request: HttpRequest, reference: str) -> Bulk:
    """One bulk work by its reference, however it is spelled. Raises Http404."""
    rows = Bulk.objects.select_related("asked_by", "stopped_by", "approval__settled_by")
    found = rows.filter(reference=references.parse(reference) or "").first() if request.user.is_authenticated else None
    if found is None:
        raise Http404
    return found


def paper_of_cases(ids: list[int]) -> list[Letter]:
    """The letters of these cases that wait to be printed and mailed, the most urgent first."""
    waiting = Letter.objects.filter(case_id__in=ids, state=LetterState.TO_MAIL, goes_with=None).select_related("case")
    return list(letters.free_paper(waiting).order_by("case__send_by", "pk"))
