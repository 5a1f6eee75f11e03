"""Sign-in: only the pages that staff need. Sign-up and email addresses are an administrator's business."""

from typing import NoReturn

from allauth.account import views
from allauth.socialaccount import views as social_views
from django.http import Http404, HttpRequest
from django.urls import include, path, re_path

from portal.staff.account import provider_answers


def closed(request: HttpRequest, **_parts: str) -> NoReturn:
    """A page of the sign-in library that this desk does not have; its name must still resolve."""
    raise Http404


urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("oidc/<str:provider_id>/login/", provider_answers.begin_sign_in, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", provider_answers.end_sign_in, name="openid_connect_callback"),
    path("sso/cancelled/", social_views.login_cancelled, name="socialaccount_login_cancelled"),
    path("sso/error/", social_views.login_error, name="socialaccount_login_error"),
    path("sso/signup/", closed, name="socialaccount_signup"),
    path("sso/", closed, name="socialaccount_connections"),
    path("2fa/", include("allauth.mfa.urls")),
    path("signup/", closed, name="account_signup"),
    path("email/", closed, name="account_email"),
    path("confirm-email/", closed, name="account_email_verification_sent"),
    path("password/set/", closed, name="account_set_password"),
]
