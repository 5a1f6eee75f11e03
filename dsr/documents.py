"""Documents that came with a case: checked by content, sealed, opened on record, and deleted when they have served."""

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import journal, parties, sealing
from dsr.clock import PACIFIC, now, today
from dsr.errors import BadInput, Forgotten, NotAllowed
from dsr.formats import file_types, pdf_parts
from dsr.journal import MACHINE, Actor, EntryName, Line
from dsr.kinds.base import Kind
from dsr.lifecycle import State
from dsr.models import Attachment, Case, Sealed, holds
from dsr.models.attachment import Purpose

LONGEST_NAME = 100
MEGABYTE = 1_048_576
UNSCANNED = "unscanned"  # stored with a document: the virus scanner did not answer when it came
# How proof of identity or parenthood was checked: the paper is deleted, this stays. 11 CCR § 7070(a)(2).
METHODS = {
    "government-id": gettext_lazy("an identity card, compared with what the request says"),
    "birth-paper": gettext_lazy("a birth certificate or a paper of adoption"),
    "court-paper": gettext_lazy("a paper of a court, such as on guardianship"),
    "signed-form": gettext_lazy("a signed form"),
    "other": gettext_lazy("another document, which the note names"),
}
# While a decision is open, or open again, its papers are needed.
_UNDECIDED = frozenset({State.RECEIVED, State.VERIFYING, State.REVIEW})


@dataclass(frozen=True)
class Document:
    """One checked file. Its repr, which tells two submissions apart, holds neither its name nor its content."""

    purpose: str
    media_type: str
    digest: str  # of the content, never stored
    name: str = field(repr=False)
    content: bytes = field(repr=False)
    acts: tuple[str, ...] = field(default=(), repr=False)  # what to be warned of: dsr/formats/pdf_parts.py, UNSCANNED


def check(purpose: str, name: str, content: bytes) -> Document:
    """The document, if it is a whole PDF, JPEG or PNG within the limit. Raises BadInput with what to do."""
    check_size(len(content))
    media_type, kept = file_types.whole(content)
    digest = hashlib.sha256(kept).hexdigest()
    acts = tuple(pdf_parts.acting_parts(kept)) if media_type == file_types.PDF else ()
    return Document(Purpose(purpose), media_type, digest, clean_name(name, file_types.ENDINGS[media_type]), kept, acts)


