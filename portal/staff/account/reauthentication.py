"""Who is signed in shows anew that it is the same person: limited as signing in is."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate, reauthenticate_by_password
from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from dsr.clock import machine
from dsr.models import Account
from portal.web.typed_requests import StaffRequest


def is_confirmed(request: StaffRequest) -> bool:
    """Whether it was shown within five minutes that it is the same person: by password, factor, or at the provider."""
    if has_own_proof(request.user):
        return bool(did_recently_reauthenticate(request))
    since = machine().timestamp() - account_settings.REAUTHENTICATION_TIMEOUT
    return bool(_shown_at_provider(request) > since)


def has_own_proof(account: Account) -> bool:
    """Whether the desk itself can ask who it is; else the provider does."""
    return account.has_usable_password() or Authenticator.objects.filter(user=account).exists()


def note_shown_at_provider(request: HttpRequest, account: Account) -> None:
    """When the provider asked who it is, by its own word: it may have signed somebody in whom it only remembered."""
    link = SocialAccount.objects.filter(user=account).order_by("-last_login", "-pk").first()
    said = ((link.extra_data if link else {}).get("id_token") or {}).get("auth_time")
    at = min(float(said), machine().timestamp()) if isinstance(said, int | float) else 0.0
    request.session[_AT_PROVIDER] = {"account": account.pk, "at": at}


def _shown_at_provider(request: StaffRequest) -> float:
    """Zero where it never said."""
    noted = request.session.get(_AT_PROVIDER) or {}
    return float(noted.get("at", 0)) if noted.get("account") == request.user.pk else 0.0


def ask_who(request: StaffRequest, after: str) -> HttpResponse:
    """On to where it is asked, and then to `after`."""
    if not has_own_proof(request.user) and not _shown_at_provider(request):
        messages.error(
            request,
            _("Your company's sign-in does not say when it asked who you are (auth_time). Ask who looks after it."),
        )
        return redirect("staff:you")
    return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': after})}")


_AT_PROVIDER = "shown_at_provider"
# What an authenticator app shows, and what a recovery code is made of.
_CODE = re.compile(r"\s*(\d{6}|\d{8})\s*")


def why_not_proved(request: StaffRequest, typed: str) -> str:
    """Why this does not show that it is still the same person; empty where it does.

    Who has a second factor types a code of it, or the password within five minutes after a passkey showed who it is.
    Without a password the passkey does, or the provider.
    """
    factors = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    if factors and _CODE.fullmatch(typed):
        return _why_no_code(request, typed)
    if Authenticator.Type.TOTP not in factors and not request.user.has_usable_password():
        return (
            "" if is_confirmed(request) else _("Show who you are at My account first. It then does for five minutes.")
        )
    if not factors or did_recently_reauthenticate(request):
        return _why_no_password(request, typed)
    if Authenticator.Type.TOTP in factors:
        return _("Enter a code of your authenticator app here, not your password.")
    return _(
        "Show first who you are with your passkey, at My account. Then give your password here within five minutes."
    )


def _why_no_code(request: StaffRequest, code: str) -> str:
    form = ReauthenticateForm({"code": code.strip()}, user=request.user)
    if not form.is_valid():
        return " ".join(form.errors["code"])
    form.save()
    return ""


def _why_no_password(request: StaffRequest, password: str) -> str:
    try:
        found = get_adapter(request).authenticate(request, email=request.user.email, password=password)
    except ValidationError as error:  # too many attempts
        return " ".join(error.messages)
    if found is None or found.pk != request.user.pk:
        return _("This is not your password.")
    reauthenticate_by_password(request)
    return ""


def confirmed(back: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Open a view to who showed within five minutes that it is the same person; else that is asked first.

    What was sent is not kept for after it, since it may be personal: a press leads back to the page named `back`.
    """

    def declare(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def door(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if is_confirmed(request):
                return view(request, *args, **kwargs)
            after = request.get_full_path() if request.method == "GET" else reverse(back)
            return ask_who(request, after)

        return door

    return declare


def confirmed_press(back: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """The same where the page itself may be looked at, and its presses want it."""

    def declare(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        press = confirmed(back)(view)

        @wraps(view)
        def door(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return (press if request.method == "POST" else view)(request, *args, **kwargs)

        return door

    return declare
