"""A database in the set-up and at the desk: its connection, and its mapping table by table."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr.errors import BadInput
from dsr.models import Step, System
from dsr.systems import sql
from portal.staff.wording import mapping as mapping_words
from portal.ways.base import StaffPart, register_part


class ConnectionField(forms.CharField):
    """Where a database is. Raises a form error that says how to write it."""

    def clean(self, value: Any) -> str:
        text = str(super().clean(value)).strip()
        if text:
            try:
                sql.parse_connection(text)
            except BadInput as error:
                raise ValidationError(str(error)) from error
        return text


class MappingField(forms.CharField):
    """JSON, as the way of the system reads it; None when it was left empty."""

    def clean(self, value: Any) -> dict[str, Any] | None:
        text = str(super().clean(value)).strip()
        if not text:
            return None
        try:
            raw: dict[str, Any] = json.loads(text)  # parsing a mapping says what else is wrong with it
        except json.JSONDecodeError as error:
            said = _("This is not JSON: line %(line)d, column %(column)d: %(why)s.")
            raise ValidationError(said % {"line": error.lineno, "column": error.colno, "why": error.msg}) from error
        return raw


class DatabasePart(StaffPart):
    code = "sql"

    def fields(self) -> dict[str, forms.Field]:
        return {
            "connection": ConnectionField(
                label=gettext_lazy("Connection"),
                help_text=gettext_lazy(
                    "For a database, such as postgresql://name:password@host/database. It is sealed and never shown "
                    "again; leave it empty to keep it."
                ),
                widget=forms.PasswordInput(attrs={"autocomplete": "off", "size": 80}),
                required=False,
            ),
            "mapping": MappingField(
                label=gettext_lazy("Fields"),
                help_text=gettext_lazy(
                    "For a database: JSON as docs/systems.md tells. A change asks for a new approval."
                ),
                widget=forms.Textarea(attrs={"rows": 24, "cols": 100, "spellcheck": "false"}),
                required=False,
            ),
        }

    def check(self, form: "forms.ModelForm[System]", said: Mapping[str, Any]) -> None:
        kept = form.instance.sealed_connection if "way" not in form.changed_data else ""
        if not (said.get("connection") or kept or "connection" in form.errors):
            form.add_error("connection", _("Enter where the database is."))
        if "mapping" in form.errors:
            return
        mapping = said.get("mapping")
        if mapping is not None:
            try:
                faults = sql.unasked_remarks(sql.parse_mapping(mapping))
            except BadInput as error:
                form.add_error("mapping", str(error))
                return
            if faults:
                form.add_error("mapping", " ".join(one.words for one in faults))
                return
        if missing := set(said.get("actions", ())) - set((mapping or {}).get("deeds", {})):
            listed = {"actions": ", ".join(sorted(missing))}
            form.add_error("mapping", _("The fields do not say how to do: %(actions)s.") % listed)

    def keep(self, system: System, said: Mapping[str, Any]) -> str:
        if said["connection"]:
            system.sealed_connection = sql.seal_connection(said["connection"])
        return super().keep(system, said)

    def shown(self, system: System, titles: Mapping[str, list[str]]) -> dict[str, Any]:
        try:
            parsed = sql.parse_mapping(system.mapping)
        except BadInput as error:
            return {"problem": _("The fields cannot be read: %(why)s") % {"why": error}}
        return {
            "people": mapping_words.identity(parsed),
            "actions": mapping_words.actions(parsed, titles),
            "locks": mapping_words.locks(parsed),
            "cascades": mapping_words.cascades(parsed),
            "triggers": mapping_words.triggers(parsed),
        }

    def remarks(self, step: Step) -> tuple[str, ...]:
        return tuple(sql.Remark.from_json(one).words for one in step.remarks)


register_part(DatabasePart())
