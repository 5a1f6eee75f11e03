"""A request that no page could read is refused before any page: another encoding than UTF-8, a NUL in the address,
rows of the set-up that are no numbers."""

import re
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from portal.web.content_types import is_read

_CHOSEN, _KEY = "_selected_action", re.compile(r"[0-9]{1,18}")
_TOO_LARGE = re.compile(r"[0-9]{19}")


class ReadableRequests:
    """Middleware. In another encoding a form would bring other words than were typed, or half characters."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        named = (request.content_params or {}).get("charset", "")
        if named:
            # The secret address of unsubscribing takes any press; so its view reads what can be read.
            if not is_read(named) and not request.path_info.startswith("/u/"):
                raise BadRequest("The charset is not UTF-8.")
            request.encoding = "utf-8"
        if "\x00" in request.path_info or any("\x00" in one for pair in _asked(request) for one in pair):
            raise BadRequest("There is a NUL in the address.")
        return self._get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Django's admin hands what was chosen in a list, or asked of it, on to the database as it came."""
        at = request.resolver_match
        is_list = at is not None and at.app_name == "admin" and (at.url_name or "").endswith("_changelist")
        if not is_list:
            return
        filters = [value for name, value in _asked(request) if name != "q"]  # which is a text
        if any(map(_TOO_LARGE.search, filters)) or not all(map(_KEY.fullmatch, request.POST.getlist(_CHOSEN))):
            raise BadRequest("What is chosen is no row.")


def _asked(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, value) for name, values in request.GET.lists() for value in values]
