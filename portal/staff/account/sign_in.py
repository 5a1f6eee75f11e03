"""Sign-in: accounts are made by an administrator, never by a visitor, and second factors are sealed."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.crypto import get_random_string

from dsr import sealing
from dsr.models import Account
from portal.staff.account import single_sign_on
from portal.staff.account.passwords import estimate
from portal.web.client_address import client_of

# The provider asks who it is, also where it remembers.
_ANEW = {"auth_params": "prompt=login"}


class ClosedSignUp(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whom the limits by network count; a client that cannot be told is counted with nobody."""
        return client_of(request) or get_random_string(20)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """What the limit by account counts: one account from one client.

        An account alone would be closed to its owner by any stranger who knows its address.
        """
        return f"{client_of(request)} {credentials.get('email', '').casefold()}"

    def get_reauthentication_methods(self, user: Account) -> list[dict[str, str]]:
        """Who has a second factor shows it: the password alone never stands in for it. The app comes first."""
        methods: list[dict[str, str]] = super().get_reauthentication_methods(user)
        factors = sorted((one for one in methods if one["id"] != "reauthenticate"), key=lambda one: one["id"])
        has_app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
        at_provider = {"id": "sso", "description": settings.OIDC_NAME, "url": single_sign_on.address(**_ANEW)}
        none = [at_provider] if settings.OIDC_ISSUER else []
        return (factors if has_app else factors[::-1]) or methods or none

    def set_password(self, user: Account, password: str) -> None:
        super().set_password(user, password)
        messages.info(self.request, estimate(password, user))


class SealedFactors(DefaultMFAAdapter):
    """The secrets behind codes are sealed at rest: who reads the database cannot sign in with them."""

    def encrypt(self, text: str) -> str:
        return sealing.seal_secret("second-factor", text)

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.open_secret("second-factor", encrypted_text)
