"""The staff desk. Every view here declares its role; a case is named by its reference, as it is printed."""

from django.urls import path

from portal.staff import (
    access_record,
    account,
    bulk,
    bundle,
    case,
    disclosures,
    entry,
    outbox,
    people,
    queue,
    suppression,
    systems,
)
from portal.staff.case import ACTIONS

app_name = "staff"

urlpatterns = [
    path("", queue.queue_page, name="queue"),
    path("find/", queue.find_page, name="find"),
    path("names/", queue.switch_names, name="names"),
    path("enter/", entry.choose_kind_page, name="enter"),
    path("enter/bundle/", bundle.enter_bundle_page, name="enter-bundle"),
    path("bundle/<str:reference>/", bundle.bundle_page, name="bundle"),
    path("bundle/<str:reference>/document/<int:document_id>/", bundle.download_document, name="bundle-document"),
    path("bundle/<str:reference>/letter/<int:letter_id>/", bundle.bundle_letter_page, name="bundle-letter"),
    path(
        "bundle/<str:reference>/letter/<int:letter_id>/email/", bundle.bundle_letter_email, name="bundle-letter-email"
    ),
    path(
        "bundle/<str:reference>/letter/<int:letter_id>/letter.pdf", bundle.bundle_letter_pdf, name="bundle-letter-pdf"
    ),
    path(
        "bundle/<str:reference>/letter/<int:letter_id>/mailed/",
        bundle.record_bundle_letter,
        name="bundle-letter-mailed",
    ),
    path("bundle/<str:reference>/ask/", bundle.ask_agent, name="bundle-ask"),
    path("bundle/<str:reference>/add/", bundle.add_people_page, name="bundle-add"),
    path("bundle/<str:reference>/permissions/", bundle.add_permissions_page, name="bundle-permissions"),
    path("bundle/<str:reference>/receipt/", bundle.correct_bundle_page, name="bundle-receipt"),
    *(
        path(f"bundle/<str:reference>/receipt/{verb}/", bundle.settle_bundle_receipt, {"verb": verb}, name=name)
        for verb, name in bundle.RECEIPT_VERBS.items()
    ),
    path("bundle/<str:reference>/person/<str:person>/", bundle.add_details_page, name="bundle-person"),
    path("enter/<slug:kind>/", entry.enter_request_page, name="enter-kind"),
    path("bulk/", bulk.look_before_bulk, name="bulk-look"),
    path("bulk/<str:reference>/", bulk.bulk_page, name="bulk"),
    path("bulk/<str:reference>/begin/", bulk.begin_bulk, name="bulk-begin"),
    path("bulk/<str:reference>/approve/", bulk.approve_bulk, name="bulk-approve"),
    path("bulk/<str:reference>/refuse/", bulk.refuse_bulk, name="bulk-refuse"),
    path("bulk/<str:reference>/stop/", bulk.stop_bulk, name="bulk-stop"),
    path("bulk/<str:reference>/take-back/", bulk.take_bulk_back, name="bulk-take-back"),
    path("bulk/<str:reference>/send-now/", bulk.send_bulk_now, name="bulk-send-now"),
    path("bulk/<str:reference>/again/", bulk.try_bulk_again, name="bulk-again"),
    path("bulk/<str:reference>/letter/<int:number>/email/", bulk.sample_email, name="bulk-email"),
    path("bulk/<str:reference>/letter/<int:number>/letter.pdf", bulk.sample_pdf, name="bulk-pdf"),
    path("letters/", outbox.letters_to_mail_page, name="letters"),
    path("letters/print/", outbox.print_letters, name="print-letters"),
    path("letters/mailed/", outbox.record_letters_mailed, name="letters-mailed"),
    path("you/", account.profile_page, name="you"),
    path("you/sessions/", account.sessions_page, name="sessions"),
    path("you/keys/", account.switch_keys, name="keys"),
    path("access/", access_record.access_record_page, name="access-record"),
    path("people/", people.people_page, name="people"),
    path("people/invite/", people.invite_page, name="invite"),
    path("people/<int:account_id>/", people.person_page, name="person"),
    path("people/<int:account_id>/invite/", people.invite_again, name="invite-again"),
    path("people/<int:account_id>/sessions/", people.end_person_sessions, name="person-sessions"),
    path("people/<int:account_id>/factors/", people.reset_person_factors, name="person-factors"),
    path("systems/", systems.systems_page, name="systems"),
    path("systems/<int:system_id>/", systems.system_page, name="system"),
    path("systems/<int:system_id>/approve/", systems.approve_mapping_page, name="approve-mapping"),
    path("tellings/", case.third_party_notices_page, name="tellings"),
    path("disclosures/", disclosures.years_page, name="years"),
    path("disclosures/<int:business_id>/<int:year>/", disclosures.year_page, name="year"),
    path("disclosures/<int:business_id>/<int:year>/complete/", disclosures.complete_year, name="complete-year"),
    path("disclosures/<int:business_id>/<int:year>/withdraw/", disclosures.withdraw_year, name="withdraw-year"),
    path("suppression/", suppression.suppression_page, name="suppression"),
    path("suppression/lift/", suppression.lift_suppression, name="suppression-lift"),
    path("<str:reference>/", case.case_page, name="case"),
    path("<str:reference>/next/", case.next_case_page, name="next-case"),
    path("<str:reference>/previous/", case.previous_case_page, name="previous-case"),
    path("<str:reference>/join/<str:first>/", case.join_page, name="join"),
    path("<str:reference>/draft/<str:code>/", case.draft_page, name="draft"),
    path("<str:reference>/draft/<str:code>/email/", case.draft_email, name="draft-email"),
    path("<str:reference>/draft/<str:code>/response.pdf", case.draft_pdf, name="draft-pdf"),
    path("<str:reference>/second-approval/", case.second_approval_page, name="second-approval"),
    path("<str:reference>/second-approval/email/", case.second_approval_email, name="second-approval-email"),
    path("<str:reference>/letter/<int:letter_id>/", case.letter_page, name="letter"),
    path("<str:reference>/letter/<int:letter_id>/email/", case.letter_email, name="letter-email"),
    path("<str:reference>/letter/<int:letter_id>/letter.pdf", case.letter_pdf, name="letter-pdf"),
    path("<str:reference>/letter/<int:letter_id>/file/<str:name>", case.letter_file, name="letter-file"),
    path("<str:reference>/document/<int:document_id>/", case.download_document, name="document"),
    *(path(f"<str:reference>/{name}/", case.act, {"name": name}, name=name) for name in ACTIONS),
]
