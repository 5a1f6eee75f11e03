"""What follows when somebody signs in or fails to, or a password or second factor changes."""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.signals import authentication_step_completed, password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
    authenticator_used,
)
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from dsr import access_record
from dsr.access_record import AccessName, Why
from dsr.models import Account
from portal.staff.account import reauthentication, second_factor, sessions
from portal.web.client_address import client_hash


def _record(name: AccessName, request: HttpRequest | None, account: Account | None, **facts: Any) -> None:
    access_record.write(name, account, client=client_hash(request) if request else "", **facts)


def signed_in(request: HttpRequest, user: Account, **_told: Any) -> None:
    sessions.note_browser(request)
    shown = [one.get("type", one["method"]) for one in get_authentication_records(request, user)]
    _record(AccessName.SIGNED_IN, request, user, role=user.role, **({"factor": shown[-1]} if shown else {}))


def signed_out(request: HttpRequest, user: Account | None, **_told: Any) -> None:
    if user is not None:
        _record(AccessName.SIGNED_OUT, request, user)


def failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_told: Any) -> None:
    """A wrong password, or any at a closed account. What was typed is not kept where no account has it."""
    account = Account.objects.filter(email__iexact=str(credentials.get("email") or "")).first()
    if account is not None and not account.is_active:
        _record(AccessName.SIGN_IN_REFUSED, request, account, why=Why.CLOSED)
    else:
        _record(AccessName.SIGN_IN_FAILED, request, account)


def factor_failed(request: HttpRequest, user: Account, **_told: Any) -> None:
    _record(AccessName.FACTOR_FAILED, request, user)


def factor_used(request: HttpRequest, user: Account, **_told: Any) -> None:
    second_factor.note_shown(request, user)


def confirmed(request: HttpRequest, user: Account, method: str, **told: Any) -> None:
    """Who is signed in showed once more that it is the same person; or signs in at the provider, which has factors."""
    if method == "socialaccount":
        second_factor.note_shown(request, user)
        reauthentication.note_shown_at_provider(request, user)
    if told.get("reauthenticated"):
        _record(AccessName.CONFIRMED, request, user, factor=told.get("type", method))


def factor_added(request: HttpRequest, user: Account, authenticator: Authenticator, **_told: Any) -> None:
    second_factor.note_shown(request, user)
    is_codes = authenticator.type == Authenticator.Type.RECOVERY_CODES
    name = AccessName.CODES_MADE if is_codes else AccessName.FACTOR_ADDED
    _record(name, request, user, factor=authenticator.type)
    _end_others(request, user)


def factor_removed(request: HttpRequest, user: Account, authenticator: Authenticator, **_told: Any) -> None:
    second_factor.note_removed(request, user)
    _record(AccessName.FACTOR_REMOVED, request, user, factor=authenticator.type)
    _end_others(request, user)


def codes_made(request: HttpRequest, user: Account, authenticator: Authenticator, **_told: Any) -> None:
    _record(AccessName.CODES_MADE, request, user, factor=authenticator.type)
    _end_others(request, user)


def changed_password(request: HttpRequest, user: Account, **_told: Any) -> None:
    _record(AccessName.PASSWORD_CHANGED, request, user)
    _end_others(request, user)


def set_password_by_mail(request: HttpRequest, user: Account, **_told: Any) -> None:
    _record(AccessName.PASSWORD_RESET, request, user)
    _end_others(request, user)


def _end_others(request: HttpRequest, account: Account) -> None:
    """Whoever had the old password, or came in without the factor, is out."""
    sessions.others_of(account, request).delete()


def listen() -> None:
    user_logged_in.connect(signed_in)
    user_logged_out.connect(signed_out)
    user_login_failed.connect(failed)
    authentication_failed.connect(factor_failed)
    authenticator_used.connect(factor_used)
    authentication_step_completed.connect(confirmed)
    authenticator_added.connect(factor_added)
    authenticator_removed.connect(factor_removed)
    authenticator_reset.connect(codes_made)
    password_changed.connect(changed_password)
    password_set.connect(changed_password)
    password_reset.connect(set_password_by_mail)
