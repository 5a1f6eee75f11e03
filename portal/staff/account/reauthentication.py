"""Who is signed in gives the password anew, for what one person decides alone: limited as signing in is."""

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.web.typed_requests import StaffRequest


def why_not_proved(request: StaffRequest, password: str) -> str:
    """Why this does not show that it is still the same person; empty where it does."""
    try:
        found = get_adapter(request).authenticate(request, email=request.user.email, password=password)
    except ValidationError as error:  # too many attempts
        return " ".join(error.messages)
    return "" if found is not None and found.pk == request.user.pk else _("This is not your password.")
