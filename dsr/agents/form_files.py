"""Files of a form that is shown once more, which no browser keeps: under the key of the bundle that it becomes."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import QuerySet

from dsr import journal, key_marks, sealing
from dsr.agents.bundle_documents import (
    add_documents,
    documents_of_bundle,
    keep_documents,
    name_of_document,
    open_content,
)
from dsr.clock import now
from dsr.documents import Document
from dsr.formats import canonical_json, references
from dsr.journal import Actor
from dsr.models import Bundle, BundleDocument, Business


def submission_of(token: str) -> str:
    """Of a form, by which its bundle is found again."""
    return canonical_json.digest(["bundle", token])


@transaction.atomic
def keep_files(token: str, business: Business, files: Sequence[Document], actor: Actor) -> list[BundleDocument]:
    """Keep these, each sort once; all that is kept of this form. What comes to nothing within a day is deleted.

    Nothing else of the form is kept: what holds for all is written when it is entered. Raises KeyLost.
    """
    journal.must_decide(actor)
    if not token or _of_form(token).exclude(lines=None, completed_at=None).exists():
        return []  # it is entered already, whole or in part
    bundle = _of_form(token).first()
    if bundle is None:
        if not files:
            return []
        key_marks.require_keys()
        bundle = Bundle.objects.create(
            reference=references.new(),
            submission=submission_of(token),
            business=business,
            received_at=now(),
            entered_at=now(),
            account_id=actor.account_id or 0,
            key=sealing.new_data_key(),
        )
    keep_documents(bundle, files, actor)
    return documents_of_bundle(bundle)


@transaction.atomic
def take_files(token: str, bundle: Bundle, actor: Actor, *, but: Collection[str] = ()) -> list[BundleDocument]:
    """Move what was kept of a form to a bundle that is there already, but for sorts that came again with it."""
    files = [one for one in open_kept_files(token) if one.purpose not in but]
    drop_files(token)
    return add_documents(bundle, files, actor)


def open_kept_files(token: str) -> list[Document]:
    """What is kept of a form of which nothing is entered yet."""
    rows = [row for kept in _unentered(token) for row in documents_of_bundle(kept)]
    return [_document_of(row) for row in rows]


def _document_of(row: BundleDocument) -> Document:
    """Checked when it came, so that what it does by itself, or that nothing was scanned, is not looked for again."""
    acts = tuple(row.acts or ())
    return Document(row.purpose, row.media_type, "", name_of_document(row), open_content(row), acts)


def drop_files(token: str) -> None:
    """It has served: nothing is kept of the form any more."""
    BundleDocument.objects.filter(bundle__in=_unentered(token)).delete()
    _unentered(token).delete()


def _unentered(token: str) -> QuerySet[Bundle]:
    return _of_form(token).filter(lines=None, completed_at=None)


def _of_form(token: str) -> QuerySet[Bundle]:
    return Bundle.objects.filter(submission=submission_of(token))
