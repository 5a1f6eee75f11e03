"""The public door. A front brand lives at the root, every brand below /b/."""

from django.urls import path, re_path

from portal.public import form, guide, identity, links, request_page, site_endpoints, unsubscribe

app_name = "public"

urlpatterns = [
    path("", form.front_page, name="front"),
    path("b/<slug:slug>/", form.front_page, name="brand_front"),
    path("ask/done/", form.done_page, name="done"),
    path("ask/<slug:code>/", form.ask_page, name="ask"),
    path("b/<slug:slug>/ask/<slug:code>/", form.ask_page, name="brand_ask"),
    path("ask/<slug:code>/check/", form.check_page, name="check_answers"),
    path("b/<slug:slug>/ask/<slug:code>/check/", form.check_page, name="brand_check_answers"),
    path("help-me/", guide.guide_page, name="guide"),
    path("b/<slug:slug>/help-me/", guide.guide_page, name="brand_guide"),
    path("help-me/several/", form.several_kinds_page, name="several"),
    path("b/<slug:slug>/help-me/several/", form.several_kinds_page, name="brand_several"),
    path("help-me/several/check/", form.several_kinds_check_page, name="several_check"),
    path("b/<slug:slug>/help-me/several/check/", form.several_kinds_check_page, name="brand_several_check"),
    path("accessibility/", guide.accessibility_page, name="accessibility"),
    path("b/<slug:slug>/accessibility/", guide.accessibility_page, name="brand_accessibility"),
    path("unsubscribe/", unsubscribe.unsubscribe_page, name="stop_mail"),
    path("b/<slug:slug>/unsubscribe/", unsubscribe.unsubscribe_page, name="brand_stop_mail"),
    # With and without the last slash: mail programs follow no redirect.
    re_path(r"^u/(?P<token>[^/]+)/?$", unsubscribe.one_click_page, name="stop_mail_link"),
    path("prove/", identity.code_page, name="prove"),
    path("prove/request/", identity.request_page, name="prove_request"),
    path("prove/confirm/", identity.confirm_page, name="prove_confirm"),
    path("prove/<str:token>/", identity.proof_link_page, name="prove_link"),
    path("permission/<str:token>/", links.agent_permission_page, name="permission"),
    path("withdraw/<str:token>/", links.withdrawal_page, name="withdraw"),
    path("address/lost/", request_page.lost_address_page, name="lost_address"),
    path("b/<slug:slug>/address/lost/", request_page.lost_address_page, name="brand_lost_address"),
    path("address/stop/<str:token>/", links.stop_address_page, name="address_stop"),
    path("address/<str:token>/", links.confirm_address_page, name="address_confirm"),
    path("task/<str:token>/", links.system_owner_page, name="task"),
    path("told/<str:token>/", links.company_notice_page, name="told"),
    path("statement/<str:token>/", links.statement_page, name="statement"),
    path("check/<str:token>/", links.check_page, name="check"),
    # The page of one's own request; all of it stands below r/page/.
    path("r/page/", request_page.own_page, name="own_page"),
<<<<<<< HEAD
    path("r/page/write/", request_page.write_page, name="own_page_write"),
    path("r/page/documents/", request_page.documents_page, name="own_page_documents"),
    path("r/page/fact/", request_page.fact_page, name="own_page_fact"),
    path("r/page/address/", request_page.address_page, name="own_page_address"),
    path("r/page/withdraw/", request_page.withdraw_page, name="own_page_withdraw"),
=======
    path("r/page/confirm/", request_page.fresh_link_page, name="own_page_confirm"),
    path("r/page/letter/<int:letter_id>/", request_page.letter_page, name="own_page_letter"),
    path("r/page/letter/<int:letter_id>/as-sent/", request_page.letter_as_sent, name="own_page_letter_as_sent"),
    path("r/page/letter/<int:letter_id>/keep/", request_page.letter_kept, name="own_page_letter_kept"),
    path("r/page/letter/<int:letter_id>/<str:name>", request_page.letter_file, name="own_page_letter_file"),
>>>>>>> own
    path("r/page/leave/", request_page.leave_page, name="own_page_leave"),
    path("r/", request_page.enter_page, name="own_page_enter"),
    path("b/<slug:slug>/r/", request_page.enter_page, name="brand_own_page_enter"),
    path("r/references/", request_page.references_page, name="references"),
    path("b/<slug:slug>/r/references/", request_page.references_page, name="brand_references"),
    path("r/<str:token>/", request_page.link_page, name="own_page_link"),
    path("b/<slug:slug>/r/<str:token>/", request_page.link_page, name="brand_own_page_link"),
    path("hand-off/", identity.handoff_page, name="hand_off"),
    path("brand/<slug:slug>.css", site_endpoints.brand, name="brand"),
    path("robots.txt", site_endpoints.robots, name="robots"),
    path("healthz", site_endpoints.health, name="health"),
]
