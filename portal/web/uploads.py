"""Files that a form sends: kept in memory within the limits, never on a disk, and checked by content."""

import io
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dsr import documents
from dsr.documents import Document
from dsr.errors import BadInput
from dsr.formats import file_types
from dsr.models.attachment import Purpose
from portal.web.virus_scan import Verdict, scan_file

_FOUND_CLEAN = "found_clean"


class InMemory(FileUploadHandler):
    """Keeps what is within the limits. Of the rest it keeps the size alone, so that the page says what is too large.

    The request is read to its end all the same: what was typed behind a file is lost otherwise.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.files = self.held = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.files += 1
        self.parts: list[bytes] = []
        self.length = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.length += len(raw_data)
        if self._fits():
            self.parts.append(raw_data)
        else:
            self.parts.clear()

    def _fits(self) -> bool:
        is_counted = self.files <= settings.DOCUMENTS_MOST
        return is_counted and self.length <= min(settings.DOCUMENT_BYTES, settings.DOCUMENTS_BYTES - self.held)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes]":
        content = b"".join(self.parts)
        self.parts.clear()
        self.held += len(content)
        # The size is that of the file, also where its content was let go: the form then says which limit is passed.
        return InMemoryUploadedFile(
            io.BytesIO(content), self.field_name, self.file_name, self.content_type, self.length, self.charset
        )


class Chosen(list["UploadedFile[bytes]"]):
    """The files of one question; `sizes` are those of the whole form, as the limits are."""

    sizes: tuple[int, ...] = ()


class DocumentsInput(forms.FileInput):
    """An input for several files. What was chosen cannot be shown again: browsers do not allow it."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        endings = [ending for some in file_types.ENDINGS.values() for ending in some]
        super().__init__({"multiple": True, "accept": ",".join([*endings, *file_types.ENDINGS])})

    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> Chosen:
        if not isinstance(files, MultiValueDict):  # a form without files
            return Chosen()
        chosen = Chosen(files.getlist(name))
        chosen.sizes = tuple(file.size or 0 for some in files for file in files.getlist(some))
        return chosen


class DocumentsField(forms.Field):
    """Some documents of one purpose, each checked; every fault is told with the name of its file."""

    widget = DocumentsInput

    def __init__(self, *, purpose: str, help_text: str = "", **kwargs: Any) -> None:
        words = (help_text, limits(), _goes_on() if purpose == Purpose.IDENTITY else "")
        super().__init__(help_text=" ".join(part for part in words if part), **kwargs)
        self.purpose = purpose

    def clean(self, value: Chosen) -> list[Document]:
        try:
            documents.check_together(value.sizes)
        except BadInput as refusal:
            raise forms.ValidationError(str(refusal), code="together") from refusal
        found: list[Document] = []
        faults = []
        for file in value:
            name = file.name or ""
            try:
                documents.check_size(file.size or 0)
                file.seek(0)
                found.append(_looked_at(documents.check(self.purpose, name, file.read()), file))
            except BadInput as refusal:
                words = _("“%(name)s”: %(why)s") % {"name": name[: documents.LONGEST_NAME], "why": refusal}
                faults.append(forms.ValidationError(words, code="document"))
        if faults:
            raise forms.ValidationError(faults)
        return found


def _looked_at(document: Document, file: "UploadedFile[bytes]") -> Document:
    """A file that is kept with its form is scanned once, and once more when it is sent (scan_anew)."""
    if getattr(file, _FOUND_CLEAN, False):
        return document
    seen = scanned_document(document)
    setattr(file, _FOUND_CLEAN, documents.UNSCANNED not in seen.acts)
    return seen


def is_found_clean(file: "UploadedFile[bytes]") -> bool:
    """Whether the scanner vouched for it in this form; what it could not say is asked anew."""
    return bool(getattr(file, _FOUND_CLEAN, False))


def found_clean(file: "UploadedFile[bytes]") -> None:
    """It was before it was kept."""
    setattr(file, _FOUND_CLEAN, True)


def scan_anew(files: "MultiValueDict[str, UploadedFile[bytes]]") -> None:
    """What is sent is scanned by what the scanner knows by then."""
    for _name, some in files.lists():
        for file in some:
            setattr(file, _FOUND_CLEAN, False)


def scanned_document(document: Document) -> Document:
    """Marked where the scanner does not answer. Raises BadInput for what it calls harmful."""
    verdict = scan_file(document.content)
    if verdict is Verdict.HARMFUL:
        raise BadInput(
            _("A virus scanner calls this file harmful, so we cannot take it. Choose another, or send it on paper.")
        )
    is_marked = verdict is Verdict.UNKNOWN
    return replace(document, acts=(*document.acts, documents.UNSCANNED)) if is_marked else document


def _goes_on() -> str:
    return ngettext(
        "We delete it as soon as it is checked, %(days)s day after our decision at the latest.",
        "We delete it as soon as it is checked, %(days)s days after our decision at the latest.",
        settings.IDENTITY_DAYS,
    ) % {"days": settings.IDENTITY_DAYS}


def limits() -> str:
    """What may be chosen, in words."""
    return _("PDF, JPEG or PNG files: at most %(most)s, each up to %(one)s MB, together up to %(all)s MB.") % {
        "most": settings.DOCUMENTS_MOST,
        "one": settings.DOCUMENT_BYTES // documents.MEGABYTE,
        "all": settings.DOCUMENTS_BYTES // documents.MEGABYTE,
    }
