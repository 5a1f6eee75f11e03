"""The keys that sign packs and anchors, as the desk publishes them: who gets a pack compares."""

import hashlib

from django.conf import settings

from dsr import sealing


def fingerprint_of(key: str) -> str:
    """SHA-256 of the public key that belongs to this journal key."""
    return hashlib.sha256(sealing.public_anchor_key(key)).hexdigest()


def published_fingerprints() -> dict[str, str]:
    """By the name of each key that is configured, the newest first; in groups, to be read aloud."""
    found = {name: fingerprint_of(name) for name in settings.JOURNAL_KEYS}
    return {name: " ".join(text[at : at + 8] for at in range(0, len(text), 8)) for name, text in found.items()}
