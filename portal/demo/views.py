"""The demo's own pages: the mailbox, and moving time forward. They are not routed in production."""

import base64
import hashlib
import re
from contextlib import suppress
from datetime import timedelta

from csp.decorators import csp_replace
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from kombu.exceptions import OperationalError

from dsr import demo_clock
from dsr.clock import now
from dsr.formats.sent_values import whole_number
from portal.celery import app as celery
from portal.demo import business_database, mailbox

_MOST_DAYS = 366
_LOOKS, _EITHER = frozenset({"light", "dark"}), "light dark"  # as a letter says that it is fit for both


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Every letter as sent, newest first."""
    return render(request, "demo/mailbox.html", {"kept": mailbox.newest(), "now": now()})


def _kept(name: str) -> mailbox.Kept:
    kept = mailbox.one(name)
    if kept is None:
        raise Http404
    return kept


@require_GET
def message(request: HttpRequest, name: str) -> HttpResponse:
    """One letter: its head, its words, its files."""
    return render(request, "demo/message.html", {"kept": _kept(name)})


@require_GET
def body(request: HttpRequest, name: str) -> HttpResponseBase:
    """The HTML part exactly as sent, or, with `?look=dark` or `light`, as a reader with that setting sees it.

    Only its own style block may run; it is let in by its hash.
    """
    html = _kept(name).html
    if (look := request.GET.get("look")) in _LOOKS:
        html = html.replace(_EITHER, look)
    # A browser counts line ends as one character before it compares.
    html = html.replace("\r\n", "\n")
    hashes = [
        "'sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() + "'"
        for style in re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    ]
    policy = csp_replace({"default-src": ["'none'"], "style-src": hashes or ["'none'"], "frame-ancestors": ["'self'"]})
    return policy(lambda _request: HttpResponse(html))(request)


@require_GET
def attachment(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """One attached file, to be saved or opened by the browser's own viewer."""
    files = _kept(name).attachments
    if not 0 <= number < len(files):
        raise Http404
    file_name, content = files[number]
    kind = "application/pdf" if file_name.endswith(".pdf") else "application/octet-stream"
    response = HttpResponse(content, content_type=kind)
    safe = re.sub(r"[^A-Za-z0-9._-]", "_", file_name)
    response["Content-Disposition"] = f'attachment; filename="{safe}"'
    return response


@require_GET
def business(request: HttpRequest) -> HttpResponse:
    """The tables of the invented business as they are now."""
    return render(request, "demo/business.html", {"tables": business_database.shown()})


@require_POST
def forward(request: HttpRequest) -> HttpResponse:
    """Move the demo's time forward by whole days."""
    days = whole_number(request.POST.get("days", ""))
    if days is None or not 1 <= days <= _MOST_DAYS:
        messages.error(request, _("Enter a number of days from 1 to %(most)d.") % {"most": _MOST_DAYS})
    else:
        demo_clock.move_forward(timedelta(days=days))
        said = ngettext("Time moved forward by %(days)d day.", "Time moved forward by %(days)d days.", days)
        with suppress(OperationalError):  # without the broker, the next sweep finds it
            for name in ("dsr.sweep", "dsr.daily"):
                celery.send_task(name)
        messages.success(request, said % {"days": days})
    return redirect("demo-mailbox")
