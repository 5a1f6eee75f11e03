"""Choosing, losing and sending documents as a person does it, on a phone without scripts and on a desk."""

import pytest
from playwright.sync_api import expect

from dsr import documents, intake
from dsr.formats import references
from dsr.journal import REQUESTER
from dsr.models import Attachment
from tests.browser import steps
from tests.browser.accessible import violations
from tests.given import a_business, a_request, an_account, drain
from tests.given_documents import KIND, a_pdf, a_png, asks_documents

__all__ = ["asks_documents"]


@pytest.fixture
def form(site, asks_documents) -> str:
    a_business()
    return f"/ask/{KIND}/"


def test_a_wrong_file_is_told_and_the_right_one_arrives(visitor, way, form):
    page = visitor(**way)
    page.goto(form)
    steps.fill_in(page)
    papers = page.get_by_label("Papers that support what you say")
    papers.set_input_files({"name": "a very long name " * 9 + ".doc", "mimeType": "application/pdf", "buffer": b"MZ"})
    steps.choose(page, "has_card", "no")
    steps.send(page)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("This is not a PDF, JPEG or PNG file.")
    expect(alert).to_contain_text("Choose your files again")
    assert steps.fits(page), steps.sticks_out(page)
    if way.get("scripts", True):
        assert violations(page) == []
    alert.get_by_role("link", name="Choose your files again").click()
    expect(papers).to_be_focused()
    files = [("bill.pdf", a_pdf()), ("photo.png", a_png())]
    papers.set_input_files([{"name": n, "mimeType": "text/plain", "buffer": c} for n, c in files])
    steps.send(page)
    page.wait_for_url("**/ask/done/")
    assert [row.media_type for row in Attachment.objects.order_by("pk")] == ["application/pdf", "image/png"]


def test_the_desk_saves_a_document_and_deletes_a_checked_one(visitor, way, form):
    names = [("evidence", "x" * 90 + ".pdf", a_pdf()), ("identity", "card.png", a_png())]
    given = [documents.check(*one) for one in names]
    case = intake.receive(a_request(kind=KIND, documents=given), REQUESTER).case
    drain()
    page = visitor(an_account(), **way)
    page.goto(f"/desk/{references.spell(case.reference)}/")
    assert steps.fits(page), steps.sticks_out(page)
    steps.unfold(page, "Documents 2")
    steps.unfold(page, "Checked: delete it now")
    if way.get("scripts", True):
        page.evaluate("scrollTo(0, 0)")  # a bar that sticks covers what is scrolled under it
        assert violations(page) == []
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download").first.click()
    assert saved.value.suggested_filename == "x" * 90 + ".pdf"
    assert saved.value.path().read_bytes() == a_pdf().rstrip()
    page.get_by_label("an identity card").check()
    steps.press(page, "Record and delete")
    expect(page.get_by_role("status")).to_contain_text("The document is deleted, unless a litigation hold keeps it.")
    assert steps.fits(page), steps.sticks_out(page)
    assert [bool(row.purged_at) for row in Attachment.objects.order_by("pk")] == [False, True]
