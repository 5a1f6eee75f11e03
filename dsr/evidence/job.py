"""Making a pack: case by case into sealed parts. Where a worker is lost nothing of it counts: it begins anew."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from dsr import anchors, journal, sealing
from dsr.clock import now
from dsr.evidence import shared_content
from dsr.evidence.case_content import account_ids, add_case, entries_of
from dsr.evidence.fingerprints import fingerprint_of
from dsr.evidence.pack_file import PackFile
from dsr.evidence.release import cases_of, details_of, law_of, stop_told_of_orders, words_of
from dsr.evidence.sealed_parts import SealedParts
from dsr.evidence.secret_orders import orders_in_force
from dsr.formats import references
from dsr.journal import Actor, EntryName, Line
from dsr.models import Account, Case, Compilation, Entry, EvidencePack, EvidencePart
from dsr.models.evidence import PackState

_BATCH = 50  # numbers of cases read in one statement


@dataclass
class Shared:
    """What several cases refer to, gathered while they are written: numbers and names of templates."""

    reports: set[int] = field(default_factory=set)
    templates: set[str] = field(default_factory=set)
    staff: set[int] = field(default_factory=set)


def make_pack(pack_id: int) -> None:
    """All of it, or nothing where it was stopped, or where another worker has it by now."""
    pack = EvidencePack.objects.select_related("asked_by", "case", "bundle", "business").get(pk=pack_id)
    if pack.state != PackState.WORK or stop_told_of_orders(pack):
        return
    EvidencePart.objects.filter(pack=pack).delete()
    pack.data_key, pack.begun_at = sealing.new_data_key(), now()
    if not _going_on(pack, data_key=pack.data_key, begun_at=pack.begun_at, done=0, total=cases_of(pack).count()):
        return
    sink, key = SealedParts(pack), sealing.newest_journal_key()
    with ExitStack() as kept:
        inclusion = anchors.newest_inclusion()
        if inclusion is not None:
            kept.enter_context(closing(inclusion))
        file = kept.enter_context(PackFile(sink, pack.begun_at))
        if not _write(file, pack, inclusion):
            _clear(pack)
            return
        file.finish(_manifest(pack, key, inclusion), key)
    sink.close()
    if stop_told_of_orders(pack):
        return
    made = {"size": sink.size, "digest": sink.digest, "fingerprint": fingerprint_of(key)}
    until = now() + timedelta(days=settings.EVIDENCE_DAYS)
    if not _going_on(pack, state=PackState.READY, made_at=now(), keep_until=until, **made):
        _clear(pack)


def _clear(pack: EvidencePack) -> None:
    """What was written before somebody stopped it; what another worker writes by now stays."""
    if not EvidencePack.objects.filter(pk=pack.pk, state=PackState.WORK).exists():
        EvidencePart.objects.filter(pack=pack).delete()


def _going_on(pack: EvidencePack, **changes: Any) -> bool:
    """Write it while the pack is still this worker's. False once it was stopped, or begun anew by another."""
    rows = EvidencePack.objects.filter(pk=pack.pk, state=PackState.WORK)
    if "data_key" not in changes:
        rows = rows.filter(data_key=pack.data_key)
    return bool(rows.update(**changes))


def _write(file: PackFile, pack: EvidencePack, inclusion: anchors.Inclusion | None) -> bool:
    """Everything but the manifest. False where it was stopped."""
    shared = Shared()
    shared_content.add_readme(file, pack, covered(pack))
    if pack.is_redacted:
        why = _("This is the form without personal data. The digests in the journal stand for what is withheld.")
        file.withhold("*", _("Names, addresses, words, letters and documents"), pack.total, why)
    for number, case_id in enumerate(_cases(pack), start=1):
        case = _add(file, pack, case_id, shared)
        proof = inclusion.proof_of(case.pk) if inclusion else None
        file.add_json(f"cases/{case.reference}/proof.json", proof)
        if not _going_on(pack, done=number):
            return False
    if inclusion:
        file.add(f"anchors/{inclusion.name}", inclusion.text.encode())
    if pack.bundle is not None:
        shared_content.add_bundle(file, pack.bundle, is_redacted=pack.is_redacted)
    for row in Compilation.objects.filter(pk__in=shared.reports).order_by("pk").iterator(chunk_size=1):
        shared_content.add_report(file, row)
    shared_content.add_templates(file, shared.templates)
    shared_content.add_staff(file, shared.staff, is_redacted=pack.is_redacted)
    return _going_on(pack, done=pack.total)


