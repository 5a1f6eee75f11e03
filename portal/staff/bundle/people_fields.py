"""The people of a bundle, typed or as a file; what a file says is put into the field, to be mended there."""

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import agents
from dsr.documents import Document
from dsr.errors import BadInput
from dsr.formats import canonical_json
from dsr.journal import Actor
from dsr.kinds import base
from dsr.models import Business
from portal.staff.bundle.kept_files import keep_files
from portal.web.uploads import scanned_document

# More than a bundle holds, with room for what is wrong with each.
_LONGEST_TEXT = 1_000_000
_SHOWN = 12  # people in the look before they are entered


class PeopleForm(forms.Form):
    """The list: pasted, or a file. What was guessed or left out is shown once, and the same pressed again enters."""

    submission = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    people = forms.CharField(
        label=gettext_lazy("The people, one a line"),
        help_text=gettext_lazy(
            "Name, email address and, if it is said, the state: Ines Okafor, ines@example.com, CA. What is left "
            "out can be asked for afterwards. Of a correction also what is wrong, what it says now, what it "
            "should say, and why; a person who stands twice has two things corrected. With a row of column names, one "
            "may be “Mailing address”: whoever’s permission is not shown is written to by email, or there."
        ),
        max_length=_LONGEST_TEXT,
        strip=False,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )
    table = forms.FileField(
        label=gettext_lazy("Or the list as a file (CSV or XLSX)"),
        help_text=gettext_lazy(
            "A row with the names of the columns lets them stand in any order. The file is kept with the bundle."
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    # The digest of the file that was read into the field above: sent again, the file is only kept.
    read_from = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    # The digest of what was shown before it is entered.
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].widget.attrs.pop("maxlength", None)
        self.listed = agents.PeopleList([], [], [])
        self.list_document: Document | None = None
        self.asks_to_look = False

    def clean_table(self) -> agents.ListFile | None:
        file: UploadedFile[bytes] | None = self.cleaned_data["table"]
        if file is None:
            return None
        try:
            agents.check_list_size(file.size or 0)
            listed = agents.read_list_file(file.name or "", file.read())
            return replace(listed, document=scanned_document(listed.document))
        except BadInput as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def read_list(self, kind: base.Kind | None) -> None:
        """Read the people, with what their kind lets a list leave out; each fault is told by its line."""
        values, rules = self.cleaned_data, agents.list_rules(kind) if kind else {}
        file, typed = values.get("table"), values.get("people") or ""
        if "table" in self.errors:
            return
        if file is None or (typed.strip() and values.get("read_from") == _digest(file)):
            self.listed = agents.read_people(typed, **rules)
        elif typed.strip():
            self.add_error("table", _("Give the people in one of the two: in the field, or as a file."))
            return
        else:
            self.listed = agents.list_people(file.rows, **rules)
            self.listed.notes[:0] = file.notes
        self.list_document = file.document if file else None
        self._tell(file)

    def _tell(self, file: agents.ListFile | None) -> None:
        if self.listed.faults:
            self.add_error("people", [str(fault) for fault in self.listed.faults])
        elif not self.listed.subjects:
            self.add_error("people", _("Enter the people, one a line, or choose a file."))
        elif not self.errors and self.listed.notes and self.cleaned_data.get("seen") != self.mark:
            self.asks_to_look = True
        if file is not None and not file.is_cut_short:
            self._keep_typed(people=_typed(file.rows), read_from=_digest(file))
        if self.asks_to_look:
            self._keep_typed(seen=self.mark)

    def keep_files(self, business: Business, who: Actor) -> list[str]:
        """The names of the files that are kept of this form, which is shown once more: no browser keeps them."""
        return keep_files(self, business, self.files_to_keep(), who)

    def files_to_keep(self) -> list[Document]:
        """What came as a file and can be read."""
        return [self.list_document] if self.list_document else []

    def _keep_typed(self, **values: str) -> None:
        """The page is shown again: with what a file said, as browsers do not keep the file itself."""
        data = self.data.copy() if hasattr(self.data, "copy") else dict(self.data)
        for name, value in values.items():
            data[self.add_prefix(name)] = value
        self.data = data

    @property
    def mark(self) -> str:
        """Of the people as they were read: shown once, the same are entered."""
        told = [[*one.key, one.in_california, list(map(dict, one.items)), one.postal] for one in self.listed.subjects]
        return canonical_json.digest(told)

    def look(self) -> Mapping[str, Any]:
        """What is shown before it is entered, where something was guessed or left out."""
        people = self.listed.subjects
        return {
            "notes": self.listed.notes,
            "people": people[:_SHOWN],
            "count": len(people),
            "shown": _SHOWN,
        }


def _digest(file: agents.ListFile) -> str:
    return hashlib.sha256(file.document.content).hexdigest()


def _typed(rows: list[agents.ListRow]) -> str:
    """The rows as they would be pasted, each on the line that it has in the file.

    A lone cell gets an empty one beside it: without a tab, a comma in it would cut it.
    """
    lines = [""] * max(row.line for row in rows)
    for row in rows:
        written = io.StringIO()
        cells = [" ".join(cell.split()) for cell in row.cells or ()]
        csv.writer(written, delimiter="\t", lineterminator="").writerow(cells if len(cells) != 1 else [*cells, ""])
        lines[row.line - 1] = written.getvalue()
    return "\n".join(lines)
