"""Pages for what went wrong; each says what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long or cookies are off: say how to go on."""
    return render(request, "public/failed_form.html", status=403)
