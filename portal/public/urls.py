"""The public door. A front brand lives at the root, every brand below /b/."""

from django.urls import path, re_path

from portal.public import site_endpoints
from portal.public.form import several_kinds_views, views
from portal.public.guide import views as guide
from portal.public.identity import account_handoff
from portal.public.identity import views as proof
from portal.public.links import agent_permission, company_notice, correction_followup, system_owner
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
    path("help-me/several/", several_kinds_views.page, name="several"),
    path("b/<slug:slug>/help-me/several/", several_kinds_views.page, name="brand_several"),
    path("unsubscribe/", unsubscribe.page, name="stop_mail"),
    path("b/<slug:slug>/unsubscribe/", unsubscribe.page, name="brand_stop_mail"),
    # With and without the last slash: mail programs follow no redirect.
    re_path(r"^u/(?P<token>[^/]+)/?$", unsubscribe.link, name="stop_mail_link"),
    path("prove/", proof.code, name="prove"),
    path("prove/request/", proof.request, name="prove_request"),
    path("prove/confirm/", proof.confirm, name="prove_confirm"),
    path("prove/<str:token>/", proof.link, name="prove_link"),
    path("permission/<str:token>/", agent_permission.link, name="permission"),
    path("task/<str:token>/", system_owner.link, name="task"),
    path("told/<str:token>/", company_notice.link, name="told"),
    path("statement/<str:token>/", correction_followup.statement, name="statement"),
    path("check/<str:token>/", correction_followup.check, name="check"),
    path("hand-off/", account_handoff.door, name="hand_off"),
    path("brand/<slug:slug>.css", site_endpoints.brand, name="brand"),
    path("robots.txt", site_endpoints.robots, name="robots"),
    path("healthz", site_endpoints.health, name="health"),
]
