"""Documents on the desk: listed, downloaded on record and never shown inline, added, checked and deleted."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dsr import documents, engine, intake, journal, sealing
from dsr.formats import references
from dsr.journal import REQUESTER
from dsr.lifecycle import Who
from dsr.models import Attachment, Case, Entry, Sealed
from tests.bare_days import without_times
from tests.given import a_request, at, declined, drain
from tests.given_documents import KIND, a_jpeg, a_pdf, a_png, asks_documents
from tests.portal.public.answers import press
from tests.portal.staff.desk import at as address
from tests.portal.staff.desk import fresh, page

__all__ = ["asks_documents"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("asks_documents")]


@pytest.fixture
def filed(frozen, db):
    """A case with evidence and a proof of identity, in the queue."""
    given = [documents.check("evidence", 'Bill ü "1".pdf', a_pdf()), documents.check("identity", "card.png", a_png())]
    case = intake.receive(a_request(kind=KIND, documents=given), REQUESTER).case
    drain()
    return fresh(case)


def bill_of(case):
    return case.attachments.get(purpose="evidence")


def card_of(case):
    return case.attachments.get(purpose="identity")


def download(client, row):
    return client.post(address(row.case, "document", str(row.pk)))


def test_the_case_page_lists_what_came(reviewer, filed):
    shown = page(reviewer, filed)
    assert "Bill ü &quot;1&quot;.pdf" in shown and "card.png" in shown
    assert "It will be deleted 7 days after the decision" in shown
    assert f"document {bill_of(filed).pk}: PDF, 1 kB, supports what the request says" in shown
    declined(filed)
    drain()
    assert "It will be deleted on March 17, 2026." in page(reviewer, filed)


def test_a_pdf_that_may_act_by_itself_is_taken_and_marked(reviewer, filed):
    assert "may act by itself" not in page(reviewer, filed)
    script = documents.check("evidence", "bill.pdf", a_pdf(b"\n/S /JavaScript /EmbeddedFiles"))
    case = intake.receive(a_request(kind=KIND, documents=[script]), REQUESTER).case
    assert Attachment.objects.get(case=case).acts == ["file", "script"]
    assert "as there may be other files and a script in it. Open it only" in page(reviewer, fresh(case))


def test_a_download_is_saved_never_shown_and_on_record(reviewer, filed):
    answer = download(reviewer, bill_of(filed))
    assert answer.status_code == 200
    assert answer.content == a_pdf().rstrip()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''Bill%20%C3%BC%20%221%22.pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "no-store"
    entry = Entry.objects.filter(case=filed).last()
    assert (entry.name, entry.account) == ("document-opened", reviewer.account)
    assert "A document was opened" in page(reviewer, filed)


def test_opening_needs_the_press_of_a_button_and_the_right_to_decide(browse, filed):
    row = card_of(filed)
    assert browse().get(address(filed, "document", str(row.pk))).status_code == 405
    viewer = browse(Who.VIEWER)
    assert download(viewer, row).status_code == 403
    shown = page(viewer, filed)
    assert "card.png" in shown and "Download" not in shown and "Checked: delete it now" not in shown
    assert not Entry.objects.filter(case=filed, name="document-opened").exists()


def test_a_document_of_another_case_is_not_found(reviewer, filed):
    other = intake.receive(a_request(kind=KIND), REQUESTER).case
    assert reviewer.post(address(other, "document", str(bill_of(filed).pk))).status_code == 404


def test_what_does_not_open_says_so_on_the_page(reviewer, filed):
    row = card_of(filed)
    Sealed.objects.filter(name=row.sealed_as).update(value=sealing.seal(filed, "another place", b"x"))
    answer = reviewer.post(address(filed, "document", str(row.pk)), follow=True)
    assert "does not open" in answer.content.decode()
    assert not Entry.objects.filter(case=filed, name="document-opened").exists()


def checked(client, case, **changes):
    row = card_of(case)
    values = {"seen": fresh(case).entry_count, "document": row.pk, "method": "government-id", "note": ""}
    return client.post(address(case, "document-checked"), {**values, **changes}, follow=True)


def test_a_checked_proof_is_deleted_at_once(reviewer, filed):
    shown = without_times(checked(reviewer, filed, note="The names agree.").content.decode())
    assert "How it was checked stays in the journal." in shown
    assert "checked: an identity card, compared with what the request says" in shown
    assert "The names agree." in shown
    assert "It was deleted on March 10, 2026." in shown and "card.png" not in shown
    assert card_of(filed).purged_at
    answer = reviewer.post(address(filed, "document", str(card_of(filed).pk)), follow=True)
    assert "This document was deleted." in answer.content.decode()


def test_what_is_missing_is_said_at_the_form(reviewer, filed):
    answer = checked(reviewer, filed, method="")
    assert answer.status_code == 422
    assert "Choose what you checked." in answer.content.decode()
    assert "Name the document in the note" in checked(reviewer, filed, method="other").content.decode()
    assert "belong to the record" in checked(reviewer, filed, document=bill_of(filed).pk).content.decode()
    assert "not of this request" in checked(reviewer, filed, document=0).content.decode()
    assert card_of(filed).purged_at is None


def add(client, case, *files, **changes):
    values = {"seen": fresh(case).entry_count, "purpose": "evidence", "files": list(files)}
    return client.post(address(case, "add-documents"), {**values, **changes}, follow=True)


def a_file(content=None, name="scan.jpg"):
    return SimpleUploadedFile(name, content or a_jpeg())


def test_staff_add_what_came_on_paper(reviewer, filed):
    shown = add(reviewer, filed, a_file(), a_file(a_pdf(), "two.pdf"), purpose="identity").content.decode()
    assert "The documents are added." in shown and "two.pdf" in shown
    added = filed.attachments.order_by("pk").last()
    assert (added.purpose, added.account, added.who) == ("identity", reviewer.account, "reviewer")
    assert documents.opened(added) == ("two.pdf", a_pdf().rstrip())


def test_what_staff_add_is_checked_as_everything_else(reviewer, filed):
    assert "“run.exe”: This is not a PDF" in add(reviewer, filed, a_file(b"MZ", "run.exe")).content.decode()
    assert "Choose the files." in add(reviewer, filed).content.decode()
    assert "permission" not in {row.purpose for row in filed.attachments.all()}
    answer = add(reviewer, filed, a_file(), purpose="permission")  # the kind does not ask for it
    assert answer.status_code == 422
    assert filed.attachments.count() == 2


def test_the_letter_as_it_came_is_added_to_any_kind_and_nothing_to_an_answered_request(reviewer, filed, case):
    for open_one in (filed, case):
        assert "Add documents" in page(reviewer, open_one)
    assert "the request as it came on paper" in page(reviewer, case)
    assert "supports what the request says" not in page(reviewer, case), "this kind asks for none"
    declined(filed)
    drain()
    assert "Add documents" not in page(reviewer, filed)
    assert "Open it again first" in add(reviewer, filed, a_file()).content.decode()


def test_a_request_on_paper_is_entered_with_its_scans(reviewer, frozen):
    brand = a_request().brand
    shown = reviewer.get(f"/desk/enter/{KIND}/").content.decode()
    assert 'enctype="multipart/form-data"' in shown
    values = {
        "submission": "a" * 32,
        "brand": brand.pk,
        "channel": "mail",
        "received_on": "2026-03-09",
        "came_to": "elsewhere",
        "for_whom": "self",
        "subject_name": "Dana Whitlow",
        "delivery": "mail",
        "postal": "1 Main Street\nFresno, CA 93701",
        "ca_resident": "yes",
        "household": "yes",
        "has_card": "yes",
        "papers": [a_file()],
    }
    wrong = reviewer.post(f"/desk/enter/{KIND}/", {**values, "subject_name": "", "papers": [a_file()]})
    assert "scan.jpg" in wrong.content.decode(), "the file is kept, and said to be"
    answer = reviewer.post(f"/desk/enter/{KIND}/", {**values, "papers": []}, follow=True)
    assert "scan.jpg" in answer.content.decode()
    assert Attachment.objects.get().who == "reviewer"


def test_from_the_form_to_its_deletion(client, reviewer, frozen):
    """The whole life of a proof of identity."""
    a_request()
    answer = press(client, f"/ask/{KIND}/", has_card="yes", card=[a_file(a_png(), "Whitlow card.png")])
    assert answer.status_code == 303
    drain()
    case = Case.objects.get()
    assert download(reviewer, card_of(case)).content == a_png()
    declined(fresh(case))
    drain()
    frozen(at("2026-03-17T09:00:00-07:00"))
    engine.run_daily_jobs()
    shown = page(reviewer, case)
    assert "its days after the decision, or after the end, are over" in shown
    assert "Whitlow card.png" not in shown
    assert journal.check_chain(fresh(case)).fault == ""
    told = [journal.facts_of(entry) for entry in Entry.objects.filter(case=case, name="documents-deleted")]
    assert told == [{"documents": [card_of(case).pk], "why": "decided"}]
    assert references.spell(case.reference) in shown
