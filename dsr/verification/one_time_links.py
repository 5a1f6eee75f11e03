"""Single-use links and codes that letters carry: drawn, kept as keyed hashes, found, used once, ended."""

import hmac
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from secrets import choice, token_urlsafe
from typing import Literal

from dsr.clock import now
from dsr.formats.references import ALPHABET
from dsr.models import Secret
from dsr.sealing import secret_digest

FOR_PROOF = "verification"
FOR_STEP = "step"
FOR_NOTICE = "telling"
FOR_PERMISSION = "permission"
FOR_WITHDRAWAL = "withdrawal"
FOR_ADDRESS = "address"
FOR_ADDRESS_STOP = "address-stop"

_CODE_LENGTH = 8
# Read for one another from paper or a small screen: a code is the same with either. What no code holds means nothing.
_LOOK_ALIKE = str.maketrans({"S": "5", "Z": "2", "B": "8", "G": "6", "O": "Q", "0": "Q"})

SecretState = Literal["live", "used", "expired", "ended"]


@dataclass(frozen=True)
class DrawnSecret:
    """A fresh link's token and a code to type instead. They exist here and in the letter; rows keep hashes."""

    token: str
    code: str

    @property
    def spelled(self) -> str:
        """The code as it is printed: in groups that are easy to read aloud."""
        return f"{self.code[:4]}-{self.code[4:]}"


@dataclass(frozen=True)
class FoundSecret:
    """A secret of ours, and what it is good for now."""

    secret: Secret
    state: SecretState

    @property
    def is_live(self) -> bool:
        return self.state == "live"


def draw_secret() -> DrawnSecret:
    """A fresh token of 192 bits and a code of about 38; nothing is written."""
    return DrawnSecret(token_urlsafe(24), "".join(choice(ALPHABET) for _ in range(_CODE_LENGTH)))


def keep_secret(purpose: str, target: int, drawn: DrawnSecret, lifetime: timedelta) -> Secret:
    """Write the hashes of what was drawn, in the transaction that writes the letter."""
    issued = now()
    return Secret.objects.create(
        purpose=purpose,
        target=target,
        digest=secret_digest(purpose, drawn.token),
        code_digest=_code_digest(purpose, target, parse_code(drawn.code)),
        issued_at=issued,
        expires_at=issued + lifetime,
    )


def find_secret(purpose: str, token: str) -> FoundSecret | None:
    """The secret whose token this is; None when there never was one."""
    secret = Secret.objects.filter(purpose=purpose, digest=secret_digest(purpose, token)).first()
    return found_secret(secret) if secret else None


def found_secret(secret: Secret) -> FoundSecret:
    """A secret with what it is good for now."""
    return FoundSecret(secret, _state(secret))


def find_code(purpose: str, target: int, typed: str) -> FoundSecret | None:
    """The newest secret of the target whose code this is, however it was typed. The caller counts the tries.

    Every row is compared in the same time, so an answer that takes longer tells nothing about the code.
    """
    wanted = _code_digest(purpose, target, parse_code(typed))
    rows = list(Secret.objects.filter(purpose=purpose, target=target).exclude(code_digest="").order_by("-pk"))
    matching = [row for row in rows if hmac.compare_digest(row.code_digest, wanted)]
    return found_secret(matching[0]) if matching else None


def use_secret(secret: Secret) -> bool:
    """Use it up. False when another press was first, or its time is over. Compare-and-set."""
    at = now()
    unused = Secret.objects.filter(pk=secret.pk, used_at=None, ended_at=None, expires_at__gt=at)
    return bool(unused.update(used_at=at))


def end_secrets(purpose: str, target: int) -> int:
    """No link or code of this target opens anything any more; how many that were."""
    return Secret.objects.filter(purpose=purpose, target=target, used_at=None, ended_at=None).update(ended_at=now())


def parse_code(typed: str) -> str:
    """One spelling of a code: without spaces, dashes and case, and with look-alikes read as one."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    kept = "".join(c for c in plain if not c.isspace() and unicodedata.category(c) not in {"Pd", "Cf"})
    return kept.translate(_LOOK_ALIKE)


def _code_digest(purpose: str, target: int, code: str) -> str:
    """Bound to its target: a code of one case says nothing in another."""
    return secret_digest(f"{purpose}-code-{target}", code)


def _state(secret: Secret) -> SecretState:
    if secret.used_at is not None:
        return "used"
    if secret.ended_at is not None:
        return "ended"
    return "live" if secret.expires_at > now() else "expired"
