"""What came on paper is attached to a request of every kind, however it came, and stands on its page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dsr.formats import references
from dsr.kinds import base
from dsr.models import Attachment, Business, Case
from dsr.models.case import Channel
from tests import given
from tests.given_documents import a_pdf
from tests.portal.staff.entry.test_views import letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

# What the forms of the kinds ask beside what a letter says; each takes what is its own.
SAID = {
    "came_to": "elsewhere",
    "email": "ines@example.com",
    "text": "Please call me back.",
    "item1_field": "name",
    "item1_should": "Inés Okafor",
    "extent": "all",
    "found_by": "email",
    "child_email": "kit@example.com",
}
OTHER_CHANNELS = [channel for channel in Channel.values if channel != Channel.FORM]


@pytest.fixture
def business():
    made = given.a_business()
    Business.objects.filter(pk=made.pk).update(is_ccpa_business=True)
    return made


@pytest.mark.parametrize("kind", [kind.code for kind in base.every()])
def test_a_scan_is_kept_with_a_request_of_any_kind_and_channel(kind, reviewer, business):
    for channel in OTHER_CHANNELS:
        scan = SimpleUploadedFile(f"{channel}-scan.pdf", a_pdf(), content_type="application/pdf")
        typed = letter(business, submission=f"{kind}-{channel}", channel=channel, **SAID, scan=scan)
        answer = reviewer.post(f"/desk/enter/{kind}/", typed)
        assert answer.status_code == 302, answer.context["form"].errors
        case = Case.objects.get(submission=f"{kind}-{channel}")
        assert list(Attachment.objects.filter(case=case).values_list("purpose", flat=True)) == ["letter"]
        page = reviewer.get(f"/desk/{references.spell(case.reference)}/").content.decode()
        assert f"{channel}-scan.pdf" in page and "the request as it came on paper" in page
