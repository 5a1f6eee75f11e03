"""The way back of bulk work that waits to leave: all of it taken back, or sent now, with one press."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from dsr import bulk
from dsr.errors import DeskError
from dsr.formats import references
from dsr.journal import Actor
from dsr.lifecycle import Who
from dsr.models import Bulk
from portal.staff.account import actor, desk
from portal.staff.bulk.selection import bulk_for_staff
from portal.web.typed_requests import StaffRequest


def _press(request: StaffRequest, reference: str, verb: Callable[[int, Actor], Bulk]) -> HttpResponse:
    """To the page of the work that does it, which lists what had left; where nothing waits, back with why."""
    found = bulk_for_staff(request, reference)
    try:
        found = verb(found.pk, actor(request))
    except DeskError as error:
        messages.error(request, str(error))
    return redirect("staff:bulk", references.spell(found.reference))


@desk(Who.REVIEWER, "POST")
def take_bulk_back(request: StaffRequest, reference: str) -> HttpResponse:
    """All of it that has not left; what is not begun is not begun."""
    return _press(request, reference, bulk.take_all_back)


@desk(Who.REVIEWER, "POST")
def send_bulk_now(request: StaffRequest, reference: str) -> HttpResponse:
    """All of it that has not left."""
    return _press(request, reference, bulk.send_all_now)
