"""The letter that lists how all of a bundle ended, seen before it leaves: look as of now, never written."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from dsr import agents, letters
from dsr.errors import DeskError
from dsr.formats import references
from dsr.lifecycle import Who
from dsr.models import Bundle
from dsr.models.case import Delivery
from portal import access
from portal.staff.account import desk
from portal.staff.case import framed, pdf_response
from portal.web.typed_requests import StaffRequest

_ENDED = frozenset({agents.Standing.ANSWERED, agents.Standing.CLOSED})


def _look(bundle: Bundle, *, is_printed: bool = False) -> letters.LetterLook:
    """Raises Http404 where it is written already, or none is sent."""
    if not agents.is_end_to_come(bundle):
        raise Http404
    try:
        return agents.look_at_answered(bundle, is_printed=is_printed)
    except DeskError as error:  # nothing of its requests is kept any more
        raise Http404 from error


@desk(Who.VIEWER, "GET")
def last_letter_page(request: StaffRequest, reference: str) -> HttpResponse:
    """As it would leave now. Once it is written, the bundle's own list of letters shows it."""
    found = access.bundle_for_staff(request, reference)
    if not agents.is_end_to_come(found):
        return redirect("staff:bundle", references.spell(found.reference))
    stands = agents.stands_of(found)
    shown = {
        "bundle": found,
        "letter": _look(found),
        "people": len({stand.line.number for stand in stands}),
        "open": len({stand.line.number for stand in stands if stand.standing not in _ENDED}),
    }
    return render(request, "staff/bundle/last_letter.html", shown)


@desk(Who.VIEWER, "GET")
def last_letter_email(request: StaffRequest, reference: str) -> HttpResponse:
    html = _look(access.bundle_for_staff(request, reference)).html
    if not html:
        raise Http404
    return framed(html)


@desk(Who.VIEWER, "GET")
def last_letter_pdf(request: StaffRequest, reference: str) -> HttpResponse:
    """The letter as it would be printed now."""
    found = access.bundle_for_staff(request, reference)
    look = _look(found, is_printed=True)
    if look.delivery != Delivery.MAIL or look.paper is None:
        raise Http404
    return pdf_response(look.paper, f"{found}-not-sent.pdf")
