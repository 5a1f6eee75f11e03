"""The list from which a form beside it was sent, as its address was."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from portal.web.typed_requests import StaffRequest


def back_in_queue(request: StaffRequest, without: str = "") -> str:
    """The address in the field `back`, less one of its words, where it is one of the queue; else the queue."""
    back, queue = request.POST.get("back", ""), reverse("staff:queue")
    parts = urlsplit(back)
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None) or not parts.path.startswith(queue):
        return queue
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name != without]
    return parts.path + (f"?{urlencode(kept)}" if kept else "")
