"""What an anchor says, in one spelling: this is signed, written to a file, and mailed."""

from typing import Any

from dsr import sealing
from dsr.formats import canonical_json
from dsr.models import Anchor

FORMAT = "daylight-anchor-1"


def document_of(anchor: Anchor) -> dict[str, Any]:
    """The signed part."""
    return {
        "format": FORMAT,
        "number": anchor.number,
        "at": anchor.at.isoformat(),
        "cases": anchor.cases,
        "root": anchor.root,
        "previous": anchor.previous,
        "key": anchor.key,
    }


def digest_of(anchor: Anchor) -> str:
    """What the anchor after it calls `previous`."""
    return canonical_json.digest(document_of(anchor))


def sign(anchor: Anchor) -> None:
    """Sign it under the newest of JOURNAL_KEYS; not saved yet."""
    anchor.key = sealing.newest_journal_key()
    anchor.signature = sealing.sign_anchor(anchor.key, canonical_json.encode(document_of(anchor)))


def is_signed(anchor: Anchor) -> bool:
    """Whether the signature fits. Raises CannotOpen when JOURNAL_KEYS lacks the key."""
    return sealing.proves_anchor(anchor.key, canonical_json.encode(document_of(anchor)), anchor.signature)
