"""The pages behind the links of a change of address: the new one is confirmed, the earlier one stops it. POST acts."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dsr import address_change
from dsr.address_change import Change
from dsr.models import Secret
from portal.public.form import SeeOther
from portal.public.links.outside_answer import behind_link
from portal.web import rate_limits
from portal.web.typed_requests import wear

_SAID = "public/links/address_answer.html"


@behind_link
def confirm_address_page(request: HttpRequest, token: str) -> HttpResponse:
    """The new address answers. The page says nothing of the request: a stranger may read there."""
    return _page(request, address_change.change_by_token(token), "confirm", address_change.prove_address)


@behind_link
def stop_address_page(request: HttpRequest, token: str) -> HttpResponse:
    """Who reads the earlier address stops the change."""
    return _page(request, address_change.stop_by_token(token), "stop", address_change.stop_from_link)


def _page(request: HttpRequest, found: Change | None, asks: str, act: Callable[[Secret], bool]) -> HttpResponse:
    if found is None:
        return render(request, _SAID, {"said": "unknown"}, status=404)
    wear(request, found.change.case.brand)
    if request.method == "POST" and found.is_open:
        if not rate_limits.allows(request, rate_limits.PUBLIC_FORM):
            return render(request, _SAID, {"said": "limit"}, status=429)
        act(found.secret)
        return SeeOther(request.path)
    if found.is_open:
        return render(
            request, "public/links/address.html", {"asks": asks, "change": found.change, "path": request.path}
        )
    said = asks if found.is_done else "over"
    return render(request, _SAID, {"said": said, "change": found.change})
