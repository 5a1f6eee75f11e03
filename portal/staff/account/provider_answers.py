"""Out to the provider of single sign-on after a press here, and back with what it signed for this very sign-in."""

import hashlib
from typing import Any
from urllib.parse import urlsplit

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect import views
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

# Signed with a key that the provider alone has; “none” and keys that both have are none of these.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
_NEEDED = ["iss", "sub", "aud", "exp", "iat", "nonce"]
_DISCOVERY = "/.well-known/openid-configuration"
_LEEWAY = 60  # seconds that two clocks may be apart


def nonce_of(verifier: str) -> str:
    """What the ID token repeats: of the secret of this sign-in, which this browser's session alone holds."""
    return hashlib.sha256(f"nonce {verifier}".encode()).hexdigest()


def _key_of(id_token: str, published: list[jwt.PyJWK]) -> jwt.PyJWK:
    """The key that the token names; where it names none, the only one that there is (OpenID Connect Core, 10.1)."""
    kid = jwt.get_unverified_header(id_token).get("kid")
    keys = [key for key in published if key.public_key_use in {None, "sig"} and kid in {None, key.key_id}]
    if len(keys) != 1:
        raise jwt.InvalidKeyError("The token names no key, or none of the provider's.")
    return keys[0]


class SignedAnswers(views.OpenIDConnectOAuth2Adapter):
    """Believes an ID token alone: signed by the issuer that is set, for this desk, this sign-in and this person."""

    _verifier = ""

    def get_access_token_data(
        self, request: HttpRequest, app: SocialApp, client: Any, pkce_code_verifier: str | None = None
    ) -> dict[str, Any]:
        self._verifier = pkce_code_verifier or ""
        data: dict[str, Any] = super().get_access_token_data(request, app, client, pkce_code_verifier)
        return data

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        if not (isinstance(kwargs["response"], dict) and kwargs["response"].get("id_token")):
            raise OAuth2Error("The provider gave no ID token.")
        login = super().complete_login(request, app, token, **kwargs)
        said = login.account.extra_data
        if said.get("userinfo", said["id_token"]).get("sub") != said["id_token"]["sub"]:
            raise OAuth2Error("The provider tells of somebody else than it signed for.")
        return login

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        issuer = self.openid_config["issuer"]
        if issuer.rstrip("/") != settings.OIDC_ISSUER.removesuffix(_DISCOVERY).rstrip("/"):
            raise OAuth2Error("The provider names another issuer than the one that is set.")
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            held = answer.json()
        try:
            claims: dict[str, Any] = jwt.decode(
                id_token,
                _key_of(id_token, jwt.PyJWKSet.from_dict(held).keys),
                algorithms=_ALGORITHMS,
                audience=app.client_id,
                issuer=issuer,
                leeway=_LEEWAY,
                options={"require": _NEEDED},
            )
        except (jwt.PyJWTError, TypeError, ValueError) as error:
            raise OAuth2Error("The ID token does not hold.") from error
        if claims["nonce"] != nonce_of(self._verifier) or claims.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("The ID token is of another sign-in, or for somebody else.")
        return claims


class AskedProvider(OpenIDConnectProvider):
    """Asks for a token that repeats what was made up for this one sign-in."""

    oauth2_adapter_class = SignedAnswers

    def get_pkce_params(self) -> dict[str, str]:
        made: dict[str, str] = super().get_pkce_params()
        return {**made, "nonce": nonce_of(made["code_verifier"])}


@require_safe
def begin_sign_in(request: HttpRequest, provider_id: str) -> HttpResponse:
    """A link of another site signs nobody in: one of ours was pressed, or one is shown to press."""
    came = request.headers.get("Sec-Fetch-Site", "")
    if came == "same-origin" or (not came and _host_of_referer(request) == request.get_host()):
        answer: HttpResponse = views.login(request, provider_id)
        return answer
    words = {"again": request.get_full_path(), "provider": settings.OIDC_NAME}
    return render(request, "account/single_sign_on_begin.html", words, status=200 if settings.OIDC_ISSUER else 404)


def _host_of_referer(request: HttpRequest) -> str:
    try:
        return urlsplit(request.headers.get("Referer", "")).netloc
    except ValueError:  # what no browser sends is no page of ours
        return ""


def end_sign_in(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The answer of the provider. Raises Http404 where there is none of this name."""
    try:
        answer: HttpResponse = OAuth2CallbackView.adapter_view(SignedAnswers(request, provider_id))(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    return answer
