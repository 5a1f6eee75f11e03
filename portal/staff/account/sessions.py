"""Where one is signed in: the list of one's own sessions, and ending them there."""

import re

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dsr import access_record
from dsr.access_record import AccessName
from dsr.clock import machine
from dsr.lifecycle import Who
from dsr.models import Account, Session
from dsr.models.session import SessionRows
from portal.staff.account.reauthentication import confirmed_press
from portal.staff.account.roles import desk
from portal.web.client_address import client_hash
from portal.web.session_store import BROWSER, digest_of
from portal.web.typed_requests import StaffRequest

# The first that is found: what others name themselves after, too, stands last.
_PROGRAMS = ("Edg", "OPR", "Firefox", "Chrome", "Safari")
_CALLED = {"Edg": "Edge", "OPR": "Opera"}
_MACHINES = ("iPhone", "iPad", "Android", "Windows", "Mac OS X", "Linux")


def browser_of(request: HttpRequest) -> str:
    """The program and machine in two words, such as Firefox, Linux: enough to know one's own, and no more."""
    said = request.META.get("HTTP_USER_AGENT", "")
    program = next((_CALLED.get(name, name) for name in _PROGRAMS if re.search(rf"\b{name}/", said)), "")
    return ", ".join(filter(None, (program, next((name for name in _MACHINES if name in said), ""))))


def note_browser(request: HttpRequest) -> None:
    """Somebody signed in: the session knows from which program."""
    request.session[BROWSER] = browser_of(request)


def others_of(account: Account, request: HttpRequest) -> SessionRows:
    """The sessions of this account but the one that asks."""
    return Session.objects.filter(account=account).exclude(digest=digest_of(request.session.session_key or ""))


@desk(Who.VIEWER, "GET", "POST")
@confirmed_press("staff:sessions")
def sessions_page(request: StaffRequest) -> HttpResponse:
    """Where one is signed in. A number ends that session of one's own, no number all others."""
    mine = Session.objects.of(request.user, machine() - settings.SESSION_IDLE)
    if request.method == "POST":
        number = request.POST.get("session", "")
        others = others_of(request.user, request)
        ended, _rows = (others.filter(pk=number) if number.isdecimal() and len(number) < 19 else others).delete()
        if ended:
            access_record.write(AccessName.SESSION_ENDED, request.user, client=client_hash(request))
        messages.success(request, _("Signed out there.") if ended else _("That session was over already."))
        return redirect("staff:sessions")
    here = digest_of(request.session.session_key or "")
    sessions = [{"row": row, "is_here": row.digest == here} for row in mine.order_by("-seen_at", "-pk")]
    idle = int(settings.SESSION_IDLE.total_seconds()) // 60
    return render(request, "staff/account/sessions.html", {"sessions": sessions, "idle_minutes": idle})
