"""Who may open a page of the desk: each view declares a role of the table of permissions, and its methods."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import reverse

from dsr.journal import Actor
from dsr.lifecycle import Who
from portal.staff.account.permissions import opens
from portal.staff.account.seen_pages import note_refused, note_seen
from portal.web.typed_requests import StaffRequest

# The page itself, or once more with what was typed and why it is refused.
_SHOWS = {HTTPStatus.OK, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}
View = Callable[..., HttpResponseBase]


def desk(role: Who, *methods: str) -> Callable[[View], View]:
    """Open a view to the roles that the table says of this one, for these methods."""

    def declare(view: View) -> View:
        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                # After a form that met a lost session, the address of its button would be a dead end.
                return redirect_to_login(
                    request.get_full_path() if request.method == "GET" else reverse("staff:queue")
                )
            if not opens(request.user.who, role):
                note_refused(request, kwargs)
                raise PermissionDenied
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            response = view(request, *args, **kwargs)
            response["Cache-Control"] = "no-store"  # personal information stays out of the browser's disk
            # A page that comes again by itself counts what was done so far, and shows nothing of a requester.
            if response.status_code in _SHOWS and "Refresh" not in response:
                note_seen(request, kwargs)
            return response

        door.role, door.methods = role, methods  # type: ignore[attr-defined]  # for the test that walks every route
        return door

    return declare


def actor(request: StaffRequest, ground: str = "") -> Actor:
    """Who acts, as the journal knows it. `ground` was written by who gave the password anew with this very form."""
    return Actor(request.user.who, request.user.pk, ground)


def decides(request: StaffRequest) -> bool:
    """True when this person may do more than read."""
    return request.user.decides


def administers(request: StaffRequest) -> bool:
    """True when this person may change the set-up."""
    return request.user.who is Who.ADMINISTRATOR
