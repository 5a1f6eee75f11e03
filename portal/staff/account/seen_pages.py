"""Which pages of the desk show personal information: each look, download and export of one is on record."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from dsr import access_record
from dsr.access_record import AccessName
from dsr.formats import references
from dsr.models import Letter
from portal.web.client_address import client_hash

_VIEWS = (
    *("queue", "find", "case", "join", "draft", "draft-email", "second-approval", "second-approval-email"),
    *("letter", "letter-email", "bundle", "bundle-letter", "bundle-letter-email", "bundle-person", "bundle-add"),
    *(
        "bundle-permissions",
        "bundle-through-agent",
        "bundle-receipt",
        "bundle-last-letter",
        "bundle-last-letter-email",
        "bulk",
        "bulk-email",
        "letters",
        "system",
        "tellings",
        "suppression",
    ),
    *("evidence", "evidence-pack", "evidence-case", "evidence-bundle"),
    *("holds", "hold", "change-hold"),
)
_DOWNLOADS = (
    *("document", "bundle-document", "letter-pdf", "letter-file", "bundle-letter-pdf", "bundle-last-letter-pdf"),
    *("draft-pdf", "bulk-pdf"),
)
_PACKS = ("evidence-file",)
_EXPORTS = ("print-letters",)
# By the name of an address. tests/portal/staff/account/test_seen_pages.py asks of every other why it is not here.
SEEN: dict[str, AccessName] = {
    **dict.fromkeys(_VIEWS, AccessName.VIEWED),
    **dict.fromkeys((*_DOWNLOADS, *_PACKS), AccessName.DOWNLOADED),
    **dict.fromkeys(_EXPORTS, AccessName.EXPORTED),
}
# What of an address says which row was seen, beside the reference.
_NUMBERS = ("document_id", "letter_id", "number", "system_id", "hold_id")
# What a press shows that leads nowhere, beside what its address begins with.
_SHOWN_BY = {"letters-mailed": "letters", "approve-mapping": "system", "suppression-lift": "suppression"}


def page_shown_by(name: str, kwargs: dict[str, Any]) -> str:
    """The page that an address shows, also where it is a press that was refused; empty where nothing personal."""
    if name in SEEN or name in _SHOWN_BY:
        return _SHOWN_BY.get(name, name)
    if "reference" not in kwargs:
        return ""
    return next((kind for kind in ("bundle", "bulk", "evidence") if name.startswith(kind)), "case")


def note_seen(request: HttpRequest, kwargs: dict[str, Any]) -> None:
    """Called with every page that was shown. A look that cannot be recorded shows nothing: it fails."""
    page = page_shown_by((request.resolver_match.url_name or "") if request.resolver_match else "", kwargs)
    if not page or page in _EXPORTS:  # of what is printed each letter is noted
        return
    plain = references.parse(str(kwargs.get("reference", ""))) or ""
    number = next((str(kwargs[name]) for name in _NUMBERS if name in kwargs), "")
    where = {"page": page, "reference": "/".join(filter(None, (plain, number)))}
    access_record.write(SEEN[page], request.user, client=client_hash(request), **where)  # type: ignore[arg-type]


def note_refused(request: HttpRequest, kwargs: dict[str, Any]) -> None:
    """Somebody of the desk asked for what their role does not open; `route` names it where it shows nobody."""
    route = (request.resolver_match.url_name or "") if request.resolver_match else ""
    page = page_shown_by(route, kwargs)
    where = {"page": page, "reference": references.parse(str(kwargs.get("reference", ""))) or ""}
    told = {**where, "method": request.method, **({} if page else {"route": route})}
    access_record.write(AccessName.REFUSED, request.user, client=client_hash(request), **told)  # type: ignore[arg-type]


def note_printed(request: HttpRequest, letters: Iterable[Letter]) -> None:
    """A line for each letter of the file, with whose it is. What cannot be recorded is not printed."""
    client = client_hash(request)
    with transaction.atomic():
        for letter in letters:
            holder, page = (
                (letter.bundle, "bundle-letter-pdf") if letter.bundle else (letter.own_case, "print-letters")
            )
            where = {"page": page, "reference": f"{holder.reference}/{letter.pk}"}
            access_record.write(AccessName.EXPORTED, request.user, client=client, **where)  # type: ignore[arg-type]
