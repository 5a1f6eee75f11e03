"""The staff desk. Every view here declares its role; a case is named by its reference, as it is printed."""

from django.urls import path

from portal.staff.account import profile as you
from portal.staff.case import documents, letters
from portal.staff.case import response_draft as drafts
from portal.staff.case import third_party_notices as tellings
from portal.staff.case import views as case
from portal.staff.case.actions import ACTIONS
from portal.staff.entry import bundle
from portal.staff.entry import views as entry
from portal.staff.queue import views as queue
from portal.staff.suppression import views as suppression
from portal.staff.systems import mapping_approval as approval
from portal.staff.systems import views as systems

app_name = "staff"

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("find/", queue.find, name="find"),
    path("enter/", entry.choose, name="enter"),
    path("enter/bundle/", bundle.enter, name="enter-bundle"),
    path("bundle/<str:reference>/", bundle.bundle, name="bundle"),
    path("enter/<slug:kind>/", entry.enter, name="enter-kind"),
    path("letters/", letters.to_mail, name="letters"),
    path("you/", you.you, name="you"),
    path("systems/", systems.every, name="systems"),
    path("systems/<int:system_id>/", systems.one, name="system"),
    path("systems/<int:system_id>/approve/", approval.page, name="approve-mapping"),
    path("tellings/", tellings.every, name="tellings"),
    path("suppression/", suppression.page, name="suppression"),
    path("suppression/lift/", suppression.lift, name="suppression-lift"),
    path("<str:reference>/", case.case, name="case"),
    path("<str:reference>/draft/<str:code>/", drafts.page, name="draft"),
    path("<str:reference>/draft/<str:code>/email/", drafts.email, name="draft-email"),
    path("<str:reference>/draft/<str:code>/response.pdf", drafts.pdf, name="draft-pdf"),
    path("<str:reference>/letter/<int:letter_id>/", letters.letter, name="letter"),
    path("<str:reference>/letter/<int:letter_id>/email/", letters.email, name="letter-email"),
    path("<str:reference>/letter/<int:letter_id>/letter.pdf", letters.pdf, name="letter-pdf"),
    path("<str:reference>/letter/<int:letter_id>/file/<str:name>", letters.attachment, name="letter-file"),
    path("<str:reference>/document/<int:document_id>/", documents.download, name="document"),
    *(path(f"<str:reference>/{name}/", case.act, {"name": name}, name=name) for name in ACTIONS),
]
