"""The second factor: who needs one is asked for it before the desk or the set-up opens."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr.lifecycle import Who
from dsr.models import Account

_SHOWN_BY = "factor_shown_by"
_DOORS = {"staff", "admin"}


class AddPasskey(AddWebAuthnForm):
    """The library's form, in words of ours. A passkey, which needs no password beside it, is what most want."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = gettext_lazy("Name it, such as: my phone")
        self.fields["passwordless"].label = gettext_lazy("Sign in with it alone, without the password")
        self.fields["passwordless"].help_text = gettext_lazy("It then asks for its PIN, a finger or a face.")
        self.fields["passwordless"].initial = True


def note_shown(request: HttpRequest, account: Account) -> None:
    """This session showed a second factor, or has just set up the first one."""
    request.session[_SHOWN_BY] = account.pk


def note_removed(request: HttpRequest, account: Account) -> None:
    """With the last factor gone, this session counts as one without."""
    if not Authenticator.objects.filter(user=account).exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        request.session.pop(_SHOWN_BY, None)


def is_needed(account: Account) -> bool:
    """Whether this account may not do without: whoever may change something, and whoever reads everything."""
    return bool(settings.SECOND_FACTOR_REQUIRED) and account.who is not Who.VIEWER


def is_lacking(request: HttpRequest) -> bool:
    """Whether who is signed in must set one up before going on."""
    account = request.user
    return account.is_authenticated and is_needed(account) and request.session.get(_SHOWN_BY) != account.pk


class AskSecondFactor(MiddlewareMixin):
    """No page of the desk or of the set-up opens without it, whatever its view declares."""

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        door = (request.resolver_match.app_names or [""])[0] if request.resolver_match else ""
        if door not in _DOORS or not is_lacking(request):
            return None
        messages.warning(
            request, _("Your role needs a second factor. Set up a passkey or an authenticator app to go on.")
        )
        return redirect("mfa_index")
