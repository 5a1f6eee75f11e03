"""What of one case goes into a pack: its facts and journal in either form; what is personal in the full one alone."""

from collections.abc import Iterator
from email.utils import format_datetime
from typing import Any

from django.utils.translation import gettext as _

from dsr import documents, journal, letters, retention, sealing, steps
from dsr.errors import Forgotten
from dsr.evidence.case_facts import facts_of_case
from dsr.evidence.pack_file import PackFile
from dsr.formats.file_types import ENDINGS
from dsr.models import AgencyDirection, Bundle, Case, Entry, Letter, Sealed
from dsr.models.case import Delivery
from dsr.models.sealed_value import COUNSEL, SAVED, SET_ASIDE, WORDS

# Half-written, or kept until a row of other work is done: no record of the case.
_NO_RECORD = (SAVED, "bulk:", "proposal:", "receipt-correction")
_FILES = ("letter:", "letter-pdf:", "document:", "document-name:")


def add_case(file: PackFile, case: Case, entries: list[Entry], *, is_redacted: bool) -> list[Letter]:
    """The files of one case, below its reference; the letters that are its own."""
    place = f"cases/{case.reference}"
    own = list(case.letters.order_by("pk"))
    file.add_json(f"{place}/facts.json", facts_of_case(case, entries, own))
    file.add_lines(f"{place}/journal.jsonl", map(_line, entries))
    file.note_case(case.reference, entries[-1].number, entries[-1].digest)
    _withhold(file, case)
    if is_redacted:
        return own
    secret = _secret_names(case, entries)
    if secret:
        file.withhold(case.reference, _("Sealed words"), len(secret), _("The desk may not give them out."))
    opened = _opened(case, secret)
    words = {name.partition(":")[2]: value for name, value in opened.items() if name.startswith(WORDS)}
    file.add_lines(f"{place}/words.jsonl", ({"number": int(number), "words": words[number]} for number in words))
    said = {name: value for name, value in opened.items() if not name.startswith(WORDS)}
    file.add_json(f"{place}/said.json", said)
    for letter in own:
        add_letter(file, f"{place}/letters", letter, case.reference)
    _add_documents(file, place, case)
    return own


def _line(entry: Entry) -> dict[str, Any]:
    return {
        **journal.chained_fields(entry),
        "previous": entry.previous,
        "digest": entry.digest,
        "mac": entry.mac,
    }


def _secret_names(case: Case, entries: list[Entry]) -> set[str]:
    """What is sealed of directions under which nobody may be told, also once they are over."""
    names = set()
    for direction in AgencyDirection.objects.filter(step__case=case, forbids_telling=True):
        names |= {retention.direction_name(direction.pk), steps.reason_name(direction.step_id)}
    names |= {f"{WORDS}{entry.number}" for entry in entries if journal.facts_of(entry).get("forbids_telling")}
    return {*Sealed.objects.filter(case=case, name__in=names).values_list("name", flat=True)}


def _opened(case: Case, secret: set[str]) -> dict[str, Any]:
    """What people said and what was written, by name, without files, drafts, and what is withheld."""
    if not case.data_key:
        return {}
    rows = Sealed.objects.filter(case=case).exclude(name__in=secret).order_by("pk")
    for start in (*_FILES, *_NO_RECORD, COUNSEL, SET_ASIDE):
        rows = rows.exclude(name__startswith=start)
    return {row.name: sealing.open_sealed(case, row.name, row.value) for row in rows}


def _withhold(file: PackFile, case: Case) -> None:
    notes = Sealed.objects.filter(case=case, name__startswith=COUNSEL).count()
    if notes:
        file.withhold(case.reference, _("Notes marked “for counsel”"), notes, _("They are sealed apart."))
    held = Sealed.objects.filter(case=case, name__startswith=SET_ASIDE).count()
    if held:
        why = _("They were to be erased. A litigation hold keeps them, and nothing reads them.")
        file.withhold(case.reference, _("Values kept for a litigation hold"), held, why)
    if getattr(case, "bundled", None) is not None:
        bundle: Bundle = case.bundled.bundle
        told = bundle.documents.count() + bundle.letters.count()
        why = _("They are of the whole bundle: they are in its own pack alone.")
        file.withhold(case.reference, _("Files and letters of its bundle"), told, why)
    if not case.data_key:
        why = _("The request was forgotten: its key is destroyed.")
        file.withhold(case.reference, _("Names, addresses, words, letters and documents"), 1, why)


def add_letter(file: PackFile, place: str, letter: Letter, reference: str) -> None:
    """The message as an email program opens it, or the PDF that was printed."""
    if not letters.keeps_words(letter):
        file.withhold(reference, _("Words of a letter"), 1, _("They were deleted."))
    elif letter.delivery == Delivery.EMAIL:
        message = letters.open_letter(letter.pk).message
        if letter.accepted_at:
            message.extra_headers["Date"] = format_datetime(letter.accepted_at)
        file.add(f"{place}/{letter.pk}.eml", message.message().as_bytes())
    else:
        file.add(f"{place}/{letter.pk}.pdf", letters.paper_pdf(letter))


def _add_documents(file: PackFile, place: str, case: Case) -> None:
    gone, names = 0, {}
    for document in case.attachments.select_related("case").order_by("pk"):
        try:
            name, content = documents.opened(document)
        except Forgotten:
            gone += 1
            continue
        path = f"{place}/documents/{document.pk}{ENDINGS[document.media_type][0]}"
        names[path] = name
        file.add(path, content)
    if names:
        file.add_json(f"{place}/documents/names.json", names)
    if gone:
        file.withhold(case.reference, _("Documents"), gone, _("They were deleted, as the journal says."))


def entries_of(case: Case) -> list[Entry]:
    """Its journal in order."""
    return list(Entry.objects.filter(case=case).order_by("number"))


def account_ids(entries: list[Entry]) -> Iterator[int]:
    """The staff who wrote them."""
    return (entry.account_id for entry in entries if entry.account_id)
