"""A sealed document handed out: saved as a file, never shown by the browser as a page of ours."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import documents
from dsr.formats import file_types, pdf_parts, tables
from dsr.formats.spoken_lists import all_of

TYPES = {
    file_types.PDF: gettext_lazy("PDF"),
    file_types.JPEG: gettext_lazy("photo (JPEG)"),
    file_types.PNG: gettext_lazy("picture (PNG)"),
    **tables.TABLE_WORDS,
}
_ACTS = {
    pdf_parts.SCRIPT: gettext_lazy("a script"),
    pdf_parts.LAUNCH: gettext_lazy("something that starts a program or sends data"),
    pdf_parts.FILE: gettext_lazy("other files"),
    pdf_parts.UNREAD: gettext_lazy("parts that cannot be read here"),
}


def acting_words(acts: Sequence[str] | None) -> str:
    """What whoever is about to open a document should know; empty where nothing is."""
    known = acts or ()
    held = all_of(_ACTS[one] for one in known if one in _ACTS)
    told = [_may_act(held)] if held else []
    if documents.UNSCANNED in known:
        told.append(_("No virus scanner vouches for it: the one of this desk did not answer, or could not read it."))
    return " ".join(told)


def _may_act(held: str) -> str:
    return _(
        "This PDF may act by itself, as there may be %(what)s in it. Open it only in a program that runs no scripts."
    ) % {"what": held}


def saved_document(name: str, content: bytes, media_type: str) -> HttpResponse:
    """The document as a file to be saved."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
