"""The register of systems: where it is, who owns it, and what each deed does there. Its connection is never shown."""

import json
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import webhooks
from dsr.clock import now
from dsr.errors import BadInput, DeskError
from dsr.kinds import base
from dsr.models import System
from dsr.models.system import Way
from dsr.systems import sql
from portal.admin.webhooks import ShowsSecret, WebhookForm, target_of, try_system, will_show
from portal.web.typed_requests import reader


class CodedLines(forms.Field):
    """Lines of a code and words, such as `opt-out: Nothing in it is shared.`; read as [(code, words)]."""

    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value: Any) -> list[tuple[str, str]]:
        found = []
        for line in str(value or "").splitlines():
            if not line.strip():
                continue
            code, colon, words = (part.strip() for part in line.partition(":"))
            if not (colon and code and words):
                raise ValidationError(_("Write each line as “code: words”. This is not: %(line)s") % {"line": line})
            found.append((code, words))
        return found


def deeds() -> dict[str, str]:
    """What can be done in systems, and the kinds of request that do it."""
    found: dict[str, list[str]] = {}
    for kind in base.every():
        if kind.deed:
            found.setdefault(kind.deed, []).append(str(kind.title))
    return {deed: f"{deed}: {', '.join(titles)}" for deed, titles in found.items()}


def _exceptions() -> set[str]:
    return {keep.code for kind in base.every() for keep in kind.keep_codes if not keep.is_not_asked}


