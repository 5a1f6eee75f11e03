"""Pages that come again by themselves, without a script: nobody sits at the desk for that."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_SECONDS = 5
_MARK = "again"


def come_again(request: HttpRequest, response: HttpResponse) -> None:
    """The browser asks for this page anew, at an address that says so."""
    response["Refresh"] = f"{_SECONDS}; url={request.path}?{_MARK}=1"


class PageRefresh:
    """Middleware, behind the sessions. What comes again by itself keeps no session alive."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.session.is_used = _MARK not in request.GET  # type: ignore[attr-defined]  # of our own store
        return self._get_response(request)
