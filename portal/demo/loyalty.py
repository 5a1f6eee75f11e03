"""The demo's system that is asked by webhook: an invented loyalty club with its own door, which really forgets."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from dsr import webhooks
from dsr.errors import DeskError
from portal.demo import business_database

PATH = "/demo/loyalty/"
_PORTION = "account"
_ANSWERS = {"preview": "found", "prove": "left"}


def _kept() -> Path:
    """The club's own copy of the secret: it stands apart from the desk, which keeps its own sealed."""
    return Path(settings.VAR_DIR) / "demo-loyalty-secret"


def keep_secret(secret: str) -> None:
    _kept().unlink(missing_ok=True)
    _kept().touch(mode=0o600)
    _kept().write_text(secret)


@csrf_exempt
@require_POST
def door(request: HttpRequest) -> JsonResponse:
    """Count, forget, count again. Doing it twice finds nothing the second time, so a replay does no harm."""
    given = {name.lower(): value for name, value in request.headers.items()}
    try:
        webhooks.verify_signature(_kept().read_text(), given, request.body)
        message = json.loads(request.body)
    except (DeskError, OSError, ValueError):
        return JsonResponse({"error": "The signature is not good."}, status=401)
    return JsonResponse(_answer(message["data"]) if message["type"] == "step.requested" else {})


def _answer(data: dict[str, Any]) -> dict[str, Any]:
    """A membership is all that the club has: of a request for other portions it holds nothing, and leaves it alone."""
    email, chosen = data["person"].get("email", ""), data["portions"]
    is_asked = not chosen or _PORTION in chosen
    if data["phase"] in _ANSWERS:
        return {_ANSWERS[data["phase"]]: {"members": business_database.members(email) if is_asked else 0}}
    if data["phase"] == "keep":
        return {"state": "kept"}
    did = business_database.remove_member(email) if is_asked else 0
    was_there = [_PORTION] if did and chosen else []
    return {"state": "done" if did else "not-held", "did": {"members": did}, "portions": was_there}