class SystemForm(WebhookForm):
    deeds = forms.MultipleChoiceField(
        label=gettext_lazy("Takes part in"),
        choices=lambda: list(deeds().items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reasons = CodedLines(
        label=gettext_lazy("Does not take part in, because"),
        help_text=gettext_lazy("A line each, such as “opt-out: Nothing in it is shared.”"),
        required=False,
    )
    exceptions = CodedLines(
        label=gettext_lazy("Retention exceptions"),
        help_text=gettext_lazy("A line each, such as “E8_LEGAL_OBLIGATION: Invoices are kept for tax law.”"),
        required=False,
    )
    connection = forms.CharField(
        label=gettext_lazy("Connection"),
        help_text=gettext_lazy(
            "For a database, such as postgresql://name:password@host/database. It is sealed and never shown again; "
            "leave it empty to keep it."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "size": 80}),
        required=False,
    )
    mapping = forms.CharField(
        label=gettext_lazy("Mapping"),
        help_text=gettext_lazy("For a database: JSON as docs/systems.md tells. A change asks for a new approval."),
        widget=forms.Textarea(attrs={"rows": 24, "cols": 100, "spellcheck": "false"}),
        required=False,
    )

    class Meta:
        model = System
        fields = (
            *("business", "name", "owner_name", "owner_email", "holds", "way", "position", "is_active"),
            *("deeds", "reasons", "exceptions", "instructions", "connection", "mapping"),
            *("address", "points", "new_secret"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        reasons = {deed: given.get("note") or given.get("code", "") for deed, given in row.reasons.items()}
        self.initial["reasons"] = "\n".join(f"{deed}: {why}" for deed, why in reasons.items())
        self.initial["exceptions"] = "\n".join(f"{one['code']}: {one.get('note', '')}" for one in row.exceptions)
        shown = row.mapping if row.way != Way.WEBHOOK else {}
        self.initial["mapping"] = json.dumps(shown, indent=2, ensure_ascii=False) if shown else ""
        self.begin_webhook()

    def clean_connection(self) -> str:
        text = str(self.cleaned_data["connection"]).strip()
        if text:
            try:
                sql.parse_connection(text)
            except BadInput as error:
                raise ValidationError(str(error)) from error
        return text

    def clean_mapping(self) -> dict[str, Any]:
        text = str(self.cleaned_data["mapping"]).strip()
        if not text:
            return {}
        try:
            raw = json.loads(text)
            sql.parse_mapping(raw)
        except json.JSONDecodeError as error:
            said = _("This is not JSON: line %(line)d, column %(column)d: %(why)s.")
            raise ValidationError(said % {"line": error.lineno, "column": error.colno, "why": error.msg}) from error
        except BadInput as error:
            raise ValidationError(str(error)) from error
        return dict(raw)

    def clean_reasons(self) -> dict[str, dict[str, str]]:
        known = set(deeds())
        given = self.cleaned_data["reasons"]
        if unknown := {deed for deed, _words in given} - known:
            raise ValidationError(_code_words(unknown, known))
        return {deed: {"note": words} for deed, words in given}

    def clean_exceptions(self) -> list[dict[str, str]]:
        known = _exceptions()
        given = self.cleaned_data["exceptions"]
        if unknown := {code for code, _words in given} - known:
            raise ValidationError(_code_words(unknown, known))
        return [{"code": code, "note": words} for code, words in given]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        acts, reasons = set(said.get("deeds", ())), set(said.get("reasons", {}))
        # The symmetry check: nothing is left out in silence.
        if "reasons" not in self.errors and (silent := set(deeds()) - acts - reasons):
            self.add_error("reasons", _("Take part in these or say why not: %(deeds)s.") % _listed(silent))
        if both := acts & reasons:
            self.add_error("reasons", _("It takes part in these, so there is no reason against: %(d)s.") % _in_d(both))
        if said.get("way") == Way.SQL:
            self._check_sql(said, acts)
        elif said.get("way") == Way.WEBHOOK:
            self.check_webhook(said)
        elif said.get("way") == Way.PERSON and not said.get("instructions", "").strip():
            self.add_error("instructions", _("Tell the owner what to do."))
        return said

    def _check_sql(self, said: dict[str, Any], acts: set[str]) -> None:
        kept = self.instance.sealed_connection if "way" not in self.changed_data else ""
        if not (said.get("connection") or kept or "connection" in self.errors):
            self.add_error("connection", _("Enter where the database is."))
        if "mapping" in self.errors:
            return
        if missing := acts - set(said.get("mapping", {}).get("deeds", {})):
            self.add_error("mapping", _("The mapping does not say how to do: %(deeds)s.") % _listed(missing))


def _listed(codes: set[str]) -> dict[str, str]:
    return {"deeds": ", ".join(sorted(codes))}


def _in_d(codes: set[str]) -> dict[str, str]:
    return {"d": ", ".join(sorted(codes))}


def _code_words(unknown: set[str], known: set[str]) -> str:
    said = {"unknown": ", ".join(sorted(unknown)), "known": ", ".join(sorted(known))}
    return _("Not known here: %(unknown)s. Use one of: %(known)s.") % said


def _take_way(obj: System, form: SystemForm) -> str:
    """What the way of acting needs; what another way needed is not kept. Returns a secret that was made for it."""
    said = form.cleaned_data
    has_changed = "way" in form.changed_data and form.initial.get("way")
    if has_changed:
        obj.sealed_connection = ""
    if obj.way == Way.WEBHOOK:
        obj.mapping = target_of(form)
        if said["new_secret"] or not obj.sealed_connection:
            secret = webhooks.new_secret()
            obj.sealed_connection = webhooks.seal_secret(secret)
            return secret
        return ""
    obj.mapping = said["mapping"]
    if said["connection"]:
        obj.sealed_connection = sql.seal_connection(said["connection"])
    return ""


@admin.register(System)
class SystemPages(ShowsSecret):
    """A system that is no longer used is switched off, never removed: requests tell what was done in it."""

    form = SystemForm
    list_display = ("name", "business", "way", "owner_name", "position", "is_active", "approval")
    list_select_related = ("business",)
    list_filter = ("business", "way", "is_active")
    search_fields = ("name", "owner_name")
    actions = ("try_mapping",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: System | None = None) -> tuple[str, ...]:
        return ("business",) if obj else ()

    @admin.display(boolean=True, description=gettext_lazy("acts"))
    def approval(self, row: System) -> bool:
        return row.is_approved

    def save_model(self, request: HttpRequest, obj: System, form: Any, change: bool) -> None:
        before = obj.mapping_digest
        if secret := _take_way(obj, form):
            will_show(request, secret)
        if obj.mapping_digest != before:
            obj.mapping_by, obj.mapping_changed_at = reader(request), now()
        super().save_model(request, obj, form, change)
        if not obj.is_approved:
            said = _("Nothing is done in “%(name)s” until somebody approves it at the desk, under Systems.")
            messages.warning(request, said % {"name": obj.name})

    @admin.action(
        description=gettext_lazy("Ask the system: for every table and column, or for an answer"), permissions=["view"]
    )
    def try_mapping(self, request: HttpRequest, queryset: QuerySet[System]) -> None:
        for system in queryset.exclude(way=Way.PERSON):
            if system.way == Way.WEBHOOK:
                try_system(request, system)
                continue
            try:
                sql.check_mapping(system)
            except DeskError as error:
                messages.error(request, f"{system.name}: {error}")
            else:
                messages.success(request, _("%(name)s: all of it is there.") % {"name": system.name})
