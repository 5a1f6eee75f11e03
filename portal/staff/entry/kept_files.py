"""Files of an entry that is shown once more, which no browser keeps: sealed for an hour, named at their question."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from portal import access
from portal.public.form import find_draft, forget_draft, keep_draft
from portal.web.typed_requests import StaffRequest
from portal.web.uploads import scan_anew


def files_of(request: StaffRequest) -> "MultiValueDict[str, UploadedFile[bytes]]":
    """What came with the form, and, of questions at which nothing came now, what is kept of it and not taken away.

    Each press may be the one that enters it: the scanner is asked anew of all.
    """
    files: MultiValueDict[str, UploadedFile[bytes]] = MultiValueDict(dict(request.FILES.lists()))
    found = find_draft(request, _name(request))
    for question, some in found.files.lists() if found else ():
        if question not in files and f"drop_{question}" not in request.POST:
            files.setlist(question, some)
    scan_anew(files)
    return files


def keep_for_again(request: StaffRequest, form: Any) -> None:
    """Keep what can be read of the files of a form with an error; of the others the form asks again."""
    errors = form.errors
    readable: MultiValueDict[str, UploadedFile[bytes]] = MultiValueDict(
        {name: some for name, some in form.files.lists() if name in form.fields and name not in errors}
    )
    if readable:
        keep_draft(request, _name(request), {}, readable)
        form.keep_files(readable)
    else:  # what was kept before is replaced by what cannot be read, or taken away
        forget_kept(request)
    form.ask_for_files_again()
    if form.files.getlist("scan") and "scan" in errors:
        form.add_error("scan", _("Choose your files again: your browser does not keep them."))


def forget_kept(request: StaffRequest) -> None:
    """They have served, or are wanted no more."""
    if find_draft(request, _name(request)):
        forget_draft(request, _name(request), lambda: access.save_session(request))


def _name(request: StaffRequest) -> str:
    return f"entry:{request.POST.get('submission', '')[:64]}"
