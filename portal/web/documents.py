"""A sealed document handed out: saved as a file, never shown by the browser as a page of ours."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy

from dsr.formats import file_types, tables

TYPES = {
    file_types.PDF: gettext_lazy("PDF"),
    file_types.JPEG: gettext_lazy("photo (JPEG)"),
    file_types.PNG: gettext_lazy("picture (PNG)"),
    **tables.TABLE_WORDS,
}


def saved_document(name: str, content: bytes, media_type: str) -> HttpResponse:
    """The document as a file to be saved."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
