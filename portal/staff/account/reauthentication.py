"""Who is signed in shows anew that it is the same person: limited as signing in is."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from portal.web.typed_requests import StaffRequest


def why_not_proved(request: StaffRequest, password: str) -> str:
    """Why this does not show that it is still the same person; empty where it does."""
    try:
        found = get_adapter(request).authenticate(request, email=request.user.email, password=password)
    except ValidationError as error:  # too many attempts
        return " ".join(error.messages)
    return "" if found is not None and found.pk == request.user.pk else _("This is not your password.")


def confirmed(back: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Open a view to who showed within five minutes that it is the same person; else that is asked first.

    What was sent is not kept for after it, since it may be personal: a press leads back to the page named `back`.
    """

    def declare(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def door(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if did_recently_reauthenticate(request):
                return view(request, *args, **kwargs)
            after = request.get_full_path() if request.method == "GET" else reverse(back)
            return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': after})}")

        return door

    return declare
