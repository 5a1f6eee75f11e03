"""One letter of each sort, drawn as it will be sent: composed for one of the requests, never written."""

from copy import copy
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from dsr import bulk, letters, parties
from dsr.errors import Blocked, DeskError
from dsr.lifecycle import Who
from dsr.models import Bulk, BulkRow, Case, Compilation
from dsr.models.bulk import BulkAction, BulkState
from dsr.models.case import Delivery
from portal.staff.account import desk
from portal.staff.bulk.selection import bulk_for_staff
from portal.staff.case import framed, pdf_response
from portal.staff.wording import states
from portal.web.typed_requests import StaffRequest


@dataclass(frozen=True)
class Sample:
    """The letter of one request, and how many others are of its sort; `problem` where it cannot be drawn now."""

    row: BulkRow
    count: int
    words: str
    composed: letters.ComposedLetter | None
    problem: str = ""

    @property
    def pages(self) -> str:
        """What is printed behind it on paper, as text."""
        behind = self.composed.compilation_id if self.composed else None
        return Compilation.objects.get(pk=behind).text if behind else ""


def sample_of(bulk_row: Bulk, row: BulkRow, count: int) -> Sample:
    words = f"{states.title(row.case.kind)} · {states.delivery(parties.goes_by(row.case))}"
    try:
        composed = compose_sample(bulk_row, row)
    except DeskError as error:
        return Sample(row, count, words, None, str(error))
    return Sample(row, count, words, composed)


def compose_sample(bulk_row: Bulk, row: BulkRow) -> letters.ComposedLetter | None:
    """The letter of this request by what is chosen now; None where nothing is sent."""
    case: Case = copy(row.case)
    if bulk_row.action == BulkAction.EXTEND:
        reason = bulk.kept_words(bulk_row).of(case.pk) or bulk.reasons_on_record([case.pk]).get(case.pk, "")
        if not reason:
            raise Blocked(_("Write why more time is needed, and the letter is shown with it."))
        return letters.compose_extension(case, reason, is_printed=False)
    found = bulk.draft_of(case, bulk_row.choice["outcome"])
    return found.composed


def _composed(request: StaffRequest, reference: str, number: int) -> tuple[Case, letters.ComposedLetter]:
    """The request, and its letter. Raises Http404 for what has no letter, or is somebody else's look."""
    found = bulk_for_staff(request, reference)
    row = found.rows.filter(number=number).select_related("case").first()
    if row is None or (found.state != BulkState.WAITS and found.asked_by_id != request.user.pk):
        raise Http404
    try:
        composed = compose_sample(found, row)
    except (DeskError, KeyError) as error:
        raise Http404 from error
    if composed is None:
        raise Http404
    return row.case, composed


@desk(Who.REVIEWER, "GET")
def sample_email(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """The email as a page of its own, for a frame."""
    _case, composed = _composed(request, reference, number)
    if not composed.html:
        raise Http404
    return framed(composed.html)


@desk(Who.REVIEWER, "GET")
def sample_pdf(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """The letter as it will be printed."""
    case, composed = _composed(request, reference, number)
    if composed.delivery != Delivery.MAIL:
        raise Http404
    return pdf_response(letters.print_look(case, composed), "letter.pdf")
