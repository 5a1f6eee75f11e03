"""What was typed into a form and is not sent yet, with its files: kept sealed for an hour, in this browser's session.

Generic on purpose: any form may keep its answers and files here under a name, and find them again as they were sent.
"""

import io
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

from dsr import sealing
from dsr.clock import machine
from dsr.errors import CannotOpen
from dsr.models import DraftFile
from portal import access
from portal.web.session_store import DRAFT_LASTS, DRAFTS
from portal.web.uploads import found_clean, is_found_clean

_SEAL = "form-draft"


class Draft(NamedTuple):
    """Answers and files in the shapes that a form takes them."""

    answers: QueryDict
    files: "MultiValueDict[str, UploadedFile[bytes]]"


def keep_draft(
    request: HttpRequest,
    form: str,
    answers: Mapping[str, Iterable[str]],
    files: "MultiValueDict[str, UploadedFile[bytes]] | None" = None,
    lasts: timedelta = DRAFT_LASTS,
) -> None:
    """From now on this stands in the form of this name. Raises a database's own error; then nothing is kept."""
    ends = machine() + lasts
    before = _opened(request, form)
    told = {"answers": {name: list(values) for name, values in answers.items()}, "files": _kept_files(files, ends)}
    kept = [ends.isoformat(), sealing.seal_secret(_SEAL, json.dumps(told))]
    access.save_session(request, **{DRAFTS: {**request.session.get(DRAFTS, {}), form: kept}})
    _forget_files(before)


def find_draft(request: HttpRequest, form: str) -> Draft | None:
    """What stands in the form of this name; None where nothing does, or the hour is over."""
    told = _opened(request, form)
    if told is None:
        return None
    answers = QueryDict(mutable=True)
    for name, values in told["answers"].items():
        answers.setlist(name, values)
    return Draft(answers, _found_files(told["files"]))


def forget_draft(request: HttpRequest, form: str, save: Callable[[], None]) -> None:
    """`save` saves the session, without what was typed; the files go after that: where it fails, both are there still.

    Raises a database's own error.
    """
    before, drafts = _opened(request, form), request.session.get(DRAFTS, {})
    if form in drafts:
        request.session[DRAFTS] = {name: one for name, one in drafts.items() if name != form}
    save()
    _forget_files(before)


def _opened(request: HttpRequest, form: str) -> dict[str, Any] | None:
    ends, sealed = request.session.get(DRAFTS, {}).get(form, ("", ""))
    if not sealed or datetime.fromisoformat(ends) <= machine():
        return None
    try:
        found: dict[str, Any] = json.loads(sealing.open_secret(_SEAL, sealed))
    except CannotOpen:  # its key is gone: it is typed again
        return None
    return found


def _kept_files(files: "MultiValueDict[str, UploadedFile[bytes]] | None", ends: datetime) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for question, some in (files or MultiValueDict()).lists():
        for file in some:
            file.seek(0)
            row = DraftFile(data_key=sealing.new_data_key(), expires_at=ends)
            row.sealed = sealing.seal(cast(sealing.HasKey, row), _SEAL, file.read())
            row.save(force_insert=True)
            kept.setdefault(question, []).append(_told_of(row, file))
    return kept


def _told_of(row: DraftFile, file: "UploadedFile[bytes]") -> list[Any]:
    return [row.pk, file.name or "", file.content_type or "", is_found_clean(file)]


def _found_files(told: Mapping[str, Any]) -> "MultiValueDict[str, UploadedFile[bytes]]":
    """No query where none were kept. One whose key is gone is left out: the answers show which files there are."""
    names = [one[0] for some in told.values() for one in some]
    rows = DraftFile.objects.in_bulk(names) if names else {}
    files: MultiValueDict[str, UploadedFile[bytes]] = MultiValueDict()
    for question, some in told.items():
        for one in some:  # an hour ago an earlier release may have kept no verdict
            row, name, sort, is_clean = rows.get(one[0]), one[1], one[2], bool(one[3:] and one[3])
            try:
                content = sealing.open_sealed(cast(sealing.HasKey, row), _SEAL, row.sealed) if row else None
            except CannotOpen:
                continue
            if content is not None:
                file = InMemoryUploadedFile(io.BytesIO(content), question, name, sort, len(content), None)
                if is_clean:
                    found_clean(file)
                files.appendlist(question, file)
    return files


def _forget_files(told: Mapping[str, Any] | None) -> None:
    if told and told["files"]:
        DraftFile.objects.filter(pk__in=[one[0] for some in told["files"].values() for one in some]).delete()
