"""The webhook way: what a system is asked about a step, and what its answer means. docs/webhooks.md has the shape."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dsr import sealing
from dsr.clock import PACIFIC, now
from dsr.errors import BadInput, CannotAct
from dsr.formats.sent_values import load_json, load_mended_json
from dsr.models import System
from dsr.reasons import Reason
from dsr.webhooks import http, signatures
from dsr.webhooks.http import CannotCall, Reply

# The points that a system may be told. By one of the first two it finds a person.
POINTS = ("email", "phone", "name", "postal")
FINDS_BY = frozenset({"email", "phone"})
STATES = frozenset({"done", "not-held", "kept", "failed", "changed"})
_COUNTED = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,39}")  # no address and no name of a person passes for a table
_MOST_COUNTS = 20
_MOST_ROWS = 2**31
_MOST_NOTE = 1_000
_MOST_RECIPIENTS = 200


@dataclass(frozen=True)
class Target:
    """Where a system is asked, and which points of a person it is told."""

    address: str
    points: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return {"address": self.address, "points": list(self.points)}


@dataclass(frozen=True)
class StepAnswer:
    """What a system says. A count of None means that it cannot count."""

    state: str = ""
    found: Mapping[str, int] | None = None
    did: Mapping[str, int] | None = None
    left: Mapping[str, int] | None = None
    keep_code: str = ""
    note: str = ""
    recipients: tuple[str, ...] = ()  # keys of the ledger: who got information about this person
    portions: tuple[str, ...] | None = None  # of those that were asked: which were there; None: it does not say

    def to_json(self) -> dict[str, Any]:
        """What is sealed in the case; read() reads it back."""
        told: dict[str, Any] = {"state": self.state, "keep_code": self.keep_code, "note": self.note}
        told |= {"recipients": list(self.recipients)} if self.recipients else {}
        told |= {} if self.portions is None else {"portions": list(self.portions)}
        counts = {"found": self.found, "did": self.did, "left": self.left}
        return {**told, **{name: None if rows is None else dict(rows) for name, rows in counts.items()}}


def parse_webhook(raw: object) -> Target:
    """Read what the register keeps of a webhook. Raises BadInput that says what to write instead."""
    said = raw if isinstance(raw, dict) else {}
    points = said.get("points")
    if not isinstance(points, list) or not set(points) <= set(POINTS):
        raise BadInput(_("Choose which points of a person it is told: %(known)s.") % {"known": ", ".join(POINTS)})
    if not FINDS_BY & set(points):
        raise BadInput(_("Choose email or phone too: by one of them it finds a person."))
    return Target(http.check_address(str(said.get("address", ""))), tuple(name for name in POINTS if name in points))


def target_of(system: System) -> Target:
    """Raises CannotAct when the register has none."""
    if not system.mapping:
        raise CannotAct(_("This system has no address yet. An administrator enters it."))
    return parse_webhook(system.mapping)


def send_message(system: System, message_id: str, body: bytes) -> Reply:
    """Sign and send. Raises what reaching the system raises."""
    return http.post_message(
        target_of(system).address,
        body,
        signatures.signed_headers(signatures.secret_of(system), message_id, body),
    )


def spell_message(kind: str, at: datetime, data: Mapping[str, Any]) -> bytes:
    """The body of a message: the same words give the same bytes, so a retry repeats itself exactly."""
    whole = {"type": kind, "timestamp": at.astimezone(PACIFIC).isoformat(), "data": data}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def step_key(step_id: int) -> str:
    """The opaque name of a step: the same in every message about it, and telling nothing."""
    return f"step_{sealing.secret_digest('webhook-step', str(step_id))[:32]}"


def try_system(system: System) -> None:
    """Ask whether it answers to our signature, about nobody. Raises what reaching it raises."""
    send_message(system, signatures.new_message_id(), spell_message("ping", now(), {"system": system.name}))


def callback_data(body: bytes, kind: str = "step.answered") -> dict[str, Any]:
    """The data of a callback of this kind. Raises BadInput."""
    raw = load_json(body)
    if not isinstance(raw, dict) or raw.get("type") != kind or not isinstance(raw.get("data"), dict):
        raise BadInput(_("Send a JSON object with the type “%(kind)s” and its data.") % {"kind": kind})
    return dict(raw["data"])


def callback_type(body: bytes) -> str:
    """The type of a callback; empty when it has none. Raises BadInput."""
    raw = load_json(body)
    return str(raw.get("type", "")) if isinstance(raw, dict) else ""


def read_answer(body: bytes | str) -> StepAnswer:
    """An answer as it came, half emojis mended. Raises CannotCall when it is not understood."""
    try:
        raw = load_mended_json(body)
    except BadInput:
        raise _unclear(_("Its answer is not JSON.")) from None
    return answer_from_json(raw)


def answer_from_json(raw: object) -> StepAnswer:
    """An answer from its JSON value. Raises CannotCall."""
    if not isinstance(raw, dict):
        raise _unclear(_("Its answer is not a JSON object."))
    state, code, note = (raw.get(name) or "" for name in ("state", "keep_code", "note"))
    if not all(isinstance(one, str) for one in (state, code, note)) or (state and state not in STATES):
        raise _unclear(_("Its answer has no state that we know."))
    counts: dict[str, Any] = {name: _counts(raw.get(name)) for name in ("found", "did", "left")}
    told: dict[str, Any] = {"recipients": _keys(raw.get("recipients")), "portions": _portions(raw.get("portions"))}
    return StepAnswer(state=state, keep_code=code[:40], note=note.strip()[:_MOST_NOTE], **told, **counts)


def _portions(raw: object) -> tuple[str, ...] | None:
    if raw is None:
        return None
    if not isinstance(raw, list) or not all(isinstance(part, str) and 0 < len(part) <= 40 for part in raw):
        raise _unclear(_("Its portions are not a list of names."))
    return tuple(dict.fromkeys(raw))


def _keys(raw: object) -> tuple[str, ...]:
    keys = [] if raw is None else raw
    if not isinstance(keys, list) or len(keys) > _MOST_RECIPIENTS:
        raise _unclear(_("Its recipients are not a list of keys of the disclosures."))
    if not all(isinstance(key, str) and 0 < len(key) <= 120 for key in keys):
        raise _unclear(_("Its recipients are not a list of keys of the disclosures."))
    return tuple(dict.fromkeys(keys))


def _counts(raw: object) -> dict[str, int] | None:
    if raw is None:
        return None
    if not isinstance(raw, dict) or len(raw) > _MOST_COUNTS:
        raise _unclear(_("Its counts are not an object of names and whole numbers."))
    for name, rows in raw.items():
        is_count = isinstance(rows, int) and not isinstance(rows, bool) and 0 <= rows < _MOST_ROWS
        if not (is_count and _COUNTED.fullmatch(name)):
            raise _unclear(_("Its counts are not an object of names and whole numbers."))
    return dict(raw)


def _unclear(words: str) -> CannotCall:
    return CannotCall(words, Reason.WEBHOOK_NOT_UNDERSTOOD)
