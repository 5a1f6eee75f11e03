"""The addresses for programs. With and without the last slash, because a POST follows no redirect."""

from django.urls import re_path

from portal.api import callback, views

app_name = "api"

urlpatterns = [
    re_path(r"^suppressed/?$", views.suppressed, name="suppressed"),
    re_path(r"^suppressed/bulk/?$", views.bulk, name="bulk"),
    re_path(r"^may-share/?$", views.may_share, name="may-share"),
    re_path(r"^unsubscribe-headers/?$", views.headers, name="headers"),
    re_path(r"^opt-outs/?$", views.opt_outs, name="feed"),
    re_path(r"^opt-outs/confirm/?$", views.confirm, name="confirm"),
    re_path(r"^callback/?$", callback.callback, name="callback"),
    re_path(r"^consent/?$", views.consented, name="consent"),
]
