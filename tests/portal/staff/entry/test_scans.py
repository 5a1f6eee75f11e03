"""What came on paper is attached to a request of every kind, however it came, and stands on its page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dsr.formats import references
from dsr.kinds import base
from dsr.models import Attachment, Business, Case, DraftFile
from dsr.models.case import Channel
from portal.web.virus_scan import Verdict
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


def files() -> dict[str, SimpleUploadedFile]:
    return {
        "scan": SimpleUploadedFile("letter.pdf", a_pdf(), content_type="application/pdf"),
        "permission": SimpleUploadedFile("signed.pdf", a_pdf(), content_type="application/pdf"),
    }


def for_another(business, **changes):
    said = {"for_whom": "another", "requester_name": "Kim Agent", "acts_as": "agent"}
    return letter(business, submission="deletion-kept", channel="mail", **SAID, **said, **changes)


def test_files_outlive_an_error_of_the_form_and_are_gone_once_it_is_entered(reviewer, business):
    again = reviewer.post("/desk/enter/deletion/", for_another(business, received_on="", **files()))
    assert again.status_code == 422 and set(again.context["form"].errors) == {"received_on"}
    page = again.content.decode()
    assert "letter.pdf" in page and "signed.pdf" in page and "Choose your files again" not in page
    assert DraftFile.objects.count() == 2 and a_pdf() not in DraftFile.objects.first().sealed
    other = letter(business, submission="another", channel="mail", **SAID)
    assert reviewer.post("/desk/enter/deletion/", other).status_code == 302
    assert not Attachment.objects.exists(), "what is kept of one form is none of another"
    assert reviewer.post("/desk/enter/deletion/", for_another(business)).status_code == 302
    case = Case.objects.get(submission="deletion-kept")
    assert set(Attachment.objects.filter(case=case).values_list("purpose", flat=True)) == {"letter", "permission"}
    assert not DraftFile.objects.exists()


def test_a_file_that_cannot_be_read_is_asked_for_again_and_the_other_is_kept(reviewer, business):
    sent = {**files(), "scan": SimpleUploadedFile("letter.pdf", b"no pdf", content_type="application/pdf")}
    again = reviewer.post("/desk/enter/deletion/", for_another(business, **sent))
    assert set(again.context["form"].errors) == {"scan"}
    assert DraftFile.objects.count() == 1 and "signed.pdf" in again.content.decode()


def test_files_that_are_taken_away_are_kept_no_longer_and_go_into_no_request(reviewer, business):
    reviewer.post("/desk/enter/deletion/", for_another(business, received_on="", **files()))
    away = for_another(business, received_on="", drop_permission="on")
    again = reviewer.post("/desk/enter/deletion/", away).content.decode()
    assert "letter.pdf" in again and "signed.pdf" not in again and DraftFile.objects.count() == 1
    assert reviewer.post("/desk/enter/deletion/", for_another(business, drop_scan="on")).status_code == 302
    assert Case.objects.get(submission="deletion-kept") and not Attachment.objects.exists()
    assert not DraftFile.objects.exists()


@pytest.mark.parametrize("how", ["taken away", "replaced by what cannot be read"])
def test_where_nothing_is_left_that_can_be_read_the_earlier_file_is_forgotten(how, reviewer, business):
    reviewer.post("/desk/enter/deletion/", for_another(business, received_on="", scan=files()["scan"]))
    bad = SimpleUploadedFile("other.pdf", b"no pdf", content_type="application/pdf")
    changes = {"drop_scan": "on"} if how == "taken away" else {"scan": bad}
    again = reviewer.post("/desk/enter/deletion/", for_another(business, received_on="", **changes))
    assert again.status_code == 422 and not DraftFile.objects.exists()
    reviewer.post("/desk/enter/deletion/", for_another(business))
    assert not Attachment.objects.exists()


def test_a_kept_file_that_is_harmful_by_what_the_scanner_knows_now_goes_into_no_request(
    reviewer, business, monkeypatch
):
    monkeypatch.setattr("portal.web.uploads.scan_file", lambda _content: Verdict.CLEAN)
    reviewer.post("/desk/enter/deletion/", for_another(business, received_on="", **files()))
    monkeypatch.setattr("portal.web.uploads.scan_file", lambda _content: Verdict.HARMFUL)
    again = reviewer.post("/desk/enter/deletion/", for_another(business))
    assert again.status_code == 422 and set(again.context["form"].errors) == {"scan", "permission"}
    assert not Case.objects.exists() and not DraftFile.objects.exists()
