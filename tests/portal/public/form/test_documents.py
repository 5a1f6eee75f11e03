"""Documents on the public form: they come with the request, or the page says what is wrong and loses nothing typed."""

import logging

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client

from dsr import documents, intake
from dsr.models import Attachment, Case
from tests.given import a_business
from tests.given_documents import KIND, a_pdf, a_png, asks_documents
from tests.portal.public.answers import opened, press

__all__ = ["asks_documents"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("asks_documents")]
URL = f"/ask/{KIND}/"
AGAIN = "Choose your files again: your browser does not keep them."


@pytest.fixture(autouse=True)
def business():
    return a_business()


def a_file(content=None, name="Whitlow bill.pdf", said="text/html"):
    return SimpleUploadedFile(name, content or a_pdf(), said)


def send(client, *files, **changes):
    return press(client, URL, papers=list(files), **{"has_card": "no", **changes})


def test_the_form_takes_files_without_a_script(client):
    page = client.get(URL).content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert '<input type="file" name="papers" multiple' in page
    assert 'aria-describedby="id_papers_helptext"' in page
    assert "We never ask for a copy of an identity card" not in page
    assert "enctype" not in client.get("/ask/shine-the-light/").content.decode()


def test_documents_come_with_the_request(client):
    answer = send(client, a_file(), a_file(a_png(), "..\\x\r\n.png"))
    assert answer.status_code == 303
    bill, other = Attachment.objects.order_by("pk")
    assert documents.opened(bill) == ("Whitlow bill.pdf", a_pdf().rstrip())
    assert (bill.media_type, bill.purpose, bill.who) == ("application/pdf", "evidence", "requester")
    assert documents.opened(other) == ("x.png", a_png())


def test_the_same_press_twice_is_one_request_and_another_file_is_another(client):
    hidden = opened(client, URL)
    for content in (a_pdf(), a_pdf(), a_pdf(b"another")):
        press(client, URL, **{**hidden, "papers": [a_file(content)], "has_card": "no"})
    assert Case.objects.count() == 2
    assert Attachment.objects.count() == 2


def test_a_file_that_does_not_serve_is_named_at_its_question_and_in_the_summary(client):
    answer = send(client, a_file(b"MZ", "run.pdf"), a_file())
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“run.pdf”: This is not a PDF, JPEG or PNG file." in page
    assert '<a href="#id_papers">' in page
    assert 'id="id_papers_error"' in page and 'aria-invalid="true"' in page
    assert AGAIN in page
    assert 'value="Dana Whitlow"' in page
    assert not Case.objects.exists()


def test_what_is_too_large_is_told_and_what_was_typed_stays(client, settings):
    settings.DOCUMENT_BYTES = settings.DOCUMENTS_BYTES = 2_097_152
    answer = send(client, a_file(a_png(bytes(2_200_000)), "scan.png"), a_file(name="small.pdf"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Together the files are larger than 2 MB" in page
    settings.DOCUMENTS_BYTES = 8_000_000
    page = send(client, a_file(a_png(bytes(2_200_000)), "scan.png")).content.decode()
    assert "“scan.png”: This file is larger than 2 MB" in page
    assert 'value="Dana Whitlow"' in page and 'value="dana@example.com"' in page


def test_another_mistake_asks_for_the_files_again(client):
    page = send(client, a_file(), subject_name="").content.decode()
    assert AGAIN in page
    assert AGAIN not in send(client, subject_name="").content.decode()


def test_every_page_that_holds_a_form_back_says_that_files_are_lost(client, monkeypatch):
    lost = "Your files are not kept: choose them again below."
    assert lost in send(client, a_file(), subject_line="robot").content.decode()
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(URL, {"subject_name": "Dana Whitlow", "papers": [a_file()]})
    assert answer.status_code == 403
    assert lost in answer.content.decode() and 'value="Dana Whitlow"' in answer.content.decode()

    def away(*_args):
        raise OperationalError

    monkeypatch.setattr(intake, "receive", away)
    answer = send(client, a_file())
    assert answer.status_code == 503
    assert lost not in answer.content.decode()  # they are kept until the hour is over
    assert "Whitlow bill.pdf" in answer.content.decode()


def test_no_name_and_no_byte_lands_in_the_logs(client, caplog):
    caplog.set_level(logging.DEBUG)
    send(client, a_file(b"MZ Secret-content", "Whitlow-secret.pdf"), a_file(a_pdf(b"Secret-content"), "Whitlow-2.pdf"))
    send(client, a_file(a_pdf(b"Secret-content"), "Whitlow-2.pdf"))
    assert Case.objects.count() == 1
    # The database's own debug log is off in every setting; what else is written says neither.
    written = [r.getMessage() for r in caplog.records if not r.name.startswith("django.db.backends")]
    assert not any("Secret" in line or "Whitlow" in line for line in written)
