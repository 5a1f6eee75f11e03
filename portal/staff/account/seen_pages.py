"""Which pages of the desk show personal information: each look, download and export of one is on record."""

from typing import Any

from django.http import HttpRequest

from dsr import access_record
from dsr.access_record import AccessName
from dsr.formats import references
from portal.web.client_address import client_hash

_VIEWS = (
    *("queue", "find", "case", "join", "draft", "draft-email", "second-approval", "second-approval-email"),
    *("letter", "letter-email", "bundle", "bundle-letter", "bundle-letter-email", "bundle-person", "bundle-add"),
    *("bundle-permissions", "bulk", "bulk-email", "letters", "system", "tellings", "suppression"),
)
_DOWNLOADS = ("document", "bundle-document", "letter-pdf", "letter-file", "bundle-letter-pdf", "draft-pdf", "bulk-pdf")
_EXPORTS = ("print-letters",)
# By the name of an address. tests/portal/staff/account/test_seen_pages.py asks of every other why it is not here.
SEEN: dict[str, AccessName] = {
    **dict.fromkeys(_VIEWS, AccessName.VIEWED),
    **dict.fromkeys(_DOWNLOADS, AccessName.DOWNLOADED),
    **dict.fromkeys(_EXPORTS, AccessName.EXPORTED),
}
# What of an address says which row was seen, beside the reference.
_NUMBERS = ("document_id", "letter_id", "number", "system_id")


def note_seen(request: HttpRequest, kwargs: dict[str, Any]) -> None:
    """Called with every page that was shown. A look that cannot be recorded shows nothing: it fails."""
    page = request.resolver_match.url_name if request.resolver_match else ""
    if page not in SEEN:
        return
    plain = references.parse(str(kwargs.get("reference", ""))) or ""
    number = next((str(kwargs[name]) for name in _NUMBERS if name in kwargs), "")
    where = {"page": page, "reference": "/".join(filter(None, (plain, number)))}
    access_record.write(SEEN[page], request.user, client=client_hash(request), **where)  # type: ignore[arg-type]