def check_size(size: int) -> None:
    """Raises BadInput when one file is larger than the limit."""
    if size > settings.DOCUMENT_BYTES:
        raise BadInput(
            _("This file is larger than %(most)s MB. Make it smaller, or send it in parts.")
            % {"most": settings.DOCUMENT_BYTES // MEGABYTE}
        )


def check_together(sizes: Sequence[int]) -> None:
    """Raises BadInput when the files of one request are too many, or too large together."""
    if len(sizes) > settings.DOCUMENTS_MOST:
        raise BadInput(
            _("You chose %(count)s files, and at most %(most)s can be sent. Put pages together into one PDF.")
            % {"count": len(sizes), "most": settings.DOCUMENTS_MOST}
        )
    if sum(sizes) > settings.DOCUMENTS_BYTES:
        raise BadInput(
            _("Together the files are larger than %(most)s MB. Choose fewer, or make them smaller.")
            % {"most": settings.DOCUMENTS_BYTES // MEGABYTE}
        )


def clean_name(name: str, endings: Sequence[str]) -> str:
    """The name as shown and offered: no folders, nothing invisible, an ending that says what it is, not too long."""
    text = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    # C holds control characters and those that turn the direction of writing; Zl and Zp break lines.
    seen = "".join(
        " " if unicodedata.category(c)[0] == "C" or unicodedata.category(c) in {"Zl", "Zp"} else c for c in text
    )
    stem = " ".join(seen.split()).strip(". ")
    ending = next((e for e in endings if stem.lower().endswith(e)), "")
    stem = stem[: len(stem) - len(ending)].strip(". ") or "document"
    ending = ending or endings[0]
    return stem[: LONGEST_NAME - len(ending)] + ending


def asked_by(kind: Kind) -> tuple[Purpose, ...]:
    """The purposes for which the questions of a kind take documents; no others may come with it."""
    places = (question.goes_to.partition(".") for question in kind.questions)
    return tuple(dict.fromkeys(Purpose(name) for place, _dot, name in places if place == "documents"))


@transaction.atomic
def attach(case: Case, documents: Iterable[Document], actor: Actor, *, seen: int | None = None) -> list[Attachment]:
    """Seal documents into a case, and write down that they came. The journal holds counts and sizes, never names."""
    case = _lock(case.pk)
    added = [_seal(case, document, actor) for document in documents]
    if added:
        told = [{"id": a.pk, "purpose": a.purpose, "media_type": a.media_type, "size": a.size} for a in added]
        journal.record(case.pk, Line(EntryName.DOCUMENTS_ADDED, {"documents": told}), actor, seen=seen)
    return added


@transaction.atomic
def add(case_id: int, actor: Actor, documents: Sequence[Document], *, seen: int | None = None) -> list[Attachment]:
    """Staff add what came another way, such as scans of paper mail, while the request is open."""
    journal.must_decide(actor)
    case = _lock(case_id)
    if not case.is_open:
        raise NotAllowed(_("This request is answered. Open it again first."))
    return attach(case, documents, actor, seen=seen)


def _lock(case_id: int) -> Case:
    """The case first, as the journal does, so that nothing waits for one another crosswise."""
    return Case.objects.select_for_update(no_key=True, of=("self",)).select_related("joined_to").get(pk=case_id)


def _seal(case: Case, document: Document, actor: Actor) -> Attachment:
    if not case.data_key:
        raise NotAllowed(_("This request is forgotten: nothing can be added to it."))
    by = {"who": actor.who.value, "account_id": actor.account_id}
    row = Attachment.objects.create(case=case, **row_of_file(document), **by)
    sealed = seal_file(case, row, document)
    Sealed.objects.create(case=case, name=row.sealed_as, value=sealed.content)
    Sealed.objects.create(case=case, name=row.name_sealed_as, value=sealed.name)
    row.digest = sealed.digest
    row.save(update_fields=["digest"])
    return row


class FileRow(Protocol):
    """The row of a file, of a case or of a bundle: under which names its bytes and its own name are sealed."""

    @property
    def sealed_as(self) -> str: ...

    @property
    def name_sealed_as(self) -> str: ...


@dataclass(frozen=True)
class SealedFile:
    """Bytes and name as they are stored, and the SHA-256 of the sealed bytes."""

    content: bytes
    name: bytes
    digest: str


def row_of_file(document: Document) -> dict[str, Any]:
    """What every row of a file tells of it, before it is sealed."""
    told = {"purpose": document.purpose, "media_type": document.media_type, "size": len(document.content)}
    return {**told, "digest": "", "acts": list(document.acts), "added_at": now()}


def seal_file(holder: sealing.HasKey, row: FileRow, document: Document) -> SealedFile:
    """Seal a file under the key of whoever holds it, bound to the holder and to the row. Nothing is stored here."""
    content = sealing.seal(holder, row.sealed_as, document.content)
    name = sealing.seal(holder, row.name_sealed_as, document.name)
    return SealedFile(content, name, hashlib.sha256(content).hexdigest())


def opened(attachment: Attachment) -> tuple[str, bytes]:
    """Name and content. Raises Forgotten when it was deleted, CannotOpen when it was changed."""
    if attachment.purged_at:
        raise Forgotten("This document was deleted.")
    case = attachment.case
    content: bytes = parties.sealed_value(case, attachment.sealed_as)
    return parties.sealed_value(case, attachment.name_sealed_as), content


def open_on_record(attachment: Attachment, actor: Actor) -> tuple[str, bytes]:
    """Open a document for a member of staff, and write down who opened which, before it is handed out."""
    journal.must_decide(actor)
    found = opened(attachment)
    facts = {"document": attachment.pk, "purpose": attachment.purpose}
    journal.record(attachment.case_id, Line(EntryName.DOCUMENT_OPENED, facts), actor)
    return found


def delete_on(attachment: Attachment) -> date | None:
    """The day on which it is deleted before the record is: proof of identity, so many days after the decision."""
    if attachment.purpose != Purpose.IDENTITY or attachment.purged_at:
        return None
    case = attachment.case
    while case.joined_to is not None:  # the first request of them all carries the decision
        case = case.joined_to
    decided = case.decided_at or case.responded_at or (journal.closed_at(case.pk) if case.closure else None)
    if decided is None or case.state in _UNDECIDED:
        return None
    return decided.astimezone(PACIFIC).date() + timedelta(days=settings.IDENTITY_DAYS)


def due_to_purge() -> list[int]:
    """Cases with proof of identity that has served, and that no hold keeps."""
    waiting = Attachment.objects.kept().filter(purpose=Purpose.IDENTITY).exclude(case__state__in=sorted(_UNDECIDED))
    waiting = waiting.exclude(holds.of_kept_case())
    due = {row.case_id for row in waiting.select_related("case__joined_to") if _is_due(row)}
    return sorted(due)


def _is_due(attachment: Attachment) -> bool:
    day = delete_on(attachment)
    return day is not None and day <= today()


@transaction.atomic
def purge(case_id: int) -> None:
    """Delete what is due in one case, with a line in its journal."""
    if holds.is_kept(case_id):
        return
    due = [row for row in _lock(case_id).attachments.kept().filter(purpose=Purpose.IDENTITY) if _is_due(row)]
    if due:
        facts = {"documents": [row.pk for row in due], "why": "decided"}
        _delete(due, Line(EntryName.DOCUMENTS_DELETED, facts), MACHINE)


@transaction.atomic
def checked(attachment: Attachment, actor: Actor, *, method: str, note: str = "", seen: int | None = None) -> None:
    """Proof of identity was seen and suffices, or does not: it is deleted at once, and how it was checked is kept.

    What a hold keeps is deleted once the hold ended and its day came.
    """
    journal.must_decide(actor)
    if attachment.purpose != Purpose.IDENTITY:
        raise BadInput(
            _("Only proof of identity or parenthood is deleted by itself; other documents belong to the record.")
        )
    if method not in METHODS:
        raise BadInput(_("Choose how it was checked."))
    if method == "other" and not note.strip():
        raise BadInput(_("Name the document in the note, without its numbers."))
    rows = list(_lock(attachment.case_id).attachments.kept().filter(pk=attachment.pk))
    if not rows:
        raise BadInput(_("This document is deleted already."))
    facts = {"documents": [attachment.pk], "why": "checked", "method": method}
    if holds.is_kept(attachment.case_id):
        journal.record(attachment.case_id, Line(EntryName.DOCUMENT_CHECKED, facts, note.strip()), actor, seen=seen)
        return
    _delete(rows, Line(EntryName.DOCUMENTS_DELETED, facts, note.strip()), actor, seen)


def _delete(rows: Sequence[Attachment], line: Line, actor: Actor, seen: int | None = None) -> None:
    journal.record(rows[0].case_id, line, actor, seen=seen)
    for row in rows:
        journal.unseal_one(row.case_id, row.sealed_as)
        journal.unseal_one(row.case_id, row.name_sealed_as)
    Attachment.objects.filter(pk__in=[row.pk for row in rows]).update(purged_at=now())
