"""The staff desk. Every view here declares its role; a case is named by its reference, as it is printed."""

from django.urls import path

from portal.staff.account import profile
from portal.staff.case import documents, letters, response_draft, third_party_notices, views
from portal.staff.case.actions import ACTIONS
from portal.staff.entry import bundle
from portal.staff.entry import views as entry
from portal.staff.queue import views as queue
from portal.staff.suppression import views as suppression
from portal.staff.systems import mapping_approval
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
    path("you/", profile.you, name="you"),
    path("systems/", systems.every, name="systems"),
    path("systems/<int:system_id>/", systems.one, name="system"),
    path("systems/<int:system_id>/approve/", mapping_approval.page, name="approve-mapping"),
    path("tellings/", third_party_notices.every, name="tellings"),
    path("suppression/", suppression.page, name="suppression"),
    path("suppression/lift/", suppression.lift, name="suppression-lift"),
    path("<str:reference>/", views.case, name="case"),
    path("<str:reference>/draft/<str:code>/", response_draft.page, name="draft"),
    path("<str:reference>/draft/<str:code>/email/", response_draft.email, name="draft-email"),
    path("<str:reference>/draft/<str:code>/response.pdf", response_draft.pdf, name="draft-pdf"),
    path("<str:reference>/letter/<int:letter_id>/", letters.letter, name="letter"),
    path("<str:reference>/letter/<int:letter_id>/email/", letters.email, name="letter-email"),
    path("<str:reference>/letter/<int:letter_id>/letter.pdf", letters.pdf, name="letter-pdf"),
    path("<str:reference>/letter/<int:letter_id>/file/<str:name>", letters.attachment, name="letter-file"),
    path("<str:reference>/document/<int:document_id>/", documents.download, name="document"),
    *(path(f"<str:reference>/{name}/", views.act, {"name": name}, name=name) for name in ACTIONS),
]
