"""What browsers and proxies may keep: nothing, unless the page says so, and never the answer to what was sent."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_ASKS = frozenset({"GET", "HEAD"})


class PageKeeping:
    """Middleware. A page with personal information is forgotten by nobody's oversight."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        if request.method not in _ASKS or not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response
