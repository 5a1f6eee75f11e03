"""What the desk publishes so that who gets a pack compares: the keys that sign it, and the script that checks it."""

import hashlib
from pathlib import Path

from django.conf import settings

from dsr import sealing


def fingerprint_of(key: str) -> str:
    """SHA-256 of the public key that belongs to this journal key."""
    return hashlib.sha256(sealing.public_anchor_key(key)).hexdigest()


def published_fingerprints() -> dict[str, str]:
    """By the name of each key that is configured, the newest first; in groups, to be read aloud."""
    found = {name: fingerprint_of(name) for name in settings.JOURNAL_KEYS}
    return {name: " ".join(text[at : at + 8] for at in range(0, len(text), 8)) for name, text in found.items()}


def verifier() -> bytes:
    """The script that checks a pack, as it stands in each and as the desk hands it out."""
    return Path(__file__).with_name("verify_pack.py").read_bytes()


def verifier_digest() -> str:
    """Its SHA-256. Whoever got a pack from a stranger runs no script whose digest is another."""
    return hashlib.sha256(verifier()).hexdigest()
