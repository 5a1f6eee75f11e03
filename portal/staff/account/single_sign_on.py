"""Single sign-on by OpenID Connect: the provider says who somebody is, and its groups say the role here."""

from typing import Any
from urllib.parse import urlencode

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse

from dsr import access_record
from dsr.access_record import AccessName
from dsr.lifecycle import STAFF_ROLES, Who
from dsr.models import Account
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


class GroupRoles(DefaultSocialAccountAdapter):
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
        if role is None or (account is None and not _has_email(claims)):
            access_record.write(
                AccessName.SIGN_IN_FAILED,
                account,
                client=client_hash(request),
                why="no-role" if role is None else "no-email",
            )
            raise ImmediateHttpResponse(render(request, "account/single_sign_on_refused.html", status=403))
        if account is None:
            name = str(claims.get("name") or "")[:120]
            account = Account.objects.create_user(str(claims["email"]), name=name, role=role.value)
            access_record.write(AccessName.ACCOUNT_MADE, account, client=client_hash(request), role=role.value)
        elif account.role != role.value:
            before, account.role = account.role, role.value
            account.save(update_fields=["role"])
            access_record.write(
                AccessName.ROLE_CHANGED, account, client=client_hash(request), before=before, after=role.value
            )
        if known is None:
            sociallogin.connect(request, account)

    def _by_email(self, claims: dict[str, Any]) -> Account | None:
        """An account that was there before: only by an address that the provider says is proved."""
        return Account.objects.filter(email__iexact=str(claims["email"])).first() if _has_email(claims) else None


def _has_email(claims: dict[str, Any]) -> bool:
    return bool(claims.get("email")) and claims.get("email_verified") is True
