"""Files stay in memory, within the limits; what passes them is told by its size and let go."""

import io
import tempfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import RequestFactory
from django.utils.datastructures import MultiValueDict

from portal.web.question_form import form_for, to_parties
from tests.given_documents import a_jpeg, a_pdf, a_png, asks_documents
from tests.portal.public.answers import FOR_ONESELF

__all__ = ["asks_documents"]


def sent(*files, **typed):
    """A request with these files, as it arrives."""
    data = {**typed, "papers": [SimpleUploadedFile(name, content) for name, content in files]}
    request = RequestFactory().post("/", {**data, "behind": "typed last"})
    return request, request.FILES.getlist("papers")


@pytest.fixture
def limits(settings):
    settings.DOCUMENT_BYTES, settings.DOCUMENTS_BYTES, settings.DOCUMENTS_MOST = 1000, 1500, 3
    return settings


def test_within_the_limits_all_is_kept(limits):
    _request, files = sent(("a", b"x" * 1000), ("b", b"y" * 500))
    assert [file.read() for file in files] == [b"x" * 1000, b"y" * 500]
    assert all(isinstance(file.file, io.BytesIO) for file in files)


@pytest.mark.parametrize(
    ("sizes", "kept"),
    [([1001], [0]), ([1001, 7], [0, 7]), ([900, 700, 600], [900, 0, 600]), ([1, 1, 1, 1], [1, 1, 1, 0])],
)
def test_what_passes_a_limit_is_let_go_and_its_size_is_known(limits, sizes, kept):
    request, files = sent(*((f"f{n}", b"x" * size) for n, size in enumerate(sizes)))
    assert [len(file.read()) for file in files] == kept
    assert [file.size for file in files] == sizes
    assert request.POST["behind"] == "typed last"


def test_no_file_touches_the_disk(limits, monkeypatch):
    def touched(*_args, **_kwargs):
        raise AssertionError("a temporary file")

    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, touched)
    limits.DOCUMENT_BYTES = limits.DOCUMENTS_BYTES = 5_000_000
    assert sent(("large", b"x" * 4_000_000))[1][0].size == 4_000_000


def filled(kind, files, **changes):
    data = QueryDict(mutable=True)
    data.update({**FOR_ONESELF, "has_card": "no", **changes})
    chosen = MultiValueDict({name: [SimpleUploadedFile(*one) for one in some] for name, some in files.items()})
    return form_for(kind)(data, chosen)


def test_documents_go_where_their_questions_say(asks_documents):
    form = filled(
        asks_documents,
        {"papers": [("bill.pdf", a_pdf()), ("b.jpg", a_jpeg())], "card": [("card.png", a_png())]},
        has_card="yes",
    )
    assert form.is_valid(), form.errors
    answered = to_parties(form)
    assert [(one.purpose, one.name, one.media_type) for one in answered.documents] == [
        ("evidence", "bill.pdf", "application/pdf"),
        ("evidence", "b.jpg", "image/jpeg"),
        ("identity", "card.png", "image/png"),
    ]
    assert not any("png" in str(value) for value in answered.sealed.values())


def test_under_a_condition_that_does_not_hold_nothing_is_taken_and_nothing_is_required(asks_documents):
    form = filled(asks_documents, {"card": [("card.exe", b"MZ")]}, has_card="no")
    assert form.is_valid(), form.errors
    assert to_parties(form).documents == ()
    form = filled(asks_documents, {}, has_card="yes")
    assert form.errors == {"card": ["Choose a document, or answer that you have none."]}


def test_every_file_that_is_at_fault_is_named(asks_documents):
    form = filled(asks_documents, {"papers": [("a.pdf", a_png()), ("b.pdf", b"MZ"), ("c.png", a_png()[:-3])]})
    first, second = form.errors["papers"]
    assert first.startswith("“b.pdf”: This is not a PDF, JPEG or PNG")
    assert second.startswith("“c.png”: This file is damaged or incomplete")


def test_the_limits_hold_for_the_whole_form(asks_documents, settings):
    settings.DOCUMENTS_MOST = 2
    form = filled(
        asks_documents,
        {"papers": [("a.png", a_png()), ("b.png", a_png())], "card": [("c.png", a_png())]},
        has_card="yes",
    )
    assert "3 files, and at most 2" in form.errors["papers"][0]


def test_the_hint_says_the_limits_and_when_proof_is_deleted(asks_documents):
    form = form_for(asks_documents)()
    assert form.fields["papers"].help_text == (
        "Such as a bill. PDF, JPEG or PNG files: at most 5, each up to 10 MB, together up to 25 MB."
    )
    assert "7 days after our decision at the latest" in form.fields["card"].help_text
    assert 'accept=".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"' in str(form["papers"])
    assert "multiple" in str(form["papers"])


def test_a_form_without_files_has_no_documents(asks_documents):
    form = form_for(asks_documents)({**FOR_ONESELF, "has_card": "no"})
    assert form.is_valid()
    assert to_parties(form).documents == ()
