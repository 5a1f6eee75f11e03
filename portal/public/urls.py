"""The public door. A front brand lives at the root, every brand below /b/."""

from django.urls import path, re_path

from portal.public import site_endpoints as plain
from portal.public.form import several_kinds_views as several
from portal.public.form import views
from portal.public.guide import views as guide
from portal.public.identity import account_handoff as hand_off
from portal.public.identity import views as proof
from portal.public.links import agent_permission as permission
from portal.public.links import company_notice as told
from portal.public.links import correction_followup as corrected
from portal.public.links import system_owner as task
from portal.public.unsubscribe import views as unsubscribe

app_name = "public"

urlpatterns = [
    path("", views.front, name="front"),
    path("b/<slug:slug>/", views.front, name="brand_front"),
    path("ask/done/", views.done, name="done"),
    path("ask/<slug:code>/", views.ask, name="ask"),
    path("b/<slug:slug>/ask/<slug:code>/", views.ask, name="brand_ask"),
    path("help-me/", guide.page, name="guide"),
    path("b/<slug:slug>/help-me/", guide.page, name="brand_guide"),
    path("help-me/several/", several.page, name="several"),
    path("b/<slug:slug>/help-me/several/", several.page, name="brand_several"),
    path("unsubscribe/", unsubscribe.page, name="stop_mail"),
    path("b/<slug:slug>/unsubscribe/", unsubscribe.page, name="brand_stop_mail"),
    # With and without the last slash: mail programs follow no redirect.
    re_path(r"^u/(?P<token>[^/]+)/?$", unsubscribe.link, name="stop_mail_link"),
    path("prove/", proof.code, name="prove"),
    path("prove/request/", proof.request, name="prove_request"),
    path("prove/confirm/", proof.confirm, name="prove_confirm"),
    path("prove/<str:token>/", proof.link, name="prove_link"),
    path("permission/<str:token>/", permission.link, name="permission"),
    path("task/<str:token>/", task.link, name="task"),
    path("told/<str:token>/", told.link, name="told"),
    path("statement/<str:token>/", corrected.statement, name="statement"),
    path("check/<str:token>/", corrected.check, name="check"),
    path("hand-off/", hand_off.door, name="hand_off"),
    path("brand/<slug:slug>.css", plain.brand, name="brand"),
    path("robots.txt", plain.robots, name="robots"),
    path("healthz", plain.health, name="health"),
]
