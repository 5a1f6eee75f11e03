"""Sign-in: accounts are made by an administrator, never by a visitor, and second factors are sealed."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import get_random_string

from dsr import access_record, sealed_secrets, sealing
from dsr.access_record import AccessName, Why
from dsr.errors import CannotOpen
from dsr.models import Account
from portal.staff.account import reauthentication, single_sign_on
from portal.staff.account.passwords import estimate
from portal.web.client_address import client_hash, client_of

# The provider asks who it is, also where it remembers, and says when it did (OpenID Connect Core, 3.1.2.1).
_ANEW = {"auth_params": "prompt=login&max_age=0"}


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
        if not user.is_authenticated:  # a page of the library that anybody may call
            return methods
        factors = sorted((one for one in methods if one["id"] != "reauthenticate"), key=lambda one: one["id"])
        has_app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
        at_provider = {"id": "sso", "description": settings.OIDC_NAME, "url": single_sign_on.address(**_ANEW)}
        none = [at_provider] if settings.OIDC_ISSUER else []
        return (factors if has_app else factors[::-1]) or methods or none

    def is_reauthentication_required(self, *, app: str, **told: Any) -> bool:
        """The library takes an account without password and factor for confirmed; we ask the provider."""
        request = context.request
        if not reauthentication.has_own_proof(request.user) and not reauthentication.is_confirmed(request):
            after = request.get_full_path() if request.method == "GET" else request.path
            raise ImmediateHttpResponse(reauthentication.ask_who(request, after))
        return bool(super().is_reauthentication_required(app=app, **told))

    def pre_login(self, request: HttpRequest, user: Account, **told: Any) -> HttpResponse | None:
        """Whoever comes in passes here, by password, passkey or provider."""
        is_provider = "sociallogin" in (told.get("signal_kwargs") or {})
        if user.is_active and not is_provider and single_sign_on.is_by_provider(user):
            clear_login(request)
            self._record_refusal(request, user, Why.PROVIDER_ONLY)
            return render(request, "account/provider_only.html", status=403)
        methods = [one["method"] for one in get_authentication_records(request, user)]
        if not user.is_active and methods[-1:] != ["password"]:  # of a password the record knows already
            self._record_refusal(request, user, Why.CLOSED)
        answer: HttpResponse | None = super().pre_login(request, user, **told)
        return answer

    def _record_refusal(self, request: HttpRequest, account: Account, why: Why) -> None:
        access_record.write(AccessName.SIGN_IN_REFUSED, account, client=client_hash(request), why=why)

    def send_password_reset_mail(self, user: Account, email: str, context: dict[str, Any]) -> None:
        """None to whom a password lets in nowhere. The page answers the same: it tells nobody who has an account."""
        if not single_sign_on.is_by_provider(user):
            super().send_password_reset_mail(user, email, context)

    def set_password(self, user: Account, password: str) -> None:
        super().set_password(user, password)
        messages.info(self.request, estimate(password, user))


SECOND_FACTOR = "second-factor"


def row_of_factor(account_id: int) -> str:
    """What the secret of a second factor is bound to."""
    return f"mfa_authenticator.{account_id}"


def factor_columns() -> list[sealed_secrets.SecretColumn]:
    """Where the library keeps the secrets of factors."""
    return [
        sealed_secrets.SecretColumn(
            "mfa.Authenticator", path, (SECOND_FACTOR,), lambda row: row_of_factor(row.user_id)
        )
        for path in ("data.secret", "data.seed")
    ]


class SealedFactors(DefaultMFAAdapter):
    """The secrets behind codes are sealed at rest: who reads the database cannot sign in with them."""

    def encrypt(self, text: str) -> str:
        """Bound to whose it is, where somebody is signed in to whom it is given."""
        user = getattr(self.request, "user", None)
        return sealing.seal_secret(SECOND_FACTOR, text, row_of_factor(user.pk) if user and user.pk else "")

    def decrypt(self, encrypted_text: str) -> str:
        """It opens for whom it was made alone: one that was copied to another account does not."""
        held = Q(data__secret=encrypted_text) | Q(data__seed=encrypted_text)
        owners = set(Authenticator.objects.filter(held).values_list("user_id", flat=True))
        if len(owners) > 1:
            raise CannotOpen("One second factor stands with two accounts: it was copied, and lets nobody in.")
        row = row_of_factor(owners.pop()) if owners else ""
        return sealing.open_secret(SECOND_FACTOR, encrypted_text, row)
