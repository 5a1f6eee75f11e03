"""Permissions that a firm sends later are entered once on the page of the bundle."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dsr.formats import references
from dsr.lifecycle import Who
from dsr.models import Bundle, Case
from tests import given
from tests.given_documents import a_pdf
from tests.given_proof import matches
from tests.portal.staff.bundle.test_bundle import ENTER, letter

__all__ = ["matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "matches")]


def test_permissions_that_come_later_are_entered_once_for_those_of_whom_they_were_seen(reviewer, browse):
    page = reviewer.post(ENTER, {name: value for name, value in letter().items() if name != "is_stated"})["Location"]
    given.drain()
    assert reviewer.get(page).content.decode().count("permission missing") == 3
    form = reviewer.get(f"{page}permissions/").content.decode()
    ticked = re.findall(r'name="people" value="(\d+\.\d+)"', form)
    assert len(ticked) == 3 and "Ines Okafor" in form
    values = {"who": "agent", "note": "Signed by hand on each sheet.", "people": ticked[:2]}
    refused = reviewer.post(f"{page}permissions/", values)
    assert refused.status_code == 422 and "Signed by hand on each sheet." in refused.content.decode()
    scan = SimpleUploadedFile("envelope.pdf", a_pdf(), content_type="application/pdf")
    unticked = {"submission": "form-9", **values, "people": [], "document": scan}
    again = reviewer.post(f"{page}permissions/", unticked)
    assert again.status_code == 422 and again.context["kept"] == ["envelope.pdf"]
    sent = {"submission": "form-9", **values}
    told = reviewer.post(f"{page}permissions/", sent, follow=True).content.decode()
    assert Bundle.objects.count() == 1, "nothing is left of what was kept for the form"
    assert "The permission is recorded in 2 requests." in told and "envelope.pdf" in told
    assert (told.count("permission missing"), told.count("permission shown")) == (1, 2)
    first = Case.objects.earliest("pk")
    shown = reviewer.get(f"/desk/{references.spell(first.reference)}/").content.decode()
    assert "envelope.pdf" not in shown and "Lee Tran" not in shown
    assert browse(Who.VIEWER).get(f"{page}permissions/").status_code == 403


def test_what_an_attorney_did_not_show_is_called_a_power_of_attorney(reviewer):
    asked = {name: value for name, value in letter(who="attorney").items() if name != "is_stated"}
    page = reviewer.post(ENTER, asked)["Location"]
    given.drain()
    told = reviewer.get(page).content.decode()
    assert (told.count("power of attorney missing"), told.count("permission missing")) == (3, 0)
