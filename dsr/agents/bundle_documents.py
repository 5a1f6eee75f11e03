"""What came once for all of a bundle, as the agent's letter and the permissions: under its own key, in no case."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from dsr import documents, journal, sealing
from dsr.clock import now
from dsr.documents import Document
from dsr.errors import Forgotten
from dsr.journal import Actor, EntryName, Line
from dsr.models import Bundle, BundleDocument, BundleSealed

AGENT = "agent"


def seal_in_bundle(bundle: Bundle, name: str, value: Any) -> bytes:
    """Sealed under the bundle's key, bound to the bundle and to the name."""
    return sealing.seal(bundle.holder, name, value)


def agent_of_bundle(bundle: Bundle) -> dict[str, str]:
    """Who sent it: name, firm, email, postal; empty once it is forgotten."""
    if not bundle.key or not bundle.sealed:
        return {}
    found: dict[str, str] = sealing.open_sealed(bundle.holder, AGENT, bundle.sealed)
    return found


@transaction.atomic
def keep_documents(bundle: Bundle, files: Sequence[Document], actor: Actor) -> None:
    """Seal them into a bundle of which nobody is entered yet, each sort once: another file of a sort replaces it.

    Who looks at the list first sends the form twice, and the second time without the files, which no browser keeps.
    """
    locked = Bundle.objects.select_for_update().get(pk=bundle.pk)
    if locked.lines.exists():  # the same form pressed again brings the same files
        return
    locked.documents.filter(purpose__in={document.purpose for document in files}).delete()
    add_documents(locked, files, actor)


@transaction.atomic
def add_documents(bundle: Bundle, files: Iterable[Document], actor: Actor) -> list[BundleDocument]:
    """Seal more of them into the bundle."""
    added = []
    for document in files:
        row = BundleDocument.objects.create(
            bundle=bundle, account_id=actor.account_id, **documents.row_of_file(document)
        )
        sealed = documents.seal_file(bundle.holder, row, document)
        row.sealed, row.sealed_name, row.digest = sealed.content, sealed.name, sealed.digest
        row.save(update_fields=["sealed", "sealed_name", "digest"])
        added.append(row)
    return added


def documents_of_bundle(bundle: Bundle) -> list[BundleDocument]:
    """What came once for all, without the bytes."""
    return list(bundle.documents.select_related("bundle").defer("sealed"))


def name_of_document(document: BundleDocument) -> str:
    """As it was called; empty once the bundle is forgotten."""
    if not document.bundle.key or not document.sealed_name:
        return ""
    return str(sealing.open_sealed(document.bundle.holder, document.name_sealed_as, document.sealed_name))


def open_bundle_document(document: BundleDocument, actor: Actor) -> tuple[str, bytes]:
    """Name and content for a member of staff; who opened which is written down first, with the first of its cases.

    Raises Forgotten when the bundle was forgotten, CannotOpen when it was changed.
    """
    journal.must_decide(actor)
    content = open_content(document)
    if first := document.bundle.lines.first():
        facts = {"document": document.pk, "purpose": document.purpose, "bundle": document.bundle.reference}
        journal.record(first.case_id, Line(EntryName.BUNDLE_DOCUMENT_OPENED, facts), actor)
    return name_of_document(document), content


def open_content(document: BundleDocument) -> bytes:
    """The file itself. Raises Forgotten and CannotOpen; nobody is shown it here."""
    if not document.bundle.key or not document.sealed:
        raise Forgotten("This document was deleted with the last request of its bundle.")
    content: bytes = sealing.open_sealed(document.bundle.holder, document.sealed_as, document.sealed)
    return content


def forget_documents(bundle_ids: Iterable[int]) -> None:
    """Nothing of them, and of the words of its letters, is left but that they were there."""
    BundleSealed.objects.filter(bundle_id__in=bundle_ids).delete()
    rows = BundleDocument.objects.filter(bundle_id__in=bundle_ids, purged_at=None)
    rows.update(sealed=None, sealed_name=None, purged_at=now())
