"""A letter to look at: its HTML in a frame of its own, or the PDF that is printed."""

import base64
import hashlib
import re

from django.http import Http404, HttpResponse

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def framed(html: str) -> HttpResponse:
    """A letter's HTML with a policy of its own: its own style block by hash, and nothing else at all.

    It is of our own origin, so that the page around it may measure it; no script runs in it all the same.
    """
    styles = " ".join(f"'sha256-{_digest(style)}'" for style in _STYLE.findall(html)) or "'none'"
    response = HttpResponse(html)
    response["Content-Security-Policy"] = (
        f"default-src 'none'; style-src {styles}; frame-ancestors 'self'; base-uri 'none'; form-action 'none'; "
        "sandbox allow-same-origin"
    )
    return response


def _digest(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def pdf_response(content: bytes | None, name: str) -> HttpResponse:
    """A PDF to look at or keep."""
    if content is None:
        raise Http404
    response = HttpResponse(bytes(content), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
