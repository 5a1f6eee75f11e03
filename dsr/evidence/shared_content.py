"""What of a pack belongs to no single case: reports, templates, staff, the bundle's own files, and how to read it."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings

from dsr import agents
from dsr.errors import Forgotten
from dsr.evidence.case_content import add_letter
from dsr.evidence.case_facts import facts_of_letter
from dsr.evidence.fingerprints import verifier, verifier_digest
from dsr.evidence.pack_file import PackFile
from dsr.formats.file_types import ENDINGS
from dsr.models import Account, Bundle, Compilation, EvidencePack

_README = """Evidence pack {reference}, made {made_at}.

It holds what the desk recorded of {covers}.

To check it you need Python 3.9 or later, and nothing else. A forged pack could hold a forged script: run the one
that the business or the publisher of the software gives you, or this one once its SHA-256 is the one they publish.
The script of the desk that made this pack has

    {digest}

    python -I ./verify.py PACK.zip --fingerprint "AS THE DESK PUBLISHES IT"

Ask the business for the fingerprint and for the SHA-256, and not whoever gave you this file.

manifest.json     what this is, and digests of all lists; signed in manifest.sig (Ed25519, RFC 8032)
files.jsonl       each file with its SHA-256
cases.jsonl       each request, the number of its entries, and the digest of the last
withheld.jsonl    what is not here, and why
anchors/          what the whole journal was on a day, signed then (Merkle tree, RFC 6962)
cases/REFERENCE/  facts.json: dates with the law, work, letters, documents
                  journal.jsonl: every change, each entry chained to the one before it
                  proof.json: where the request stands in the anchor
                  words.jsonl, said.json, letters/, documents/: what is personal; not in the redacted form
bundle/           the agent's own letters and files, in the pack of a bundle
reports/          each report that letters carried, its facts, and who said that the year was complete
templates.json    the templates of these letters as the desk had them when it made this pack. A letter's own
                  words are in letters/
staff.json        who the numbers of accounts are

An email is here with the subject, the words, the attachments, the To and the Message-ID that it had, and its Date is
the moment at which the mail server took it. From, Reply-To, In-Reply-To, References and the MIME boundaries were not
kept: they are made anew as the desk would make them on the day of this pack.
"""


def add_readme(file: PackFile, pack: EvidencePack, covers: str) -> None:
    made = {"reference": pack.reference, "made_at": pack.begun_at, "covers": covers, "digest": verifier_digest()}
    file.add("README.txt", _README.format(**made).encode())
    file.add("verify.py", verifier())


def add_report(file: PackFile, compilation: Compilation) -> None:
    """It names no person: facts as they were compiled, its files, and the statement that it rests on."""
    place, statement = f"reports/{compilation.pk}", compilation.statement
    told: dict[str, Any] = {
        name: getattr(compilation, name)
        for name in ("report", "year", "ledger_version", "as_of", "mode", "language", "outcome", "checksum", "done_at")
    }
    if statement:
        names = ("words", "sources", "checked_through", "stated_by_id", "stated_at", "from_version", "until_version")
        told["complete"] = {name: getattr(statement, name) for name in (*names, "ended_at", "ended_why")}
    file.add_json(f"{place}/report.json", told)
    for name, content in (
        ("facts.json", compilation.facts.encode()),
        ("report.txt", compilation.text.encode()),
        ("report.html", compilation.html.encode()),
        ("report.pdf", bytes(compilation.pdf or b"")),
        ("report.csv", bytes(compilation.csv or b"")),
    ):
        if content:
            file.add(f"{place}/{name}", content)


def add_staff(file: PackFile, ids: Iterable[int], *, is_redacted: bool) -> None:
    """By number: the role, and in the full form the name."""
    rows = Account.objects.filter(pk__in=ids).order_by("pk")
    told = {str(row.pk): {"role": row.role} | ({} if is_redacted else {"name": str(row)}) for row in rows}
    file.add_json("staff.json", told)


def add_templates(file: PackFile, names: Iterable[str]) -> None:
    """By letter: its files with their digests."""
    folder = Path(settings.BASE_DIR) / "templates" / "letters"
    told = {name: {one.name: _sha256(one) for one in sorted((folder / name).glob("*.*"))} for name in sorted(names)}
    file.add_json("templates.json", told)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def add_bundle(file: PackFile, bundle: Bundle, *, is_redacted: bool) -> None:
    """What is of the bundle and of no case."""
    own, files = list(bundle.letters.select_related("bundle").order_by("pk")), agents.documents_of_bundle(bundle)
    lines = bundle.lines.select_related("case").order_by("number", "pk")
    told = {
        **{name: getattr(bundle, name) for name in ("reference", "kind", "received_at", "entered_at", "answered_at")},
        "requests": [{"number": line.number, "reference": line.case.reference} for line in lines],
        "letters": [facts_of_letter(letter) for letter in own],
        "files": [
            {name: getattr(one, name) for name in ("id", "purpose", "media_type", "size", "digest", "purged_at")}
            for one in files
        ],
    }
    file.add_json("bundle/facts.json", told)
    if is_redacted:
        return
    file.add_json("bundle/agent.json", agents.agent_of_bundle(bundle))
    for letter in own:
        add_letter(file, "bundle/letters", letter, bundle.reference)
    for one in files:
        try:
            ending = ENDINGS.get(one.media_type, (Path(agents.name_of_document(one)).suffix,))[0]
            file.add(f"bundle/files/{one.pk}{ending}", agents.open_content(one))
        except Forgotten:
            file.withhold(bundle.reference, "Files", 1, "They were deleted, as the journal says.")
