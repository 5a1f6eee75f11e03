"""Single sign-on by OpenID Connect: the provider says who somebody is, and its groups say the role here."""

import hashlib
from typing import Any, NoReturn
from urllib.parse import urlencode

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse

from dsr import access_record
from dsr.access_record import AccessName, Why
from dsr.lifecycle import STAFF_ROLES, Who
from dsr.models import AccessEntry, Account, Session
from portal.staff.account.provider_answers import AskedProvider
from portal.web.client_address import client_hash

PROVIDER = "sso"
# Who is in groups of several roles has the one that stands last here.
_RANK = {role.value: rank for rank, role in enumerate(STAFF_ROLES)}


def address(**query: str) -> str:
    """Where a sign-in at the provider begins."""
    begin = reverse("openid_connect_login", kwargs={"provider_id": PROVIDER})
    return f"{begin}?{urlencode(query)}" if query else begin


def role_of(claims: dict[str, Any]) -> Who | None:
    """The role that the provider's groups give; None where they give none."""
    groups = claims.get(settings.OIDC_GROUPS_CLAIM) or []
    named = [groups] if isinstance(groups, str) else [str(group) for group in groups if isinstance(group, str)]
    roles = [settings.OIDC_ROLES[group] for group in named if group in settings.OIDC_ROLES]
    return Who(max(roles, key=_RANK.__getitem__)) if roles else None


def is_by_provider(account: Account) -> bool:
    """Whether this account comes in at the provider only: who lost the groups there has no second door here."""
    return bool(settings.OIDC_ISSUER) and SocialAccount.objects.filter(user=account, provider=PROVIDER).exists()


def _issuer_mark() -> str:
    return _mark(settings.OIDC_ISSUER.rstrip("/"))


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class IssuedProvider(AskedProvider):
    """Knows a person by the issuer and its subject: the same subject of another issuer is somebody else."""

    def extract_uid(self, data: dict[str, Any]) -> str:
        return f"{_issuer_mark()}-{_mark(super().extract_uid(data))}"


class GroupRoles(DefaultSocialAccountAdapter):
    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> IssuedProvider:
        return IssuedProvider(request, app=self.get_app(request, provider=provider, client_id=client_id))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """An account is made before the library would ask for one, or not at all."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find or make the account, and give it the role that its groups have now."""
        said = sociallogin.account.extra_data
        claims = {**(said.get("id_token") or {}), **(said.get("userinfo") or {})}
        role = role_of(claims)
        known = sociallogin.user if sociallogin.is_existing else None
        account = known or self._by_email(claims)
        if role is None:
            if known is not None:
                _close(request, known)
            _refuse(request, account, Why.NO_ROLE)
        if account is None and not _has_email(claims):
            _refuse(request, None, Why.NO_EMAIL)
        if known is None and account is not None and _links(account).filter(uid__startswith=_issuer_mark()).exists():
            _refuse(request, account, Why.OTHER_PERSON)
        if account is None:
            name = str(claims.get("name") or "")[:120]
            account = Account.objects.create_user(str(claims["email"]), name=name, role=role.value)
            access_record.write(AccessName.ACCOUNT_MADE, account, client=client_hash(request), role=role.value)
        else:
            _open_again(request, account)
            if account.role != role.value:
                _change_role(request, account, role)
        if known is None:
            _links(account).delete()  # of another issuer, which this desk asks no more
            sociallogin.connect(request, account)

    def _by_email(self, claims: dict[str, Any]) -> Account | None:
        """An account that was there before: only by an address that the provider says is proved."""
        return Account.objects.filter(email__iexact=str(claims["email"])).first() if _has_email(claims) else None


def _links(account: Account) -> Any:
    return SocialAccount.objects.filter(user=account, provider=PROVIDER)


def _refuse(request: HttpRequest, account: Account | None, why: Why) -> NoReturn:
    access_record.write(AccessName.SIGN_IN_REFUSED, account, client=client_hash(request), why=why)
    words = {"is_other_person": why == Why.OTHER_PERSON}
    raise ImmediateHttpResponse(render(request, "account/single_sign_on_refused.html", words, status=403))


@transaction.atomic
def _close(request: HttpRequest, account: Account) -> None:
    """Who has no role at the provider any more is out at once, and what was assigned to them waits for somebody."""
    Account.objects.hold_administrators()
    account.refresh_from_db(fields=["role", "is_active"])  # what somebody pressed meanwhile
    _end_sessions(request, account)
    if not account.is_active:
        return
    if account.is_staff and not Account.objects.administrators_beside(account).exists():
        access_record.write(AccessName.ROLE_KEPT, account, client=client_hash(request), why=Why.NO_ROLE)
        return
    account.is_active = False
    account.save(update_fields=["is_active"])
    access_record.write(AccessName.ACCOUNT_CLOSED, account, client=client_hash(request), why=Why.NO_ROLE)


def is_closed_by_groups(account: Account) -> bool:
    """True while no person closed it, or said since that it stays closed."""
    names = [AccessName.ACCOUNT_CLOSED, AccessName.ACCOUNT_OPENED]
    last = AccessEntry.objects.filter(account=account, name__in=names).order_by("-pk").first()
    return not account.is_active and last is not None and last.facts.get("why") == Why.NO_ROLE


def _open_again(request: HttpRequest, account: Account) -> None:
    """With a group that gives a role again, and only what the groups closed: what a person closed stays so."""
    if is_closed_by_groups(account):
        account.is_active = True
        account.save(update_fields=["is_active"])
        access_record.write(AccessName.ACCOUNT_OPENED, account, client=client_hash(request), why=Why.ROLE_AGAIN)


def _end_sessions(request: HttpRequest, account: Account) -> None:
    """Who has no role at the provider any more is out everywhere at once."""
    if request.user.pk == account.pk:
        logout(request)
    if Session.objects.filter(account=account).delete()[0]:
        access_record.write(AccessName.SESSION_ENDED, account, client=client_hash(request), why=Why.NO_ROLE)


@transaction.atomic
def _change_role(request: HttpRequest, account: Account, role: Who) -> None:
    """A desk without an administrator could only be helped on its server: the last one stays, on record."""
    Account.objects.hold_administrators()
    change: dict[str, Any] = {"before": account.role, "after": role.value}
    if account.is_staff and not Account.objects.administrators_beside(account).exists():
        access_record.write(AccessName.ROLE_KEPT, account, client=client_hash(request), **change)
        return
    account.role = role.value
    account.save(update_fields=["role"])
    access_record.write(AccessName.ROLE_CHANGED, account, client=client_hash(request), **change)


def _has_email(claims: dict[str, Any]) -> bool:
    return bool(claims.get("email")) and claims.get("email_verified") is True