def _cases(pack: EvidencePack) -> Iterator[int]:
    """By age, the numbers of some at a time: each is read at its turn."""
    rows, last = cases_of(pack).values_list("pk", flat=True), 0
    while batch := list(rows.filter(pk__gt=last)[:_BATCH]):
        last = batch[-1]
        yield from batch


def _read(case_id: int) -> tuple[Case, list[Entry]]:
    """A case with all that is read beside it, and its journal, of one moment.

    Where the same is read twice and does not fit, nobody is writing: the journal is broken, and the pack shows it.
    """
    beside = ("business", "brand", "came_to", "joined_to", "opened_by", "verification", "bundled__bundle")
    before = None
    while True:
        case = Case.objects.select_related(*beside).get(pk=case_id)
        entries = entries_of(case)
        found = (case.head, entries[-1].digest)
        if case.head == entries[-1].digest or found == before:
            return case, entries
        before = found


def _add(file: PackFile, pack: EvidencePack, case_id: int, shared: Shared) -> Case:
    case, entries = _read(case_id)
    if not any(_is_of(pack, entry) for entry in entries):
        _write_down(pack, case)
        case, entries = _read(case_id)
    own = add_case(file, case, entries, is_redacted=pack.is_redacted)
    shared.staff.update(account_ids(entries))
    shared.templates.update(letter.name for letter in own)
    shared.reports.update(letter.compilation_id for letter in own if letter.compilation_id)
    if case.compilation_id:
        shared.reports.add(case.compilation_id)
    return case


def _is_of(pack: EvidencePack, entry: Entry) -> bool:
    """Whether this pack was written down before a worker that had it was lost."""
    return entry.name == EntryName.EVIDENCE_PACK and journal.facts_of(entry)["pack"] == pack.reference


def _write_down(pack: EvidencePack, case: Case) -> None:
    """To whom the record goes stands in it, before it goes."""
    facts: dict[str, Any] = {"pack": pack.reference, "receiver": pack.receiver, "ground": pack.ground}
    facts |= {"law": law_of(pack), "redacted": pack.is_redacted, "approval": pack.approval_id}
    # Only of a case that has one itself: the record of another may go to who must not know.
    has_order = bool(details_of(pack).orders and orders_in_force(Case.objects.filter(pk=case.pk)))
    facts |= {"knows_of_orders": True} if has_order else {}
    asked: Account = pack.asked_by
    words = words_of(pack) if case.data_key else ""
    journal.record(case.pk, Line(EntryName.EVIDENCE_PACK, facts, words), Actor(asked.who, asked.pk))


def covered(pack: EvidencePack) -> str:
    """Of what it is, without naming anybody."""
    if pack.case is not None:
        return f"request {references.spell(pack.case.reference)}"
    if pack.bundle is not None:
        return f"the requests of bundle {references.spell(pack.bundle.reference)}"
    return f"the requests received from {pack.from_day} to {pack.to_day}"


def _manifest(pack: EvidencePack, key: str, inclusion: anchors.Inclusion | None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "reference": pack.reference,
        "made_at": now().isoformat(),
        "form": "redacted" if pack.is_redacted else "full",
        "covers": covered(pack),
        "receiver": pack.receiver,
        "ground": pack.ground,
        "law": law_of(pack),
        "key": {"name": key, "public": sealing.public_anchor_key(key).hex()},
        "anchor_keys": {inclusion.anchor.key: inclusion.public_key.hex()} if inclusion else {},
    }
    return told | ({} if pack.is_redacted else {"for": words_of(pack)})
