"""An anchor outside the database: a file, and a message to an address of the business's choice."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from dsr.anchors.document import document_of
from dsr.models import Anchor


def text_of(anchor: Anchor) -> str:
    """The document and its signature, as JSON that a person can read."""
    return json.dumps({"document": document_of(anchor), "signature": anchor.signature}, indent=2) + "\n"


def write_file(anchor: Anchor) -> Path:
    """Write it into ANCHOR_DIR, whole or not at all. One that stands there is never written over."""
    folder: Path = settings.ANCHOR_DIR
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / f"anchor-{anchor.number:06}.json"
    if not place.exists():
        draft = folder / f".{place.name}.new"
        draft.write_text(text_of(anchor), encoding="utf-8")
        draft.replace(place)
    return place


def read_files(folder: Path) -> Iterator[tuple[Path, dict[str, Any] | None]]:
    """Each anchor file with what it holds: the document with the signature in it; None where it cannot be read."""
    for place in sorted(folder.glob("anchor-*.json")):
        try:
            held = json.loads(place.read_text(encoding="utf-8"))
            yield place, {**held["document"], "signature": held["signature"]}
        except (OSError, ValueError, KeyError, TypeError):
            yield place, None


def compose_message(anchor: Anchor) -> EmailMessage | None:
    """To ANCHOR_MAIL; None where no address is set. It names no person and no request."""
    if not settings.ANCHOR_MAIL:
        return None
    subject = _("Keep this: anchor %(number)d of the journal") % {"number": anchor.number}
    why = _(
        "This stands for the whole journal of Daylight as it was at %(at)s. Keep this message where who keeps the "
        "database cannot reach it. If a request is changed or removed later, the attached file shows it:"
    ) % {"at": anchor.at.isoformat()}
    counted = _("%(cases)d requests, and the root over them:") % {"cases": anchor.cases}
    text = "\n\n".join([why, "    manage.py verify_journal --anchors FOLDER", counted, anchor.root, ""])
    message = EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [settings.ANCHOR_MAIL])
    message.attach(f"anchor-{anchor.number:06}.json", text_of(anchor), "application/json")
    return message
