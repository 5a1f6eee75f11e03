"""What tests of evidence packs begin with: packs that were made, read back, and checked by their own script."""

import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

from dsr import evidence
from dsr.journal import Actor
from dsr.lifecycle import Who
from dsr.models import Account, Bundle, Case, EvidencePack
from tests import given

CANARY = "Dana Whitlow"


def wanted(of: Case | Bundle | evidence.Days, **changes: Any) -> evidence.WantedPack:
    """For the business's own lawyer, whole."""
    told = evidence.WantedPack(of, False, "lawyer", "claim", "Ada Pike", "ada@pike.example", "Whitlow v. Fernwood")
    return replace(told, **changes)


def alone() -> Actor:
    """The only one who may, with the ground of who decides alone."""
    account = Account.objects.filter(role=Who.ADMINISTRATOR).first() or given.an_account(Who.ADMINISTRATOR)
    return Actor(account.who, account.pk, given.GROUND)


def made(of: Case | Bundle | evidence.Days, actor: Actor | None = None, **changes: Any) -> EvidencePack:
    """Asked for by one who works alone, and made by the worker."""
    pack = evidence.ask_pack(wanted(of, **changes), actor or alone())
    given.drain()
    pack.refresh_from_db()
    return pack


def content(pack: EvidencePack) -> bytes:
    return b"".join(evidence.read_parts(pack))


def files(pack: bytes) -> dict[str, bytes]:
    """By path, in the order of the pack."""
    with zipfile.ZipFile(BytesIO(pack)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return held.getvalue()


def lines(part: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in part.splitlines()]


def verified(folder: Path, pack: bytes, fingerprint: str = "") -> tuple[int, str]:
    """The exit status and the words of the script that lies in the pack, in a process that has nothing of ours."""
    place, script = folder / "pack.zip", folder / "verify.py"
    place.write_bytes(pack)
    if not script.exists():
        script.write_bytes(files(pack)["verify.py"])
    given_print = ["--fingerprint", fingerprint] if fingerprint else []
    told = subprocess.run(
        [sys.executable, "-I", "-W", "error", script.name, place.name, *given_print],
        cwd=folder,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not told.stderr, told.stderr
    return told.returncode, told.stdout
